"""The rows of a store, one version counter over all of them, and the indexes that find them. Pure.

Promises: every put gets a version higher than all before; `page` walks a kind in ascending version order;
`find` sees every row, deleted ones too, in that order. Ids are derived from the retailer's id and the version
at which a row was created, so the same store fed with the same calls gives the same ids.
"""

import bisect
import contextlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.sandbox.api.values import Json, ShopRow, timestamp


@dataclass(frozen=True, slots=True)
class RowKind:
    """One kind of rows: the field that names one in the history, and the fields by whose values rows are found.

    `codes` and `option_ids` among these are no fields: `_HELD` says what they stand for.
    """

    key_field: str = "name"
    indexed: tuple[str, ...] = ()


_OF_PRODUCTS = (
    "name", "codes", "brand_id", "supplier_id", "product_type_id", "tag_ids", "option_ids", "variant_parent_id",
)  # fmt: skip
KINDS: dict[str, RowKind] = {
    "retailer": RowKind(),
    "taxes": RowKind(),
    "outlets": RowKind(),
    "registers": RowKind(),
    "customer_groups": RowKind(indexed=("name",)),
    "brands": RowKind(indexed=("name",)),
    "suppliers": RowKind(indexed=("name",)),
    "tags": RowKind(indexed=("name",)),
    "product_categories": RowKind(indexed=("parent_category_id",)),
    "variant_attributes": RowKind(indexed=("name",)),
    "customers": RowKind("email", indexed=("email", "customer_code", "customer_group_id")),
    "products": RowKind("sku", indexed=_OF_PRODUCTS),
    "inventory": RowKind("product_id", indexed=("product_id",)),
    "product_images": RowKind("product_id", indexed=("product_id",)),
    "sales": RowKind("invoice_number", indexed=("customer_id",)),
}


def fold(value: object) -> str:
    """Return the form under which values are indexed."""
    return str(value).strip().casefold()


class Rows:
    """All rows of one store. Mutable, but only through `put`; `all_or_nothing` takes puts back."""

    def __init__(self, retailer_id: str) -> None:
        self.retailer_id = retailer_id
        self.version = 0
        self._namespace = uuid.UUID(retailer_id)
        self._by_kind: dict[str, dict[str, ShopRow]] = {kind: {} for kind in KINDS}
        self._order: dict[str, list[tuple[int, str]]] = {kind: [] for kind in KINDS}
        self._deleted: dict[str, int] = dict.fromkeys(KINDS, 0)
        self._index: dict[tuple[str, str, str], dict[str, None]] = {}
        # Inside of `all_or_nothing`: what was put, oldest first, each with the row that it replaced
        self._puts: list[tuple[ShopRow, ShopRow | None]] | None = None

    @contextlib.contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Take back every put of the body when it raises, as if there had been none."""
        assert self._puts is None, "a put belongs to one body"
        version, puts = self.version, list[tuple[ShopRow, ShopRow | None]]()
        self._puts = puts
        try:
            yield
        except BaseException:
            for new, old in reversed(puts):
                self._take_back(new, old)
            self.version = version
            raise
        finally:
            self._puts = None

    def put(
        self,
        kind: str,
        body: Json,
        now_s: float,
        *,
        row_id: str | None = None,
        deleted: bool = False,
        hidden_until: Mapping[str, float] | None = None,
    ) -> ShopRow:
        """Add a row, or replace the one with `row_id`, under a new version; return it as it now stands."""
        self.version += 1
        old = self._by_kind[kind].get(row_id) if row_id else None
        new_id = row_id or self.derive_id(f"{kind}-{self.version}")
        moment = timestamp(now_s)
        full = {
            "id": new_id,
            **body,
            "created_at": old.body["created_at"] if old else moment,
            "updated_at": moment,
            "version": self.version,
        }
        if deleted:
            full["deleted_at"] = moment
        hidden = hidden_until or (old.hidden_until if old else {})
        row = ShopRow(kind, new_id, self.version, deleted, full, hidden)
        self.restore(row)
        if self._puts is not None:
            self._puts.append((row, old))
        return row

    def derive_id(self, what: str) -> str:
        """Return the id that this store gives to `what`."""
        return str(uuid.uuid5(self._namespace, what))

    def restore(self, row: ShopRow) -> None:
        """Take a row as it was saved; rows have to come in ascending version order."""
        old = self._by_kind[row.kind].get(row.id)
        if old is not None:
            self._off_index(old)
        self._deleted[row.kind] += row.deleted - (old is not None and old.deleted)
        self._by_kind[row.kind][row.id] = row
        self._order[row.kind].append((row.version, row.id))
        self._to_index(row)
        self.version = max(self.version, row.version)

    def get(self, kind: str, row_id: str) -> ShopRow | None:
        """Return the row with that id, deleted or not."""
        return self._by_kind[kind].get(row_id)

    def live(self, kind: str, row_id: object) -> ShopRow | None:
        """Return the row with that id unless it is deleted."""
        row = self._by_kind[kind].get(row_id) if isinstance(row_id, str) else None
        return None if row is None or row.deleted else row

    def walk(self, kind: str, after: int = 0) -> Iterator[ShopRow]:
        """Yield the rows of a kind with a version above `after`, ascending."""
        order, current = self._order[kind], self._by_kind[kind]
        for version, row_id in order[bisect.bisect_right(order, (after, "\uffff")) :]:
            row = current[row_id]
            if row.version == version:
                yield row

    def find(self, kind: str, field: str, value: object) -> list[ShopRow]:
        """Return the rows whose indexed field has that value, folded, ascending by version."""
        ids: Iterable[str] = self._index.get((kind, field, fold(value)), ())
        return sorted((self._by_kind[kind][row_id] for row_id in ids), key=lambda row: row.version)

    def count(self, kind: str) -> tuple[int, int]:
        """Return how many rows are live and how many deleted."""
        dead = self._deleted[kind]
        return len(self._by_kind[kind]) - dead, dead

    def saved(self) -> list[ShopRow]:
        """Return every row in ascending version order: what has to be saved and restored."""
        rows = (row for kind in self._by_kind.values() for row in kind.values())
        return sorted(rows, key=lambda row: row.version)

    def _take_back(self, new: ShopRow, old: ShopRow | None) -> None:
        """Undo the newest put of its kind."""
        self._off_index(new)
        self._order[new.kind].pop()
        self._deleted[new.kind] -= new.deleted - (old is not None and old.deleted)
        if old is None:
            del self._by_kind[new.kind][new.id]
        else:
            self._by_kind[new.kind][new.id] = old
            self._to_index(old)

    def _to_index(self, row: ShopRow) -> None:
        for key in _index_keys(row):
            self._index.setdefault(key, {})[row.id] = None

    def _off_index(self, row: ShopRow) -> None:
        for key in _index_keys(row):
            self._index[key].pop(row.id, None)


def codes_of(body: Json) -> tuple[str, ...]:
    """Return everything under which a product can be scanned: its SKU and its codes."""
    listed = body.get("product_codes") or ()
    codes: list[Any] = [body.get("sku"), *(code.get("code") for code in listed)]
    return tuple(dict.fromkeys(str(code) for code in codes if code))


def option_ids_of(body: Json) -> tuple[str, ...]:
    """Return the ids of a product's options; an older state has options without."""
    return tuple(option["id"] for option in body.get("variant_options") or () if option.get("id"))


# Index names that are no fields, and what they stand for
_HELD: dict[str, Callable[[Json], tuple[str, ...]]] = {"codes": codes_of, "option_ids": option_ids_of}


def _index_keys(row: ShopRow) -> list[tuple[str, str, str]]:
    keys = []
    for field in KINDS[row.kind].indexed:
        held = _HELD[field](row.body) if field in _HELD else row.body.get(field)
        values = held if isinstance(held, (list, tuple)) else (held,)
        keys += [(row.kind, field, fold(value)) for value in values if value not in (None, "")]
    return keys
