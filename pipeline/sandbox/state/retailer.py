"""Which store a state file holds, without opening the store."""

import contextlib
import json
import sqlite3
from pathlib import Path


def retailer_in(state: Path) -> str | None:
    """Return the retailer's id of the sandbox in a state file; None for a file that holds none. Changes nothing."""
    with contextlib.suppress(sqlite3.Error, OSError, ValueError):
        address = f"{state.resolve().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True)) as base:
            row = base.execute("SELECT value FROM meta WHERE name = 'retailer_id'").fetchone()
        known = json.loads(row[0]) if row else None
        return known if isinstance(known, str) else None
    return None
