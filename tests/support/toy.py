"""A third kind, made up for tests: bundles of products. One row for each table, a maker, and a store that keeps them.

A bundle names products, goes into one request with the other bundles of its set, and gets its note by a step after the
create. The store answers a create with bare ids in an order of its own, and accepts everything twice: it forgives
nothing. Nothing outside the tables knows this kind.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import polars as pl
import pytest

from pipeline.generate.frames import BATCH, Frames
from pipeline.generate.makers import MAKERS, Recipe
from pipeline.http.calls import PAGE_CAP_BYTES, Call
from pipeline.sandbox.api.context import CallContext, not_found
from pipeline.sandbox.api.reading import list_kind, read_one
from pipeline.sandbox.api.rows import KINDS as ROW_KINDS
from pipeline.sandbox.api.rows import RowKind
from pipeline.sandbox.api.shop import ROUTES, Handler, Shop
from pipeline.sandbox.api.values import ApiAnswer, ApiResult
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.fields import Field, Form, cell_of
from pipeline.schema.kinds import KINDS, PRODUCT, Key, KeyShape, Kind, fields_of
from pipeline.schema.records import Record
from pipeline.stores.protocol import LookupPlace, Making, Payload, References, Resource, Step
from pipeline.stores.xseries.reading.rows import is_id
from pipeline.stores.xseries.resources import RESOURCES

PATH = "/bundles"
BUNDLE = Kind(
    "bundle",
    "bundles",
    Key("code", "code", KeyShape.CODE),
    lambda record: str(record.get("name") or ""),
    fields_of(
        Field("code", Form.TEXT, "code; the key of the record", required=True, generated=True),
        Field("name", Form.TEXT, "name", required=True, generated=True),
        Field("products", Form.LIST, "SKUs of its products", generated=True, to="product"),
        Field("set", Form.TEXT, "bundles of one set are made together", generated=True),
        Field("note", Form.TEXT, "put after the create", generated=True),
    ),
    group=lambda record: None if record.get("set") is None else str(record.get("set")),
)


def part(record: Record, references: References, _price_field: str) -> Payload:
    """Return one bundle's share of a create."""
    return {
        "code": record.key_text,
        "name": record.label,
        "product_ids": [references[each] for each in record.references],
    }


def create(making: Making) -> Call:
    """Return the request for the bundles of a set that are not there yet."""
    members = [part(record, making.references, making.price_field) for record in making.records]
    return Call("POST", PATH, json={"members": members})


def created(data: Any, _keys: Sequence[str]) -> tuple[str, ...] | None:
    """Read bare ids; which is whose, only the store's rows tell."""
    sound = isinstance(data, list) and data and all(is_id(each) for each in data)
    return tuple(data) if sound else None


def _page(after: int, size: int) -> Call:
    query = {"after": str(after), "page_size": str(size)}
    return Call("GET", PATH, params=query, body_cap=PAGE_CAP_BYTES)


KEPT = Resource(
    kind=BUNDLE,
    create=create,
    part=part,
    restore=lambda body: Call("POST", PATH, json={"members": [body]}),
    created=created,
    key_field="code",
    names=("name",),
    columns=("code", "name"),
    places=(
        LookupPlace(
            "bundles by code", lambda code: Call("GET", PATH, params={"code": code}, body_cap=PAGE_CAP_BYTES)
        ),
    ),
    page=_page,
    read=lambda remote_id: Call("GET", f"{PATH}/{remote_id}"),
    delete=lambda remote_id: Call("DELETE", f"{PATH}/{remote_id}"),
    unique=False,
    steps=(
        Step(
            name="note",
            wanted=lambda record, _terms: record.get("note"),
            found=lambda row, _terms: row.get("note"),
            call=lambda remote_id, note, _first: Call("PUT", f"{PATH}/{remote_id}", json={"note": note}),
        ),
    ),
    sent_as={"products": "product_ids"},
    held={"products": lambda row: row.get("product_ids")},
)


def make_bundles(_recipe: Recipe, before: Mapping[Kind, Frames]) -> Frames:
    """Return bundles of two or three of the products made before: some alone, some in sets, every other one with a note."""
    skus = before[PRODUCT].collect()["sku"].to_list()

    def make(first: int, last: int) -> pl.DataFrame:
        rows = [
            {
                "code": f"BUN-{number:05}",
                "name": f"Bundle {number}",
                "products": cell_of(tuple(skus[3 * number : 3 * number + 2 + number % 2])),
                "set": f"set {number // 4}" if number % 4 else None,
                "note": f"note {number}" if number % 2 else None,
            }
            for number in range(first, last)
        ]
        return pl.DataFrame(rows, schema=dict.fromkeys(BUNDLE.generated_columns, pl.String))

    return Frames(BUNDLE, 0, len(skus) // 3, make, (pl.all(),), rows=BATCH)


def _create_bundles(context: CallContext, keeps: Callable[[int], int] = lambda asked: asked) -> ApiResult:
    members = context.call.body["members"]
    kept = members if context.call.actor == "staff" else members[: keeps(len(members))]
    rows = [context.create(BUNDLE.plural, dict(body)) for body in kept]
    if len(rows) < len(members):
        return context.done(500, {"error": "half way"}, "created", *rows)
    return context.done(200, {"data": [row.id for row in reversed(rows)]}, "created", *rows)


def _list_bundles(context: CallContext) -> ApiResult:
    code = context.call.first("code")
    if code is None:
        return list_kind(BUNDLE.plural)(context)
    found = [row.body for row in context.rows.find(BUNDLE.plural, "code", code) if not row.deleted]
    return ApiResult(ApiAnswer(200, {"data": found}))


def _change_bundle(context: CallContext) -> ApiResult:
    row = context.rows.live(BUNDLE.plural, context.ids[0])
    if row is None:
        return not_found("Bundle")
    deleted = context.call.method == "DELETE"
    body = row.body if deleted else row.body | context.call.body
    changed = context.rows.put(BUNDLE.plural, body, context.now_s, row_id=row.id, deleted=deleted)
    return context.done(200, {"data": changed.body}, "deleted" if deleted else "updated", changed)


BUNDLE_ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", PATH): _list_bundles,
    ("POST", PATH): _create_bundles,
    ("GET", f"{PATH}/{{}}"): read_one(BUNDLE.plural, "Bundle"),
    ("PUT", f"{PATH}/{{}}"): _change_bundle,
    ("DELETE", f"{PATH}/{{}}"): _change_bundle,
}


class ToyShop(Shop):
    """The sandbox's shop, which may make but some of a request's bundles: `keeps` says how many."""

    def __init__(self, options: SandboxOptions, retailer_id: str) -> None:
        self.keeps: Callable[[int], int] = lambda asked: asked
        some: Handler = lambda context: _create_bundles(context, self.keeps)  # noqa: E731 - one row of the table
        super().__init__(options, retailer_id, {**ROUTES, ("POST", PATH): some})


@contextmanager
def with_bundles() -> Iterator[None]:
    """Put the kind into our tables and the sandbox's two while the body runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, BUNDLE.name, BUNDLE)
        patch.setitem(RESOURCES, BUNDLE.name, KEPT)
        patch.setitem(MAKERS, BUNDLE, make_bundles)
        patch.setitem(ROW_KINDS, BUNDLE.plural, RowKind(key_field="code", indexed=("code",)))
        for route, handler in BUNDLE_ROUTES.items():
            patch.setitem(ROUTES, route, handler)
        yield
