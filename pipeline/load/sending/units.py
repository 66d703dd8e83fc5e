"""Which records go into one request. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pipeline.http.calls import Call
from pipeline.journal.entries import Entry
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Id, Record
from pipeline.stores import resource_of
from pipeline.stores.protocol import Making


@dataclass(frozen=True, slots=True)
class Unit:
    """The records that one request creates, or that are looked up together. `name` is None for one that goes alone."""

    kind: Kind
    name: str | None
    keys: tuple[str, ...]

    @property
    def id(self) -> Id:
        """What tells it from other units, whichever of its members are meant."""
        return self.kind, self.keys[0] if self.name is None else self.name

    @property
    def ids(self) -> tuple[Id, ...]:
        """Its members."""
        return tuple((self.kind, key) for key in self.keys)


def units_of(places: Iterable[Id], entry: Callable[[Kind, str], Entry | None]) -> list[Unit]:
    """Return the units of these records, each where its first record stands."""
    keys: dict[tuple[Kind, str | None, str], list[str]] = {}
    for kind, key in places:
        known = entry(kind, key)
        name = known.unit if known is not None else None
        keys.setdefault((kind, name, key if name is None else ""), []).append(key)
    return [Unit(kind, name, tuple(members)) for (kind, name, _), members in keys.items()]


def creates_of(records: Iterable[Record], price_field: str) -> Iterator[Call]:
    """Yield the requests that create these records, to be looked at: named records stand there by their keys, not their ids."""
    units: dict[tuple[Kind, str | None, str], list[Record]] = {}
    for record in records:
        name = record.kind.group(record)
        units.setdefault((record.kind, name, record.key if name is None else ""), []).append(record)
    for (kind, _, _), members in units.items():
        named = {each: text for record in members for each, text in record.named.items()}
        yield resource_of(kind).create(Making(tuple(members), named, price_field))
