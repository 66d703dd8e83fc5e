"""load.log: every attempt of every run on one line, for the person who has to find out what happened.

Appended as it happens, 0600, cleaned of anything that could harm a terminal; never a token (nothing that is written
here ever holds one). Losing a line loses no record: the journal is what counts, so a full disk doesn't stop a run here.
"""

import contextlib
import os
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType

from pipeline.errors import JournalError
from pipeline.files import PRIVATE_MODE
from pipeline.journal.book import Attempt
from pipeline.schema import folder
from pipeline.text import clean

LOG_NAME = folder.LOG


class Log:
    """An open log file. `path=None` writes nothing (rehearsals, tests). Raises JournalError for one that can't be opened."""

    def __init__(self, path: Path | None) -> None:
        self._descriptor: int | None = None
        if path is not None:
            flags = os.O_CREAT | os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
            flags |= getattr(os, "O_NONBLOCK", 0)  # a pipe in its place is refused, not waited for
            try:
                self._descriptor = os.open(path, flags, PRIVATE_MODE)
            except OSError as error:
                raise JournalError(
                    f"The log {path} can't be written: {error.strerror or error}.",
                    code="log-unwritable",
                    hint="Check that it is a plain file and that the dataset's folder may be written.",
                ) from None

    def __enter__(self) -> "Log":  # noqa: PYI034 - Self needs Python 3.11
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def say(self, at: float, words: str) -> None:
        """Write one line about the run itself."""
        self._write(f"{_stamp(at)} {clean(words, 500)}")

    def attempt(self, attempt: Attempt) -> None:
        """Write one line about one request."""
        self._write(f"{_stamp(attempt.at)} {line_of(attempt)}")

    def _write(self, line: str) -> None:
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.write(self._descriptor, f"{line}\n".encode())


def line_of(attempt: Attempt) -> str:
    """Return an attempt in words: what, which record, status, the server's words, how long, the request's id."""
    parts = [attempt.what]
    if attempt.kind is not None:
        parts.append(f"{attempt.kind} {attempt.key_text or attempt.key}")
    parts.append(f"-> {attempt.status if attempt.status is not None else '-'} {attempt.words}")
    if attempt.elapsed_s is not None:
        parts.append(f"({attempt.elapsed_s * 1000:.0f} ms)")
    if attempt.remote_id:
        parts.append(f"id={attempt.remote_id}")
    if attempt.request_id:
        parts.append(f"request={attempt.request_id}")
    return clean(" ".join(parts), 800)


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
