"""Opening a journal's SQLite file so that a power cut, a second process or a foreign file can't hurt it.

Promises: the file is made with O_EXCL and mode 0600 before SQLite sees it; it is never opened but through SQLite (to
close a peek at its header would drop SQLite's own locks); a foreign, newer or damaged file is refused and left
untouched; a file of an older format is migrated, after a copy was put beside it.
"""

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pipeline.errors import JournalError
from pipeline.files import PRIVATE_MODE, sync_folder
from pipeline.journal.migrations import OLD_SCHEMAS, keep_copy, migrate
from pipeline.journal.rows import RECORDS, STEPS, UNITS
from pipeline.schema import folder
from pipeline.text import clean

APPLICATION_ID = 0x58534A31  # "XSJ1"
FORMAT = 3
FOLDER = folder.JOURNALS
SMALLEST_BYTES = 512  # of a SQLite file that isn't empty: its smallest page
BUSY_TIMEOUT_S = 5.0  # readers of a live journal (`status`) wait this long for a write to end

_SCHEMA = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL, seal TEXT NOT NULL) WITHOUT ROWID;
{RECORDS.declaration}
{UNITS.declaration}
{STEPS.declaration}
CREATE TABLE run (id INTEGER PRIMARY KEY, started_at REAL NOT NULL, ended_at REAL, command TEXT NOT NULL,
    tool_version TEXT NOT NULL, outcome TEXT, requests INTEGER, refusals INTEGER, created INTEGER, waited_s REAL);
CREATE TABLE event (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, at REAL NOT NULL, what TEXT NOT NULL,
    kind TEXT, key TEXT, request_id TEXT, status INTEGER, remote_id TEXT, words TEXT NOT NULL, elapsed_s REAL);
CREATE INDEX event_of_record ON event (kind, key);
"""


def journal_path(dataset: Path, prefix: str) -> Path:
    """Return where the journal of a dataset in a store stands."""
    return dataset / FOLDER / f"{prefix}.sqlite"


def open_database(path: Path, *, durable: bool = True) -> sqlite3.Connection:
    """Open or create the journal's file for writing. Raises JournalError; `durable=False` is for tests."""
    refuse_strangers(path)
    if path.exists():
        _refuse_foreign_unwritten(path)
    else:
        _make(path)
    database = _checked(path, "rw")
    try:
        with told(path):
            if 0 < _format_of(database) < FORMAT:
                keep_copy(database, path, durable=durable)
                migrate(database, FORMAT)
            prepare(database, durable=durable)
    except BaseException:
        database.close()
        raise
    return database


def _make(path: Path) -> None:
    with told(path):
        path.parent.mkdir(mode=0o700, exist_ok=True)
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
        os.close(os.open(path, flags, PRIVATE_MODE))
        sync_folder(path.parent)
        sync_folder(path.parent.parent)


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Say it in words when the body can't write: a read-only folder, a full disk."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise JournalError(
            f"The journal {path} can't be written: {clean(reason or 'no reason given', 80)}.",
            code="journal-unwritable",
            hint="Make room on the disk and check that the dataset's folder may be written; then run this again.",
        ) from None


def read_database(path: Path) -> sqlite3.Connection:
    """Open an existing journal for reading only; one of an older format as a migrated copy in memory. Raises JournalError."""
    refuse_strangers(path)
    database = _looked_at(path)
    if not 0 < _format_of(database) < FORMAT:
        return database
    copy = _in_memory(database)
    try:
        migrate(copy, FORMAT)
    except BaseException:
        copy.close()
        raise
    return copy


def _looked_at(path: Path) -> sqlite3.Connection:
    """Open a journal to read it, also where nothing may be written: SQLite wants an index beside a write-ahead log.

    In such a folder no run on this machine can be at work, save one whose index is there for SQLite.
    """
    log = path.with_name(f"{path.name}-wal")
    if os.access(path.parent, os.W_OK) or path.with_name(f"{path.name}-shm").exists():
        return _checked(path, "ro")
    if not (log.exists() and log.stat().st_size):
        return _checked(path, "ro&immutable=1")
    try:
        with tempfile.TemporaryDirectory() as folder:
            for file in (path, log):
                shutil.copyfile(file, Path(folder, file.name))
            return _in_memory(_checked(path, "rw", Path(folder, path.name)))
    except OSError as error:
        reason = clean(error.strerror or "no reason given", 80)
        raise _unreadable(
            path,
            f"its write-ahead log can't be read where nothing may be written, nor among temporary files: {reason}",
            "Copy the dataset to a folder that may be written, and name that.",
        ) from None


def _in_memory(database: sqlite3.Connection) -> sqlite3.Connection:
    """Return a copy in memory; the original is closed."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    with contextlib.closing(database):
        database.backup(copy)
    return copy


def refuse_strangers(path: Path) -> None:
    """Refuse a link on the way to the journal, and anything but a file in its place: a pipe would be waited for.

    And a file that is too small for SQLite, which would take it for an empty one and write over it.
    """
    for place in (path.parent, path):
        if place.is_symlink():
            raise _unreadable(
                path, "it is a symbolic link", "Remove the link; a journal must be a file of its own."
            )
    if path.exists() and not path.is_file():
        raise _unreadable(path, "it is no file", "Move it away; a journal must be a file of its own.")
    if path.exists() and 0 < path.stat().st_size < SMALLEST_BYTES:
        raise _unreadable(path, "it belongs to another program", "It was left untouched. Move it away.")


def _connected(path: Path, mode: str, copy: Path | None = None) -> sqlite3.Connection:
    address = f"{(copy or path).resolve().as_uri()}?mode={mode}"
    try:
        return sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_S)
    except sqlite3.Error as error:
        raise _unreadable(path, f"SQLite says: {clean(str(error), 80)}", _WAY_OUT) from None


def _refuse_foreign_unwritten(path: Path) -> None:
    """Judge the file through a reader: a writer writes the log beside a file into it when it is closed, even if refused.

    What SQLite can't read without writing, such as a commit that was cut in two, is left to the writer to judge.
    """
    with contextlib.closing(_connected(path, "ro")) as reader, contextlib.suppress(sqlite3.Error):
        _refuse_foreign(path, reader)


def _checked(path: Path, mode: str, copy: Path | None = None) -> sqlite3.Connection:
    """Open a journal, or a `copy` of it. Raises JournalError, naming the journal."""
    database = _connected(path, mode, copy)
    try:
        _refuse_foreign(path, database)
        _refuse_damaged(path, database)
    except sqlite3.DatabaseError as error:
        database.close()
        raise _unreadable(path, f"SQLite says: {clean(str(error), 80)}", _WAY_OUT) from None
    except BaseException:
        database.close()
        raise
    return database


_WAY_OUT = (
    "It was left untouched. Bring back a copy from after the last run (an older one would make records twice); or move "
    "it away and load again: what is in the store already is found there and taken over only by load --adopt."
)


def _unreadable(path: Path, what: str, hint: str) -> JournalError:
    return JournalError(f"The journal {path} can't be used: {what}.", code="journal-unreadable", hint=hint)


def _format_of(database: sqlite3.Connection) -> int:
    """Return the format of a journal; 0 for a file that has no tables yet."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _refuse_foreign(path: Path, database: sqlite3.Connection) -> None:
    """Accept our own files, and one that has no tables yet: a kill between creating and filling leaves that."""
    identity = database.execute("PRAGMA application_id").fetchone()[0]
    version = _format_of(database)
    tables = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if (identity, version, tables) == (0, 0, 0):
        return
    if identity != APPLICATION_ID:
        raise _unreadable(path, "it belongs to another program", "It was left untouched. Move it away.")
    if version > FORMAT:
        raise _unreadable(
            path, f"it was written by a newer version (format {version})", "Update x-series-demo."
        )
    if _shape_of(database) != _our_shape(version):
        raise _unreadable(path, "its tables are not those of this version", _WAY_OUT)


def _shape_of(database: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return tables and columns, sorted."""
    return database.execute(
        "SELECT made.name, has.name FROM sqlite_master made, pragma_table_info(made.name) has"
        " WHERE made.type='table' ORDER BY 1, 2"
    ).fetchall()


@cache
def _our_shape(version: int) -> list[tuple[str, str]]:
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.executescript(OLD_SCHEMAS.get(version, _SCHEMA))
        return _shape_of(database)


def _refuse_damaged(path: Path, database: sqlite3.Connection) -> None:
    problem = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    if problem != "ok":
        raise _unreadable(path, f"it is damaged ({clean(str(problem), 80)})", _WAY_OUT)


def prepare(database: sqlite3.Connection, *, durable: bool) -> None:
    """Set durability and create the tables in one transaction; check what the pragmas answered."""
    mode = database.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    level = "FULL"
    if mode != "wal":  # some network file systems refuse it
        database.execute("PRAGMA journal_mode=DELETE")
        level = "EXTRA"
    database.execute(f"PRAGMA synchronous={level if durable else 'OFF'}")
    if database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
        database.executescript(
            f"BEGIN IMMEDIATE; PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={FORMAT}; {_SCHEMA} COMMIT;"
        )


def is_fresh(database: sqlite3.Connection) -> bool:
    """Tell whether the file has no tables yet."""
    return bool(database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0)
