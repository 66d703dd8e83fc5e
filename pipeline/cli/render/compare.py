"""What is said of a comparison of two sides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cli.document import by_plural
from pipeline.cli.session import Session
from pipeline.text import counted, listed

if TYPE_CHECKING:
    from pipeline.compare.compare import Comparison
    from pipeline.compare.matching import How

SHOWN = 50


@dataclass(frozen=True, slots=True)
class CompareData:
    """What a comparison found: how many records both sides have, how many of them are the same, differences by kind.

    `matched` counts how records were matched; `not_compared` names the fields that one side alone has. The differences are
    the document's findings: `ours` is A's value, `theirs` B's.
    """

    a: str
    b: str
    records: int
    same: int
    counts: Mapping[str, int]
    matched: Mapping[str, Mapping[str, int]]
    not_compared: Mapping[str, Sequence[str]]
    notes: Sequence[str]


def show_comparison(session: Session, found: "Comparison") -> None:
    """Show how records were matched, what was not compared, and the differences."""
    from pipeline.compare.compare import WORDS

    terminal = session.terminal
    for kind, how in found.matched.items():
        ways = listed([f"{number:,} by {way}" for way, number in _ways(kind.key.noun, how).items()])
        terminal.say(f"  {kind.nouns.capitalize():<11} {ways or 'none in common'}")
    for kind, fields in found.not_compared.items():
        terminal.say(f"  Not compared, one side has none: {listed(list(fields))} of {kind.nouns}.")
    for note in found.notes:
        terminal.notice(note)
    if session.as_json:
        return
    if not found.findings:
        terminal.done(f"{counted(found.records, 'record')}: nothing differs.")
        return
    cells = [
        [WORDS[each.what][0], each.kind, each.key, each.field, each.ours, each.theirs, each.line or ""]
        for each in found.findings[:SHOWN]
    ]
    terminal.table("", ("finding", "kind", "key", "field", "A", "B", ">row"), cells, spare=("row",))
    if len(found.findings) > SHOWN:
        terminal.say(
            f"... and {counted(len(found.findings) - SHOWN, 'more difference')}; --report FILE has all."
        )
    told = ", ".join(f"{number:,} {WORDS[what][0]}" for what, number in found.counts.items())
    terminal.notice(f"{counted(found.records, 'record')} on both sides, {found.same:,} the same; {told}.")


def _ways(noun: str, how: "Mapping[How, int]") -> dict[str, int]:
    return {str(way).replace("key", noun): number for way, number in how.items()}


def compare_data(a: str, b: str, found: "Comparison") -> CompareData:
    """Return the result for scripts."""
    return CompareData(
        a,
        b,
        found.records,
        found.same,
        {what.name.lower(): number for what, number in found.counts.items()},
        by_plural({kind: _ways(kind.key.noun, how) for kind, how in found.matched.items()}),
        by_plural(found.not_compared),
        found.notes,
    )
