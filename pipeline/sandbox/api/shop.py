"""An X-Series store as a pure state machine: a call and a moment in, an answer, effects and changed rows out.

Reads no clock, touches no file, knows no HTTP framing, token, quota or fault: those stand before it (`serve/sandbox.py`).
The routes are a table; everything that isn't in it is a 404 in the API's shape, a known path with a method that it
doesn't take a 405.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.sandbox.api import staff
from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.customers import create_customer, delete_customer, update_customer
from pipeline.sandbox.api.fields import STAFF_RULES, require_object
from pipeline.sandbox.api.initial_rows import apply_options, create_rows
from pipeline.sandbox.api.named_records import create_brand, create_group, create_supplier, create_tag
from pipeline.sandbox.api.products import create_product, delete_family, delete_product
from pipeline.sandbox.api.reading import list_kind, list_products, read_one, read_retailer
from pipeline.sandbox.api.rows import Rows
from pipeline.sandbox.api.search import search
from pipeline.sandbox.api.values import ApiCall, ApiResult, ShopRow, refuse
from pipeline.sandbox.options import SandboxOptions

Handler = Callable[[CallContext], ApiResult]


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the API: `{}` in the pattern is an id."""

    method: str
    pattern: str
    handler: Handler


ROUTES: tuple[Route, ...] = (
    Route("GET", "/retailer", read_retailer),
    Route("GET", "/outlets", list_kind("outlets")),
    Route("GET", "/outlets/{}", read_one("outlets", "Outlet")),
    Route("GET", "/registers", list_kind("registers")),
    Route("GET", "/registers/{}", read_one("registers", "Register")),
    Route("GET", "/taxes", list_kind("taxes")),
    Route("GET", "/search", search),
    Route("GET", "/customers", list_kind("customers")),
    Route("POST", "/customers", create_customer),
    Route("GET", "/customers/{}", read_one("customers", "Customer")),
    Route("PUT", "/customers/{}", update_customer),
    Route("DELETE", "/customers/{}", delete_customer),
    Route("GET", "/products", list_products),
    Route("POST", "/products", create_product),
    Route("GET", "/products/{}", read_one("products", "Product")),
    Route("DELETE", "/products/{}", delete_product),
    Route("DELETE", "/products/{}/all", delete_family),
    Route("GET", "/sales", list_kind("sales")),
    Route("GET", "/sales/{}", read_one("sales", "Sale")),
    Route("GET", "/customer_groups", list_kind("customer_groups")),
    Route("POST", "/customer_groups", create_group),
    Route("GET", "/customer_groups/{}", read_one("customer_groups", "Customer group")),
    Route("GET", "/brands", list_kind("brands")),
    Route("POST", "/brands", create_brand),
    Route("GET", "/brands/{}", read_one("brands", "Brand")),
    Route("GET", "/suppliers", list_kind("suppliers")),
    Route("POST", "/suppliers", create_supplier),
    Route("GET", "/suppliers/{}", read_one("suppliers", "Supplier")),
    Route("GET", "/tags", list_kind("tags")),
    Route("POST", "/tags", create_tag),
    Route("GET", "/tags/{}", read_one("tags", "Tag")),
)

# What staff does, by name; reached over the control path only
STAFF: dict[str, Handler] = {
    "edit": staff.edit,
    "delete": staff.delete,
    "add": staff.add,
    "sales": staff.make_sale,
}

_TABLE: dict[tuple[str, ...], dict[str, Handler]] = {}
for _route in ROUTES:
    _TABLE.setdefault(tuple(_route.pattern.strip("/").split("/")), {})[_route.method] = _route.handler


class Shop:
    """One store. Give it the saved rows, or none for a store on its first day."""

    def __init__(self, options: SandboxOptions, retailer_id: str) -> None:
        self.options = options
        self.rows = Rows(retailer_id)

    def open(self, now_s: float, saved: tuple[ShopRow, ...] = ()) -> list[ShopRow]:
        """Fill an empty store, or take over what was saved; return the rows that have to be saved now."""
        for row in saved:
            self.rows.restore(row)
        if saved:
            return apply_options(self.rows, self.options, now_s)
        return create_rows(self.rows, self.options, now_s)

    def handle(
        self, call: ApiCall, now_s: float, hidden_until: Mapping[str, float] | None = None
    ) -> ApiResult:
        """Answer one call; `hidden_until` is the lag that records made by it get."""
        parts = tuple(call.path.strip("/").split("/"))
        handlers, ids = _look_up(parts)
        handler = handlers.get("GET" if call.method == "HEAD" else call.method)
        if not handlers:
            return refuse(404, "Not found")
        if handler is None:
            return refuse(405, "Method not allowed")
        return handler(CallContext(call, ids, self.rows, self.options, now_s, hidden_until or {}))

    def serve_staff(self, action: str, call: ApiCall, now_s: float) -> ApiResult:
        """Do what staff does (`STAFF`); the call's body says to what."""
        if refusal := require_object(call.body, STAFF_RULES, self.options):
            return refusal
        return STAFF[action](CallContext(call, (), self.rows, self.options, now_s))


def _look_up(parts: tuple[str, ...]) -> tuple[dict[str, Handler], tuple[str, ...]]:
    if parts in _TABLE and "{}" not in parts:
        return _TABLE[parts], ()
    with_id = (parts[0], "{}", *parts[2:])
    return _TABLE.get(with_id, {}), parts[1:2]
