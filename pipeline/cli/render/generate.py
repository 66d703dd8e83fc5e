"""What is said of a dataset that was made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cli.session import Session
from pipeline.schema.kinds import CUSTOMER, PRODUCT

if TYPE_CHECKING:
    from pipeline.dataset.make import Made
    from pipeline.generate import Family

PREVIEW_ROWS = 5
FAMILIES_SHOWN = 18
PLACES_SHOWN = 8
OPTIONS_SHOWN = 3

PREVIEW_COLUMNS = ("first_name", "last_name", "email", "phone")


@dataclass(frozen=True, slots=True)
class GenerateData:
    """The dataset that was made, or found as it was wished for."""

    folder: str
    seed: int | None
    packs: Sequence[str]
    region: str | None
    counts: Mapping[str, int]
    already_there: bool
    edited: str


def preview(session: Session, made: "Made") -> None:
    """Show the families with their prices, where the customers live, and a few rows of each kind."""
    if session.quiet:
        return
    from pipeline.generate import families, place_map

    if (products := made.begins.get(PRODUCT)) is not None:
        shown = families(products, FAMILIES_SHOWN)
        cells = [[each.name, each.count, _some(each.options), _range(each)] for each in shown]
        session.terminal.table("Products", ("family", ">variants", "such as", ">price"), cells, data=False)
    if (customers := made.begins.get(CUSTOMER)) is not None:
        towns = place_map(customers, PLACES_SHOWN)
        places = [[town.city, town.state, town.count, f"{town.share:.0%}"] for town in towns]
        whole = made.manifest.counts[CUSTOMER] == customers.height
        title = "Where customers live" if whole else f"Where the first {customers.height:,} customers live"
        session.terminal.table(title, ("city", "state", ">customers", ">share"), places, data=False)
        people = customers.head(PREVIEW_ROWS).fill_null("").iter_rows(named=True)
        cells = [[each[name] for name in PREVIEW_COLUMNS] for each in people]
        session.terminal.table("First customers", PREVIEW_COLUMNS, cells, data=False)


def _some(options: tuple[str, ...]) -> str:
    return ", ".join(options[:OPTIONS_SHOWN]) + (", …" if len(options) > OPTIONS_SHOWN else "")


def _range(family: "Family") -> str:
    return f"{family.lowest}" if family.lowest == family.highest else f"{family.lowest} - {family.highest}"
