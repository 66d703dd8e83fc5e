"""Where the sandbox is that a dataset was loaded into: a note in its journal, so that any current folder will do.

The place is kept twice: from the dataset's folder, for both moved together, and whole, for the dataset moved alone.
Versions before the note pass it over, and it is missing in their journals: it is a hint, the binding's retailer id
decides.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

NOTE = "sandbox"


def note_of(dataset: Path, state: Path) -> dict[str, str]:
    """Return the note for a sandbox's state file."""
    whole = state.resolve()
    return {"relative": os.path.relpath(whole, dataset.resolve()), "absolute": str(whole)}


def places_in(note: Any, dataset: Path) -> tuple[Path, ...]:
    """Return the places that a note names, the one beside the dataset first; () for none, or for anything else."""
    if not isinstance(note, Mapping):
        return ()
    named = [note.get("relative"), note.get("absolute")]
    return tuple(_plain(dataset.resolve() / place) for place in named if isinstance(place, str) and place)


def _plain(path: Path) -> Path:
    return Path(os.path.normpath(path))
