"""Where the packs, regions and tables of words lie that come with the program."""

from pathlib import Path

WORDS = "words"  # tables of words that packs and regions share


def shipped_folder() -> Path:
    """Return the folder of the shipped packs."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_packs"
    return installed if installed.is_dir() else package.parent / "packs"
