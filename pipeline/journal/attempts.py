"""What the journal keeps besides records: attempts and runs. Pure values."""

from dataclasses import dataclass, field

from pipeline.schema.kinds import Kind


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request about a record, as the event list and load.log keep it. `at` is wall seconds.

    `key_text` is the key as the file has it: the log shows what a person would search for. The event list doesn't keep it.
    """

    at: float
    what: str
    kind: Kind | None
    key: str | None
    request_id: str | None
    status: int | None
    words: str
    elapsed_s: float | None
    remote_id: str | None = None
    key_text: str | None = field(default=None, compare=False)


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
