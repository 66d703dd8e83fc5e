"""What a vendor's template for an upload is: its columns, the field of ours that each holds, and how sure we are of it. Pure.

Tables of these are in the modules of the vendors. `rows` makes a vendor's rows of ours by them, `imports` reads by them,
`help export` prints them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from pipeline.dataset.exports.notations import AS_IT_IS, Notation
from pipeline.schema.kinds import Kind

Cells = Mapping[str, str]  # of one row, by column; a blank cell is not there


class FamilyRows(NamedTuple):
    """The rows of one family, or of one record that is in none: as they are filed, and with all that they stand for."""

    family: bool
    filed: Sequence[Cells]
    whole: Sequence[Cells]


class Sure(str, Enum):
    """How sure a column is."""

    DOCUMENTED = "D"
    SEEN = "C"
    ASSUMED = "A"


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column under the vendor's heading.

    It holds `field` in its notation, or what the template's `own` gives. Where that is blank stands `nothing`, the
    vendor's word for it, or else `always`, and with `where` only in rows with that field of ours. `once`: in the first
    row of a family alone, all of which it speaks of. `derived`: it says only what other columns say.
    """

    heading: str
    field: str = ""
    notation: Notation = AS_IT_IS
    nothing: str = ""
    always: str = ""
    where: str = ""
    once: bool = False
    derived: bool = False
    sure: Sure = Sure.DOCUMENTED


@dataclass(frozen=True, slots=True)
class OutletColumns:
    """Columns for each outlet: `heading` with the outlet's name for the `{}`, which hold a field per outlet."""

    heading: str
    field: str
    sure: Sure
    always: str = ""  # what stands in rows with that field, where the column holds none of its values
    blanks: str = "_"  # what stands in it for a blank of an outlet's name


@dataclass(frozen=True, slots=True)
class HandleRule:
    """What a handle must be: of this shape, unique; made for each product that has none, or for families alone."""

    shape: str
    families_only: bool = False
    beside_keys: bool = False  # the same column holds keys


@dataclass(frozen=True, slots=True)
class LeadRule:
    """How a file tells a family's own row from its members': by a word in a column, and by the key of the first in another."""

    type: str
    head: str
    member: str
    parent: str


@dataclass(frozen=True, slots=True)
class VendorTemplate:
    """The file of one kind. `about` says of our columns what a person should know of what became of them.

    `own` gives the cells of a row of a family (its place counts from 0) or of a product by itself that are no field.
    `head` gives them for a row that stands before a family's own rows and holds what it has once.
    """

    columns: tuple[TemplateColumn, ...]
    about: Mapping[str, str] = field(default_factory=dict)
    outlets: tuple[OutletColumns, ...] = ()
    handle: HandleRule | None = None
    own: Callable[[Sequence[Cells], int], Cells] | None = None
    head: Callable[[Sequence[Cells]], Cells] | None = None
    lead: LeadRule | None = None

    @property
    def holds(self) -> Mapping[str, TemplateColumn]:
        """The columns by the field of ours that they hold."""
        return {each.field: each for each in self.columns if each.field}


def outlet_of(kind: Kind, column: str) -> tuple[str, str] | None:
    """Return the field and the outlet of a column of ours such as inventory_Market_Square, None of any other."""
    meant = kind.field(column)
    if meant is None or column in kind.fields:
        return None
    stem = next(
        (each for each in kind.fields if meant.name.startswith(f"{each}_") and kind.fields[each].per_outlet),
        "",
    )
    return (stem, meant.name.removeprefix(f"{stem}_")) if stem else None
