"""Mark what of an article is not body text."""
