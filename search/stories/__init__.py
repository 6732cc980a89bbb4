"""Stories, the traces of copies, and the figures that their articles give."""
