"""The pages of products and customers, as data: the newest records of the store, and the fields that a person edits."""

from collections import deque
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from pipeline.sandbox.api.products.images import PATH
from pipeline.sandbox.api.stock.levels import LEVEL, is_listed, levels_of
from pipeline.sandbox.api.values import Json, ShopRow
from pipeline.sandbox.serve.sandbox import Sandbox

SHOWN = 200
FILTERS = {"all": "All", "staff": "Changed by staff", "deleted": "Deleted"}


class RecordPage(NamedTuple):
    """What a page shows of one kind. `columns` are (name, class), `cells` gives a record's, `title` its name and what it is.

    `fields` are (name, label, type of input) of what staff may edit here; a sale names the record by its `sale`.
    """

    columns: tuple[tuple[str, str], ...]
    cells: Callable[[Json, str], tuple[str, ...]]
    title: Callable[[Json], tuple[str, str]]
    fields: tuple[tuple[str, str, str], ...]
    sale: str


class RecordRow(NamedTuple):
    """One record in a list; `body` is what the API shows of it, which has no stock: '' of what is not tracked.

    `image` is the address of its first image, or of its family's; '' for none.
    """

    row: ShopRow
    body: Json
    by_staff: bool
    stock: str
    image: str


def _product_cells(body: Json, stock: str) -> tuple[str, ...]:
    state = "active" if body.get("is_active") else "inactive"
    price, cost = _money(body.get("price_including_tax")), _money(body.get("supply_price"))
    return body["sku"], price, cost, stock, state


def _product_title(body: Json) -> tuple[str, str]:
    """Return the name, and below it options, brand and category."""
    options = " / ".join(str(each.get("value", "")) for each in body.get("variant_options") or ())
    named = ((body.get(part) or {}).get("name", "") for part in ("brand", "type"))
    return str(body.get("name")), " · ".join(part for part in (options, *named) if part)


def _customer_cells(body: Json, _: str) -> tuple[str, ...]:
    return tuple(str(body.get(name) or "") for name in ("email", "phone", "physical_city", "customer_code"))


def _customer_title(body: Json) -> tuple[str, str]:
    name = " ".join(str(body[part]) for part in ("first_name", "last_name") if body.get(part))
    return name or "(no name)", str(body.get("company_name") or "")


RECORD_PAGES = {
    "products": RecordPage(
        (("sku", "code"), ("price", "number"), ("cost", "number wide"), ("stock", "number wide"), ("state", "state")),
        _product_cells,
        _product_title,
        (("name", "Name", "text"), ("price_including_tax", "Price with tax", "number"), ("supply_price", "Cost", "number"),
         ("is_active", "Active", "checkbox")),
        "product_id",
    ),
    "customers": RecordPage(
        (("email", ""), ("phone", "code wide"), ("city", "wide"), ("code", "code wide")),
        _customer_cells,
        _customer_title,
        (("first_name", "First name", "text"), ("last_name", "Last name", "text"), ("email", "E-mail", "text"),
         ("phone", "Phone", "text")),
        "customer_id",
    ),
}  # fmt: skip


def list_records(sandbox: Sandbox, kind: str, *, show: str, wanted: str) -> tuple[list[RecordRow], int]:
    """Return the newest records that fit, newest first, and how many fit. Raises JournalError."""
    text = wanted.strip().casefold()
    staff = sandbox.saved.storage.touched_by("staff")
    newest: deque[ShopRow] = deque(maxlen=SHOWN)
    found = 0
    for row in sandbox.shop.rows.walk(kind):
        fits = row.deleted if show == "deleted" else not row.deleted and (show != "staff" or row.id in staff)
        if fits and (not text or text in _searched(kind, row)):
            newest.append(row)
            found += 1
    return [_record(sandbox, row, staff) for row in reversed(newest)], found


def find_record(sandbox: Sandbox, kind: str, row_id: str) -> RecordRow | None:
    """Return one record, deleted ones too. Raises JournalError."""
    row = sandbox.shop.rows.get(kind, row_id)
    staff = sandbox.saved.storage.touched_by("staff")
    return None if row is None else _record(sandbox, row, staff)


def _record(sandbox: Sandbox, row: ShopRow, staff: Collection[str]) -> RecordRow:
    rows = sandbox.shop.rows
    levels = [each.body[LEVEL] for each in levels_of(rows, row.id).values() if is_listed(rows, each)]
    stock = f"{sum(levels):,.10g}" if levels and row.body.get("has_inventory") else ""
    body = sandbox.shop.show(row)
    head = rows.get("products", str(body.get("variant_parent_id")))
    images = body.get("images") or (sandbox.shop.show(head)["images"] if head else ())
    image = f"{PATH}/{images[0]['id']}" if images else ""
    return RecordRow(row, body, row.id in staff, stock, image)


def _searched(kind: str, row: ShopRow) -> str:
    keys = (row.body.get("sku"), row.body.get("email"), row.body.get("customer_code"), row.id)
    return " ".join((*RECORD_PAGES[kind].title(row.body), *(str(key) for key in keys if key))).casefold()


def _money(value: Any) -> str:
    return f"{value:,.2f}" if isinstance(value, (int, float)) else ""
