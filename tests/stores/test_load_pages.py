"""Version pages: where they end, what they count, and what an answer that is no page means."""

import asyncio
import random
from typing import Any

import pytest

from pipeline.errors import AccessError, RunAgainError
from pipeline.http import Reply
from pipeline.pacing.brake import Brake
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.pacer import Pace, Pacer
from pipeline.rehearsal.virtual_time import Clock, run_virtually
from pipeline.schema.kinds import CUSTOMER
from pipeline.stores.xseries.reading.pages import Listing, list_keys
from tests.support.load_support import OTHER_UUID, UUID, answer


class Pages:
    """A store that answers with these bodies, one after the other, and the last one for ever."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.asked: list[str] = []

    async def call(self, _method: str, _path: str, *, params: dict[str, str], **_: Any) -> Reply:
        await asyncio.sleep(0.01)
        self.asked.append(params["after"])
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def page(*rows: dict[str, Any], newest: int | None = None) -> Reply:
    return answer(200, {"data": list(rows), "version": {"max": newest}})


def row(version: int, remote_id: str = UUID, email: str = "lane0@example.com", **more: Any) -> dict[str, Any]:
    return {"id": remote_id, "email": email, "version": version, **more}


def listed(store: Any, after: int = 0) -> Listing:
    async def run() -> Listing:
        paced = PacedStore(store, Pacer.begin(Pace.FAST), Brake(), random.Random(1))
        return await list_keys(paced, {CUSTOMER: ("lane0@example.com",)}, after)

    return run_virtually(Clock(), run())


def test_pages_go_on_to_the_empty_one() -> None:
    store = Pages(page(row(3), newest=5), page(row(9, OTHER_UUID)), page())
    listing = listed(store, after=2)
    assert store.asked == ["2", "5", "9"]
    assert (listing.watermark, listing.counts, listing.pages) == (9, {CUSTOMER: 2}, 3)
    assert [each["id"] for each in listing.found[CUSTOMER, "lane0@example.com"]] == [UUID, OTHER_UUID]


def test_a_record_that_changed_between_two_pages_is_one_record_as_it_is_now() -> None:
    store = Pages(page(row(3, phone="1"), newest=3), page(row(4, phone="2"), newest=4), page())
    assert listed(store).found == {(CUSTOMER, "lane0@example.com"): (row(4, phone="2"),)}


def test_deleted_records_and_strange_ids_are_not_found() -> None:
    store = Pages(page(row(1, deleted_at="2025-06-10"), row(2, "42"), newest=2), page())
    assert listed(store).found == {}


def test_a_version_that_can_t_be_kept_hides_none_of_the_others() -> None:
    store = Pages(page(row(3), row(2**63, OTHER_UUID), newest=10**39), page())
    listing = listed(store)
    assert (store.asked, listing.watermark) == (["0", "3"], 3)
    assert len(listing.found[CUSTOMER, "lane0@example.com"]) == 2


def test_a_page_that_names_no_newer_version_ends_the_list() -> None:
    store = Pages(page(row(7), newest=7))
    assert listed(store, after=7).watermark == 7
    assert store.asked == ["7"]


@pytest.mark.parametrize(
    ("reply", "stop"),
    [
        (answer(200, {"data": "none"}), RunAgainError),
        (answer(200, None, text="<html>"), RunAgainError),
        (answer(503, {"error": "busy"}), RunAgainError),
        (answer(403, {"error": "no"}), AccessError),
    ],
)
def test_an_answer_that_is_no_page_never_ends_the_list_quietly(reply: Reply, stop: type[Exception]) -> None:
    with pytest.raises(stop):
        listed(Pages(page(row(3), newest=3), reply))
