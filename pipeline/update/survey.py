"""Before an update: read what the dataset made, and say what differs and what it costs. Nothing is changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.journal.book import Journal
from pipeline.journal.entries import Entry
from pipeline.load.events import Watch, nobody
from pipeline.load.options import SETTLE_S, Selection
from pipeline.load.request import Bill, Request, bill_of
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.pacer import Pace
from pipeline.schema.kinds import PRICE_FIELDS, all_kinds
from pipeline.schema.records import Record
from pipeline.stores.protocol import Terms
from pipeline.stores.xseries.facts import Facts, bound_facts
from pipeline.stores.xseries.resources import resource_of
from pipeline.stores.xseries.rows import Row
from pipeline.unload.survey import open_existing
from pipeline.update.plan import UpdatePlan, ours, plan_update
from pipeline.verify.gathering import gather, gather_stock, need_of
from pipeline.verify.seen import Sight

READ_AND_PUT = 2  # requests for a record whose stock differs: it is read once more


@dataclass(frozen=True, slots=True)
class UpdateOptions:
    """Which records, and how fast; `settle_s` is for a change of an earlier run whose outcome is not known."""

    pace: Pace = Pace.STEADY
    concurrency: int | None = None
    settle_s: float = SETTLE_S
    selection: Selection = field(default_factory=Selection)


UpdateRequest = Request[UpdateOptions]


@dataclass(frozen=True, slots=True)
class UpdateSurvey:
    """An update that could begin now."""

    plan: UpdatePlan
    bill: Bill
    facts: Facts
    terms: Terms
    notices: tuple[str, ...]


def survey_update(request: UpdateRequest, watch: Watch = nobody) -> UpdateSurvey:
    """Look at journal and store. Raises UsageError (no journal), JournalError, AccessError, RunAgainError."""
    with open_existing(request.dataset, request.target.prefix) as journal:
        return request.read(lambda paced: survey_update_through(request, journal, paced, watch))


async def survey_update_through(
    request: UpdateRequest, journal: Journal, paced: PacedStore, watch: Watch = nobody
) -> UpdateSurvey:
    """Survey through a paced store."""
    facts = await bound_facts(paced, request.target.prefix, journal.note("binding"))
    terms = Terms(
        PRICE_FIELDS[1 if facts.tax_exclusive else 0], facts.outlets, request.target.address.version
    )
    records = ours(request.rows, journal.entry, request.options.selection)
    records = [each for each in records if resource_of(each[1].kind).change is not None]
    rows = await _read(paced, journal, records, terms, watch)
    plan = plan_update(records, rows, terms, journal.called)
    requests = sum(READ_AND_PUT if _looks_again(each.record) else 1 for each in plan.changes)
    bill = bill_of(
        facts, request.options, records=len(plan.changes), requests=requests, spent=paced.figures.requests
    )
    return UpdateSurvey(plan, bill, facts, terms, facts.notices)


def _looks_again(record: Record) -> bool:
    return any(step.needs_stock for step in resource_of(record.kind).steps)


async def _read(
    paced: PacedStore, journal: Journal, records: list[tuple[Entry, Record, int]], terms: Terms, watch: Watch
) -> Mapping[str, Row | None]:
    sight = Sight()
    watermark = int(journal.note("watermark") or 0)
    for kind in all_kinds():
        entries = [entry for entry, record, _ in records if record.kind is kind]
        need = need_of(kind, entries, (), (), watermark)
        await gather(paced, need, sight, watch)
        await gather_stock(paced, need, sight, terms)
    return sight.by_id
