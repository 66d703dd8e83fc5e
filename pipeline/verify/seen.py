"""What was seen of the store: rows as they came, by id and by key. Pure."""

from dataclasses import dataclass, field

from pipeline.schema.records import Id
from pipeline.stores.protocol import Row


@dataclass(slots=True)
class Sight:
    """What was found: rows by id (None: gone), rows by key, and how many requests it took."""

    by_id: dict[str, Row | None] = field(default_factory=dict)
    by_key: dict[Id, dict[str, Row]] = field(default_factory=dict)
    pages: int = 0
    reads: int = 0

    def take(self, place: Id, row: Row) -> None:
        """Take in a record with this kind and key; a newer sight of the same one replaces it."""
        self.by_key.setdefault(place, {})[row["id"]] = row

    def with_key(self, place: Id) -> list[Row]:
        """Return the store's records with a key, as far as they were seen."""
        return list(self.by_key.get(place, {}).values())
