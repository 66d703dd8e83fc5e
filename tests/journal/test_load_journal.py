"""The journal: moves, proofs, seals, and files that it refuses."""

import contextlib
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import ExitStatus, JournalError
from pipeline.journal.book import Journal
from pipeline.journal.entries import Entry, Origin, StepEntry
from pipeline.journal.file import APPLICATION_ID, journal_path, open_database, prepare
from pipeline.journal.lock import hold
from pipeline.journal.log import Log
from pipeline.journal.rows import RECORDS
from pipeline.journal.transitions import PLANNED, Event, State, StepState, moves
from pipeline.schema.kinds import CUSTOMER
from pipeline.stores.protocol import LookedUp, Refusal
from tests.support.load_support import (
    OTHER_UUID,
    UUID,
    attempt,
    customer,
    entry,
    finish,
    happen,
    intend,
    journal_in_memory,
    memory,
)

ABSENT = LookedUp(("search", "customers after version 5"))
SENT_AT, CLOCK = 1_750_000_000.0, 50.0


def planned() -> tuple[Journal, Entry]:
    journal = journal_in_memory()
    journal.begin_run(SENT_AT, "load", "0")
    journal.replan([entry(customer())])
    return journal, journal.entries()[0]


def sent() -> tuple[Journal, Entry]:
    journal, pending = planned()
    return journal, intend(journal, pending, "{}", SENT_AT, CLOCK)


# Moves


def test_an_intent_holds_what_is_sent_when_and_by_which_clock() -> None:
    _, intended = sent()
    assert (intended.state, intended.attempts, intended.sent_body) == (State.SENT, 1, "{}")
    assert (intended.sent_at, intended.sent_clock_s) == (SENT_AT, CLOCK)
    assert intended.status is None


def test_an_id_is_called_by_the_key_of_the_record_that_has_it_now() -> None:
    journal, intended = sent()
    done = finish(journal, intended, UUID)
    assert (journal.called(UUID), journal.called(OTHER_UUID)) == (done.key_text, OTHER_UUID)
    journal.apply([(done, Event.DELETE_INTEND, {})])
    deleted = journal.apply([(journal.entries()[0], Event.DELETED, {})])[0]
    journal.replan([replace(deleted, state=State.PENDING, remote_id=None)])
    finish(journal, intend(journal, journal.entries()[0], "{}"), OTHER_UUID)
    assert (journal.called(UUID), journal.called(OTHER_UUID)) == (UUID, done.key_text)


@pytest.mark.parametrize("state", [state for state in State if state is not State.PENDING])
def test_no_intent_begins_anywhere_but_at_pending(state: State) -> None:
    journal = journal_in_memory()
    other = replace(entry(customer()), state=state, remote_id=UUID)
    journal.replan([other])
    with pytest.raises(AssertionError, match="pending"):
        intend(journal, other, "{}", SENT_AT, CLOCK)


@pytest.mark.parametrize("before", State)
def test_a_plan_moves_a_record_only_along_the_table(before: State) -> None:
    for after in State:
        journal = journal_in_memory()
        there = replace(entry(customer()), state=before)
        journal.replan([there])
        if before is after or after in moves(PLANNED)[before]:
            journal.replan([replace(there, state=after)])
            assert journal.entries()[0].state is after
        else:
            with pytest.raises(AssertionError, match="can't become"):
                journal.replan([replace(there, state=after)])
            assert journal.entries() == [there]


def test_done_keeps_its_id() -> None:
    journal, intended = sent()
    done = finish(journal, intended, UUID)
    with pytest.raises(AssertionError, match="final"):
        journal.replan([replace(done, remote_id=OTHER_UUID)])


def test_a_429_is_no_attempt_and_every_other_end_is_one() -> None:
    journal, intended = sent()
    assert happen(journal, intended, Event.OVER_QUOTA, attempt(status=429), Refusal.QUOTA).attempts == 0
    journal, intended = sent()
    assert happen(journal, intended, Event.NOT_APPLIED, attempt(), Refusal.NOT_SENT).attempts == 1


@pytest.mark.parametrize("event", [Event.OVER_QUOTA, Event.NOT_APPLIED, Event.ABSENT])
def test_only_proof_takes_sent_back_to_pending(event: Event) -> None:
    journal, intended = sent()
    for proof in (None, "surely"):
        with pytest.raises(AssertionError, match="proof"):
            happen(journal, intended, event, attempt(), proof)


def test_an_attempt_cut_off_by_a_kill_is_a_doubt_and_stays_one_after_its_look_up() -> None:
    journal, intended = sent()
    assert intended.doubtful, "sent, and nothing came back"
    released = happen(journal, intended, Event.ABSENT, attempt(), ABSENT)
    assert (released.state, released.doubts, released.doubtful) == (State.PENDING, 1, True)


def test_an_attempt_that_was_refused_is_no_doubt() -> None:
    journal, intended = sent()
    clashed = happen(journal, intended, Event.DUPLICATE, attempt(status=409))
    assert not clashed.doubtful
    assert happen(journal, clashed, Event.ABSENT, attempt(), ABSENT).doubts == 0


def test_every_unknown_end_is_counted() -> None:
    journal, intended = sent()
    assert happen(journal, intended, Event.UNKNOWN, attempt(status=502)).doubts == 1


def test_an_attempt_is_kept_with_the_move_that_it_caused() -> None:
    journal, intended = sent()
    made = replace(attempt(status=201), kind=CUSTOMER, key=intended.key, remote_id=UUID)
    finish(journal, intended, UUID, made)
    assert journal.attempts(CUSTOMER, intended.key) == [made]


# Durability


def test_memory_follows_the_file_only_after_the_commit() -> None:
    class Full(Journal):
        def _commit(self) -> None:
            raise sqlite3.OperationalError("database or disk is full")

    database = memory()
    there = entry(customer())
    Journal(database).replan([there])
    journal = Full(database)
    with pytest.raises(JournalError) as stop:
        intend(journal, there, "{}", SENT_AT, CLOCK)
    assert (stop.value.code, stop.value.status) == ("journal-unwritable", ExitStatus.JOURNAL)
    assert journal.entries() == Journal(database).entries() == [there]


def test_a_plan_is_written_as_a_whole_or_not_at_all() -> None:
    journal = journal_in_memory()
    fine, wrong = entry(customer(1)), replace(entry(customer(2)), line=object())  # type: ignore[arg-type]
    with pytest.raises(JournalError):
        journal.replan([fine, wrong])
    assert journal.entries() == []


# Trust


@pytest.mark.parametrize("column", [column for column in RECORDS.columns if column not in {"kind", "key"}])
def test_a_flipped_column_is_noticed(column: str) -> None:
    database = memory()
    Journal(database).replan([entry(customer())])
    database.execute(f"UPDATE record SET {column} = '7'")
    with pytest.raises(JournalError) as stop:
        Journal(database)
    assert stop.value.code == "journal-unreadable"


def test_a_flipped_note_is_noticed() -> None:
    journal = journal_in_memory()
    journal.set_note("watermark", 5)
    journal._database.execute("UPDATE meta SET value = '9'")
    with pytest.raises(JournalError, match="watermark"):
        journal.note("watermark")


def test_a_row_changed_under_a_run_ends_it() -> None:
    journal, intended = sent()
    journal._database.execute("UPDATE record SET seal = 'x'")
    with pytest.raises(JournalError) as stop:
        finish(journal, intended, UUID)
    assert stop.value.code == "journal-unreadable"


def test_an_entry_is_the_same_after_its_row() -> None:
    full = replace(
        entry(customer()), state=State.DONE, origin=Origin.ADOPTED, remote_id=UUID, remote_version=7, attempts=2, doubts=1,
        sent_at=SENT_AT, sent_clock_s=CLOCK, sent_body="{}", status=201, message="fine", skipped=True,
    )  # fmt: skip
    assert RECORDS.row_of(RECORDS.values_of(full)) == full
    assert RECORDS.values_of(full) != RECORDS.values_of(replace(full, skipped=False))


# Files


def test_a_journal_is_private_under_any_umask(tmp_path: Path) -> None:
    path = journal_path(tmp_path, "mystore")
    before = os.umask(0)
    try:
        with hold(path, {"pid": 1}), Journal.open(path, durable=False) as journal:
            journal.set_note("a", 1)
            modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


SYNCHRONOUS = {2: "FULL", 3: "EXTRA"}  # SQLite answers with numbers


def durability_of(database: sqlite3.Connection) -> tuple[str, str | None]:
    """Return the journal mode and the level of syncing that a connection really has."""
    level = database.execute("PRAGMA synchronous").fetchone()[0]
    return database.execute("PRAGMA journal_mode").fetchone()[0], SYNCHRONOUS.get(level)


def test_a_journal_is_synced_at_every_commit(tmp_path: Path) -> None:
    path = journal_path(tmp_path, "mystore")
    for _ in ("new", "there already"):
        with contextlib.closing(open_database(path)) as database:
            assert durability_of(database) == ("wal", "FULL")


def test_where_a_write_ahead_log_is_refused_a_journal_is_synced_all_the_more(tmp_path: Path) -> None:
    """Without memory that processes share, as on some network file systems, SQLite refuses the log."""
    address = f"{(tmp_path / 'a.sqlite').as_uri()}?vfs=unix-dotfile"
    with contextlib.closing(sqlite3.connect(address, uri=True, isolation_level=None)) as database:
        assert database.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal"
        prepare(database, durable=True)
        assert durability_of(database) == ("delete", "EXTRA")


# Tells how a journal's file was made, and what SQLite found: in a process of its own, as no such hook can be taken off
WATCHED = """
import os, sys
from pathlib import Path
from pipeline.journal.file import open_database
path = Path(sys.argv[1])
def watch(event, words):
    if event == "open" and str(words[0]) == str(path):
        print("made", bool(words[2] & os.O_CREAT), bool(words[2] & os.O_EXCL))
    elif event == "sqlite3.connect" and "mystore" in str(words[0]):
        print("opened", oct(path.stat().st_mode & 0o777), path.stat().st_size)
os.umask(0)
sys.addaudithook(watch)
open_database(path).close()
"""


def test_a_journals_file_is_made_private_and_by_nobody_else_before_sqlite_sees_it(tmp_path: Path) -> None:
    path = journal_path(tmp_path, "mystore")
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["made True True", "opened 0o600 0"]


def test_what_was_committed_is_read_by_the_next_one(tmp_path: Path) -> None:
    path = journal_path(tmp_path, "mystore")
    with Journal.open(path, durable=False) as journal:
        journal.replan([entry(customer())])
    reader = Journal.read(path)
    assert reader is not None
    with reader:
        assert reader.entries() == [entry(customer())]


@pytest.mark.parametrize("killed", [False, True])
def test_a_whole_journal_is_read_where_nothing_may_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    path = journal_path(tmp_path, "mystore")
    with Journal.open(path, durable=False) as journal:
        journal.replan([entry(customer())])
        left = {each: each.read_bytes() for each in path.parent.iterdir() if not each.name.endswith("-shm")}
    for file, data in left.items() if killed else ():
        file.write_bytes(data)
    before = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    monkeypatch.setattr(os, "access", lambda *_: False)
    path.parent.chmod(0o500)
    reader = Journal.read(path)
    assert reader is not None
    with reader:
        assert reader.entries() == [entry(customer())]
        assert {each.name: each.read_bytes() for each in path.parent.iterdir()} == before
    path.parent.chmod(0o700)


def test_there_is_nothing_to_read_before_the_first_run(tmp_path: Path) -> None:
    path = journal_path(tmp_path, "mystore")
    assert Journal.read(path) is None
    path.parent.mkdir()
    path.touch()
    assert Journal.read(path) is None, "an empty file is a journal not yet begun"


def make_foreign(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE notes (text)")
    database.close()


def make_newer(path: Path) -> None:
    database = sqlite3.connect(path)
    database.executescript(
        f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version=99; CREATE TABLE later (x);"
    )
    database.close()


def make_noise(path: Path) -> None:
    path.write_bytes(b"no database, but long enough to look at" * 40)


def make_tiny(path: Path) -> None:
    path.write_bytes(b"a note to myself")


def make_cut_off(stamps: str) -> Callable[[Path], None]:
    """Return what leaves a file whose writer was killed: what it committed last stands in the log beside it."""

    def make(path: Path) -> None:
        with contextlib.closing(sqlite3.connect(path.with_name("at work"), isolation_level=None)) as database:
            database.executescript(f"{stamps} PRAGMA journal_mode=WAL; CREATE TABLE later (x);")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            database.execute("INSERT INTO later VALUES ('committed')")
            for end in ("", "-wal"):
                shutil.copy(path.with_name(f"at work{end}"), path.with_name(f"{path.name}{end}"))

    return make


make_newer_cut_off = make_cut_off(f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version=99;")
make_foreign_cut_off = make_cut_off("")


def make_with(change: str) -> Callable[[Path], None]:
    """Return what leaves a journal of ours with this change to its tables."""

    def make(path: Path) -> None:
        Journal.open(path, durable=False).close()
        database = sqlite3.connect(path)
        database.executescript(f"PRAGMA journal_mode=DELETE; {change};")
        database.close()

    return make


OTHER_TABLES = [
    make_with(change)
    for change in (
        "ALTER TABLE record DROP COLUMN skipped",
        "ALTER TABLE meta DROP COLUMN seal",
        "ALTER TABLE run ADD COLUMN pace",
        "DROP TABLE event",
    )
]


def left_in(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, without SQLite's own index of a log, which says nothing, and logs that are empty."""
    files = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}
    return {name: data for name, data in files.items() if data or not name.endswith("-wal")}


@pytest.mark.parametrize(
    "make",
    [
        make_foreign,
        make_foreign_cut_off,
        make_newer,
        make_newer_cut_off,
        make_noise,
        make_tiny,
        *OTHER_TABLES,
    ],
)
@pytest.mark.parametrize("opening", [Journal.open, Journal.read])
def test_a_file_that_is_no_journal_of_ours_is_refused_and_left_untouched(
    tmp_path: Path, make: Callable[[Path], None], opening: Callable[[Path], object]
) -> None:
    path = journal_path(tmp_path, "mystore")
    path.parent.mkdir()
    make(path)
    before = left_in(path.parent)
    with pytest.raises(JournalError) as stop:
        opening(path)
    assert (stop.value.code, stop.value.status) == ("journal-unreadable", ExitStatus.JOURNAL)
    assert left_in(path.parent) == before


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    path = journal_path(tmp_path, "mystore")
    path.parent.mkdir()
    path.symlink_to(tmp_path / "elsewhere")
    for opening in (Journal.open, Journal.read):
        with pytest.raises(JournalError, match="symbolic link"):
            opening(path)
    assert not (tmp_path / "elsewhere").exists()


def test_a_second_run_is_told_who_holds_the_journal(tmp_path: Path) -> None:
    path = journal_path(tmp_path, "mystore")
    with hold(path, {"pid": 4711, "command": "load out"}):
        with pytest.raises(JournalError, match="4711") as stop, hold(path, {"pid": 1}):
            pytest.fail("two runs at once")
        assert stop.value.code == "journal-busy"
    with hold(path, {"pid": 1}):
        pass


def test_a_folder_that_is_a_file_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / ".load").touch()
    path = journal_path(tmp_path, "mystore")
    with pytest.raises(JournalError) as stop, hold(path, {"pid": 1}):
        pytest.fail("nothing to hold")
    assert stop.value.code == "journal-unwritable"
    with pytest.raises(JournalError):
        Journal.open(path)


def test_a_log_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "load.log").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(JournalError) as stop:
        Log(tmp_path / "load.log")
    assert stop.value.code == "log-unwritable"
    assert not (tmp_path / "elsewhere").exists()


def test_a_record_that_is_made_again_has_no_steps_of_its_first_life() -> None:
    journal = journal_in_memory()
    done = replace(entry(customer()), state=State.DONE, remote_id="id", origin=Origin.CREATED)
    journal.replan([done])
    journal.put_steps([StepEntry(CUSTOMER, done.key, "note", StepState.DONE, '"ours"', "null")])
    (deleting,) = journal.apply([(done, Event.DELETE_INTEND, {})])
    assert journal.step(CUSTOMER, done.key, "note") is not None
    journal.apply([(deleting, Event.DELETED, {})])
    assert journal.step(CUSTOMER, done.key, "note") is None
    assert journal.all_steps() == []
