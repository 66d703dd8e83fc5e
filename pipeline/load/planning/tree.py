"""Whether a store's tree has room for ours: its products stand on leaves alone (pipeline/stores/xseries/README.md, *Categories*). Reads only."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.errors import Command, LeftOverError
from pipeline.load.sending.names import StoreNames
from pipeline.pacing.paced_store import PacedStore
from pipeline.schema.kinds import KeyShape, key_of
from pipeline.schema.records import Id, Record
from pipeline.stores import Missing, read_rows, resource_of
from pipeline.text import clean

ROOT = "Demo"  # what the way out proposes, with a number behind it where the store has one of that name


async def refuse_crowded(
    paced: PacedStore,
    dataset: Path,
    records: Iterable[Record],
    names: StoreNames,
    without: Sequence[str] = (),
) -> None:
    """Raise LeftOverError where a product would stand above other categories, or a shelf with products would get some.

    `records` are those of the load, of every kind; `without` are the parts that it leaves out, for the way out. Raises
    like `read_rows`, too.
    """
    every = list(records)
    for place in _leaves(every):
        if _has_children(place, names):
            why = "products of this dataset stand there, and the store has others below it"
            raise _refusal(dataset, place, why, names, without)
    for place in _parents_of_new(every, names):
        row, used_by = names.found[place][0], resource_of(place[0]).used_by
        if _has_children(place, names) or used_by is None:
            continue
        if await read_rows(paced, used_by(row["id"]), Missing.ANYTHING):
            why = "products of the store stand there, and this dataset has others below it"
            raise _refusal(dataset, place, why, names, without)


def _leaves(records: Iterable[Record]) -> Iterator[Id]:
    """Yield what records name in a tree of another kind."""
    places = (place for record in records for place in record.references if place[0] is not record.kind)
    yield from dict.fromkeys(place for place in places if place[0].key.shape is KeyShape.PATH)


def _parents_of_new(records: Iterable[Record], names: StoreNames) -> Iterator[Id]:
    """Yield what the store has of a tree, and would get something below it."""
    inner = (place for record in records if record.id not in names.found for place in record.references
             if place[0] is record.kind)  # fmt: skip
    yield from dict.fromkeys(place for place in inner if place in names.found)


def _has_children(place: Id, names: StoreNames) -> bool:
    ids = {row["id"] for row in names.found.get(place, ())}
    return any(row.get("parent_category_id") in ids for rows in names.found.values() for row in rows)


def _refusal(dataset: Path, place: Id, why: str, names: StoreNames, without: Sequence[str]) -> LeftOverError:
    free = (f"{ROOT} {number}" for number in range(2, len(names.found) + 3))
    root = next(each for each in (ROOT, *free) if (place[0], key_of(each)) not in names.found)
    kept = ("--without", ",".join(without)) if without else ()
    return LeftOverError(
        f"The {place[0]} {clean(place[1], 120)} of the store is in the way: {why}. Products stand on the lowest "
        f"{place[0].nouns} alone.",
        code="category-in-the-way",
        hint="Nothing was sent. load --category-root puts all of ours under one of their own:",
        command=Command(("load", dataset, *kept, "--category-root", root), in_store=True),
    )
