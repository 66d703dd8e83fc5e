"""What holds for every test."""

import contextlib
import gc
import importlib
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.breadth import BREADTH

HERE = Path(__file__).parent
# Where a property does not say it; half of hypothesis' own, on top of what else runs there
settings.register_profile("suite", settings(), max_examples=50 * BREADTH)
settings.load_profile("suite")


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Let each of several workers begin to import at another place.

    In a fresh clone each would compile all tests, at the same time; so each finds what the others have compiled.
    """
    worker = getattr(session.config, "workerinput", None)
    if worker is None or session.config.args != session.config.getini("testpaths"):
        return
    modules = sorted(HERE.rglob("test_*.py"))
    begin = len(modules) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
    for path in modules[begin:] + modules[:begin]:
        name = ".".join(path.relative_to(HERE.parent).with_suffix("").parts)
        with contextlib.suppress(Exception):  # told when it is collected
            importlib.import_module(name)


def pytest_collection_finish() -> None:
    """Let the collector pass over what lives as long as the session: thousands of collected tests."""
    gc.collect()
    gc.freeze()
