"""The decision table of DELETE's answers, row by row."""

from typing import Any

import pytest

from pipeline.errors import AccessError, RunAgainError
from pipeline.load.unload.delete_replies import Fate, judge_delete
from pipeline.store import Ending, Reply

ERROR = {"error": "says no"}


def answer(status: int, body: Any = None, text: str = "") -> Reply:
    return Reply(Ending.ANSWER, "r", 0.1, status=status, json=body, text=text)


@pytest.mark.parametrize(
    ("reply", "fate", "untouched"),
    [
        (answer(204), Fate.DELETED, False),
        (answer(200, {}), Fate.DELETED, False),
        (answer(200, {"data": {"id": "x"}}), Fate.DELETED, False),
        (answer(404, ERROR), Fate.GONE, False),
        (answer(404), Fate.GONE, False),
        (answer(410, ERROR), Fate.GONE, False),
        (answer(404, None, "Sign in to this network"), Fate.UNKNOWN, False),
        (answer(200, None, "Sign in to this network"), Fate.UNKNOWN, False),
        (answer(200), Fate.UNKNOWN, False),
        (answer(200, ERROR), Fate.UNKNOWN, False),
        (answer(429, ERROR), Fate.NOT_APPLIED, True),
        (answer(409, ERROR), Fate.REFUSED, True),
        (answer(422, ERROR), Fate.REFUSED, True),
        (answer(400, ERROR), Fate.REFUSED, True),
        (answer(405, ERROR), Fate.REFUSED, True),
        (answer(408, ERROR), Fate.UNKNOWN, False),
        (answer(500, ERROR), Fate.UNKNOWN, False),
        (answer(502), Fate.UNKNOWN, False),
        (answer(503, ERROR), Fate.UNKNOWN, False),
        (answer(401, ERROR), Fate.STOP, True),
        (answer(403, ERROR), Fate.STOP, True),
        (answer(403, None, "blocked by a proxy"), Fate.STOP, False),
        (Reply(Ending.REDIRECT, "r", 0.1, status=302, location_host="evil.example"), Fate.STOP, False),
        (Reply(Ending.CERTIFICATE, "r", 0.1, detail="expired"), Fate.STOP, True),
        (Reply(Ending.NOT_SENT, "r", 0.1, detail="no connection"), Fate.NOT_APPLIED, True),
        (Reply(Ending.SILENCE, "r", 30.0, detail="no answer in time"), Fate.UNKNOWN, False),
        (Reply(Ending.SILENCE, "r", 30.0, status=200), Fate.UNKNOWN, False),
        (Reply(Ending.TOO_BIG, "r", 30.0, status=200), Fate.UNKNOWN, False),
    ],
)
def test_each_answer_has_its_fate(reply: Reply, fate: Fate, untouched: bool) -> None:
    verdict = judge_delete(reply)
    assert (verdict.fate, verdict.untouched) == (fate, untouched)
    assert (verdict.stop is not None) is (fate is Fate.STOP)


def test_only_a_429_is_not_counted() -> None:
    assert not judge_delete(answer(429, ERROR)).counted
    assert judge_delete(answer(503, ERROR)).counted


def test_the_stores_words_are_passed_on() -> None:
    assert judge_delete(answer(409, {"error": "in an open order"})).words == "in an open order"


def test_stops_say_what_to_do() -> None:
    assert isinstance(judge_delete(answer(401, ERROR)).stop, AccessError)
    assert isinstance(judge_delete(Reply(Ending.CERTIFICATE, "r", 0.1, detail="expired")).stop, RunAgainError)
