"""Who speaks: attribution to phrases, one name for each, people for pronouns."""
