"""Comparing with the store: what is there is found by key and by name, the cheaper way, and the bill holds."""

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.load.options import LoadOptions
from pipeline.load.planning.against import Against, against_bill, compare_through
from pipeline.load.planning.survey import LoadRequest, survey_through
from pipeline.load.request import Bill, Target
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.pacer import Pace
from pipeline.rehearsal.virtual_time import Clock, run_virtually
from pipeline.sandbox import SandboxOptions, create_app
from pipeline.sandbox.serve.app import SandboxApp
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.schema.records import Record, record_from_row
from pipeline.settings import Token
from pipeline.stores.xseries.address import address_of
from pipeline.stores.xseries.resources import resource_of

OPTIONS = SandboxOptions(registers=10)


def customer(number: int) -> Record:
    row = {"first_name": "Ida", "last_name": f"Marlow {number}", "email": f"Ida{number}@example.com"}
    return record_from_row(CUSTOMER, row)


def product(number: int, name: str = "Mug") -> Record:
    return record_from_row(PRODUCT, {"sku": f"Mug-{number:03}", "name": f"{name} {number}"})


@dataclass(frozen=True)
class World:
    """A store in memory on a clock that jumps."""

    app: SandboxApp
    clock: Clock

    def put(self, record: Record, **more: str) -> str:
        """Let the shop's staff make a record; return its id."""
        body = {**resource_of(record.kind).part(record, {}, "price_including_tax"), **more}
        outcome = self.app.sandbox.staff("add", {record.kind.plural: [body]})
        return outcome.effects[0].id

    def compare(self, *records: Record) -> tuple[Against, Bill, int]:
        """Survey and compare; return what was found, the bill, and how many requests the store saw for it."""
        rows = [(record, line) for line, record in enumerate(records, start=2)]
        target = Target("sandbox", address_of("sandbox"), Token(OPTIONS.token), self.app)
        request = LoadRequest(Path("nowhere"), rows, target, LoadOptions(pace=Pace.FAST))

        async def look() -> tuple[Against, Bill, int]:
            async with target.open_store() as store:
                paced = PacedStore.begin(store, random.Random(1), Pace.FAST)
                seen = await survey_through(request, None, paced, lambda _facts: (), refuse_found=False)
                before = len(self.app.sandbox.seen)
                quota = seen.facts.quota if seen.facts else None
                again = PacedStore.begin(store, random.Random(1), Pace.FAST, quota=quota)
                against = await compare_through(request, seen, again)
                return against, against_bill(request, seen), len(self.app.sandbox.seen) - before

        return run_virtually(self.clock, look())


@pytest.fixture
def world() -> Iterator[World]:
    clock = Clock()
    with closing(create_app(OPTIONS, clock=clock.wall_s)) as app:
        yield World(app, clock)


def test_an_empty_store_has_none_of_them(world: World) -> None:
    found, bill, requests = world.compare(customer(1), *map(product, range(5)))
    assert (found.taken, found.records, found.names_compared) == ((), 6, True)
    assert found.requests == requests == bill.requests == 2


def test_what_is_there_is_named_with_row_and_ids(world: World) -> None:
    twice = [world.put(customer(1), first_name=name) for name in ("Ada", "Bea")]
    there = world.put(product(3))
    records = [customer(0), customer(1), product(2), product(3), product(4)]
    found, _, _ = world.compare(*records)
    assert [(each.kind, each.key, each.line, each.field) for each in found.taken] == [
        (CUSTOMER, "Ida1@example.com", 3, "email"),
        (PRODUCT, "Mug-003", 5, "sku"),
    ]
    assert [each.ids for each in found.taken] == [tuple(twice), (there,)]
    assert [each.theirs for each in found.taken] == ["Ada Marlow 1", "Mug-003 Mug 3"]


def test_spelling_tells_nothing_apart(world: World) -> None:
    world.put(customer(1), email="IDA1@example.com")
    world.put(product(1), sku="MUG-001")
    found, _, _ = world.compare(customer(1), product(1), product(2), product(3))
    assert [each.line for each in found.taken] == [2, 3]


def test_another_product_of_the_same_name_is_in_the_way(world: World) -> None:
    world.put(product(1), sku="OTHER")
    found, _, _ = world.compare(product(1), product(2), product(3))
    assert [(each.key, each.field, each.theirs) for each in found.taken] == [
        ("Mug-001", "name", "OTHER Mug 1")
    ]


def test_customers_that_the_survey_listed_are_not_read_again(world: World) -> None:
    world.put(customer(1))
    found, bill, requests = world.compare(customer(1), customer(2), customer(3))
    assert len(found.taken) == 1
    assert (requests, bill.requests, bill.at_most) == (0, 0, 0)


def test_few_records_are_searched_for_and_their_names_are_not_known(world: World) -> None:
    world.put(product(2))
    world.put(product(1), sku="OTHER")
    found, bill, requests = world.compare(product(1), product(2))
    assert [each.key for each in found.taken] == ["Mug-002"]
    assert not found.names_compared
    assert requests == bill.requests == bill.at_most == 2


def test_a_store_of_many_pages_never_costs_more_than_twice_the_searches() -> None:
    clock = Clock()
    options = SandboxOptions(registers=10, max_page_size=2)
    with closing(create_app(options, clock=clock.wall_s)) as app:
        world = World(app, clock)
        for number in range(40):
            world.put(product(number))
        found, bill, requests = world.compare(*(product(number, "Cup") for number in (3, 39, 77, 78)))
    assert [each.key for each in found.taken] == ["Mug-003", "Mug-039"]
    assert not found.names_compared
    assert requests == 8 == bill.at_most


def test_what_the_staff_deleted_is_gone(world: World) -> None:
    gone = world.put(product(1))
    world.app.sandbox.staff("delete", {"kind": "products", "id": gone})
    found, _, _ = world.compare(product(1), product(2), product(3))
    assert found.taken == ()
