"""What a verify noticed: what its findings mean, and what they add up to. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.compare.differences import Difference, What, counts_of
from pipeline.errors import ExitStatus

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
class VerifyResult:
    """A whole verify. `records` were looked at, `same` of them have no finding; `pages` and `reads` are requests."""

    prefix: str
    findings: tuple[Difference, ...]
    records: int
    pages: int
    reads: int
    seconds: float

    @property
    def counts(self) -> Mapping[What, int]:
        """Records per kind of finding, each record once."""
        return counts_of(self.findings)

    @property
    def same(self) -> int:
        """Records without any finding; orphans are not among the records."""
        odd = {(each.kind, each.key) for each in self.findings if each.what is not What.ORPHAN}
        return self.records - len(odd)

    @property
    def status(self) -> ExitStatus:
        """0 same, 1 differences."""
        return ExitStatus.LEFT_OVER if self.findings else ExitStatus.DONE
