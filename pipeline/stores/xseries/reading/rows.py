"""Ids, versions and lists in the API's own JSON. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from pipeline.stores.protocol import Row

VERSION_MAX = 2**63 - 1  # SQLite's largest integer
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


def is_id(value: Any) -> bool:
    """Tell whether `value` is a string in the shape of a UUID, the only shape an id has."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def is_deleted(row: Mapping[str, Any]) -> bool:
    """Tell whether a row is that of a deleted record; some lists and reads show these, too."""
    return bool(row.get("deleted_at"))


def version_of(row: Mapping[str, Any]) -> int | None:
    """Return a record's version, or None where the store shows none that a journal can keep."""
    version = row.get("version")
    known = isinstance(version, int) and not isinstance(version, bool) and 0 <= version <= VERSION_MAX
    return version if known else None


def rows_of(body: Any) -> list[Row] | None:
    """Return the records of a list page, or None if it isn't one."""
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, list):
        return None
    return [row for row in data if isinstance(row, dict)]
