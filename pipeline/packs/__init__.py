"""Find, read and check packs (verticals) and regions. They are JSON; what comes out are frozen values.

Promises: a Pack or Region that comes out needs no further checks. Every mistake in a file is a finding
with the path inside the file (`lines[1].price`), raised together as FindingsError. Knows no dataset.
"""

from typing import TYPE_CHECKING

from pipeline.on_demand import on_demand
from pipeline.packs.shelf import find_packs, find_region, load_packs, load_region, pack_schema, region_names
from pipeline.packs.values import Line, Pack, Place, Region, Supplier

if TYPE_CHECKING:
    from pipeline.packs.lint.lint import lint_packs

__all__ = [
    "Line",
    "Pack",
    "Place",
    "Region",
    "Supplier",
    "find_packs",
    "find_region",
    "lint_packs",
    "load_packs",
    "load_region",
    "pack_schema",
    "region_names",
]

# Only `packs --check` judges taste: imported when somebody asks for it.
__getattr__ = on_demand(__name__, {"lint_packs": "lint.lint"})
