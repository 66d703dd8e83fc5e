"""Find, read and check packs (verticals) and regions. They are JSON; what comes out are frozen values.

Promises: a Pack or Region that comes out needs no further checks. Every mistake in a file is a finding
with the path inside the file (`lines[1].price`), raised together as FindingsError. Knows no dataset.
"""

from typing import TYPE_CHECKING

from pipeline.on_demand import on_demand
from pipeline.packs.parse import parse_pack
from pipeline.packs.region import parse_region
from pipeline.packs.shelf import find_packs, find_region, load_packs, load_region, pack_schema, region_names
from pipeline.packs.values import Brand, Line, Option, OptionValue, Pack, Place, Region, Supplier

if TYPE_CHECKING:
    from pipeline.packs.lint import LintReport, lint_packs

__all__ = [
    "Brand",
    "Line",
    "LintReport",
    "Option",
    "OptionValue",
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
    "parse_pack",
    "parse_region",
    "region_names",
]

# Only `packs --check` judges taste: imported when somebody asks for it.
__getattr__ = on_demand(__name__, {"LintReport": "lint", "lint_packs": "lint"})
