"""What changes records works with: the journal, the paced store, and the account of every attempt.

Promises: each request about a record becomes one attempt, which the log and whoever watches hear of before the journal
keeps it with the move that it caused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipeline.http import Reply
from pipeline.journal.attempts import Attempt
from pipeline.journal.book import Journal
from pipeline.journal.entries import Entry
from pipeline.journal.log import Log
from pipeline.load.events import Settling, Tried, Watch
from pipeline.pacing.paced_store import PacedStore
from pipeline.text import clean

WORTH_SAYING_S = 2.0  # of waiting: less is over before it is read


@dataclass(slots=True, kw_only=True)
class Effects:
    """Everything here that has an effect is a parameter. `wall_s` gives wall seconds."""

    journal: Journal
    paced: PacedStore
    log: Log
    wall_s: Callable[[], float]
    watch: Watch

    def answered(
        self, what: str, entry: Entry, reply: Reply, words: str, remote_id: str | None = None
    ) -> Attempt:
        """Account for a request that changes a record, with what its answer means in words."""
        return self._tell(
            Attempt(
                at=self.wall_s(),
                what=what,
                kind=entry.kind,
                key=entry.key,
                request_id=reply.request_id,
                status=reply.status,
                words=words,
                elapsed_s=reply.elapsed_s,
                remote_id=remote_id,
                key_text=entry.key_text,
            )
        )

    def noted(
        self, what: str, entry: Entry, words: str, *, status: int | None = None, remote_id: str | None = None
    ) -> Attempt:
        """Account for what was found out about a record, by whatever requests."""
        at = self.wall_s()
        return self._tell(
            Attempt(
                at, what, entry.kind, entry.key, None, status, clean(words), None, remote_id, entry.key_text
            )
        )

    def say_settling(self, seconds: float) -> None:
        """Say until when there is only to wait for the settle time of what may be under way; a moment is not worth a word."""
        if seconds > WORTH_SAYING_S:
            until = datetime.fromtimestamp(self.wall_s() + seconds).astimezone()
            self.watch(Settling(seconds, f"{until:%H:%M:%S} (settle time)"))

    def _tell(self, attempt: Attempt) -> Attempt:
        self.log.attempt(attempt)
        self.watch(Tried(attempt))
        return attempt
