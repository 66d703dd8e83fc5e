"""Looking things up: hits are compared here, pages are read to their end, and strangers' texts are cleaned."""

import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from pipeline.errors import AccessError, RunAgainError, StopError, UsageError
from pipeline.http import Ending, Reply
from pipeline.lookup.lookup import Found, cell_of, cleaned, find
from pipeline.pacing.brake import Brake
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.pacer import Pace, Pacer
from pipeline.stores import SHELVES, Column
from tests.simulation.virtual_time import Clock, run_virtually

ID = "11111111-1111-4111-8111-{:012d}"


def answer(body: Any, status: int = 200) -> Reply:
    return Reply(Ending.ANSWER, "id", 0.1, status=status, json=body, limit="3050", remaining="3000")


@dataclass
class Pages:
    """A store with products in version pages of two; `hits` answers every question by SKU."""

    rows: list[dict[str, Any]]
    hits: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        json: Any | None = None,
        body_cap: int = 0,
    ) -> Reply:
        del method, json, body_cap
        given = params or {}
        self.asked.append(path)
        if "after" not in given:
            return answer({"data": self.hits})
        after = int(given["after"])
        page = [row for row in self.rows if row["version"] > after][: min(2, int(given["page_size"]))]
        return answer({"data": page, "version": {"min": None, "max": None}})


def product(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": ID.format(number),
        "version": number,
        "sku": f"APP-{number}",
        "name": f"Mug {number}",
        **fields,
    }


def looked_up(store: Any, query: str | None, limit: int = 50, what: str = "products") -> Found:
    async def look() -> Found:
        paced = PacedStore(store, Pacer.begin(Pace.FAST, 1), Brake(), random.Random(1))
        return await find(paced, SHELVES[what], query, limit)

    return run_virtually(Clock(), look())


def skus(found: Found) -> list[str]:
    return [record["sku"] for record in found.records]


def test_pages_are_read_to_their_end() -> None:
    found = looked_up(Pages([product(number) for number in range(1, 8)]), None)
    assert skus(found) == [f"APP-{number}" for number in range(1, 8)]
    assert not found.more


def test_a_near_hit_of_the_index_is_no_hit() -> None:
    store = Pages([product(1)], hits=[product(2, sku="APP-10"), product(3, sku="APP-1 ")])
    assert skus(looked_up(store, "app-1")) == ["APP-1"]
    exact = Pages([product(1)], hits=[product(2, sku="APP-10")])
    assert skus(looked_up(exact, "app-1")) == ["APP-1"]
    assert "/products" in exact.asked


def test_deleted_records_are_left_out() -> None:
    gone = product(1, deleted_at="2027-01-01T00:00:00Z")
    assert skus(looked_up(Pages([gone, product(2)]), None)) == ["APP-2"]
    assert skus(looked_up(Pages([product(2)], hits=[gone]), "APP-1")) == []


@pytest.mark.parametrize(("limit", "more"), [(2, True), (3, False), (4, False)])
def test_more_is_said_exactly_when_there_is_more(limit: int, more: bool) -> None:
    found = looked_up(Pages([product(number) for number in range(1, 4)]), "mug", limit)
    assert (len(found.records), found.more) == (min(limit, 3), more)


def test_a_text_that_is_not_shown_is_found_and_a_date_or_reference_is_not() -> None:
    rows = [product(1, note="For the café"), product(2, created_at="2027-01-15", brand_id="café")]
    assert skus(looked_up(Pages(rows), "CAFÉ")) == ["APP-1"]
    assert skus(looked_up(Pages(rows), "2027")) == []


def test_a_store_whose_pages_do_not_go_on_ends_the_list() -> None:
    class Stuck(Pages):
        async def call(self, method: str, path: str, **given: Any) -> Reply:
            del method, given
            self.asked.append(path)
            return answer({"data": [product(1)]})

    stuck = Stuck([])
    assert len(looked_up(stuck, None).records) == 2
    assert len(stuck.asked) == 2


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer({"error": "Access token is not valid"}, 401), AccessError),
        (answer({"error": "user missing required permissions"}, 403), AccessError),
        (answer({"error": "odd"}, 400), RunAgainError),
        (answer({"error": "down"}, 503), RunAgainError),
        (Reply(Ending.NOT_SENT, "id", 0.1, detail="no connection"), RunAgainError),
    ],
)
def test_what_is_no_list_is_no_empty_answer(reply: Reply, error: type[StopError]) -> None:
    class Refusing:
        async def call(self, *_: Any, **__: Any) -> Reply:
            return reply

    with pytest.raises(error):
        looked_up(Refusing(), None)


def test_an_empty_query_is_a_mistake() -> None:
    with pytest.raises(UsageError):
        looked_up(Pages([]), "  ")


def test_what_a_store_says_is_cleaned_deeply() -> None:
    hostile = {"na\x1bme": ["a\u202eb", {"x": "line\nline"}], "price": 1.5, "active": None}
    assert cleaned(hostile) == {"name": ["ab", {"x": "line line"}], "price": 1.5, "active": None}


@pytest.mark.parametrize(
    ("record", "column", "shown"),
    [
        ({"a": None, "b": "x"}, Column("name", ("a", "b")), "x"),
        ({"a": 0}, Column(">price", ("a",)), "0.00"),
        ({"a": 1234.5}, Column(">price", ("a",)), "1,234.50"),
        ({"a": False}, Column("active", ("a",)), "no"),
        ({"a": [{"rate": 0.15}, {"rate": 0.05}, {"rate": None}, 7]}, Column(">rate", ("a",)), "20.00%"),
        ({}, Column("name", ("a",)), ""),
    ],
)
def test_a_cell_shows_the_first_name_that_has_a_value(
    record: dict[str, Any], column: Column, shown: str
) -> None:
    assert cell_of(record, column) == shown
