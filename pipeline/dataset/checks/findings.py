"""Where findings gather: every one is counted, the first of each kind are kept, in the order of the file.

A million wrong cells must not become a million sentences; the counts stay complete. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.errors import Finding

LISTED_PER_RULE = 200  # of one rule in one column: enough to mend by hand, more wants a tool
LISTED = 2000  # in all


@dataclass(slots=True)
class Gathered:
    """Findings of one check, as they come."""

    total: int = 0
    listed: list[Finding] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        """Take one finding."""
        self.add_many(1, (finding,))

    def add_many(self, count: int, findings: Iterable[Finding]) -> None:
        """Take `count` findings, of which `findings` are those to be listed."""
        self.total += count
        self.listed.extend(findings)

    def in_order(self) -> tuple[Finding, ...]:
        """Return what is listed, by file and row."""
        return tuple(sorted(self.listed, key=lambda finding: (finding.file, finding.row or 0))[:LISTED])
