"""Where datasets lie unless a person says otherwise, and the command that makes the next one there."""

from pathlib import Path

from pipeline.cli.invocation import typed
from pipeline.files import unused

OUT = Path("out")
DEFAULT_OUT = OUT / "demo"


def to_generate(pack: str, *options: object, under: Path = OUT) -> str:
    """Return the command that makes a dataset of a pack in a folder where nothing is yet."""
    usual = under == OUT and not DEFAULT_OUT.exists()
    return typed("generate", "-p", pack, *options, *(() if usual else ("--out", unused(under / pack))))
