"""What is kept of a store's row: what a file would say of it, and what it takes to put rows together. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.schema.fields import Form, Value
from pipeline.schema.kinds import Kind

_NUMBERS = (Form.MONEY, Form.NUMBER, Form.COUNT)


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One record: `head` is the id of the one that heads its family, `tracked` tells whether it has stock.

    `images` are ids and addresses; `beyond` says what of it no file can hold.
    """

    id: str
    values: Mapping[str, Value]
    head: str | None = None
    tracked: bool = False
    images: tuple[tuple[str, str], ...] = ()
    beyond: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON; numbers are text, so that none is rounded."""
        values = {
            name: str(value) if isinstance(value, Decimal) else value for name, value in self.values.items()
        }
        more = {"head": self.head, "tracked": self.tracked, "images": self.images, "beyond": self.beyond}
        return {"id": self.id, "values": values} | {name: value for name, value in more.items() if value}


def kept_from(kind: Kind, document: Mapping[str, Any]) -> KeptRow:
    """Return what `KeptRow.to_json` wrote. Raises KeyError, TypeError, ValueError, ArithmeticError for anything else."""
    return KeptRow(
        document["id"],
        {name: _value(kind, name, value) for name, value in document["values"].items()},
        document.get("head"),
        bool(document.get("tracked")),
        tuple((image, address) for image, address in document.get("images", ())),
        tuple(document.get("beyond", ())),
    )


def _value(kind: Kind, name: str, value: Any) -> Value:
    if isinstance(value, (list, tuple)):
        return tuple(value)
    if not isinstance(value, (str, bool)):
        raise TypeError(name)
    field = kind.field(name)
    if field is not None and field.form in _NUMBERS and isinstance(value, str):
        return _number(value)
    return value


def _number(text: str) -> Value:
    try:
        return Decimal(text)
    except ArithmeticError:
        return text  # the store had no number there
