"""Customers as the page shows them: where they live, and a table. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.pages.shown_rows import ShownRow
from pipeline.schema.reserved import is_reserved

_MOST_PLACES = 10
PLACE = ("physical_city", "physical_state")
# The table: heading, its columns (the first that holds something is shown)
COLUMNS = (
    ("Name", ("first_name", "last_name")),
    ("E-mail", ("email",)),
    ("Phone", ("phone", "mobile")),
    ("City", ("physical_city",)),
    ("State", ("physical_state",)),
    ("Group", ("customer_group",)),
)


@dataclass(frozen=True, slots=True)
class PlaceBar:
    """A place, how many customers live there, and that number as percent of the most frequent one's."""

    name: str
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class ShownCustomers:
    """The customers of the page: the most frequent places, how many places there are, and how many people may be real."""

    rows: tuple[ShownRow, ...]
    places: tuple[PlaceBar, ...]
    place_count: int
    elsewhere: int
    real: int

    @property
    def around(self) -> str:
        """The place where most of them live."""
        return self.places[0].name if self.places else ""


def customers_of(rows: Sequence[ShownRow], *, imported: bool) -> ShownCustomers:
    """Return the customers. Of an imported dataset all may be real, of others those whose mail somebody may receive."""
    counts = Counter(place for row in rows if (place := place_of(row)))
    top = counts.most_common(_MOST_PLACES)
    highest = max(counts.values(), default=1)
    places = tuple(PlaceBar(name, count, round(100 * count / highest)) for name, count in top)
    real = len(rows) if imported else sum(_may_be_real(row.cell("email")) for row in rows)
    return ShownCustomers(
        tuple(rows), places, len(counts), sum(counts.values()) - sum(count for _, count in top), real
    )


def place_of(row: ShownRow) -> str:
    """Return 'Sandy, UT'; '' for a customer without an address."""
    return ", ".join(part for name in PLACE if (part := row.cell(name).strip()))


def _may_be_real(email: str) -> bool:
    _, at, domain = email.strip().rpartition("@")
    return bool(at) and not is_reserved(domain)
