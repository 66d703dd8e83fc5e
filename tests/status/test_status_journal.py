"""Where a dataset stands, record by record and run by run, from its journal."""

import csv
import io
from pathlib import Path

import pytest

from pipeline.errors import ExitStatus, LeftOverError, UsageError
from pipeline.http import Reply
from pipeline.journal.transitions import State
from pipeline.load.options import LoadOptions, Selection
from pipeline.load.outcome import count_states
from pipeline.pacing.pacer import Pace
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.schema.records import record_from_row, row_of
from pipeline.status.rejected import rejected_csv, write_rejected
from pipeline.status.skip import skip
from pipeline.status.status import NextLoad, history_of, list_entries, runs_of, status_of
from tests.simulation.unload_world import PREFIX, World, reply_of, rows_of_dataset


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two customers are there, one was rejected; the products were taken back."""
    made = World(tmp_path)
    seen: list[str] = []

    def fault(_number: int, method: str, path: str) -> Reply | None:
        if method == "POST" and path == "/customers":
            seen.append(path)
            return (
                reply_of(422, {"error": "=bad phone", "fields": {"phone": "too odd"}})
                if len(seen) == 2
                else None
            )
        return None

    made.load(fault=fault)
    return made


def test_counts_refusals_and_the_next_load_come_from_the_journal(world: World) -> None:
    with world.journal() as journal:
        status = status_of(journal.entries(), world.rows)
    assert status.counts[CUSTOMER] == {State.DONE: 2, State.REJECTED: 1}
    assert status.counts[PRODUCT] == {State.DONE: 3}
    assert [entry.message for entry in status.refused] == ["=bad phone; phone: too odd"]
    assert status.next_load == NextLoad(send=1, look_up=0, done=5, changed=0, gone=0, withdrawn=0, left=0)
    assert not status.settled


def test_without_rows_nothing_is_said_about_the_next_load(world: World) -> None:
    with world.journal() as journal:
        assert status_of(journal.entries(), None).next_load is None


def test_a_record_shows_its_attempts_in_order(world: World) -> None:
    world.load()
    world.unload()
    with world.journal() as journal:
        rejected = next(key for key, state in _firsts(world) if state == 422)
        (history,) = history_of(journal, world.rows, rejected.upper())
    assert [(each.what, each.status) for each in history.attempts] == [
        ("create", 422),
        ("create", 201),
        ("deleted", 204),
    ]
    assert history.entry.state is State.DELETED


def _firsts(world: World) -> list[tuple[str, int | None]]:
    with world.journal() as journal:
        return [(entry.key, journal.attempts(entry.kind, entry.key)[0].status) for entry in journal.entries()]


def test_runs_show_what_they_did_and_how_long_a_record_took(world: World) -> None:
    world.unload()
    with world.journal() as journal:
        first, second = runs_of(journal)
    assert (first.run.command, first.records, first.deleted, first.ending) == ("load", 5, 0, "done")
    assert (second.run.command, second.records, second.deleted) == ("unload", 5, 5)
    assert first.mean_s is not None
    assert second.seconds is not None
    assert second.mean_s == second.seconds / 5


def test_lists_filter_by_state_kind_and_key(world: World) -> None:
    with world.journal() as journal:
        entries = journal.entries()
    assert len(list_entries(entries, Selection(only=CUSTOMER))) == 3
    assert len(list_entries(entries, Selection(), frozenset({State.REJECTED}))) == 1
    assert [each.key for each in list_entries(entries, Selection(keys=("DEMO*",), limit=1))] == ["demo-10000"]
    assert count_states([]) == {CUSTOMER: {}, PRODUCT: {}}


def test_rejected_rows_are_written_losslessly_and_load_once_mended(world: World, tmp_path: Path) -> None:
    with world.journal() as journal:
        entries = journal.entries()
    path = tmp_path / "rejected.csv"
    assert write_rejected(path, world.rows, entries) == [path]
    (row,) = csv.DictReader(io.StringIO(path.read_text()))
    assert row["phone"] == "+1-555-010-0001"
    assert (row["rejected_because"], path.stat().st_mode & 0o777) == ("=bad phone; phone: too odd", 0o600)
    mended = record_from_row(CUSTOMER, {**row, "phone": "+1-555-010-2222"})
    world.rows = [(mended if record.key == mended.key else record, line) for record, line in world.rows]
    world.requests.clear()
    assert world.load(LoadOptions(pace=Pace.FAST, retry_failed=True)).status is ExitStatus.DONE
    assert [path for method, path in world.requests if method == "POST"] == ["/customers"]
    with pytest.raises(UsageError, match="there already"):
        write_rejected(path, world.rows, entries)


def test_nothing_rejected_writes_nothing(tmp_path: Path) -> None:
    made = World(tmp_path)
    made.load()
    with made.journal() as journal:
        assert write_rejected(tmp_path / "x.csv", made.rows, journal.entries()) == []
        assert rejected_csv(PRODUCT, made.rows, journal.entries()) is None
    assert not (tmp_path / "x.csv").exists()


def test_rejected_rows_of_both_kinds_go_to_a_file_each(tmp_path: Path) -> None:
    made = World(tmp_path)
    made.load(fault=lambda _n, method, _p: reply_of(422, {"error": "no"}) if method == "POST" else None)
    with made.journal() as journal:
        paths = write_rejected(tmp_path / "bad.csv", made.rows, journal.entries())
    assert [path.name for path in paths] == ["bad-customers.csv", "bad-products.csv"]
    rows = list(csv.DictReader(io.StringIO(paths[1].read_text())))
    assert [record_from_row(PRODUCT, row) for row in rows] == [
        record for record, _ in made.rows if record.kind is PRODUCT
    ]


def test_a_skipped_record_stays_out_until_it_is_taken_back_in(world: World) -> None:
    rejected = next(key for key, status in _firsts(world) if status == 422)
    done = skip(world.folder, PREFIX, rejected.upper(), world.rows, at=1.0, durable=False)
    assert [(each.state, each.skipped) for each in done.changed] == [(State.WITHDRAWN, True)]
    world.requests.clear()
    assert world.load(LoadOptions(pace=Pace.FAST, retry_failed=True)).status is ExitStatus.DONE
    assert [path for method, path in world.requests if method == "POST"] == []
    again = skip(world.folder, PREFIX, rejected, world.rows, at=2.0, durable=False)
    assert (again.changed, len(again.unchanged)) == ((), 1)
    skip(world.folder, PREFIX, rejected, world.rows, at=3.0, undo=True, durable=False)
    assert world.load().count(State.DONE) == 6


def test_a_record_can_be_skipped_before_the_first_load(tmp_path: Path) -> None:
    made = World(tmp_path)
    skip(tmp_path, PREFIX, "DEMO-10001", made.rows, at=1.0, durable=False)
    outcome = made.load()
    assert (outcome.status, outcome.count(State.DONE)) == (ExitStatus.DONE, 5)


def test_a_key_that_nobody_has_makes_no_journal(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No record"):
        skip(tmp_path, PREFIX, "nobody@example.com", rows_of_dataset(), at=1.0, durable=False)
    assert list(tmp_path.iterdir()) == []


def test_what_is_in_the_store_or_unknown_cannot_be_skipped(world: World) -> None:
    with pytest.raises(LeftOverError, match="is in the store"):
        skip(world.folder, PREFIX, "demo-10000", world.rows, at=1.0, durable=False)
    with pytest.raises(UsageError, match='Did you mean "DEMO-1000'):
        skip(world.folder, PREFIX, "demo-1000", world.rows, at=1.0, durable=False)


def test_undo_of_what_was_never_skipped_changes_nothing(world: World) -> None:
    done = skip(world.folder, PREFIX, "demo-10000", world.rows, at=1.0, undo=True, durable=False)
    assert (done.changed, len(done.unchanged)) == ((), 1)
    fresh = rows_of_dataset(4, 3)
    skip(world.folder, PREFIX, "ada3@example.com", fresh, at=1.0, undo=True, durable=False)
    with world.journal() as journal:
        assert journal.entry(CUSTOMER, "ada3@example.com") is None
    assert row_of(fresh[0][0])["email"] == "ada0@example.com"
