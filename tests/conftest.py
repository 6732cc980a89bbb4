"""How many examples the property tests draw: few before a commit, more where nobody waits."""

import os

from hypothesis import settings

# A test that says a number of its own keeps it.
settings.register_profile("quick", max_examples=25, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None)
settings.register_profile("thorough", max_examples=1_000, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "quick")
