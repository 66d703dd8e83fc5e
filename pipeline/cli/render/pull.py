"""What is said before and after a pull."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cli.document import counts_by_plural
from pipeline.cli.session import Session
from pipeline.cli.store.target import Chosen
from pipeline.schema.kinds import PRICE_FIELDS, all_kinds, counts_in_words
from pipeline.text import counted, listed

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.errors import Finding
    from pipeline.load.request import Bill
    from pipeline.pull.reading import Changed
    from pipeline.pull.run import Pulled, PullSurvey
    from pipeline.pull.tables import Loss
    from pipeline.stores.facts import Facts

SHOWN = 20  # reasons for which something was left out
EXAMPLES = 3  # records of each


@dataclass(frozen=True, slots=True)
class LeftOutData:
    """What the dataset does not have as the store has it: of which record, in which field, and why."""

    kind: str
    key: str
    field: str | None
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class ChangedData:
    """What changed in the store while it was read: of how many records, in which versions."""

    what: str
    records: int
    first_version: int
    last_version: int


@dataclass(frozen=True, slots=True)
class CheckFindingData:
    """What check says of the dataset: where it would not be loaded as it is."""

    file: str
    row: int | None
    column: str | None
    value: str | None
    rule: str
    way_out: str


@dataclass(frozen=True, slots=True)
class PullData:
    """What a pull made: rows by kind, the store's version, images; and what the dataset does not have.

    `folder` is null where the store had no row for a dataset, `prices_before_tax` tells whether the store's prices are without tax.
    `not_read` names what no dataset holds; `check` lists the first of what `check` finds, `check_findings` counts it.
    """

    folder: str | None
    counts: Mapping[str, int]
    anonymized: bool
    version: int
    prices_before_tax: bool
    requests: int
    resumed: int
    images: int
    left_out: Sequence[LeftOutData]
    changed: Sequence[ChangedData]
    not_read: Sequence[str]
    check_findings: int
    check: Sequence[CheckFindingData]


@dataclass(frozen=True, slots=True)
class NotPulledData:
    """Nothing was pulled: it was not confirmed."""

    folder: None = None


def show_reading(session: Session, chosen: Chosen, facts: "Facts", bill: "Bill", more: str = "") -> None:
    """Say which store is read whole, and what it costs; `more` goes on from that."""
    from pipeline.console.progress import duration

    terminal = session.terminal
    for notice in facts.notices:
        terminal.notice(notice)
    terminal.say(f"  Store:      {facts.name or 'name not readable'} at {chosen.shown}")
    terminal.say(
        f"  Bill:       {bill.requests:,} requests to read, and one more for each 1,000 records: "
        f"about {duration(bill.seconds)} or more.{more}"
    )


def show_survey(session: Session, chosen: Chosen, seen: "PullSurvey") -> None:
    """Say what a pull would read, and what of it is there already."""
    show_reading(
        session, chosen, seen.facts, seen.bill, " Each image is one more. Stop and resume at any time."
    )
    if seen.resumed:
        session.terminal.say(f"  Going on:   {counted(seen.resumed, 'page')} that an earlier run has read.")


def show_pulled(
    session: Session, folder: "Path", chosen: Chosen, pulled: "Pulled", *, anonymized: bool
) -> None:
    """Say what is there now, and what is not."""
    from pipeline.pull.run import NOT_READ

    terminal = session.terminal
    said = counts_in_words({kind: count for kind, count in pulled.manifest.counts.items() if count})
    images = f", {counted(pulled.images, 'image')}" if pulled.images else ""
    if said:
        terminal.done(f"{said}{images} in {folder}, of {chosen.shown} at version {pulled.version:,}.")
    else:
        terminal.done("The store has no customers, products or suppliers: there is no dataset to write.")
    if said and anonymized:
        terminal.say(
            "People are made up: names, e-mails, phones, streets; notes, web addresses and custom fields are blank. "
            "--no-anonymize keeps them as they are."
        )
    if said and pulled.before_tax:
        terminal.notice(
            f"The store's prices are without tax, and stand so under {PRICE_FIELDS[0]}: "
            "a load sends them as the price that its store asks for."
        )
    for each in pulled.changed:
        terminal.notice(
            f"The store changed while it was read: {counted(each.records, *_noun(each.what))} in {_versions(each)}; "
            "the dataset has what stood there at the end."
        )
    for line in lost_lines(pulled.losses):
        terminal.notice(line)
    if pulled.finding_count:
        terminal.findings(pulled.findings)
        terminal.notice(
            f"check has {counted(pulled.finding_count, 'finding')}: as it is, the dataset can't be loaded back."
        )
    terminal.say(f"Not read, since no dataset holds them: {listed(list(NOT_READ))}.")


def _versions(changed: "Changed") -> str:
    if changed.first == changed.last:
        return f"version {changed.first:,}"
    return f"versions {changed.first:,} to {changed.last:,}"


def _noun(plural: str) -> tuple[str, str]:
    nouns = {kind.nouns: kind.noun for kind in all_kinds()}
    return nouns.get(plural, plural.replace("levels", "level")), plural


def lost_lines(losses: "Sequence[Loss]") -> list[str]:
    """Return a line for each reason, with how many records it is about and the first of them."""
    reasons: dict[tuple[str, str, str], list[Loss]] = {}
    for loss in losses:
        reasons.setdefault((loss.kind.noun, loss.field, loss.why.partition(": ")[0]), []).append(loss)
    lines = []
    for (noun, field, why), found in reasons.items():
        first = ", ".join(dict.fromkeys(each.key for each in found[:EXAMPLES]))
        more = ", ..." if len(found) > EXAMPLES else ""
        reason = found[0].why if len(found) == 1 else why
        lines.append(
            f"{counted(len(found), noun, found[0].kind.nouns)}{f', {field}' if field else ''}: {reason} ({first}{more})."
        )
    left = len(lines) - SHOWN
    return [
        *lines[:SHOWN],
        *([f"... and {counted(left, 'more reason')}; --json lists all."] if left > 0 else []),
    ]


def pull_data(folder: "Path", pulled: "Pulled", *, anonymized: bool, resumed: int) -> PullData:
    """Return the result for scripts."""
    from pipeline.pull.run import NOT_READ

    return PullData(
        str(folder) if pulled.manifest.files else None,
        counts_by_plural(pulled.manifest.counts),
        anonymized,
        pulled.version,
        pulled.before_tax,
        pulled.requests,
        resumed,
        pulled.images,
        [
            LeftOutData(each.kind.name, each.key, each.field or None, each.value, each.why)
            for each in pulled.losses
        ],
        [ChangedData(each.what, each.records, each.first, each.last) for each in pulled.changed],
        NOT_READ,
        pulled.finding_count,
        [_checked(each) for each in pulled.findings],
    )


def _checked(finding: "Finding") -> CheckFindingData:
    return CheckFindingData(
        finding.file, finding.row, finding.column, finding.value, finding.rule, finding.way_out
    )
