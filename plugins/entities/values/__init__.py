"""Which names are values of a facet: a learned gate over what an article shows of each."""
