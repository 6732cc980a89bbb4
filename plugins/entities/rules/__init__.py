"""Rules over the stretches that gazetteer and tagger found: boundaries, types, names, patterns."""
