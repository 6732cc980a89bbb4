"""What stands around a cue: phrases, subjects, clauses, gaps before the content, chains."""
