"""Histories with a third kind: units of several records, references, and a step after the create.

python -m tests.simulation.toy_history --seed 12        the same history again, alone
"""

import argparse
import random
from collections import Counter
from dataclasses import replace
from typing import Any

from pipeline.journal.entries import Origin
from pipeline.journal.transitions import State, StepState
from pipeline.load.options import LoadOptions
from pipeline.load.request import Rows
from pipeline.pacing.pacer import Pace
from pipeline.schema.records import Record, record_from_row
from tests.simulation.sim_client import demand, draw_ends
from tests.simulation.sim_history import CHANCES, STORES, World, judge, live_quietly, product, promised
from tests.simulation.sim_server import Server, Trouble
from tests.support.toy import BUNDLE, ToyShop, with_bundles

LIVES_MAX, QUIET_LIVES = 3, 12
SURVEY_STEPS, RECORD_STEPS = 20, 14


def bundle(number: int, skus: tuple[int, ...], of_set: str | None = None, note: str | None = None) -> Record:
    """Return an invented bundle."""
    row = {
        "code": f"BUN-{number:03}",
        "name": f"Bundle {number}",
        "products": "; ".join(f"SKU-{sku:03}" for sku in skus),
        "set": of_set,
        "note": note,
    }
    return record_from_row(BUNDLE, row)


def draw_rows(lots: random.Random) -> Rows:
    """Draw some products, and bundles of them: alone and in sets, with notes and without."""
    amount = lots.randint(1, 3)
    bundles = []
    for number in range(lots.randint(1, 5)):
        skus = tuple(lots.sample(range(amount), lots.randint(1, amount)))
        of_set = lots.choice((None, "spring", "spring", "autumn"))
        bundles.append(bundle(number, skus, of_set, lots.choice((None, f"note {number}"))))
    records = [product(number) for number in range(amount)] + bundles
    return [(record, line) for line, record in enumerate(records, start=2)]


def draw_toy_world(seed: int) -> World:
    """Draw the world of a seed."""
    lots = random.Random(seed)
    bad = lots.choice((0.0, 0.1, 0.3, 0.6))
    trouble = Trouble(
        lots,
        create_share=bad,
        read_share=lots.choice((0.0, 0.0, 0.1)),
        stop_share=lots.choice((0.0, 0.0, 0.05)),
    )
    pace, lanes = lots.choice(((Pace.SPEC, 1), (Pace.STEADY, 4), (Pace.FAST, 8)))
    world = World(lots, trouble, draw_rows(lots), LoadOptions(pace=pace, concurrency=lanes))
    world.server = Server(world.clock, world.shop, STORES[0], ToyShop)
    if lots.random() < 0.3:
        shop_of(world).keeps = lambda asked: lots.randint(1, asked)
    if lots.random() < 0.2:
        _let_staff_make_one(world)
    return world


def shop_of(world: World) -> ToyShop:
    """Return the store's shop."""
    shop = world.server.shop
    assert isinstance(shop, ToyShop)
    return shop


def _let_staff_make_one(world: World) -> None:
    """Let somebody else have made one of the bundles before: it is adopted if that is asked for, and never changed."""
    records = [record for record, _ in world.rows if record.kind is BUNDLE]
    record = world.lots.choice(records)
    body = {"members": [{"code": record.key_text, "name": record.label, "product_ids": []}]}
    world.server.staff("/bundles", body)
    world.options = replace(world.options, adopt=True)


def run_toy_history(seed: int) -> Counter[str]:
    """Live through one seed's history; return its tally. Raises PromiseError with the seed in its words."""
    with with_bundles():
        world = draw_toy_world(seed)
        with promised(world, f"seed {seed}"):
            live_through(world)
            judge_toy(world)
    return world.tally + world.trouble.fired


def live_through(world: World) -> None:
    """Run the command through faults and kills, then in peace until it is done."""
    lots = world.lots
    for _ in range(lots.randint(1, LIVES_MAX)):
        world.live(draw_ends(lots, CHANCES, SURVEY_STEPS + RECORD_STEPS * len(world.rows)))
        world.clock.now_s += lots.choice((0.5, 3.0, 20.0, 61.0, 300.0))
    shop_of(world).keeps = lambda asked: asked
    live_quietly(world, QUIET_LIVES)


def judge_toy(world: World) -> None:
    """Assert the promise for bundles too: each made once, with its products, its note put, nothing adopted touched."""
    judge(world)
    journal, history = world.journal(), world.server.history
    rows: dict[str, Any] = {row.id: row.body for row in world.server.shop.rows.walk("bundles")}
    for record, _ in world.rows:
        entry = journal.entry(record.kind, record.key)
        if record.kind is not BUNDLE or entry is None or entry.state is not State.DONE:
            continue
        changed = [each for each in history if each.action == "updated" and each.id == entry.remote_id]
        if entry.origin is Origin.ADOPTED:
            demand(not changed, f"{entry.key} was adopted, and is changed")
            continue
        body = rows[str(entry.remote_id)]
        demand(body["code"] == record.key_text, f"{entry.key} has the id of {body['code']}")
        wanted = [
            str(found.remote_id) for found in (journal.entry(*each) for each in record.references) if found
        ]
        demand(body["product_ids"] == wanted, f"{entry.key} lacks a product, or has another one's id")
        demand(body.get("note") == record.get("note"), f"{entry.key} has the note {body.get('note')}")
    for step in journal.all_steps():
        demand(step.state is StepState.DONE, f"a step of {step.key} is {step.state}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    print(run_toy_history(parser.parse_args().seed))
