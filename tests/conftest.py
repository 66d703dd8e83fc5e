"""What holds for every test."""

import gc

from hypothesis import settings

from tests.support.breadth import BREADTH

# Where a property does not say it; half of hypothesis' own, on top of what else runs there
settings.register_profile("suite", settings(), max_examples=50 * BREADTH)
settings.load_profile("suite")


def pytest_collection_finish() -> None:
    """Let the collector pass over what lives as long as the session: thousands of collected tests."""
    gc.collect()
    gc.freeze()
