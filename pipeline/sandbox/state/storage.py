"""What the sandbox keeps: rows, history, commits that are still due, the limiter's window. One SQLite file, or none.

Promises: what a transaction wrote is there once it has ended, and survives a kill -9 (WAL, `synchronous=NORMAL`; a
power cut may cost the newest, which a sandbox may). Of a transaction that failed nothing is there. A file that can't
be read or written is a JournalError (`state_file.py`), at once: nothing here waits.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.sandbox.api.values import ApiCall, Effect, ImageFile, ShopRow
from pipeline.sandbox.state.formats import transaction
from pipeline.sandbox.state.state_file import errors_in_words, open_state

_TABLES = ("meta", "shop_row", "history", "late", "file")
MOST_FILE_BYTES = 512 * 1024 * 1024  # of images: the oldest go first, a sandbox may
# One for all: `json.dumps` would make one for each value
_dump = json.JSONEncoder(separators=(",", ":")).encode
_EFFECT_COLUMNS = "action, kind, id, key, version, time_s, request_id, actor, body"


class Storage:
    """An open state file; `path=None` keeps everything in memory. Everything is written inside a `transaction`."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._opened = contextlib.ExitStack()
        self._base = self._opened.enter_context(open_state(path))

    def close(self) -> None:
        """Close the file and let the next process in."""
        self._opened.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all that the body writes; nothing of it when the body raises, or the file can't take it."""
        with errors_in_words(self._path), transaction(self._base):
            yield

    def add(self, rows: Iterable[ShopRow], effects: Iterable[Effect]) -> None:
        """Write rows as they stand now, and what was done to them."""
        self._write(
            "INSERT OR REPLACE INTO shop_row VALUES (?, ?, ?, ?, ?, ?)",
            [
                (row.id, row.kind, row.version, row.deleted, _dump(row.body), _dump(dict(row.hidden_until)))
                for row in rows
            ],
        )
        self._write(
            f"INSERT INTO history ({_EFFECT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - own constant
            [
                (one.action, one.kind, one.id, _safe(one.key), one.version, one.time_s, _safe(one.request_id),
                 one.actor, _dump(one.body))
                for one in effects
            ],
        )  # fmt: skip

    def add_file(self, file: ImageFile) -> None:
        """Keep a file; those that were kept first make room for it."""
        self._write("INSERT OR IGNORE INTO file (digest, data) VALUES (?, ?)", [(file.digest, file.data)])
        self._write(
            "DELETE FROM file WHERE rowid IN (SELECT rowid FROM (SELECT rowid,"
            " sum(length(data)) OVER (ORDER BY rowid DESC) AS up_to FROM file) WHERE up_to > ?)",
            [(MOST_FILE_BYTES,)],
        )

    def drop_files(self, digests: Iterable[str]) -> None:
        """Forget files that no record has any more."""
        self._write("DELETE FROM file WHERE digest = ?", [(each,) for each in digests])

    def file(self, digest: str) -> bytes | None:
        """Return the bytes of a file, None for one that is not kept."""
        with errors_in_words(self._path):
            found = self._base.execute("SELECT data FROM file WHERE digest = ?", (digest,)).fetchone()
        return None if found is None else bytes(found[0])

    def add_late(self, due_s: float, call: ApiCall, lag: Mapping[str, float]) -> None:
        """Write a call that commits at `due_s`; `lag` maps places to the seconds that its records stay hidden."""
        kept = [
            call.method, call.path, list(call.query), call.body, call.request_id, call.actor, call.version,
        ]  # fmt: skip
        self._write(
            "INSERT INTO late (due_s, call, lag) VALUES (?, ?, ?)", [(due_s, _dump(kept), _dump(dict(lag)))]
        )

    def drop_late(self, seq: int) -> None:
        """Take a commit that is due no more off the list."""
        self._write("DELETE FROM late WHERE seq = ?", [(seq,)])

    def remember(self, **values: Any) -> None:
        """Write JSON values by name."""
        self._write(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [(name, _dump(value)) for name, value in values.items()],
        )

    def clear(self) -> None:
        """Forget everything: rows, history, what is due, what was remembered."""
        for table in _TABLES:
            self._write(f"DELETE FROM {table}", [()])  # noqa: S608 - own constant

    def rows(self) -> tuple[ShopRow, ...]:
        """Return every row, ascending by version."""
        query = "SELECT kind, id, version, deleted, body, hidden_until FROM shop_row ORDER BY version"
        return tuple(
            ShopRow(kind, row_id, version, bool(deleted), body, hidden)
            for kind, row_id, version, deleted, body, hidden in self._read(query, parsed=2)
        )

    def history(self, after: int = 0, limit: int | None = None) -> list[tuple[int, Effect]]:
        """Return the effects with a sequence number above `after`, oldest first, each with its number."""
        query = f"SELECT seq, {_EFFECT_COLUMNS} FROM history WHERE seq > ? ORDER BY seq LIMIT ?"  # noqa: S608 - own constant
        names = _EFFECT_COLUMNS.split(", ")
        found = self._read(query, after, -1 if limit is None else limit, parsed=1)
        return [(seq, Effect(**dict(zip(names, values, strict=True)))) for seq, *values in found]

    def touched_by(self, actor: str) -> frozenset[str]:
        """Return the ids of the records that an actor has ever changed."""
        found = self._read("SELECT DISTINCT id FROM history WHERE actor = ?", actor, parsed=0)
        return frozenset(row_id for (row_id,) in found)

    def late(self) -> list[tuple[int, float, ApiCall, dict[str, float]]]:
        """Return what is still due: number, moment, call, lag; earliest first."""
        due = []
        query = "SELECT seq, due_s, call, lag FROM late ORDER BY due_s, seq"
        for seq, due_s, kept, lag in self._read(query, parsed=2):
            method, path, asked, body, request_id, *rest = kept
            # A state may hold calls from before their actor and version were kept
            actor, version = rest or ("late", "2.0")
            query_pairs = tuple((name, value) for name, value in asked)
            call = ApiCall(method, path, query_pairs, body, request_id, actor, version)
            due.append((seq, due_s, call, lag))
        return due

    def recall(self, name: str) -> Any:
        """Return a remembered JSON value, or None."""
        found = self._read("SELECT value FROM meta WHERE name = ?", name, parsed=1)
        return found[0][0] if found else None

    def _write(self, statement: str, values: Iterable[tuple[Any, ...]]) -> None:
        assert self._base.in_transaction, "what stands outside of a transaction is not undone with it"
        self._base.executemany(statement, values)

    def _read(self, query: str, *values: Any, parsed: int) -> list[tuple[Any, ...]]:
        """Return what was found, the last `parsed` columns read as JSON. Raises JournalError."""
        with errors_in_words(self._path):
            found = self._base.execute(query, values).fetchall()
            return [
                (*row[: len(row) - parsed], *(json.loads(text) for text in row[len(row) - parsed :]))
                for row in found
            ]


def _safe(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
