"""What holds for every test."""

import gc


def pytest_collection_finish() -> None:
    """Let the collector pass over what lives as long as the session: thousands of collected tests."""
    gc.collect()
    gc.freeze()
