"""Columns of stock: of every outlet, or with an outlet's name behind them of that one (`inventory_Market_Square`). Pure."""

import functools
from collections.abc import Iterable

from pipeline.schema.kinds import key_of

LEVEL_COLUMN = "inventory"
STOCK_COLUMNS = (LEVEL_COLUMN, "reorder_point", "restock_level")


@functools.cache  # of every column of every row
def stock_fields(name: str) -> bool:
    """Tell whether a column holds stock: for every outlet, or for one."""
    return name in STOCK_COLUMNS or any(name.startswith(f"{stem}_") for stem in STOCK_COLUMNS)


def outlet_heading(name: str) -> str:
    """Return an outlet's name as it stands in a heading: blanks as `_`."""
    return name.strip().replace(" ", "_")


def outlets_in(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the outlets that columns name, as they stand in the headings, each once."""
    stems = [f"{stem}_" for stem in STOCK_COLUMNS]
    named = [name.removeprefix(stem) for name in columns for stem in stems if name.startswith(stem)]
    return tuple({key_of(each): each for each in reversed(named)}.values())[::-1]
