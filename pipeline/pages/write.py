"""The page as a file: whole, for its owner alone, and never over a file that is something else."""

from pathlib import Path

from pipeline.errors import UsageError
from pipeline.files import replace_file
from pipeline.text import clean

_MARK = b'<meta name="generator" content="x-series-demo'
_LOOKED_AT = 4096  # bytes in which a page of ours says that it is one


def write_page(path: Path, html: str) -> int:
    """Write a page (0600) and return its bytes. Raises UsageError for a file of something else, or a folder that isn't there."""
    if path.is_dir() or not path.parent.is_dir():
        raise UsageError(
            f"{clean(str(path))} can't be written: {'it is a folder' if path.is_dir() else 'its folder is not there'}.",
            code="out-invalid",
            hint="Name a file, in a folder that is there.",
        )
    if path.exists() and not _is_ours(path):
        raise UsageError(
            f"{clean(str(path))} is there already, and is no page of this program.",
            code="would-overwrite",
            hint="Choose another name (show --html --out).",
        )
    data = html.encode()
    try:
        replace_file(path, data, durable=False)
    except OSError as wrong:
        raise UsageError(
            f"{clean(str(path))} can't be written: {wrong.strerror}.",
            code="out-invalid",
            hint="Choose another place (show --html --out).",
        ) from None
    return len(data)


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return _MARK in file.read(_LOOKED_AT)
    except OSError:
        return False
