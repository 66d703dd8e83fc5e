"""Which of the store's records are ours: by key, names, age, and what an id looks like."""

import json
from dataclasses import replace
from typing import Any

import pytest

from pipeline.load.sending.reconcile import _sort, same_names
from pipeline.schema.kinds import CUSTOMER
from pipeline.stores.xseries.resources import key_in
from tests.support.load_support import OTHER_UUID, UUID, customer, entry, product

ADA = replace(entry(customer(0)), sent_body=json.dumps({"first_name": "Ada", "last_name": "Lane0"}))


def row(remote_id: str = UUID, **changes: Any) -> dict[str, Any]:
    plain = {
        "id": remote_id,
        "email": "lane0@example.com",
        "first_name": "Ada",
        "last_name": "Lane0",
        "version": 5,
    }
    return {**plain, "created_at": "2025-06-10T12:00:00+00:00", **changes}


def test_ours_has_the_key_and_the_names_that_were_sent() -> None:
    sighting = _sort(ADA, [row(), row(OTHER_UUID, first_name="Grace")])
    assert [each["id"] for each in sighting.ours] == [UUID]
    assert [each["id"] for each in sighting.others] == [OTHER_UUID]


@pytest.mark.parametrize(
    "stranger",
    [
        row(email="lane1@example.com"),
        row(email=None),
        row(deleted_at="2025-06-10T12:00:00+00:00"),
        row("42"),
        row("../../x"),
        {"email": "lane0@example.com"},
    ],
)
def test_anything_else_in_an_answer_is_ignored(stranger: dict[str, Any]) -> None:
    sighting = _sort(ADA, [stranger])
    assert (sighting.ours, sighting.others) == ((), ())


def test_of_several_the_oldest_comes_first() -> None:
    later = row(OTHER_UUID, created_at="2025-06-10T12:00:01+00:00", version=1)
    assert [each["id"] for each in _sort(ADA, [later, row()]).ours] == [UUID, OTHER_UUID]
    same_second = row(OTHER_UUID, version=4)
    assert [each["id"] for each in _sort(ADA, [row(), same_second]).ours] == [OTHER_UUID, UUID]


@pytest.mark.parametrize("email", ["LANE0@EXAMPLE.COM", " lane0@example.com "])
def test_a_key_is_the_same_in_any_case_and_trimmed(email: str) -> None:
    assert key_in(CUSTOMER, {"email": email}) == ADA.key
    assert _sort(ADA, [row(email=email)]).ours


def test_names_are_compared_with_what_was_sent_and_not_with_what_the_file_says_now() -> None:
    edited = replace(ADA, label="Edited Lane0")
    assert same_names(edited, row())
    assert not same_names(edited, row(first_name="Edited"))


def test_names_differ_in_case_form_or_blanks_around_them_alone() -> None:
    assert same_names(ADA, row(first_name=" ADA "))
    zoe = replace(ADA, sent_body=json.dumps({"first_name": "Zoe\u0308", "last_name": None}))
    assert same_names(zoe, {"first_name": "Zo\u00eb"})
    assert not same_names(ADA, row(first_name=None))


def test_a_record_that_was_never_sent_is_known_by_its_label() -> None:
    assert same_names(entry(customer(0)), row())
    assert same_names(entry(product(3)), {"name": "MUG 3"})
    assert not same_names(entry(product(3)), {"name": "Mug 4"})
