"""Records: a row is text as it stands in a file, a record is typed; `row_of` and `record_from_row` lead both ways. Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.schema.fields import Field, Value, cell_of, parse_cell
from pipeline.schema.kinds import KINDS, PRICE_FIELDS, Kind, key_of

Id = tuple[Kind, str]  # a record's kind and key


@dataclass(frozen=True, slots=True)
class Record:
    """One record. `values` holds the non-empty fields, in the order of its kind's fields.

    `filed` is the record as its file has it, where a choice of the load makes another one of it (`load.choices`).
    """

    kind: Kind
    values: tuple[tuple[str, Value], ...]
    filed: "Record | None" = None

    def get(self, name: str) -> Value | None:
        """Return the value of a field, or None when it is empty."""
        return next((value for field, value in self.values if field == name), None)

    @property
    def key_text(self) -> str:
        """The key as the file has it: this is what is sent."""
        return str(self.get(self.kind.key.field) or "")

    @property
    def key(self) -> str:
        """The identity of the record among its kind."""
        return key_of(self.key_text)

    @property
    def id(self) -> Id:
        """Its kind and key."""
        return self.kind, self.key

    @property
    def label(self) -> str:
        """What a person calls it: 'Jane Smith', or the product's name."""
        return self.kind.label(self)

    @property
    def price(self) -> Decimal | None:
        """The one retail price of a product, whichever column holds it."""
        for name in PRICE_FIELDS:
            value = self.get(name)
            if isinstance(value, Decimal):
                return value
        return None

    @property
    def named(self) -> dict[Id, str]:
        """The records that this one names, in the order of its fields, with their keys as the file has them."""
        return dict(self._named())

    @property
    def references(self) -> tuple[Id, ...]:
        """The records that this one names, in the order of its fields, each once."""
        return tuple(self.named)

    def named_by(self, field: Field) -> dict[Id, str]:
        """Return the records that one field names, with their keys as the file has them."""
        value = self.get(field.name)
        texts = () if value is None else value if isinstance(value, tuple) else (str(value),)
        return {(KINDS[str(field.to)], key_of(text)): text for text in texts}

    def _named(self) -> Iterator[tuple[Id, str]]:
        for field in self.kind.references:
            yield from self.named_by(field).items()


def record_from_row(kind: Kind, row: Mapping[str, str | None]) -> Record:
    """Return the record of a row of text cells; empty cells and unknown columns are left out.

    Raises ValueError naming the column for a cell that its form refuses; a dataset that passed its
    checks has none.
    """
    values: list[tuple[str, Value]] = []
    for name, field in _columns(kind, row):
        text = row.get(name)
        if text is None or not text.strip():
            continue
        try:
            value = parse_cell(field.form, text)
        except ValueError as wrong:
            raise ValueError(f"{name}: {wrong}") from None
        if value not in ((), ""):  # a list or path of nothing
            values.append((field.name, value))
    return Record(kind, tuple(values))


def _columns(kind: Kind, row: Mapping[str, str | None]) -> Iterator[tuple[str, Field]]:
    """Yield the columns of a row that hold fields: those of the kind in their order, then others, such as an outlet's."""
    yield from ((name, field) for name, field in kind.fields.items() if name in row)
    for name in sorted(name for name in row if name not in kind.fields):
        field = kind.field(name)
        if field is not None and (field.name == name or field.name not in row):
            yield name, field


def row_of(record: Record) -> dict[str, str]:
    """Return the record as text cells; `record_from_row` gives the same record back."""
    return {name: cell_of(value) for name, value in record.values}


def fingerprint(record: Record) -> str:
    """Return the hash of the record's values as filed, independent of column order, file format and store.

    What names other records counts by their keys: another spelling of one name is no change.
    """
    filed = record.filed or record
    row = row_of(filed)
    row |= {each.name: key_of(row[each.name]) for each in filed.kind.references if each.name in row}
    canonical = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
