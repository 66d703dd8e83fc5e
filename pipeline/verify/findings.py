"""What a verify noticed: values, and what they add up to. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from pipeline.errors import ExitStatus
from pipeline.schema.kinds import Kind, all_kinds


class What(str, Enum):
    """The kinds of findings, in the order in which a report lists them."""

    MISSING = "missing in the store"
    CHANGED_IN_STORE = "changed in the store"
    STOCK_MOVED = "stock moved since"
    REDACTED = "redacted by the store"
    CHANGED_IN_FILE = "changed in the file since"
    GONE_FROM_FILE = "no longer in the file"
    ADOPTED_DIFFERS = "adopted, but different"
    FOREIGN = "not ours, but with our key"
    DOUBLED = "doubled"
    UNCERTAIN = "uncertain"
    NOT_LOADED = "not loaded"
    STILL_THERE = "still there"
    ORPHAN = "looks like ours, and no journal knows it"

    def __str__(self) -> str:
        return self.value


MEANINGS: dict[What, str] = {
    What.MISSING: "The journal says it was created; the store does not have it.",
    What.CHANGED_IN_STORE: "The store's value is not the one that was sent.",
    What.STOCK_MOVED: "The level is not the one of the file: something was sold, received or counted since.",
    What.REDACTED: "The store blanks what looks like a card number, without saying so.",
    What.CHANGED_IN_FILE: "The row was edited after it was loaded; the store has what was sent.",
    What.GONE_FROM_FILE: "The row left the file after it was loaded; the record is still in the store.",
    What.ADOPTED_DIFFERS: "It was found in the store and taken over; its values are not the file's.",
    What.FOREIGN: "Another record in the store has this e-mail, SKU or name.",
    What.DOUBLED: "The store has the same record more than once.",
    What.UNCERTAIN: "Its last request had no known outcome; the next load or unload looks it up.",
    What.NOT_LOADED: "The row is in the file and was not created, or was taken back.",
    What.STILL_THERE: "It was made by this dataset and is in the store.",
    What.ORPHAN: "It has a reserved e-mail domain, or a SKU like this dataset's, and no journal here has its id.",
}


@dataclass(frozen=True, slots=True)
class VerifyFinding:
    """One difference of one record. `field` is '' where it is about the record as a whole.

    `ours` is what the dataset or its journal says (what was sent; for a change in the file, the file's value now),
    `theirs` what stands against it (the store's value; for a change in the file, what was sent). `line` is the row's
    line in its file, None where there is none. `updatable`: an update can put the file's value there.
    """

    kind: Kind
    key: str
    what: What
    field: str = ""
    ours: str = ""
    theirs: str = ""
    remote_id: str = ""
    line: int | None = None
    updatable: bool = False


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """A whole verify. `records` were looked at, `same` of them have no finding; `pages` and `reads` are requests."""

    prefix: str
    findings: tuple[VerifyFinding, ...]
    records: int
    pages: int
    reads: int
    seconds: float

    @property
    def counts(self) -> Mapping[What, int]:
        """Records per kind of finding, each record once."""
        places = {(each.what, each.kind, each.key, each.remote_id) for each in self.findings}
        found = Counter(what for what, *_ in places)
        return {what: found[what] for what in What if found[what]}

    @property
    def same(self) -> int:
        """Records without any finding; orphans are not among the records."""
        odd = {(each.kind, each.key) for each in self.findings if each.what is not What.ORPHAN}
        return self.records - len(odd)

    @property
    def status(self) -> ExitStatus:
        """0 same, 1 differences."""
        return ExitStatus.LEFT_OVER if self.findings else ExitStatus.DONE


def in_order(findings: list[VerifyFinding]) -> tuple[VerifyFinding, ...]:
    """Return findings as reports list them: by what, kind, line and key."""
    ranks = {what: rank for rank, what in enumerate(What)}
    kinds = {kind: rank for rank, kind in enumerate(all_kinds())}
    return tuple(
        sorted(
            findings,
            key=lambda each: (ranks[each.what], kinds[each.kind], each.line or 0, each.key, each.remote_id),
        )
    )
