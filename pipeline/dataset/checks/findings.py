"""Where findings gather: every one is counted, the first of each kind are kept, in the order of the file.

A million wrong cells must not become a million sentences; the counts stay complete. Pure.
"""

import contextlib
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace

from pipeline.dataset.tables import Table
from pipeline.errors import Finding
from pipeline.text import clean

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

    @contextlib.contextmanager
    def as_filed(self, table: Table, columns: Container[str]) -> Iterator[None]:
        """Show in findings of the body, which looks at cured cells of `columns`, what stands in the file."""
        first = len(self.listed)
        yield
        for name in {each.column for each in self.listed[first:] if each.column and each.column in columns}:
            cells = table.frame[name]
            for at in range(first, len(self.listed)):
                each = self.listed[at]
                if each.column == name and each.row is not None:
                    text: str | None = cells[table.lines.index(each.row)]
                    self.listed[at] = replace(each, value=None if text is None else clean(text, 80))

    def in_order(self) -> tuple[Finding, ...]:
        """Return what is listed, by file and row."""
        return tuple(sorted(self.listed, key=lambda finding: (finding.file, finding.row or 0))[:LISTED])
