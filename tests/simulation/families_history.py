"""Histories of families and their stock, in a store that sells meanwhile and has products of its own.

python -m tests.simulation.families_history --seed 12                        the same history again, alone
python -m tests.simulation.families_history --seed 1 --schedules 20000       many, which `make torture` runs
"""

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.journal.entries import Entry, Origin
from pipeline.journal.transitions import State, StepState
from pipeline.load.options import LoadOptions
from pipeline.pacing.brake import Brake
from pipeline.pacing.pacer import Pace
from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.products.add_variant import post_product
from pipeline.sandbox.api.shop import ROUTES, Shop
from pipeline.sandbox.api.values import ApiResult
from pipeline.sandbox.api.values import ShopRow as Row
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.kinds import OPTION, PRODUCT, key_of, options_of
from pipeline.schema.records import Record, fingerprint
from tests.simulation.families_rows import OUTLETS, FamilyFiles, draw_family_files
from tests.simulation.sim_client import demand, draw_ends
from tests.simulation.sim_history import CHANCES, STORES, World, judge, live_quietly, promised, tell_histories
from tests.simulation.sim_server import Server, Trouble

LIVES_MAX, QUIET_LIVES = 3, 12
SURVEY_STEPS, RECORD_STEPS = 40, 12
PRODUCTS = "/products"
LEVELS = ("inventory_level", "reorder_point", "reorder_amount")  # of the store's rows
COLUMNS = ("inventory", "reorder_point", "restock_level")  # of ours, in the same order


class FamilyShop(Shop):
    """The sandbox's shop, which may stop half way through a family: `keeps` says after how many variants."""

    def __init__(self, options: SandboxOptions, retailer_id: str) -> None:
        self.keeps: int | None = None
        super().__init__(options, retailer_id, {**ROUTES, ("POST", PRODUCTS): self._post})

    def _post(self, context: CallContext) -> ApiResult:
        body = context.call.body
        variants = body.get("variants") or ()
        if self.keeps is None or self.keeps >= len(variants) or context.call.actor == "staff":
            return post_product(context)
        kept = {**body, "variants": variants[: self.keeps]}
        done = post_product(replace(context, call=replace(context.call, body=kept)))
        if done.answer.status >= 400:
            return done
        return replace(done, answer=replace(done.answer, status=500, body={"error": "half way"}))


@dataclass(slots=True)
class Families:
    """A world with the files of its dataset, and every record that they ever said, by its fingerprint."""

    world: World
    files: FamilyFiles
    said: dict[tuple[str, str], Record] = field(default_factory=dict)

    def read(self) -> None:
        """Let the world load what the files say now."""
        self.world.rows = self.files.rows(self.world.options.choice)
        self.said |= {(record.key, fingerprint(record)): record for record, _ in self.world.rows}

    @property
    def shop(self) -> FamilyShop:
        """The store's shop."""
        shop = self.world.server.shop
        assert isinstance(shop, FamilyShop)
        return shop

    @property
    def records(self) -> dict[str, Record]:
        """The products that the files have now, by key."""
        return {record.key: record for record, _ in self.world.rows if record.kind is PRODUCT}


def draw_families(seed: int) -> Families:
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
        outlets=OUTLETS[: lots.choice((1, 1, 2))],
        duplicate=lots.choice(("fields", "details", "409")),
        duplicate_names=lots.choice(("accept", "refuse")),
        option_read=lots.choice(("wrapped", "plain")),
        put_answer=lots.choice(("empty", "object")),
        family_answer=lots.choice(("all", "parent")),
        variant_answer=lots.choice(("list", "object")),
        variant_prices_at_create=lots.choice(("keep", "drop")),
        stock_at_create=lots.choice(("tracks", "ignored", "zero")),
    )
    world = World(
        lots, trouble, [], LoadOptions(pace=pace, concurrency=lanes), shop=shop,
        version=lots.choice(("2.0", "2.0", "2026-01", "2026-07")),
    )  # fmt: skip
    world.server = Server(world.clock, shop, STORES[0], FamilyShop)
    families = Families(world, draw_family_files(lots))
    families.read()
    if lots.random() < 0.3:
        make_by_hand(families)
    if lots.random() < 0.2:
        families.shop.keeps = lots.randint(1, 3)
    if lots.random() < 0.5:
        world.beside = sell_meanwhile
    return families


# What others do in the store


def make_by_hand(families: Families) -> None:
    """Let somebody have made something before that stands in the way of a family, or may be taken over."""
    lots, world = families.world.lots, families.world
    of_families = [record for record in families.records.values() if options_of(record)]
    record = lots.choice(of_families)
    members = [each for each in of_families if PRODUCT.group(each) == PRODUCT.group(record)]
    some = lots.sample(members, lots.randint(1, len(members)))
    name = str(record.get("name"))
    what = lots.choice(("its name", "a single", "its family", "its family", "two families"))
    world.options = replace(world.options, adopt=lots.random() < 0.6)
    world.tally[f"somebody has {what}"] += 1
    if what == "its name":
        world.server.staff(PRODUCTS, {"name": name, "sku": "OWN-1"})
    elif what == "a single":
        world.server.staff(PRODUCTS, {"name": lots.choice((name, "Own Tee")), "sku": some[0].key_text})
    elif what == "its family":
        make_family_by_hand(world, name, some)
    else:
        make_family_by_hand(world, name, some[:1])
        if len(some) > 1:
            make_family_by_hand(world, "Own Tee", some[1:])


def make_family_by_hand(world: World, name: str, members: list[Record]) -> None:
    """Let somebody make a family with the SKUs and options of these records."""
    server = world.server
    variants = []
    for record in members:
        definitions = []
        for option, value in options_of(record):
            there = server.live(OPTION, key_of(option))
            option_id = there[0].id if there else server.staff("/variant_attributes", {"name": option})
            definitions.append({"attribute_id": option_id, "value": value})
        variants.append(
            {"sku": record.key_text, "variant_definitions": definitions, "price_including_tax": 5}
        )
    made = server.staff(PRODUCTS, {"name": name, "variants": variants})
    assert made, f"the store refuses the family {name}"


def sell_one(world: World) -> None:
    """Let the shop sell one of what it has, or count it anew."""
    lots, server = world.lots, world.server
    server.catch_up()
    outlets = [row.id for row in server.shop.rows.walk("outlets")]
    products = [row for row in server.live(PRODUCT) if row.body.get("has_inventory")]
    if products:
        place = {"product_id": lots.choice(products).id, "outlet_id": lots.choice(outlets)}
        if lots.random() < 0.7:
            server.work("sales", {**place, "quantity": 1})
        else:
            server.work("stock", {**place, "current_amount": lots.randint(10, 20)})
        world.tally["sold or counted"] += 1


async def sell_meanwhile(world: World, _brake: Brake) -> None:
    """Sell now and then while a run goes on."""
    for _ in range(world.lots.randint(1, 4)):
        await asyncio.sleep(world.lots.choice((0.3, 1.0, 3.0, 20.0)))
        sell_one(world)


# The history


def run_families_history(seed: int) -> Counter[str]:
    """Live through one seed's history; return its tally. Raises PromiseError with the seed in its words, RuntimeError for a crash."""
    families = draw_families(seed)
    world = families.world
    with promised(world, f"seed {seed}"):
        live_through(families)
        judge_families(families)
    return world.tally + world.trouble.fired


def live_through(families: Families) -> None:
    """Run the command through faults, kills, edits and sales, then in peace until it is done."""
    world, lots = families.world, families.world.lots
    for life in range(lots.randint(1, LIVES_MAX)):
        world.live(draw_ends(lots, CHANCES, SURVEY_STEPS + RECORD_STEPS * len(world.rows)))
        world.clock.now_s += lots.choice((0.5, 3.0, 20.0, 61.0, 300.0))
        if lots.random() < 0.4:
            families.files.edit(lots, 100 + life)
            families.read()
        for _ in range(lots.choice((0, 0, 1, 3))):
            sell_one(world)
    families.shop.keeps = None
    live_quietly(world, QUIET_LIVES)


# The judgement


def judge_families(families: Families) -> None:
    """Assert the promise from the store alone: each SKU once, under one parent, with its options, price and stock."""
    world = families.world
    judge(world)
    _judge_untouched(world)
    units: dict[str, list[Entry]] = {}
    for entry in world.journal().entries(PRODUCT):
        if entry.state is State.DONE:
            units.setdefault(entry.unit or entry.key, []).append(entry)
            if entry.remote_id not in world.server.staffs:
                _judge_product(families, entry)
    for name, members in units.items():
        _judge_family(world, name, members)


def _judge_untouched(world: World) -> None:
    """Nothing that somebody else made was written: not itself, not its stock.

    What was sent without a known end, and is there with our key and names, is taken for ours: nothing tells it apart.
    """
    server = world.server
    reconciled = {e.remote_id for e in world.journal().entries() if e.origin is Origin.RECONCILED}
    theirs = server.staffs - reconciled
    for effect in server.history:
        if effect.actor == "api" and effect.action != "created" and effect.kind != "inventory":
            demand(effect.id not in theirs, f"{effect.kind} {effect.key} is somebody's, and was changed")
        if effect.actor == "api" and effect.kind == "inventory":
            demand(
                effect.body["product_id"] not in theirs,
                "the stock of somebody's product was put",
            )


def _judge_family(world: World, name: str, members: list[Entry]) -> None:
    """All members stand under one parent, which is one of them or was made with them."""
    rows = [world.server.shop.rows.live("products", entry.remote_id) for entry in members]
    there = [row for row in rows if row is not None]
    demand(len(there) == len(members), f"a member of {name} is gone")
    heads = {row.body.get("variant_parent_id") or row.id for row in there}
    demand(len(heads) == 1, f"the family {name} is in the store {len(heads)} times: doubled")


def _judge_product(families: Families, entry: Entry) -> None:
    server = families.world.server
    row = server.shop.rows.live("products", entry.remote_id)
    assert row is not None, entry.key
    demand(server.key_of(row) == entry.key, f"{entry.key} has the id of {server.key_of(row)}")
    sent = families.said.get((entry.key, entry.fingerprint))
    demand(sent, f"{entry.key} was sent as no file ever said it")
    assert sent is not None
    said = [record for (key, _), record in families.said.items() if key == entry.key]
    wanted = {key_of(name): value for name, value in options_of(sent)}
    names = {option.id: server.key_of(option) for option in server.live(OPTION)}
    found = {names.get(each["id"], "gone"): each["value"] for each in row.body.get("variant_options") or ()}
    demand(found == wanted, f"{entry.key} has the options {found}, and {wanted} in its file")
    if entry.key in families.records:  # nothing more is put to what left the files
        price = float(row.body["price_including_tax"])
        prices = {float(each.price or 0) for each in said}
        demand(price in prices, f"{entry.key} costs {price}, and {prices} in its file")
    brand = server.shop.rows.live("brands", row.body.get("brand_id"))
    found_brand = key_of(str(brand.body["name"])) if brand is not None else ""
    told = [each for each in families.said.values() if PRODUCT.group(each) == PRODUCT.group(sent)]
    brands = {key_of(str(each.get("brand_name") or "")) for each in told}
    theirs = _stands_with_theirs(families, entry)
    demand(theirs or found_brand in brands, f"{entry.key} is of the brand {found_brand}, not {brands}")
    if entry.key in families.records:
        _judge_stock(families, entry, row, said)


def _judge_stock(families: Families, entry: Entry, row: Row, said: list[Record]) -> None:
    """Its stock is the file's unless somebody moved it; then a step that was left or done before."""
    world = families.world
    wanted = [levels for record in said if (levels := levels_of(record, world.shop.outlets))]
    if not wanted:
        return
    step = world.journal().step(PRODUCT, entry.key, "stock")
    demand(step is not None, f"the stock of {entry.key} was never looked at")
    assert step is not None
    left = step.state is StepState.LEFT
    unit = world.journal().members(PRODUCT, entry.unit) if entry.unit else (entry,)
    added = len({each.sent_at for each in unit}) > 1
    untold = entry.key in world.server.untold
    unseen = untold and (world.shop.stock_at_create == "zero" or added)
    if row.id in world.server.moved or (left and (unseen or _stands_with_theirs(families, entry))):
        demand(step.state in {StepState.DONE, StepState.LEFT}, f"the stock of {entry.key} is {step.state}")
        return
    demand(step.state is StepState.DONE, f"the stock of {entry.key} is {step.state}, and nobody moved it")
    found = stock_in(world, row)
    demand(row.body.get("has_inventory"), f"{entry.key} is not tracked")
    demand(found in wanted, f"{entry.key} has the stock {found}, and {wanted} in its file")


def _stands_with_theirs(families: Families, entry: Entry) -> bool:
    members = families.world.journal().members(PRODUCT, entry.unit) if entry.unit else ()
    return any(each.remote_id in families.world.server.staffs for each in members)


def levels_of(record: Record, outlets: tuple[str, ...]) -> dict[str, tuple[float, ...]]:
    """Return what a row says of stock, by outlet; 0 is said of a reorder value that it does not have."""
    values: Mapping[str, Any] = {key_of(name): value for name, value in record.values}
    found = {}
    for outlet in outlets:
        own = [values.get(key_of(f"{name}_{outlet.replace(' ', '_')}"), values.get(name)) for name in COLUMNS]
        if own[0] is not None:
            found[outlet] = tuple(float(value or 0) for value in own)
    return found


def stock_in(world: World, row: Row) -> dict[str, tuple[float, ...]]:
    """Return a product's stock in the store, by outlet, in the same form."""
    rows = world.server.shop.rows
    names = {outlet.id: outlet.body["name"] for outlet in rows.walk("outlets")}
    return {
        names[each.body["outlet_id"]]: tuple(float(each.body.get(name) or 0) for name in LEVELS)
        for each in rows.find("inventory", "product_id", row.id)
    }


if __name__ == "__main__":
    sys.exit(tell_histories(__doc__, "of families", run_families_history))
