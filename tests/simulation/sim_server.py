"""The other side: the sandbox's shop, and everything that can go wrong on the way to it and back.

A request that has left is the server's: its commit happens at its own time, whether or not the client is alive to see
the answer. What was committed, and when, stands in `history`, which is all that a test may judge by.
"""

import heapq
import random
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from pipeline.http import Ending
from pipeline.sandbox.api.catalogue.category_tree import path_of
from pipeline.sandbox.api.shop import Shop
from pipeline.sandbox.api.values import ApiAnswer as Answer
from pipeline.sandbox.api.values import ApiCall as Call
from pipeline.sandbox.api.values import Effect
from pipeline.sandbox.api.values import ShopRow as Row
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.fields import path_text, split_path
from pipeline.schema.kinds import CATEGORY, OPTION_NUMBERS, PRODUCT, Kind, all_kinds, key_of
from pipeline.stores.xseries.resources import resource_of
from tests.simulation.virtual_time import EPOCH_S, Clock
from tests.support.collections import collection_of

WRITES = ("POST", "PUT")


def kind_at(path: str) -> Kind | None:
    """Return the kind whose records stand under a path of the API."""
    collection = path.strip("/").split("/")[0]
    return next((kind for kind in all_kinds() if collection_of(kind) == collection), None)


def parts_of(path: str, body: Any) -> list[tuple[Kind, str, dict[str, Any]]]:
    """Return what a create makes: kind, key, and the body's share of each record."""
    kind = kind_at(path)
    assert kind is not None, f"{path} is no kind's"
    if kind is CATEGORY:
        return [(kind, node["payload_id"], {"name": node["name"]}) for node in body["categories"]]
    if "common" in body:  # one more variant
        parts: list[dict[str, Any]] = [body["common"] | body["details"]]
    else:
        shared = {name: value for name, value in body.items() if name != "variants"}
        variants: list[dict[str, Any]] = body.get("variants") or [{}]
        parts = body.get("members") or [shared | variant for variant in variants]
    return [(kind, key_of(str(part.get(resource_of(kind).key_field))), flat(part)) for part in parts]


def flat(part: dict[str, Any]) -> dict[str, Any]:
    """Return a body with what it nests side by side with the rest, as a file has it: a contact, options, codes."""
    plain = {name: value for name, value in part.items() if name not in _NESTED}
    contact = {f"contact_{name}": value for name, value in (part.get("contact") or {}).items()}
    options = part.get("variant_definitions") or part.get("variant_attribute_values") or ()
    for number, each in zip(OPTION_NUMBERS, options, strict=False):
        plain[f"variant_option_{number}_name"] = each["attribute_id"]
        plain[f"variant_option_{number}_value"] = each.get("value", each.get("attribute_value"))
    codes = [each["code"] for each in part.get("product_codes") or ()]
    return plain | contact | ({"barcode": codes[0]} if codes else {})


_NESTED = frozenset(
    {"contact", "variant_definitions", "variant_attribute_values", "product_codes", "inventory"}
)
_STOCK = (
    "inventory",
    "reorder_point",
    "restock_level",
)  # what a row has for each outlet, the rest of its name


def share_of(kind: Kind, sent: dict[str, Any], shown: Collection[str]) -> dict[str, Any]:
    """Return what a request shows of a record's intent: of a category its own name, the path is in its parents.

    Stock stands there by outlet, and one more variant (`shown` has no family's fields) shows its own alone.
    """
    if kind is CATEGORY:
        return {"name": split_path(sent["path"])[-1]}
    own = {name: value for name, value in sent.items() if not name.startswith(_STOCK)}
    added = kind is PRODUCT and "is_active" not in shown
    return {name: value for name, value in own.items() if name in shown} if added else own


DEADLINE_S = 30.0  # the client's own


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one request: when it is committed (None: never), and how and when the client hears of it.

    `status` None is the true answer of the shop; `body` replaces the answer's. Times count from the sending.
    """

    name: str
    commit_s: float | None
    ending: Ending = Ending.ANSWER
    answer_s: float = 0.1
    status: int | None = None
    body: Callable[[Any], Any] | None = None
    retry_after: str | None = None
    date: str | None = None
    kills: bool = False  # the client, once the request has left


def _nothing(_body: Any) -> None:
    return None


def _said(words: str) -> Callable[[Any], Any]:
    return lambda _body: {"error": words}


def _wrong_id(body: Any) -> Any:
    data = body.get("data") if isinstance(body, dict) else None
    return {"data": {**data, "id": "../../x"}} if isinstance(data, dict) else {"data": ["42"]}


def _two_ids(body: Any) -> Any:
    data = body.get("data") if isinstance(body, dict) else None
    return {"data": [data, data]} if isinstance(data, dict) else {"data": list(data or ()) * 2}


def _fewer_ids(body: Any) -> Any:
    data = body.get("data") if isinstance(body, dict) else None
    return {"data": data[:1]} if isinstance(data, list) else body


GATEWAYS = (502, 504, 520, 521, 522, 523, 524)
OWN_ERRORS = (500, 503, 507)
Maker = Callable[[random.Random], Fate]

# How a create can end. A commit comes at most 55 s after the sending: within the settle time of 60 s.
FATES: dict[str, Maker] = {
    "slow": lambda r: Fate("slow", r.uniform(0.1, 25), answer_s=r.uniform(25, 29)),
    "connect error": lambda r: Fate("connect error", None, Ending.NOT_SENT, r.uniform(0, 5)),
    "drop before commit": lambda r: Fate("drop before commit", None, Ending.SILENCE, r.uniform(0, 3)),
    "drop after commit": lambda r: Fate("drop after commit", 0.1, Ending.SILENCE, r.uniform(0.2, 3)),
    "drop, late commit": lambda r: Fate(
        "drop, late commit", r.uniform(1, 31), Ending.SILENCE, r.uniform(0, 1)
    ),
    "time-out": lambda _: Fate("time-out", None, Ending.SILENCE, DEADLINE_S),
    "time-out, commit at 20 s": lambda _: Fate("time-out, commit at 20 s", 20.0, Ending.SILENCE, DEADLINE_S),
    "time-out, commit after it": lambda r: Fate(
        "time-out, commit after it", r.uniform(30, 50), Ending.SILENCE, DEADLINE_S
    ),
    "gateway": lambda r: Fate("gateway", None, answer_s=r.uniform(0.1, 25), status=r.choice(GATEWAYS)),
    "gateway, late commit": lambda r: Fate(
        "gateway, late commit", r.uniform(1, 55), answer_s=r.uniform(0.1, 25), status=r.choice(GATEWAYS)
    ),
    "5xx": lambda r: Fate("5xx", None, status=r.choice(OWN_ERRORS), body=_said("oops")),
    "5xx after commit": lambda r: Fate("5xx after commit", 0.05, status=r.choice(OWN_ERRORS), body=_nothing),
    "429": lambda r: Fate(
        "429", None, status=429, body=_said("Too Many Requests"), retry_after=r.choice((None, "1", "0", "-3", "7.5", "x"))
    ),
    "408": lambda r: Fate("408", r.choice((None, 0.05)), status=408, body=_nothing),
    "HTML 200 of a stranger": lambda _: Fate("HTML 200 of a stranger", None, status=200, body=_nothing),
    "HTML 200": lambda _: Fate("HTML 200", 0.05, status=200, body=_nothing),
    "truncated": lambda _: Fate("truncated", 0.05, body=_nothing),
    "204": lambda _: Fate("204", 0.05, status=204, body=_nothing),
    "too big": lambda _: Fate("too big", 0.05, Ending.TOO_BIG, body=_nothing),
    "wrong id": lambda _: Fate("wrong id", 0.05, body=_wrong_id),
    "two ids": lambda _: Fate("two ids", 0.05, body=_two_ids),
    "fewer ids": lambda _: Fate("fewer ids", 0.05, body=_fewer_ids),
    "2xx with error": lambda r: Fate("2xx with error", r.choice((None, 0.05)), status=200, body=_said("busy")),
    "401": lambda _: Fate("401", None, status=401, body=_said("Access token is not valid")),
    "403": lambda _: Fate("403", None, status=403, body=_said("user missing required permissions")),
    "404 page": lambda _: Fate("404 page", None, status=404, body=_nothing),
    "redirect": lambda _: Fate("redirect", None, Ending.REDIRECT, status=302, body=_nothing),
    "certificate": lambda _: Fate("certificate", None, Ending.CERTIFICATE),
}  # fmt: skip
STOPPING = ("401", "403", "404 page", "redirect", "certificate")
WORN: dict[str, Maker] = {  # what a read can end like
    name: FATES[name]
    for name in ("connect error", "drop before commit", "time-out", "gateway", "5xx", "429", "HTML 200")
}


@dataclass(slots=True)
class Trouble:
    """How likely what is; `script` names the fates of the next creates and `reads` of the next reads, then chance decides."""

    lots: random.Random
    create_share: float = 0.0
    read_share: float = 0.0
    stop_share: float = 0.0
    lag_share: float = 0.0
    storms: tuple[tuple[float, float], ...] = ()
    weather: tuple[str | Fate, ...] = ("connect error", "5xx", "drop before commit")  # in a storm
    script: list[str | Fate] = field(default_factory=list)
    reads: list[str | Fate] = field(default_factory=list)
    fired: Counter[str] = field(default_factory=Counter)

    def fate(self, method: str, now_s: float) -> Fate:
        """Draw what becomes of a request."""
        fate = self._draw(method, now_s)
        if fate.name != "fine":
            self.fired[fate.name] += 1
        return fate

    def _draw(self, method: str, now_s: float) -> Fate:
        lots = self.lots
        if any(begin <= now_s < end for begin, end in self.storms):
            return _named(lots.choice(self.weather), lots)
        script = self.script if method in WRITES else self.reads
        if script:
            return _named(script.pop(0), lots)
        if method in WRITES:
            if lots.random() < self.stop_share:
                return FATES[lots.choice(STOPPING)](lots)
            if lots.random() < self.create_share:
                return FATES[lots.choice(_CHANCES)](lots)
        elif lots.random() < self.read_share:
            return WORN[lots.choice(_WORN_NAMES)](lots)
        return _fine(lots)


_CHANCES = tuple(name for name in FATES if name not in STOPPING)
_WORN_NAMES = tuple(WORN)


def _fine(lots: random.Random) -> Fate:
    commit_s = lots.uniform(0.02, 0.2)
    return Fate("fine", commit_s, answer_s=commit_s + lots.uniform(0.01, 0.2))


def _named(name: str | Fate, lots: random.Random) -> Fate:
    if isinstance(name, Fate):
        return name
    return _fine(lots) if name == "fine" else FATES[name](lots)


@dataclass(slots=True)
class Arrival:
    """A create that was sent and will be committed; `answer` is there once it has been."""

    call: Call
    due_s: float
    hidden_until: dict[str, float]
    answer: Answer | None = None


class Server:
    """One store, with its history. It goes on whatever happens to its clients."""

    def __init__(
        self, clock: Clock, options: SandboxOptions, retailer_id: str, shop: type[Shop] = Shop
    ) -> None:
        self.clock = clock
        self.options = options
        self.retailer_id = retailer_id
        self.shop = shop(options, retailer_id)
        self.shop.open(EPOCH_S + clock.now_s)
        self.history: list[Effect] = []
        self.staffs: set[str] = set()  # ids of what somebody else made
        self.removed: set[str] = set()  # ids of what somebody else deleted
        self.moved: dict[str, float] = {}  # when somebody last moved a level: by product
        self.untold: set[str] = (
            set()
        )  # keys whose stock was first seen before it was known what a create does with it
        self.strict = True  # False where a commit comes later than anybody promised (the residual risk)
        self._late: list[tuple[float, int, Arrival]] = []
        self._sent = 0

    def accept(self, call: Call, in_s: float, hidden_until: dict[str, float]) -> Arrival:
        """Take a create that will be committed `in_s` seconds from now, come what may."""
        self._sent += 1
        arrival = Arrival(call, self.clock.now_s + in_s, hidden_until)
        heapq.heappush(self._late, (arrival.due_s, self._sent, arrival))
        return arrival

    def catch_up(self) -> None:
        """Commit what is due by now."""
        while self._late and self._late[0][0] <= self.clock.now_s:
            due_s, _, arrival = heapq.heappop(self._late)
            outcome = self.shop.handle(arrival.call, EPOCH_S + due_s, arrival.hidden_until)
            self.history += outcome.effects
            arrival.answer = outcome.answer

    def read(self, call: Call) -> Answer:
        """Answer a read as things stand now."""
        self.catch_up()
        return self.shop.handle(call, EPOCH_S + self.clock.now_s).answer

    def staff(self, path: str, body: dict[str, Any]) -> str:
        """Let somebody else make a record; return its id."""
        self.catch_up()
        outcome = self.shop.handle(Call("POST", path, body=body, actor="staff"), EPOCH_S + self.clock.now_s)
        self.history += outcome.effects
        made = [effect.id for effect in outcome.effects]
        self.staffs |= set(made)
        return made[0] if made else ""

    def work(self, action: str, body: dict[str, Any]) -> None:
        """Let the shop sell, count or edit something."""
        self.catch_up()
        call = Call("POST", action, body=body, actor="staff")
        outcome = self.shop.serve_staff(action, call, EPOCH_S + self.clock.now_s)
        assert outcome.answer.status < 300, outcome.answer
        self.history += outcome.effects
        touched = {effect.body["product_id"] for effect in outcome.effects if effect.kind == "inventory"}
        if body.get("product_id") in touched:
            self.moved[body["product_id"]] = self.clock.now_s

    def remove(self, row: Row) -> None:
        """Let somebody else delete a record."""
        self.catch_up()
        call = Call("POST", "delete", body={"kind": row.kind, "id": row.id}, actor="staff")
        outcome = self.shop.serve_staff("delete", call, EPOCH_S + self.clock.now_s)
        assert outcome.effects, outcome.answer
        self.history += outcome.effects
        self.removed.add(row.id)

    def live(self, kind: Kind, key: str | None = None) -> list[Row]:
        """Return the records of a kind that are there, those with a key if it is given."""
        rows = [row for row in self.shop.rows.walk(collection_of(kind)) if not row.deleted]
        return [row for row in rows if key in (None, self.key_of(row))]

    def key_of(self, row: Row) -> str:
        """Return the key of a record; a category's is the path that leads to it."""
        if row.kind == collection_of(CATEGORY):
            names = [each.body["name"] for each in path_of(self.shop.rows, row)]
            return key_of(path_text(tuple(names)))
        field_name = "email" if row.kind == "customers" else "sku" if row.kind == "products" else "name"
        return key_of(str(row.body.get(field_name) or ""))

    def moved_levels(self, product_id: str) -> list[float]:
        """Return the levels of a product that are not 0, with which tracking begins."""
        rows = self.shop.rows.find("inventory", "product_id", product_id)
        return [level for row in rows if (level := row.body["inventory_level"])]

    def made(self, kind: Kind, key: str) -> list[str]:
        """Return the ids of every record with this key that a client's create ever made, deleted ones too.

        What somebody else deleted doesn't count: it may be made again.
        """
        return [
            effect.id
            for effect in self.history
            if effect.action == "created" and effect.actor == "api" and effect.id not in self.removed
            and effect.kind == collection_of(kind) and self._key_of(effect) == key
        ]  # fmt: skip

    def _key_of(self, effect: Effect) -> str:
        row = self.shop.rows.get(effect.kind, effect.id) if effect.kind == collection_of(CATEGORY) else None
        return key_of(effect.key) if row is None else self.key_of(row)

    def awaits(self, kind: Kind, key: str) -> bool:
        """Tell whether a create of this key is on its way to being committed."""
        return any(
            (kind, key) == (each, its_key)
            for _, _, arrival in self._late
            if arrival.call.method == "POST"
            for each, its_key, _ in parts_of(arrival.call.path, arrival.call.body)
        )

    def finish(self) -> None:
        """Let everything that is on its way be committed."""
        self.clock.now_s = max([self.clock.now_s, *(due_s for due_s, _, _ in self._late)])
        self.catch_up()
