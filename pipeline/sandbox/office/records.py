"""The pages of products and customers, as data: the newest records of the store, and the fields that a person edits."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.sandbox.api.values import Json, ShopRow
from pipeline.sandbox.serve.sandbox import Sandbox

SHOWN = 200
FILTERS = {"all": "All", "staff": "Changed by staff", "deleted": "Deleted"}


@dataclass(frozen=True, slots=True)
class EditField:
    """A field that staff may edit here."""

    name: str
    label: str
    form: str = "text"


@dataclass(frozen=True, slots=True)
class RecordPage:
    """What a page shows of one kind. `cells` gives a record's columns, `title` its name, `sale` the field that a sale names it by."""

    kind: str
    columns: tuple[tuple[str, str], ...]
    cells: Callable[[Json], tuple[str, ...]]
    title: Callable[[Json], tuple[str, str]]
    fields: tuple[EditField, ...]
    sale: str


def _product_cells(body: Json) -> tuple[str, ...]:
    state = "active" if body.get("is_active") else "inactive"
    amounts = [each.get("current_amount", each.get("count")) for each in body.get("inventory") or ()]
    stock = sum(each for each in amounts if isinstance(each, (int, float)))
    price, cost = _money(body.get("price_including_tax")), _money(body.get("supply_price"))
    return body["sku"], price, cost, f"{stock:g}" if amounts else "", state


def _product_title(body: Json) -> tuple[str, str]:
    """Return the name, and below it options, brand and category."""
    options = " / ".join(str(each.get("value", "")) for each in body.get("variant_options") or ())
    named = ((body.get(part) or {}).get("name", "") for part in ("brand", "type"))
    return str(body.get("name")), " · ".join(part for part in (options, *named) if part)


def _customer_cells(body: Json) -> tuple[str, ...]:
    return tuple(str(body.get(name) or "") for name in ("email", "phone", "physical_city", "customer_code"))


def _customer_title(body: Json) -> tuple[str, str]:
    name = " ".join(str(body[part]) for part in ("first_name", "last_name") if body.get(part))
    return name or "(no name)", str(body.get("company_name") or "")


RECORD_PAGES: dict[str, RecordPage] = {
    "products": RecordPage(
        "products",
        (("sku", "code"), ("price", "number"), ("cost", "number wide"),
         ("stock", "number wide"), ("state", "state")),
        _product_cells,
        _product_title,
        (
            EditField("name", "Name"),
            EditField("price_including_tax", "Price with tax", "number"),
            EditField("supply_price", "Cost", "number"),
            EditField("is_active", "Active", "checkbox"),
        ),
        "product_id",
    ),
    "customers": RecordPage(
        "customers",
        (("email", ""), ("phone", "code wide"), ("city", "wide"), ("code", "code wide")),
        _customer_cells,
        _customer_title,
        (
            EditField("first_name", "First name"),
            EditField("last_name", "Last name"),
            EditField("email", "E-mail"),
            EditField("phone", "Phone"),
        ),
        "customer_id",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record in a list; `body` is what the API shows of it."""

    id: str
    title: str
    subtitle: str
    cells: tuple[str, ...]
    version: int
    deleted: bool
    by_staff: bool
    body: Json


def list_records(
    sandbox: Sandbox, page: RecordPage, *, show: str, wanted: str
) -> tuple[list[RecordRow], int]:
    """Return the newest records that fit, newest first, and how many fit. Raises JournalError."""
    text = wanted.strip().casefold()
    staff = sandbox.saved.storage.touched_by("staff")
    newest: deque[ShopRow] = deque(maxlen=SHOWN)
    found = 0
    for row in sandbox.shop.rows.walk(page.kind):
        chosen = (
            row.deleted if show == "deleted" else not row.deleted and (show != "staff" or row.id in staff)
        )
        if chosen and (not text or text in _searched(page, row)):
            newest.append(row)
            found += 1
    return [as_row(sandbox, page, row, staff) for row in reversed(newest)], found


def find_record(sandbox: Sandbox, page: RecordPage, row_id: str) -> RecordRow | None:
    """Return one record, deleted ones too."""
    row = sandbox.shop.rows.get(page.kind, row_id)
    return None if row is None else as_row(sandbox, page, row, sandbox.saved.storage.touched_by("staff"))


def as_row(sandbox: Sandbox, page: RecordPage, row: ShopRow, staff: frozenset[str]) -> RecordRow:
    """Return a record as the page shows it."""
    body = sandbox.shop.show(row)
    title, subtitle = page.title(body)
    return RecordRow(
        row.id, title, subtitle, page.cells(body), row.version, row.deleted, row.id in staff, body
    )


def _searched(page: RecordPage, row: ShopRow) -> str:
    keys: tuple[Any, ...] = (
        row.body.get("sku"),
        row.body.get("email"),
        row.body.get("customer_code"),
        row.id,
    )
    return " ".join((*page.title(row.body), *(str(key) for key in keys if key))).casefold()


def _money(value: Any) -> str:
    return f"{value:,.2f}" if isinstance(value, (int, float)) else ""
