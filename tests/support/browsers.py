"""A real browser for tests: Debian's chromium, driven by playwright. Where there is none a test is skipped, in CI it fails."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "there is no chromium on this machine, or no playwright: apt-get install chromium"


def find_browser() -> str | None:
    """Return the browser's path, None where it or playwright is missing."""
    try:
        import playwright.sync_api  # noqa: F401 - looked for, not used
    except ImportError:
        return None
    return next(filter(None, map(shutil.which, NAMES)), None)


def require_browser() -> str:
    """Return the browser's path; skip the test where there is none, fail it in CI."""
    found = find_browser()
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return found


@contextlib.contextmanager
def browser_at(path: str) -> Iterator[Any]:
    """Give a running browser."""
    from playwright.sync_api import sync_playwright

    # Root has no sandbox of chromium's own, and a container's /dev/shm is small
    words = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=words)
        try:
            yield browser
        finally:
            browser.close()
