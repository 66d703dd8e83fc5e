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
from pipeline.sandbox.options import SandboxOptions
from pipeline.sandbox.shop import Shop
from pipeline.sandbox.values import Answer, Effect, Outcome, Row, refuse
from pipeline.sandbox.values import Call as ShopCall
from pipeline.schema.fields import Field, Form, cell_of
from pipeline.schema.kinds import KINDS, PRODUCT, Key, KeyShape, Kind, fields_of, key_of
from pipeline.schema.records import Record
from pipeline.stores.protocol import Making, Payload, Place, References, Resource, Step
from pipeline.stores.xseries.resources import RESOURCES
from pipeline.stores.xseries.rows import is_id

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
        Place(
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
            wanted=lambda record: record.get("note"),
            found=lambda row: row.get("note"),
            call=lambda remote_id, note: Call("PUT", f"{PATH}/{remote_id}", json={"note": note}),
        ),
    ),
    sent_as={"products": "product_ids"},
    held={"products": lambda row: row.get("product_ids")},
    kept_by_id=("product_ids",),
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


class ToyShop(Shop):
    """The sandbox's shop, with bundles."""

    def __init__(self, options: SandboxOptions, retailer_id: str) -> None:
        super().__init__(options, retailer_id)
        self.rows._by_kind["bundles"] = {}
        self.rows._order["bundles"] = []
        self.keeps: Callable[[int], int] = lambda asked: asked  # how many of a request's bundles it makes

    def handle(
        self, call: ShopCall, now_s: float, hidden_until: Mapping[str, float] | None = None
    ) -> Outcome:
        """Answer calls for bundles; the shop does the rest."""
        if not call.path.startswith(PATH):
            return super().handle(call, now_s, hidden_until)
        remote_id = call.path[len(PATH) :].strip("/")
        if not remote_id:
            return self._create(call, now_s) if call.method == "POST" else self._list(call)
        row = self.rows.live("bundles", remote_id)
        if row is None:
            return refuse(404, "Bundle not found")
        if call.method == "GET":
            return Outcome(Answer(200, {"data": row.body}))
        deleted = call.method == "DELETE"
        body = row.body if deleted else row.body | call.body
        changed = self.rows.put("bundles", body, now_s, row_id=row.id, deleted=deleted)
        action = "deleted" if deleted else "updated"
        return Outcome(
            Answer(200, {"data": changed.body}), (self._effect(action, changed, call, now_s),), (changed,)
        )

    def _create(self, call: ShopCall, now_s: float) -> Outcome:
        members = call.body["members"]
        kept = members if call.actor == "staff" else members[: self.keeps(len(members))]
        rows = [self.rows.put("bundles", dict(body), now_s) for body in kept]
        effects = tuple(self._effect("created", row, call, now_s) for row in rows)
        if len(rows) < len(members):
            return Outcome(Answer(500, {"error": "half way"}), effects, tuple(rows))
        return Outcome(Answer(200, {"data": [row.id for row in reversed(rows)]}), effects, tuple(rows))

    def _list(self, call: ShopCall) -> Outcome:
        code, after = call.first("code"), int(call.first("after") or 0)
        rows = [row for row in self.rows.walk("bundles", after) if not row.deleted]
        if code is not None:
            rows = [row for row in rows if key_of(row.body["code"]) == key_of(code)]
        newest = max((row.version for row in rows), default=None)
        return Outcome(Answer(200, {"data": [row.body for row in rows], "version": {"max": newest}}))

    @staticmethod
    def _effect(action: str, row: Row, call: ShopCall, now_s: float) -> Effect:
        return Effect(
            action, "bundles", row.id, row.body["code"], row.version, now_s, call.request_id, call.actor, dict(row.body)
        )  # fmt: skip


@contextmanager
def with_bundles() -> Iterator[None]:
    """Put the kind into the two tables, and its maker into generate's, while the body runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, BUNDLE.name, BUNDLE)
        patch.setitem(RESOURCES, BUNDLE.name, KEPT)
        patch.setitem(MAKERS, BUNDLE, make_bundles)
        yield
