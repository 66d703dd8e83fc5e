"""Journals of older formats: read as they are, migrated when a run opens them, and kept beside what they became."""

import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import JournalError
from pipeline.journal.book import Journal
from pipeline.journal.entries import Entry, Origin, seal_of
from pipeline.journal.file import APPLICATION_ID, FORMAT
from pipeline.journal.migrations import OLD_SCHEMAS
from pipeline.journal.transitions import State
from tests.support.load_support import UUID, customer, entry, product

OLD = sorted(OLD_SCHEMAS)
# What a format did not have yet
LATER = {1: ("unit", "mark"), 2: ("mark",)}


def entries() -> list[Entry]:
    done = {"state": State.DONE, "remote_id": UUID, "remote_version": 7, "origin": Origin.CREATED}
    return [
        replace(entry(customer(0)), **done),  # type: ignore[arg-type]
        replace(entry(customer(1), 1), state=State.SENT, doubts=1, sent_at=1.5, sent_body="{}"),
        replace(entry(product(0)), state=State.REJECTED, status=422, message="no", skipped=True),
    ]


def old_journal(path: Path, version: int) -> Path:
    """Write the entries as the program of a format did: its tables, its columns, its seals."""
    made = path.with_name("today.sqlite")
    with Journal.open(made, durable=False) as journal:
        journal.replan(entries())
        journal.set_note("watermark", 41)
    with contextlib.closing(sqlite3.connect(made)) as today:
        names = [row[1] for row in today.execute("PRAGMA table_info(record)")]
        kept = [name for name in names if name not in (*LATER[version], "seal")]
        rows = today.execute(f"SELECT {', '.join(kept)} FROM record").fetchall()
        notes = today.execute("SELECT name, value, seal FROM meta").fetchall()
    made.unlink()
    with contextlib.closing(sqlite3.connect(path)) as old:
        old.executescript(OLD_SCHEMAS[version])
        marks = ", ".join("?" * (len(kept) + 1))
        old.executemany(
            f"INSERT INTO record VALUES ({marks})",
            [(*values, seal_of(repr(tuple(values)))) for values in rows],
        )
        old.executemany("INSERT INTO meta VALUES (?, ?, ?)", notes)
        old.execute(f"PRAGMA application_id={APPLICATION_ID}")
        old.execute(f"PRAGMA user_version={version}")
        old.commit()
    return path


def format_of(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as database:
        return int(database.execute("PRAGMA user_version").fetchone()[0])


def test_every_format_before_todays_has_its_tables_and_its_way_on() -> None:
    assert list(range(1, FORMAT)) == OLD == sorted(LATER)


@pytest.mark.parametrize("version", OLD)
def test_a_run_migrates_a_journal_and_loses_nothing(tmp_path: Path, version: int) -> None:
    path = old_journal(tmp_path / "acme.sqlite", version)
    with Journal.open(path, durable=False) as journal:
        assert journal.entries() == entries()
        assert journal.note("watermark") == 41
        journal.replan([replace(entries()[1], mark=5)])
    assert format_of(path) == FORMAT
    with Journal.open(path, durable=False) as journal:
        assert [each.mark for each in journal.entries()] == [None, 5, None]
    kept = tmp_path / f"acme.sqlite.v{version}"
    assert (format_of(kept), kept.stat().st_mode & 0o777) == (version, 0o600)


@pytest.mark.parametrize("version", OLD)
def test_who_only_looks_reads_it_and_changes_nothing(tmp_path: Path, version: int) -> None:
    path = old_journal(tmp_path / "acme.sqlite", version)
    before = path.read_bytes()
    found = Journal.read(path)
    assert found is not None
    with found:
        assert found.entries() == entries()
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["acme.sqlite"]


@pytest.mark.parametrize("version", OLD)
def test_a_row_that_was_changed_outside_stops_the_migration_and_the_journal_stays(
    tmp_path: Path, version: int
) -> None:
    path = old_journal(tmp_path / "acme.sqlite", version)
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE record SET remote_id = 'another' WHERE remote_id IS NOT NULL")
        database.commit()
    with pytest.raises(JournalError, match="changed"):
        Journal.open(path, durable=False)
    assert format_of(path) == version
    with contextlib.closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM record").fetchone() == (3,)
