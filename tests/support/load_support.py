"""What the tests of the loader's pure parts share: invented records and entries, replies, a journal in memory."""

import sqlite3
from dataclasses import replace
from typing import Any

from pipeline.http import Ending, Reply
from pipeline.journal.book import Attempt, Journal
from pipeline.journal.entries import Entry, Origin
from pipeline.journal.file import prepare
from pipeline.journal.transitions import Event
from pipeline.load.planning.plan import entry_of
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.schema.records import Record, record_from_row

UUID = "6f1ed002-ab89-4a5b-9d0c-3e5a8f1b2c3d"
OTHER_UUID = "0b7c3a52-2f4e-4f0e-9a7d-5f7f5b6f7a11"


def customer(number: int = 0, **cells: str) -> Record:
    row = {"first_name": "Ada", "last_name": f"Lane{number}", "email": f"lane{number}@example.com", **cells}
    return record_from_row(CUSTOMER, row)


def product(number: int = 0, **cells: str) -> Record:
    row = {"sku": f"SKU-{number}", "name": f"Mug {number}", "price_including_tax": "9.95", **cells}
    return record_from_row(PRODUCT, row)


def entry(record: Record, position: int = 0) -> Entry:
    return entry_of(record, position, position + 2)


def attempt(what: str = "create", words: str = "", status: int | None = None) -> Attempt:
    return Attempt(1_750_000_000.0, what, None, None, None, status, words, None)


def answer(status: int, json: Any = None, ending: Ending = Ending.ANSWER, **fields: Any) -> Reply:
    return Reply(ending, "request", 0.1, status=status, json=json, **fields)


def memory() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", isolation_level=None)
    prepare(database, durable=False)
    return database


def journal_in_memory() -> Journal:
    return Journal(memory())


def intend(journal: Journal, pending: Entry, body: str, at: float = 1.0, clock_s: float = 1.0) -> Entry:
    """Write the intent of one record."""
    return journal.intend([replace(pending, sent_body=body)], at, clock_s)[0]


def happen(
    journal: Journal, known: Entry, event: Event, made: Attempt | None = None, proof: Any = None, **told: Any
) -> Entry:
    """Let an event happen to one record, as an attempt left it."""
    if made is not None:
        told = {"status": made.status, "message": made.words} | told
    return journal.apply([(known, event, told)], [made] if made is not None else [], proof=proof)[0]


def finish(journal: Journal, known: Entry, remote_id: str, made: Attempt | None = None) -> Entry:
    """Record that a create was acknowledged."""
    told = {"remote_id": remote_id, "origin": Origin.CREATED}
    return happen(journal, known, Event.CREATED, made or attempt(status=201), **told)
