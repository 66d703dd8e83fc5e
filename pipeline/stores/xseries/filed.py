"""What a row of an X-Series store says, as a file would say it: by the kind's fields, named things by their names. Pure.

The other way round than a create: `called` tells what a record with an id is called. What stands in the row itself is
believed where `called` does not know the id (a brand that was made while the store was read).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipeline.schema.fields import Form, Value
from pipeline.schema.kinds import PRICE_FIELDS, KeyShape, Kind
from pipeline.schema.stock import outlet_heading
from pipeline.stores.comparing import DATE_LENGTH, held_value, number_of, text_of
from pipeline.stores.protocol import Row, Terms
from pipeline.stores.xseries.named import category_path
from pipeline.stores.xseries.resources import resource_of
from pipeline.stores.xseries.stock import FIELDS, levels_in

_NUMBERS = (Form.MONEY, Form.NUMBER, Form.COUNT)
_NAMED_IN_ROW = ("brand", "supplier", "customer_group")  # objects that a row holds beside their ids
_PATH_IN_ROW, _LIST_IN_ROW = "type", "categories"  # the category, and the tags


def read_values(
    kind: Kind, row: Mapping[str, Any], called: Callable[[str], str | None], terms: Terms
) -> dict[str, Value]:
    """Return the non-empty fields of a row, in the order of the kind; stock is read apart (`stock_values`)."""
    resource = resource_of(kind)
    told = _names_in(row)
    apart = resource.filed(row, terms)
    found: dict[str, Value] = {}
    for field in kind.fields.values():
        value = apart[field.name] if field.name in apart else held_value(resource, row, field.name)
        if field.to is not None and field.name not in apart:
            ids = value if isinstance(value, (list, tuple)) else [value] if value else []
            names = [name for each in ids if (name := called(str(each)) or told.get(str(each)))]
            value = names if field.form is Form.LIST else names[0] if names else None
        typed = _typed(field.name, field.form, value)
        if typed not in (None, "", ()):
            found[field.name] = typed
    return _with_own_price(found, terms)


def _with_own_price(values: dict[str, Value], terms: Terms) -> dict[str, Value]:
    """Return the values of which the first price is the store's own: what a file says in it is sent as that one."""
    including, excluding = PRICE_FIELDS
    if terms.price_field == excluding and excluding in values:
        return values | {including: values[excluding]}
    return values


def _typed(name: str, form: Form, value: Any) -> Value | None:
    if value is None:
        return None
    if isinstance(value, (list, tuple)):
        return tuple(text_of(each) for each in value)
    if form in _NUMBERS:
        number = None if isinstance(value, bool) else number_of(value)
        return text_of(value).strip() if number is None else _plain(number)
    if form is Form.BOOLEAN and isinstance(value, bool):
        return value
    text = text_of(value).strip()
    return text[:DATE_LENGTH] if name == "date_of_birth" else text


def _plain(number: Decimal) -> Decimal:
    """Return a number without zeros at its end, and without an exponent."""
    return Decimal(format(number.normalize(), "f"))


def _names_in(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the names that a row itself tells of the ids in it."""
    held = [row.get(name) for name in _NAMED_IN_ROW] + list(row.get(_LIST_IN_ROW) or ())
    named = {str(each.get("id")): str(each.get("name") or "") for each in held if isinstance(each, dict)}
    kind = row.get(_PATH_IN_ROW)
    if isinstance(kind, dict) and kind.get("id"):
        named[str(kind["id"])] = category_path(kind)
    return named


def name_in(kind: Kind, row: Mapping[str, Any]) -> str:
    """Return what a named record is called where others name it."""
    return category_path(row) if kind.key.shape is KeyShape.PATH else str(row.get("name") or "").strip()


def stock_values(rows: Iterable[Row], outlets: Sequence[tuple[str, str]]) -> dict[str, Value]:
    """Return stock by columns: of the one outlet in plain ones, of several in a column for each (`inventory_Kiosk`)."""
    names = dict(outlets)
    found: dict[str, Value] = {}
    for row in rows:
        outlet = names.get(str(row.get("outlet_id")))
        if outlet is None:
            continue
        levels = levels_in(row)
        for column, field in FIELDS.items():
            if field in levels:
                heading = column if len(names) == 1 else f"{column}_{outlet_heading(outlet)}"
                found[heading] = _plain(Decimal(repr(levels[field])))
    return found


def is_tracked(row: Mapping[str, Any]) -> bool:
    """Tell whether a product's row says that the store tracks its stock."""
    return bool(row.get("has_inventory"))


def image_addresses(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return id and address of each image that a row shows, in their order."""
    shown = [each for each in row.get("images") or () if isinstance(each, dict)]
    return tuple((str(each["id"]), str(each["url"])) for each in shown if each.get("id") and each.get("url"))
