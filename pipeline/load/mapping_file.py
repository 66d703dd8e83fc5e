"""The mapping's file while a load runs: written when something was added to it, every few seconds and on the way out.

Promises: the file is always a whole document of what the journal called done at one moment. A write that fails in
between is tried again; one that fails at the end is said. A large mapping is written more rarely, so that its writing
costs a load of any size the same small share of its time.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from pipeline.errors import JournalError
from pipeline.journal.book import Journal
from pipeline.journal.transitions import State
from pipeline.load.mapping import mapping_bytes, mapping_of
from pipeline.pacing.wait_any import Notifier, wait_any
from pipeline.schema.records import Id

MAPPING_EVERY_S = 3.0
RECORDS_PER_S = (
    1_500  # written again and again at most so many: a hundredth of a processor; 3 s up to 4,500 records
)


@dataclass(frozen=True, slots=True)
class Output:
    """Where the mapping goes and what its metadata says."""

    path: Path
    packs: Sequence[str]
    generated_at: datetime | None = None  # the moment of writing unless given


@dataclass(slots=True)
class Writer:
    """Writes the mapping when something has been added to it. Raises JournalError when it can't be written."""

    journal: Journal
    prefix: str
    output: Output
    save: Callable[[bytes], None]
    wall_s: Callable[[], float]
    written: frozenset[tuple[Id, str | None, str, str | None]] | None = None

    def write(self) -> None:
        """Write the mapping, unless the same one was written last."""
        done = [entry for entry in self.journal.entries() if entry.state is State.DONE]
        now_done = frozenset((entry.id, entry.remote_id, entry.label, entry.price) for entry in done)
        if now_done == self.written:
            return
        now = datetime.fromtimestamp(self.wall_s(), timezone.utc)
        document = mapping_of(
            done,
            domain=self.prefix,
            packs=self.output.packs,
            generated_at=self.output.generated_at or now,
        )
        try:
            self.save(mapping_bytes(document))
        except OSError as error:
            raise JournalError(
                f"The mapping {self.output.path} can't be written: {error.strerror or error}.",
                code="mapping-unwritable",
                hint="Nothing is lost: the journal knows every id. Make room, then run the same command again.",
            ) from None
        self.written = now_done

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Write the mapping a few seconds after something changed while the body runs; one that fails is tried again."""
        changed = Notifier()
        self.journal.on_change = changed.notify
        scribe = asyncio.ensure_future(self._write_now_and_then(changed))
        try:
            yield
        finally:
            scribe.cancel()
            await asyncio.gather(scribe, return_exceptions=True)

    async def _write_now_and_then(self, changed: Notifier) -> None:
        while True:
            await asyncio.sleep(spacing_s(len(self.written or ())))
            try:
                self.write()
            except JournalError:
                continue
            await wait_any(changed, within_s=None)


def spacing_s(records: int) -> float:
    """Return the seconds to the next write of a mapping of so many records."""
    return max(MAPPING_EVERY_S, records / RECORDS_PER_S)
