"""httpx without its command line: that would import click, pygments and rich, a fifth of what a short load takes."""

import sys

sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # how Python spells "can't be imported"

import httpx  # noqa: E402

__all__ = ["httpx"]
