"""The decision table of the answers to a change or a delete, row by row."""

from typing import Any

import pytest

from pipeline.errors import AccessError, RunAgainError
from pipeline.http import Ending, Reply
from pipeline.stores.protocol import Meaning, Refusal, Verdict
from pipeline.stores.xseries.replies import judge_change

ERROR = {"error": "says no"}


def answer(status: int, body: Any = None, text: str = "") -> Reply:
    return Reply(Ending.ANSWER, "r", 0.1, status=status, json=body, text=text)


def _is_untouched(verdict: Verdict) -> bool:
    """Tell whether the answer proves that nothing was changed."""
    return verdict.refusal is not None or verdict.meaning is Meaning.REJECTED


@pytest.mark.parametrize(
    ("reply", "meaning", "untouched"),
    [
        (answer(204), Meaning.DONE, False),
        (answer(200, {}), Meaning.DONE, False),
        (answer(200, {"data": {"id": "x"}}), Meaning.DONE, False),
        (answer(404, ERROR), Meaning.GONE, False),
        (answer(404), Meaning.GONE, False),
        (answer(410, ERROR), Meaning.GONE, False),
        (answer(404, None, "Sign in to this network"), Meaning.UNKNOWN, False),
        (answer(200, None, "Sign in to this network"), Meaning.UNKNOWN, False),
        (answer(200), Meaning.UNKNOWN, False),
        (answer(200, ERROR), Meaning.UNKNOWN, False),
        (answer(429, ERROR), Meaning.NOT_APPLIED, True),
        (answer(409, ERROR), Meaning.REJECTED, True),
        (answer(422, ERROR), Meaning.REJECTED, True),
        (answer(400, ERROR), Meaning.REJECTED, True),
        (answer(405, ERROR), Meaning.REJECTED, True),
        (answer(408, ERROR), Meaning.UNKNOWN, False),
        (answer(500, ERROR), Meaning.UNKNOWN, False),
        (answer(502), Meaning.UNKNOWN, False),
        (answer(503, ERROR), Meaning.UNKNOWN, False),
        (answer(401, ERROR), Meaning.STOP, True),
        (answer(403, ERROR), Meaning.STOP, True),
        (answer(403, None, "blocked by a proxy"), Meaning.STOP, False),
        (Reply(Ending.REDIRECT, "r", 0.1, status=302, location_host="evil.example"), Meaning.STOP, False),
        (Reply(Ending.CERTIFICATE, "r", 0.1, detail="expired"), Meaning.STOP, True),
        (Reply(Ending.NOT_SENT, "r", 0.1, detail="no connection"), Meaning.NOT_APPLIED, True),
        (Reply(Ending.SILENCE, "r", 30.0, detail="no answer in time"), Meaning.UNKNOWN, False),
        (Reply(Ending.SILENCE, "r", 30.0, status=200), Meaning.UNKNOWN, False),
        (Reply(Ending.SILENCE, "r", 30.0, status=429), Meaning.UNKNOWN, False),
        (Reply(Ending.TOO_BIG, "r", 30.0, status=200), Meaning.UNKNOWN, False),
    ],
)
def test_each_answer_has_its_meaning(reply: Reply, meaning: Meaning, untouched: bool) -> None:
    verdict = judge_change(reply)
    assert (verdict.meaning, _is_untouched(verdict)) == (meaning, untouched)
    assert (verdict.stop is not None) is (meaning is Meaning.STOP)


def test_only_a_429_is_not_counted() -> None:
    assert judge_change(answer(429, ERROR)).refusal is Refusal.QUOTA
    assert judge_change(answer(503, ERROR)).refusal is None


def test_a_change_may_be_answered_without_a_body_and_a_delete_only_with_204() -> None:
    assert judge_change(answer(200), bare=True).meaning is Meaning.DONE
    assert judge_change(answer(200, None, "Sign in to this network"), bare=True).meaning is Meaning.UNKNOWN


def test_the_stores_words_are_passed_on() -> None:
    assert judge_change(answer(409, {"error": "in an open order"})).words == "in an open order"


def test_stops_say_what_to_do() -> None:
    assert isinstance(judge_change(answer(401, ERROR)).stop, AccessError)
    assert isinstance(judge_change(Reply(Ending.CERTIFICATE, "r", 0.1, detail="expired")).stop, RunAgainError)
