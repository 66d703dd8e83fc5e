"""Which records go into one request. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.journal.entries import Entry
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Id


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
