"""A third kind, made up for tests: bundles of products. One row for each table, and a store that keeps them.

A bundle names products, goes into one request with the other bundles of its set, and gets its note by a step after the
create. The store answers a create with bare ids in an order of its own, and accepts everything twice: it forgives
nothing. Nothing outside the tables knows this kind.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from pipeline.http.calls import PAGE_CAP_BYTES, Call
from pipeline.sandbox.api.shop import Shop
from pipeline.sandbox.api.values import ApiAnswer as Answer
from pipeline.sandbox.api.values import ApiCall as ShopCall
from pipeline.sandbox.api.values import ApiResult as Outcome
from pipeline.sandbox.api.values import Effect, refuse
from pipeline.sandbox.api.values import ShopRow as Row
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.fields import Field, Form
from pipeline.schema.kinds import KINDS, Key, KeyShape, Kind, fields_of, key_of
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
    handmade=(),
)


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
    """Put the kind into the two tables while the body runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, BUNDLE.name, BUNDLE)
        patch.setitem(RESOURCES, BUNDLE.name, KEPT)
        yield
