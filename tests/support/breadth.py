"""How much of a long campaign is played: a seeded sample in the suite, BREADTH times as much in `make torture`."""

import os

BREADTH = int(os.environ.get("TEST_BREADTH", "1"))
