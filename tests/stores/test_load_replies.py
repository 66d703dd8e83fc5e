"""The decision table of pipeline/load/README.md, *What each answer means*, row by row."""

import pytest

from pipeline.http import Ending, Reply
from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind
from pipeline.stores.protocol import Created, Meaning, Refusal
from pipeline.stores.xseries.reading.rows import is_id
from pipeline.stores.xseries.replies import judge_create, stop_of, words_of
from pipeline.stores.xseries.resources import resource_of
from tests.support.load_support import OTHER_UUID, UUID, answer

CREATED = {"data": {"id": UUID, "version": 7}}
LISTED = {"data": [UUID]}
EXISTS = {"error": "Validation failed", "fields": {"sku": "Already exists", "sku_existing_id": OTHER_UUID}}
API = {"error": "in the API's own shape"}


@pytest.mark.parametrize(
    ("kind", "reply", "meaning"),
    [
        (CUSTOMER, answer(201, CREATED), Meaning.DONE),
        (CUSTOMER, answer(200, CREATED), Meaning.DONE),
        (PRODUCT, answer(200, LISTED), Meaning.DONE),
        (CUSTOMER, answer(201, LISTED), Meaning.UNKNOWN),  # right ids in the wrong place
        (PRODUCT, answer(200, CREATED), Meaning.DONE),  # a variant that was added
        (PRODUCT, answer(200, {"data": {"id": "42"}}), Meaning.UNKNOWN),
        (PRODUCT, answer(200, {"data": [UUID, OTHER_UUID]}), Meaning.UNKNOWN),
        (PRODUCT, answer(200, {"data": []}), Meaning.UNKNOWN),
        (PRODUCT, answer(200, {"data": ["42"]}), Meaning.UNKNOWN),
        (CUSTOMER, answer(201, {"data": {"id": "../../x"}}), Meaning.UNKNOWN),
        (CUSTOMER, answer(201, {"data": {"id": None}}), Meaning.UNKNOWN),
        (CUSTOMER, answer(200, {**CREATED, "error": "busy"}), Meaning.UNKNOWN),
        (CUSTOMER, answer(200, {**CREATED, "errors": [{"message": "busy"}]}), Meaning.UNKNOWN),
        (CUSTOMER, answer(200, None, text="<html>"), Meaning.UNKNOWN),
        (CUSTOMER, answer(200, [CREATED]), Meaning.UNKNOWN),
        (CUSTOMER, answer(204), Meaning.UNKNOWN),
        (CUSTOMER, answer(201, CREATED, Ending.TOO_BIG), Meaning.UNKNOWN),
        (CUSTOMER, answer(201, CREATED, Ending.SILENCE), Meaning.UNKNOWN),
        (CUSTOMER, answer(400, API), Meaning.REJECTED),
        (CUSTOMER, answer(413), Meaning.REJECTED),
        (CUSTOMER, answer(422, API), Meaning.REJECTED),
        (CUSTOMER, answer(418), Meaning.REJECTED),
        (PRODUCT, answer(409), Meaning.DUPLICATE),
        (PRODUCT, answer(422, EXISTS), Meaning.DUPLICATE),
        (PRODUCT, answer(422, {"details": EXISTS["fields"]}), Meaning.DUPLICATE),
        (PRODUCT, answer(422, {"fields": {"name": "must be unique"}}), Meaning.DUPLICATE),
        (PRODUCT, answer(422, {"fields": {"price": "already exists"}}), Meaning.REJECTED),
        (CUSTOMER, answer(408), Meaning.UNKNOWN),
        (CUSTOMER, answer(429), Meaning.NOT_APPLIED),
        (CUSTOMER, answer(500), Meaning.FINISHED_UNKNOWN),
        (CUSTOMER, answer(503), Meaning.FINISHED_UNKNOWN),
        (CUSTOMER, answer(599), Meaning.FINISHED_UNKNOWN),
        *((CUSTOMER, answer(status), Meaning.UNKNOWN) for status in (502, 504, 520, 521, 522, 523, 524)),
        (CUSTOMER, answer(100), Meaning.UNKNOWN),
        (CUSTOMER, Reply(Ending.SILENCE, "r", 30.0), Meaning.UNKNOWN),
        (CUSTOMER, Reply(Ending.NOT_SENT, "r", 0.1), Meaning.NOT_APPLIED),
        (CUSTOMER, answer(302, None, Ending.REDIRECT, location_host="login.example.com"), Meaning.STOP),
        (CUSTOMER, Reply(Ending.CERTIFICATE, "r", 0.1), Meaning.STOP),
        *((CUSTOMER, answer(status, API), Meaning.STOP) for status in (401, 403, 404)),
    ],
)
def test_an_answer_to_a_create_means_what_the_table_says(kind: Kind, reply: Reply, meaning: Meaning) -> None:
    assert judge_create(resource_of(kind), ("k",), reply).meaning is meaning


@pytest.mark.parametrize(
    ("reply", "refusal"),
    [
        (answer(429), Refusal.QUOTA),
        (Reply(Ending.NOT_SENT, "r", 0.1), Refusal.NOT_SENT),
        (Reply(Ending.CERTIFICATE, "r", 0.1), Refusal.NOT_SENT),
        (answer(401, API), Refusal.DENIED),
        (answer(403, API), Refusal.DENIED),
        (answer(404, API), Refusal.DENIED),
        (answer(404, None, text="<html>"), None),  # a stranger's page
        (answer(403, {"reason": "proxy"}), None),
        (answer(302, None, Ending.REDIRECT), None),
        (answer(500), None),
        (answer(502), None),
        (answer(408), None),
        (answer(400), None),
        (answer(200), None),
        (Reply(Ending.SILENCE, "r", 30.0), None),
        (answer(429, None, Ending.SILENCE), None),  # cut off: it may have been anything
    ],
)
def test_only_these_answers_prove_that_nothing_was_applied(reply: Reply, refusal: Refusal | None) -> None:
    assert judge_create(resource_of(CUSTOMER), ("k",), reply).refusal is refusal


def test_a_created_customer_brings_its_id_and_version() -> None:
    verdict = judge_create(resource_of(CUSTOMER), ("k",), answer(201, CREATED))
    assert verdict.created == (Created("k", UUID, 7),)


def test_a_version_that_no_journal_can_keep_is_unknown() -> None:
    for version in (True, "7", None, 7.5, -1, 2**63, 10**39):
        assert (
            judge_create(
                resource_of(CUSTOMER), ("k",), answer(201, {"data": {"id": UUID, "version": version}})
            )
            .created[0]
            .version
            is None
        )


def test_the_ids_in_the_way_are_taken_only_in_the_shape_of_ids() -> None:
    fields = {"sku": "Already exists", "sku_existing_id": OTHER_UUID, "name_existing_id": "../x"}
    assert judge_create(resource_of(PRODUCT), ("k",), answer(422, {"fields": fields})).existing == {
        "sku": OTHER_UUID
    }


@pytest.mark.parametrize(
    "text", ["", UUID[:-1], f"{UUID}\n", f" {UUID}", "../../x", UUID.replace("-", ""), None, 7, [UUID]]
)
def test_nothing_but_a_uuid_is_an_id(text: object) -> None:
    assert not is_id(text)


def test_a_uuid_is_an_id_in_either_case() -> None:
    assert is_id(UUID)
    assert is_id(UUID.upper())


@pytest.mark.parametrize("status", [200, 201, 400, 409, 422, 429, 500, 503])
def test_no_other_answer_ends_the_run(status: int) -> None:
    assert stop_of(answer(status, API)) is None


def test_words_are_the_server_s_own_cleaned_and_on_one_line() -> None:
    body = {
        "error": "bad\x1b[31m",
        "message": "so\nbad",
        "errors": [{"message": "third"}],
        "fields": {"phone": "too long"},
    }
    words = words_of(answer(422, body))
    assert words == "bad[31m; so bad; third; phone: too long"
    assert words_of(answer(500, None, text="plain")) == "plain"
    assert words_of(answer(500)) == "status 500"
    assert len(words_of(answer(422, {"error": "x" * 10_000}))) <= 300
