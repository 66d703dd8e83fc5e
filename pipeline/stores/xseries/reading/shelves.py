"""What can be looked up in an X-Series store: outlets, registers, customers, products … and the columns that are shown. Reads only."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from pipeline.http.calls import Call
from pipeline.pacing.paced_store import PacedStore
from pipeline.stores.xseries import endpoints
from pipeline.stores.xseries.reading.pages import Page, walk, walk_tree


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table: its heading ('>' sets it right), and the names under which the API may have it."""

    heading: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A kind of thing in a store. `by_key` asks for one by its key, which `key` names; `by_id` by its id.

    `page` makes the call for a version page; without it `tree` makes the one for what comes after an id.
    """

    page: Callable[[int, int], Call] | None
    columns: tuple[Column, ...]
    key: str = ""
    by_key: tuple[Callable[[str], Call], ...] = ()
    by_id: Callable[[str], Call] | None = None
    tree: Callable[[str | None], Call] | None = None

    def walk(self, paced: PacedStore, size: int) -> AsyncIterator[Page]:
        """Walk all of them, so many at a time."""
        if self.page is not None:
            page = self.page
            return walk(paced, lambda after: page(after, size))
        assert self.tree is not None, "a shelf has pages of one form or the other"
        return walk_tree(paced, self.tree)


def _columns(*headings: str, **names: str) -> tuple[Column, ...]:
    return tuple(
        Column(heading, tuple(names.get(heading.lstrip(">"), heading.lstrip(">")).split("|")))
        for heading in headings
    )


def _pages_of(kind: str) -> Callable[[int, int], Call]:
    return lambda after, size: endpoints.page(kind, after, size)


SHELVES: dict[str, Shelf] = {
    "outlets": Shelf(endpoints.outlets, _columns("name", "currency", "time zone", "id", **{"time zone": "time_zone"})),
    "registers": Shelf(
        endpoints.registers, _columns("name", "open", "outlet", "id", open="is_open", outlet="outlet_id")
    ),
    "customers": Shelf(
        _pages_of("customer"),
        _columns(
            "first name", "last name", "email", "phone", "code", "id",
            **{"first name": "first_name", "last name": "last_name", "code": "customer_code", "phone": "phone|mobile"},
        ),
        key="email",
        by_key=(endpoints.search_customer,),
        by_id=lambda record_id: endpoints.read("customer", record_id),
    ),
    "products": Shelf(
        _pages_of("product"),
        _columns(
            "SKU", "name", ">price", ">supply", "active", "id",
            SKU="sku", name="variant_name|name", active="is_active|active", supply="supply_price",
            price="price_including_tax|price_excluding_tax",
        ),
        key="sku",
        by_key=(endpoints.find_product, endpoints.search_product),
        by_id=lambda record_id: endpoints.read("product", record_id),
    ),
    "suppliers": Shelf(_pages_of("supplier"), _columns("name", "description", "id")),
    "brands": Shelf(_pages_of("brand"), _columns("name", "id")),
    "categories": Shelf(None, _columns("path", "id"), tree=endpoints.category_page),
    "tags": Shelf(_pages_of("tag"), _columns("name", "id")),
    "groups": Shelf(_pages_of("customer_group"), _columns("name", "id")),
    "taxes": Shelf(endpoints.taxes, _columns("name", ">rate", "default", "id", rate="rates", default="is_default")),
}  # fmt: skip
