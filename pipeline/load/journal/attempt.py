"""What the journal keeps besides records: attempts, runs, and the proof of a completed look-up. Pure values."""

from dataclasses import dataclass

from pipeline.records import Kind


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request about a record, as the event list and load.log keep it. `at` is wall seconds."""

    at: float
    what: str
    kind: Kind | None
    key: str | None
    request_id: str | None
    status: int | None
    words: str
    elapsed_s: float | None
    remote_id: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run as the journal remembers it; `outcome` is None for one that was killed."""

    id: int
    started_at: float
    ended_at: float | None
    command: str
    tool_version: str
    outcome: str | None
    requests: int | None
    refusals: int | None
    created: int | None
    waited_s: float | None
