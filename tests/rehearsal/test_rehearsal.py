"""Rehearsals: as long as the bill says, as the real store is set, every refusal named, on a clock that jumps."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import ExitStatus
from pipeline.journal.transitions import State
from pipeline.load.events import Event, Phase
from pipeline.load.images.pictures import Pictures, families_of, upload_requests
from pipeline.load.options import LoadOptions, Selection
from pipeline.load.planning.survey import LoadRequest
from pipeline.load.request import Target
from pipeline.pacing.forecast import forecast
from pipeline.pacing.pacer import Pace
from pipeline.rehearsal import rehearse, scene_of
from pipeline.rehearsal.rehearse import Scene
from pipeline.rehearsal.virtual_time import Clock, HangError, run_virtually
from pipeline.sandbox import quota_of
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.schema.records import Record, record_from_row
from pipeline.stores.facts import Facts
from pipeline.stores.xseries.address import address_of

Rows = list[tuple[Record, int]]
REAL_S = 8.0  # of processor time for a thousand records; about two on a machine that does nothing else


def customer(number: int, **more: str) -> Record:
    row = {"first_name": "Ida", "last_name": "Marlow", "email": f"ida{number}@example.com", **more}
    return record_from_row(CUSTOMER, row)


def product(number: int, **more: str) -> Record:
    row = {"sku": f"MUG-{number:05}", "name": f"Mug {number}", "price_including_tax": "9.95", **more}
    return record_from_row(PRODUCT, row)


def rows_of(customers: int, products: int) -> Rows:
    each = [customer(number) for number in range(customers)], [product(number) for number in range(products)]
    return [(record, line) for records in each for line, record in enumerate(records, start=2)]


def request(rows: Rows, options: LoadOptions | None = None) -> LoadRequest:
    return LoadRequest(
        Path("nowhere"), rows, Target("mystore", address_of("mystore"), None), options or LoadOptions()
    )


def test_a_small_load_at_ten_registers_takes_ten_seconds() -> None:
    found = rehearse(request(rows_of(50, 50)), Scene(quota_of(10)))
    assert 9.9 < found.seconds < 10.5
    assert (found.requests, found.refusals, found.refused) == (100, 0, ())
    assert found.status is ExitStatus.DONE
    there = {kind: counts for kind, counts in found.states.items() if counts}
    assert there == {CUSTOMER: {State.DONE: 50}, PRODUCT: {State.DONE: 50}}


def test_images_are_uploaded_too_without_being_drawn_and_nothing_is_left_of_them(tmp_path: Path) -> None:
    rows = rows_of(2, 4)
    files = {record.id: f"images/{line}.png" for record, line in rows if record.kind is PRODUCT}
    plain = rehearse(request(rows), Scene(quota_of(10)))
    pictures = Pictures(tmp_path, files, {"images/2.png": "no drawing"})
    found = rehearse(replace(request(rows), pictures=pictures), Scene(quota_of(10)))
    there = families_of(pictures, (record for record, _ in rows))
    assert found.requests - plain.requests == upload_requests(there) == 4 + 2
    assert found.seconds > plain.seconds
    assert (found.status, found.stop) == (ExitStatus.DONE, None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.campaign
def test_a_thousand_records_at_one_register_take_as_long_as_the_forecast_says_and_no_real_minutes() -> None:
    began_s = time.process_time()
    found = rehearse(request(rows_of(500, 500)), Scene(quota_of(1)))
    spent_s = time.process_time() - began_s
    said_s = forecast(1000, Pace.STEADY, None, quota_of(1))
    assert found.seconds == pytest.approx(said_s, rel=0.1)
    assert 590 < found.seconds < 660
    assert found.refusals == 0
    assert spent_s < REAL_S


@pytest.mark.parametrize("pace", list(Pace))
def test_each_pace_takes_as_long_as_its_forecast(pace: Pace) -> None:
    found = rehearse(request(rows_of(60, 60), LoadOptions(pace=pace)), Scene(quota_of(10)))
    said_s = forecast(120, pace, None, quota_of(10))  # which has no first request that goes alone
    assert found.seconds == pytest.approx(said_s, rel=0.1, abs=0.5)


def test_what_is_used_of_the_quota_makes_the_load_longer() -> None:
    rows = rows_of(60, 60)
    fresh = rehearse(request(rows), Scene(quota_of(1)))
    used = rehearse(request(rows), Scene(quota_of(1), used=300))
    assert fresh.seconds < 60
    assert used.seconds > 290


def test_the_same_rows_give_the_same_answer() -> None:
    rows = rows_of(20, 20)
    rows[3] = (customer(3, gender="Q"), 5)
    first, second = (rehearse(request(rows), Scene(quota_of(1), used=320)) for _ in range(2))
    assert first == second


def test_a_rejected_row_is_named_with_the_stores_words() -> None:
    rows = rows_of(3, 1)
    rows[1] = (customer(1, gender="Q"), 3)
    found = rehearse(request(rows), Scene(quota_of(10)))
    (refused,) = found.refused
    assert (refused.kind, refused.key, refused.line) == (CUSTOMER, "ida1@example.com", 3)
    assert (refused.state, refused.status) == (State.REJECTED, 422)
    assert "gender" in refused.words
    assert "Must be M or F" in refused.words
    assert found.status is ExitStatus.LEFT_OVER


def test_a_row_in_conflict_names_the_row_that_is_in_the_way() -> None:
    rows = rows_of(0, 3)
    rows[2] = (product(2, name="mug 0"), 4)
    (refused,) = rehearse(request(rows), Scene(quota_of(10))).refused
    assert (refused.key, refused.line, refused.state) == ("MUG-00002", 4, State.CONFLICT)
    assert refused.in_the_way == 2


def test_a_rehearsal_begins_as_if_nothing_was_loaded_but_keeps_to_the_selection() -> None:
    options = LoadOptions(
        retry_failed=True, adopt=True, selection=Selection(only=PRODUCT, limit=2, keys=("mug-*",))
    )
    found = rehearse(request(rows_of(3, 3), options), Scene(quota_of(10)))
    assert found.requests == 2
    assert found.states[PRODUCT] == {State.DONE: 2, State.PENDING: 1}
    assert found.states[CUSTOMER] == {State.PENDING: 3}


def test_a_rehearsal_tells_how_far_it_is() -> None:
    events: list[Event] = []
    rehearse(request(rows_of(2, 2)), Scene(quota_of(10)), events.append)
    assert [event.kind for event in events if isinstance(event, Phase)][:2] == [CUSTOMER, PRODUCT]


FACTS = Facts(prefix="mystore", tax_exclusive=True, registers=2, limit=650, remaining=600)


@pytest.mark.parametrize(
    ("facts", "registers", "scene"),
    [
        (FACTS, None, Scene(650, 50, tax_exclusive=True)),
        (replace(FACTS, limit=1000, remaining=None), None, Scene(1000, 0, tax_exclusive=True)),
        (replace(FACTS, limit=None, remaining=None), None, Scene(650, 0, tax_exclusive=True)),
        (FACTS, 10, Scene(3050, 0, tax_exclusive=True)),
        (None, None, Scene(350, 0, tax_exclusive=False, assumed=("prices include tax", "one register"))),
        (None, 3, Scene(950, 0, tax_exclusive=False, assumed=("prices include tax",))),
    ],
)
def test_the_scene_is_the_real_store_as_far_as_it_is_known(
    facts: Facts | None, registers: int | None, scene: Scene
) -> None:
    assert scene_of(facts, registers) == scene


@pytest.mark.parametrize(
    ("exclusive", "field"), [(True, "price_excluding_tax"), (False, "price_including_tax")]
)
def test_prices_go_as_the_store_wants_them(field: str, *, exclusive: bool) -> None:
    found = rehearse(request(rows_of(0, 2)), Scene(quota_of(10), tax_exclusive=exclusive))
    assert (found.price_field, found.refused) == (field, ())


def test_a_quota_that_no_registers_make_is_kept() -> None:
    found = rehearse(request(rows_of(20, 20)), Scene(30))
    assert found.seconds == pytest.approx(forecast(40, Pace.STEADY, None, 30), rel=0.1)


def test_virtual_time_waits_for_no_second() -> None:
    clock = Clock()
    began_s, real_s = clock.now_s, time.perf_counter()
    run_virtually(clock, asyncio.sleep(86_400))
    assert clock.now_s - began_s == pytest.approx(86_400)
    assert time.perf_counter() - real_s < 5


async def _circle() -> None:
    while True:  # noqa: ASYNC110 - to go round without end is what it is for
        await asyncio.sleep(0)


def test_what_would_hang_for_ever_ends() -> None:
    with pytest.raises(HangError, match="nothing will come"):
        run_virtually(Clock(), asyncio.Event().wait())
    with pytest.raises(HangError, match="500 turns"):
        run_virtually(Clock(), _circle(), turns_max=500)
