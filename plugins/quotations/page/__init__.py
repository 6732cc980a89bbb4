"""What an article says, token by token: words and their classes, quoted stretches, sentences."""
