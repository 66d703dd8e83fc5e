"""Before a verify: what is asked, of which records, and what it costs. Reads only."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.journal.book import Journal
from pipeline.journal.entries import Entry
from pipeline.journal.transitions import State
from pipeline.load.options import Selection
from pipeline.load.request import Bill, Request, Rows, bill_of
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.pacer import Pace
from pipeline.schema.kinds import Kind, all_kinds
from pipeline.stores import bound_facts, needs_stock, resource_of
from pipeline.stores.facts import Facts
from pipeline.unload.survey import open_existing
from pipeline.verify.gathering import Need, need_of
from pipeline.verify.three_way import was_made_here

ORPHAN_PAGES_AT_LEAST = 2  # of each kind: one, and the empty one that ends them
FACT_REQUESTS = 5  # retailer, outlets, registers, sales, a product: asked again when the reading begins


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """What to ask, of which records, and how fast."""

    pace: Pace = Pace.STEADY
    concurrency: int | None = None
    absent: bool = False
    orphans: bool = False
    selection: Selection = field(default_factory=Selection)


VerifyRequest = Request[VerifyOptions]


@dataclass(frozen=True, slots=True)
class VerifySurvey:
    """A verify that could begin now."""

    bill: Bill
    facts: Facts
    notices: tuple[str, ...]


def survey_verify(request: VerifyRequest) -> VerifySurvey:
    """Look at journal and store. Raises UsageError (no journal), JournalError, AccessError, RunAgainError."""
    with open_for(request) as journal:
        return request.read(lambda paced: survey_verify_through(request, journal, paced))


async def survey_verify_through(
    request: VerifyRequest, journal: Journal | None, paced: PacedStore
) -> VerifySurvey:
    """Survey through a paced store."""
    facts = await bound_facts(paced, request.target.prefix, journal.note("binding") if journal else None)
    bill = verify_bill(needs_of(request, journal), request.options, facts, paced.figures.requests)
    return VerifySurvey(bill, facts, facts.notices)


def verify_bill(needs: list[Need], options: VerifyOptions, facts: Facts | None, spent: int) -> Bill:
    """Return what reading these needs will cost: at least, and at most, by what else changed in the store meanwhile.

    `at_most` is None for orphans: all of the store is read, and it does not say how much that is.
    """
    least = FACT_REQUESTS + sum(need.requests_at_least for need in needs)
    most: int | None = FACT_REQUESTS + sum(need.requests_at_most for need in needs)
    if options.orphans:
        kinds = [kind for kind in all_kinds() if options.selection.only in (None, kind)]
        least, most = FACT_REQUESTS + ORPHAN_PAGES_AT_LEAST * len(kinds), None
    records = sum(len(need.ids) for need in needs)
    return bill_of(facts, options, records=records, requests=least, at_most=most, spent=spent)


def open_for(request: VerifyRequest) -> contextlib.AbstractContextManager[Journal | None]:
    """Open the journal for reading; only orphans can do without one. Raises UsageError, JournalError."""
    if request.options.orphans:
        return Journal.read(request.journal) or contextlib.nullcontext()
    return open_existing(request.dataset, request.target.prefix)


def needs_of(request: VerifyRequest, journal: Journal | None) -> list[Need]:
    """Return what has to be read, by kind; nothing for orphans, who are looked for on every page."""
    if journal is None or request.options.orphans:
        return []
    absent, watermark = request.options.absent, int(journal.note("watermark") or 0)
    rows, entries = chosen(request, journal)
    states = (State.DONE, State.DELETING, State.DELETED) if absent else (State.DONE,)
    return [
        need_of(
            kind,
            [entry for entry in entries if entry.kind is kind and entry.state in states],
            [entry for entry in entries if entry.kind is kind and entry.state is State.SENT]
            if absent
            else [],
            {record.key for record, _ in rows if record.kind is kind},
            watermark,
            confirm=not absent,
            stocked=not absent and _has_stock(journal, kind, rows, entries),
        )
        for kind in all_kinds()
    ]


def _has_stock(journal: Journal, kind: Kind, rows: Rows, entries: Iterable[Entry]) -> bool:
    """Tell whether anything of a kind has stock to compare: in its row, or put by this journal."""
    if not needs_stock(kind):
        return False
    names = [step.name for step in resource_of(kind).steps if step.needs_stock]
    put = (journal.step(kind, entry.key, name) for entry in entries if entry.kind is kind for name in names)
    fields = (kind.field(name) for record, _ in rows if record.kind is kind for name, _ in record.values)
    return any(put) or any(field is not None and field.part in names for field in fields)


def chosen(request: VerifyRequest, journal: Journal) -> tuple[Rows, list[Entry]]:
    """Return the selected rows and entries; a limit takes the first so many of each kind, rows before entries."""
    selection, absent = request.options.selection, request.options.absent
    rows = [] if absent else [each for each in request.rows if selection.takes(each[0].kind, each[0].key)]
    entries = [
        entry
        for entry in journal.entries()
        if selection.takes(entry.kind, entry.key) and (not absent or was_made_here(entry))
    ]
    if selection.limit is None:
        return rows, entries
    rows = [
        row
        for kind in all_kinds()
        for row in [each for each in rows if each[0].kind is kind][: selection.limit]
    ]
    if absent:
        return rows, [
            entry
            for kind in all_kinds()
            for entry in [each for each in entries if each.kind is kind][: selection.limit]
        ]
    places = {(record.kind, record.key) for record, _ in rows}
    return rows, [entry for entry in entries if (entry.kind, entry.key) in places]
