"""A module of the host's own, named as one of kliping's folders is."""

GREETING = "the host's own search"
