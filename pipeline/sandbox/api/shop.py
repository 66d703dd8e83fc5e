"""An X-Series store as a pure state machine: a call and a moment in, an answer, effects and changed rows out.

Reads no clock, touches no file, knows no HTTP framing, token, quota or fault: those stand before it (`serve/sandbox.py`).
The routes are a table; everything that isn't in it is a 404 in the API's shape, a known path with a method that it
doesn't take a 405.
"""

from collections.abc import Callable, Mapping

from pipeline.sandbox.api import staff
from pipeline.sandbox.api.catalogue.categories import delete_categories, list_categories, save_categories
from pipeline.sandbox.api.catalogue.detaching import DETACH, detach
from pipeline.sandbox.api.catalogue.groups import add_members, list_members, remove_members
from pipeline.sandbox.api.catalogue.named_records import create_named, delete_named, update_named
from pipeline.sandbox.api.catalogue.variant_attributes import list_options, read_option
from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.customers import create_customer, delete_customer, update_customer
from pipeline.sandbox.api.fields import STAFF_RULES, require_object
from pipeline.sandbox.api.initial_rows import apply_options, create_rows
from pipeline.sandbox.api.products.add_variant import post_product
from pipeline.sandbox.api.products.change import update_product
from pipeline.sandbox.api.products.delete import delete_family, delete_product
from pipeline.sandbox.api.products.images import delete_image, read_image, upload_image
from pipeline.sandbox.api.reading import list_kind, list_products, read_one, read_retailer
from pipeline.sandbox.api.rows import Rows
from pipeline.sandbox.api.search import search
from pipeline.sandbox.api.shown import show
from pipeline.sandbox.api.stock.reading import (
    list_stock,
    list_stock_of_product,
    query_stock,
    read_stock_of_product,
)
from pipeline.sandbox.api.values import ApiAnswer, ApiCall, ApiResult, Json, ShopRow, refuse
from pipeline.sandbox.api.versions import VERSIONS, has_call
from pipeline.sandbox.options import SandboxOptions

Handler = Callable[[CallContext], ApiResult]

# The API, line by line: `{}` in a path is an id
ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", "/retailer"): read_retailer,
    ("GET", "/outlets"): list_kind("outlets"),
    ("GET", "/outlets/{}"): read_one("outlets", "Outlet"),
    ("GET", "/registers"): list_kind("registers"),
    ("GET", "/registers/{}"): read_one("registers", "Register"),
    ("GET", "/taxes"): list_kind("taxes"),
    ("GET", "/search"): search,
    ("GET", "/customers"): list_kind("customers"),
    ("POST", "/customers"): create_customer,
    ("GET", "/customers/{}"): read_one("customers", "Customer"),
    ("PUT", "/customers/{}"): update_customer,
    ("DELETE", "/customers/{}"): delete_customer,
    ("GET", "/products"): list_products,
    ("POST", "/products"): post_product,
    ("GET", "/products/{}"): read_one("products", "Product"),
    ("PUT", "/products/{}"): update_product,
    ("DELETE", "/products/{}"): delete_product,
    ("DELETE", "/products/{}/all"): delete_family,
    ("POST", "/products/{}/actions/image_upload"): upload_image,
    ("GET", "/product_images/{}"): read_image,
    ("DELETE", "/product_images/{}"): delete_image,
    ("GET", "/products/{}/inventory"): list_stock_of_product,
    ("GET", "/inventory"): list_stock,
    ("POST", "/inventory"): query_stock,
    ("GET", "/inventory/{}"): read_stock_of_product,
    ("GET", "/sales"): list_kind("sales"),
    ("GET", "/sales/{}"): read_one("sales", "Sale"),
    ("GET", "/customer_groups"): list_kind("customer_groups"),
    ("POST", "/customer_groups"): create_named("customer_groups"),
    ("GET", "/customer_groups/{}"): read_one("customer_groups", "Customer group"),
    ("PUT", "/customer_groups/{}"): update_named("customer_groups"),
    ("DELETE", "/customer_groups/{}"): delete_named("customer_groups"),
    ("GET", "/customer_groups/{}/customers"): list_members,
    ("POST", "/customer_groups/{}/customers"): add_members,
    ("DELETE", "/customer_groups/{}/customers"): remove_members,
    ("GET", "/brands"): list_kind("brands"),
    ("POST", "/brands"): create_named("brands"),
    ("GET", "/brands/{}"): read_one("brands", "Brand"),
    ("PUT", "/brands/{}"): update_named("brands"),
    ("DELETE", "/brands/{}"): delete_named("brands"),
    ("GET", "/suppliers"): list_kind("suppliers"),
    ("POST", "/suppliers"): create_named("suppliers"),
    ("GET", "/suppliers/{}"): read_one("suppliers", "Supplier"),
    ("PUT", "/suppliers/{}"): update_named("suppliers"),
    ("DELETE", "/suppliers/{}"): delete_named("suppliers"),
    ("GET", "/tags"): list_kind("tags"),
    ("POST", "/tags"): create_named("tags"),
    ("GET", "/tags/{}"): read_one("tags", "Tag"),
    ("PUT", "/tags/{}"): update_named("tags"),
    ("DELETE", "/tags/{}"): delete_named("tags"),
    ("GET", "/variant_attributes"): list_options,
    ("POST", "/variant_attributes"): create_named("variant_attributes"),
    ("GET", "/variant_attributes/{}"): read_option,
    ("PUT", "/variant_attributes/{}"): update_named("variant_attributes"),
    ("DELETE", "/variant_attributes/{}"): delete_named("variant_attributes"),
    ("GET", "/product_categories"): list_categories,
    ("POST", "/product_categories/bulk"): save_categories,
    ("DELETE", "/product_categories/bulk"): delete_categories,
}

# What staff does, by name; reached over the control path only
STAFF: dict[str, Handler] = {
    "edit": staff.edit,
    "delete": staff.delete,
    "add": staff.add,
    "sales": staff.make_sale,
    "stock": staff.set_stock,
}

# What the store does by itself, by path; nothing else leads there
JOBS: dict[str, Handler] = {DETACH: detach}


class Shop:
    """One store. Give it the saved rows, or none for a store on its first day."""

    def __init__(
        self, options: SandboxOptions, retailer_id: str, routes: Mapping[tuple[str, str], Handler] = ROUTES
    ) -> None:
        self.options = options
        self.rows = Rows(retailer_id)
        self._routes = {
            version: {call: handler for call, handler in routes.items() if has_call(version, call)}
            for version in VERSIONS
        }
        self._paths = {version: {path for _, path in known} for version, known in self._routes.items()}

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
        if refusal := self.refuse_route(call):
            return ApiResult(refusal)
        path, ids = self._find_path(call)
        handler = self._routes[call.version][_method(call), path]
        return handler(CallContext(call, ids, self.rows, self.options, now_s, hidden_until or {}))

    def refuse_route(self, call: ApiCall) -> ApiAnswer | None:
        """Return the answer to a call that the store doesn't have, whatever its body; None for one that it has."""
        path, _ = self._find_path(call)
        if path not in self._paths[call.version]:
            return refuse(404, "Not found").answer
        if (_method(call), path) not in self._routes[call.version]:
            return refuse(405, "Method not allowed").answer
        return None

    def serve_staff(self, action: str, call: ApiCall, now_s: float) -> ApiResult:
        """Do what staff does (`STAFF`); the call's body says to what."""
        if refusal := require_object(call.body, STAFF_RULES, self.options):
            return refusal
        return STAFF[action](CallContext(call, (), self.rows, self.options, now_s))

    def show(self, row: ShopRow) -> Json:
        """Return a row as the API shows it."""
        return show(CallContext(ApiCall("GET", "/"), (), self.rows, self.options, 0.0), row)

    def work(self, call: ApiCall, now_s: float) -> ApiResult:
        """Do what the store had to do later (`JOBS`): the `due` of an earlier result."""
        return JOBS[call.path](CallContext(call, (), self.rows, self.options, now_s))

    def _find_path(self, call: ApiCall) -> tuple[str, tuple[str, ...]]:
        """Return a call's path as the routes have it, and the ids in it."""
        parts = call.path.strip("/").split("/")
        exact = "/" + "/".join(parts)
        if len(parts) == 1 or (exact in self._paths[call.version] and "{}" not in parts):
            return exact, ()
        return "/".join(("", parts[0], "{}", *parts[2:])), tuple(parts[1:2])


def _method(call: ApiCall) -> str:
    return "GET" if call.method == "HEAD" else call.method
