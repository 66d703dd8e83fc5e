"""Histories with a catalogue: brands, suppliers, tags, groups and category paths, of which the store has some before.

python -m tests.simulation.catalogue_history --seed 12                       the same history again, alone
python -m tests.simulation.catalogue_history --seed 1 --schedules 20000      many, which `make torture` runs
"""

import random
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.journal.entries import Entry, Origin
from pipeline.journal.transitions import State
from pipeline.load.options import LoadOptions
from pipeline.load.planning.choices import Choice
from pipeline.pacing.pacer import Pace
from pipeline.sandbox.api.catalogue.bulk_plan import parents_first
from pipeline.sandbox.api.catalogue.categories import save_categories
from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.shop import ROUTES, Shop
from pipeline.sandbox.api.values import ApiCall as Call
from pipeline.sandbox.api.values import ApiResult
from pipeline.sandbox.api.values import ShopRow as Row
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.fields import split_list, split_path
from pipeline.schema.kinds import (
    BRAND,
    CATEGORY,
    CUSTOMER,
    CUSTOMER_GROUP,
    OPTION,
    PRODUCT,
    SUPPLIER,
    TAG,
    Kind,
    all_kinds,
    key_of,
)
from pipeline.schema.records import Record, fingerprint
from tests.simulation.catalogue_rows import (
    BRANDS,
    CATEGORIES,
    GROUPS,
    SUPPLIERS,
    TAGS,
    Files,
    draw_files,
    retyped,
)
from tests.simulation.sim_client import demand, draw_ends
from tests.simulation.sim_history import CHANCES, STORES, World, judge, live_quietly, promised, tell_histories
from tests.simulation.sim_server import Server, Trouble
from tests.support.collections import collection_of

LIVES_MAX, QUIET_LIVES = 3, 12
SURVEY_STEPS, RECORD_STEPS = 40, 8
NAMES: dict[Kind, tuple[str, ...]] = {
    BRAND: BRANDS,
    SUPPLIER: SUPPLIERS,
    TAG: TAGS,
    CUSTOMER_GROUP: GROUPS,
    CATEGORY: ("Clothing", "Home", *CATEGORIES),
}
BULK = "/product_categories/bulk"


class CatalogueShop(Shop):
    """The sandbox's shop, which may stop half way through a bulk request: `keeps` says after how many of its nodes."""

    def __init__(self, options: SandboxOptions, retailer_id: str) -> None:
        self.keeps: int | None = None
        super().__init__(options, retailer_id, {**ROUTES, ("POST", BULK): self._save})

    def _save(self, context: CallContext) -> ApiResult:
        nodes = context.call.body["categories"]
        if self.keeps is None or self.keeps >= len(nodes) or context.call.actor == "staff":
            return save_categories(context)
        kept = [nodes[number] for number in parents_first(nodes)[: self.keeps]]
        done = save_categories(replace(context, call=replace(context.call, body={"categories": kept})))
        return replace(done, answer=replace(done.answer, status=500, body={"error": "half way"}))


@dataclass(slots=True)
class Catalogue:
    """A world with the files of its dataset, and every record that they ever said, by its fingerprint."""

    world: World
    files: Files
    said: dict[tuple[Kind, str, str], Record] = field(default_factory=dict)

    def read(self) -> None:
        """Let the world load what the files say now."""
        self.world.rows = self.files.rows(self.world.options.choice)
        self.said |= {(*record.id, fingerprint(record)): record for record, _ in self.world.rows}

    @property
    def shop(self) -> CatalogueShop:
        """The store's shop."""
        shop = self.world.server.shop
        assert isinstance(shop, CatalogueShop)
        return shop


def draw_catalogue(seed: int) -> Catalogue:
    """Draw the world of a seed."""
    lots = random.Random(seed)
    trouble = Trouble(
        lots,
        create_share=lots.choice((0.0, 0.1, 0.3, 0.6)),
        read_share=lots.choice((0.0, 0.0, 0.1)),
        stop_share=lots.choice((0.0, 0.0, 0.05)),
        lag_share=lots.choice((0.0, 0.5)),
    )
    pace, lanes = lots.choice(((Pace.SPEC, 1), (Pace.STEADY, 4), (Pace.FAST, 8)))
    shop = SandboxOptions(
        registers=10,
        duplicate_names=lots.choice(("accept", "refuse")),
        category_answer=lots.choice(("single", "double")),
    )
    choice = lots.choice(
        (None, None, None, Choice(category_root="Demo"), Choice(without=("tags", "suppliers")))
    )
    world = World(lots, trouble, [], LoadOptions(pace=pace, concurrency=lanes, choice=choice), shop=shop)
    world.server = Server(world.clock, shop, STORES[0], CatalogueShop)
    catalogue = Catalogue(world, draw_files(lots))
    for _ in range(lots.choice((0, 0, 1, 3, 6))):
        make_by_hand(catalogue)
    if lots.random() < 0.2:
        catalogue.shop.keeps = lots.randint(1, 3)
    catalogue.read()
    return catalogue


def make_by_hand(catalogue: Catalogue) -> None:
    """Let somebody make a thing that ours may name, unless the store has it or may get it yet."""
    world = catalogue.world
    lots, server = world.lots, world.server
    server.catch_up()
    kind = lots.choice(tuple(NAMES))
    text = lots.choice(NAMES[kind])
    if kind is not CATEGORY:
        if _is_free(catalogue, kind, key_of(text)):
            server.staff(f"/{collection_of(kind)}", {"name": retyped(lots, text)})
        return
    root = world.options.choice.category_root if world.options.choice is not None else None
    names = split_path(f"{root} > {text}" if root else text)
    for depth in range(1, len(names) + 1):
        key = key_of(" > ".join(names[:depth]))
        if server.live(kind, key):
            continue
        if not _is_free(catalogue, kind, key):
            return
        above = server.live(kind, key_of(" > ".join(names[: depth - 1])))
        parent = {"parent_category_id": above[0].id} if above else {}
        node = {"payload_id": "1", "name": retyped(lots, names[depth - 1])} | parent
        server.staff(BULK, {"categories": [node]})


def _is_free(catalogue: Catalogue, kind: Kind, key: str) -> bool:
    """Tell whether the store has no such thing, and no request of ours is in doubt that may have made one."""
    server = catalogue.world.server
    entry = catalogue.world.journal().entry(kind, key)
    doubted = entry is not None and (entry.state is State.SENT or entry.doubts > 0)
    return not doubted and not server.live(kind, key) and not server.awaits(kind, key)


def remove_by_hand(catalogue: Catalogue) -> None:
    """Let somebody delete a named thing that nothing uses: what names it later needs another one."""
    server, lots = catalogue.world.server, catalogue.world.lots
    server.catch_up()
    used = {
        each for kind in (PRODUCT, CUSTOMER, CATEGORY) for row in server.live(kind) for each in _ids_in(row)
    }
    first = {row.id for row in server.live(CUSTOMER_GROUP)[:1]}  # the default group can't be deleted
    free = [row for kind in NAMES for row in server.live(kind) if row.id not in used | first]
    if free:
        server.remove(lots.choice(free))
        catalogue.world.tally["removed by hand"] += 1


def _ids_in(row: Row) -> list[str]:
    names = ("brand_id", "supplier_id", "product_type_id", "customer_group_id", "parent_category_id")
    return [str(row.body.get(name)) for name in names] + list(row.body.get("tag_ids") or ())


def run_catalogue_history(seed: int) -> Counter[str]:
    """Live through one seed's history; return its tally. Raises PromiseError with the seed in its words."""
    catalogue = draw_catalogue(seed)
    world = catalogue.world
    with promised(world, f"seed {seed}"):
        live_through(catalogue)
        judge_catalogue(catalogue)
    return world.tally + world.trouble.fired


def live_through(catalogue: Catalogue) -> None:
    """Run the command through faults, kills, edits and other people's work, then in peace until it is done."""
    world, lots = catalogue.world, catalogue.world.lots
    for life in range(lots.randint(1, LIVES_MAX)):
        world.live(draw_ends(lots, CHANCES, SURVEY_STEPS + RECORD_STEPS * len(world.rows)))
        world.clock.now_s += lots.choice((0.5, 3.0, 20.0, 61.0, 300.0))
        if lots.random() < 0.3:
            catalogue.files.edit(lots, 100 + life)
            catalogue.read()
        if lots.random() < 0.2:
            make_by_hand(catalogue)
        if lots.random() < 0.2:
            remove_by_hand(catalogue)
    catalogue.shop.keeps = None
    live_quietly(world, QUIET_LIVES)


# The judgement


def judge_catalogue(catalogue: Catalogue) -> None:
    """Assert the promise from the store alone: no twins, every reference right, nothing adopted touched."""
    world = catalogue.world
    judge(world)
    _judge_twins(world.server)
    _judge_untouched(world.server)
    for entry in world.journal().entries():
        if entry.state is State.DONE:
            _judge_record(catalogue, entry)


def _judge_twins(server: Server) -> None:
    """Nothing of ours has a twin: neither another one of ours, nor one that was there before it."""
    for kind in NAMES:
        rows: dict[str, list[Row]] = {}
        for row in server.live(kind):
            rows.setdefault(server.key_of(row), []).append(row)
        for key, found in rows.items():
            ours = [row.id for row in found if row.id not in server.staffs]
            demand(len(found) == 1 or not ours, f"{kind} {key} is in the store {len(found)} times: doubled")


def _judge_untouched(server: Server) -> None:
    for effect in server.history:
        demand(
            effect.actor != "api" or effect.action == "created",
            f"a load {effect.action} {effect.kind} {effect.key}",
        )


def _judge_record(catalogue: Catalogue, entry: Entry) -> None:
    """The store's record is the one that the file said when it was sent, and so is all that it names."""
    server = catalogue.world.server
    place = f"{entry.kind} {entry.key}"
    row = server.shop.rows.live(collection_of(entry.kind), entry.remote_id)
    if entry.remote_id in server.removed:
        return  # somebody deleted it, and nothing needed it since
    demand(row is not None, f"{place} has the id {entry.remote_id}, which is not there")
    assert row is not None
    demand(server.key_of(row) == entry.key, f"{place} has the id of {server.key_of(row)}")
    theirs = entry.remote_id in server.staffs
    if entry.kind.named:
        demand(
            theirs == (entry.origin is Origin.ADOPTED),
            f"{place} is {entry.origin}, and {'theirs' if theirs else 'ours'}",
        )
    if theirs:
        return
    record = catalogue.said.get((*entry.id, entry.fingerprint))
    demand(record is not None, f"{place} was sent as no file ever said it")
    assert record is not None
    shown = (
        server.read(Call("GET", f"/{row.kind}/{row.id}")).body["data"] if entry.kind is not CATEGORY else {}
    )
    for name, wanted in _wanted(record).items():
        found = _found(server, shown, name)
        demand(
            found == wanted,
            f"{place} has {name} {found} in the store, and {wanted} in its file: lacks a reference, or has another",
        )
    if entry.kind is SUPPLIER:
        description = shown.get("description")
        demand(description == record.get("description"), f"{place} is described as {description}")


def _wanted(record: Record) -> dict[str, Any]:
    """Return what the row names, folded as names are compared."""
    if record.kind is CUSTOMER:
        return {"customer_group": key_of(str(record.get("customer_group") or "All Customers"))}
    if record.kind is not PRODUCT:
        return {}
    tags = record.get("tags") or ()
    return {
        "brand_name": key_of(str(record.get("brand_name") or "")),
        "supplier_name": key_of(str(record.get("supplier_name") or "")),
        "product_category": key_of(str(record.get("product_category") or "")),
        "tags": {key_of(each) for each in (tags if isinstance(tags, tuple) else split_list(str(tags)))},
    }


def _found(server: Server, shown: dict[str, Any], name: str) -> Any:
    """Return what the store's record refers to, by the names of what is there."""
    if name == "customer_group":
        return _called(server, CUSTOMER_GROUP, shown.get("customer_group_id"))
    if name == "brand_name":
        return _called(server, BRAND, shown.get("brand_id"))
    if name == "supplier_name":
        return _called(server, SUPPLIER, shown.get("supplier_id"))
    if name == "product_category":
        return _called(server, CATEGORY, shown.get("product_type_id"))
    return {_called(server, TAG, each) for each in shown.get("tag_ids") or ()}


def _called(server: Server, kind: Kind, row_id: object) -> str:
    if not row_id:
        return ""
    row = server.shop.rows.live(collection_of(kind), row_id)
    return "something that is gone" if row is None else server.key_of(row)


assert set(NAMES) | {OPTION} == {kind for kind in all_kinds() if kind.named}, "options: families_history"


if __name__ == "__main__":
    sys.exit(tell_histories(__doc__, "with a catalogue", run_catalogue_history))
