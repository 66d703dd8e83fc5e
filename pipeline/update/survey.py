"""Before an update: read what the dataset made, and say what differs and what it costs. Nothing is changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.journal.book import Journal
from pipeline.journal.entries import Entry
from pipeline.journal.transitions import State
from pipeline.load.events import Watch, nobody
from pipeline.load.images.pictures import upload_requests
from pipeline.load.options import SETTLE_S, Selection
from pipeline.load.planning.choices import OUTLETS_NOTE
from pipeline.load.request import Bill, Request, bill_of
from pipeline.load.sending.sent import steps_of, update_of
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.pacer import Pace
from pipeline.schema.kinds import PRICE_FIELDS, all_kinds, key_of
from pipeline.schema.records import Id, Record
from pipeline.stores import bound_facts, needs_stock, read_live, read_rows, resource_of
from pipeline.stores.facts import Facts
from pipeline.stores.protocol import References, Terms
from pipeline.unload.survey import open_existing
from pipeline.update.images import images_to_put
from pipeline.update.our_record import OurRecord
from pipeline.update.plan import Around, Change, UpdatePlan, is_ours, ours, plan_update, with_images
from pipeline.update.reach import Family, family_of, named_in, writes_to_others
from pipeline.verify.gathering import gather, gather_stock, need_of
from pipeline.verify.seen import Sight

VIEW = 2  # requests to read a record and its stock once more
LAST_LOOK = 2  # requests at least, for each kind: one page, and the empty one that ends them


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
    """An update that could begin now; `records` are the selected ones from their three sides."""

    plan: UpdatePlan
    bill: Bill
    facts: Facts
    terms: Terms
    records: tuple[OurRecord, ...]
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
    terms = _terms(journal, facts, request.target.address.version)
    found = ours(request.rows, journal.entry, request.options.selection)
    records = await _read(paced, journal, [sides_of(journal, *each, terms) for each in found], watch)
    around = await _look_around(paced, journal, records)
    groups = {record.id: record.kind.group(record) for record, _ in request.rows}
    plan = plan_update(records, replace(around, groups=groups))
    coming_true = (*(change.entry.id for change in plan.changes), *plan.behind)
    plan = with_images(plan, images_to_put(request.pictures, request.rows, journal, records, coming_true))
    bill = bill_of(
        facts, request.options,
        records=len(plan.changes), requests=requests_of(plan), spent=paced.figures.requests,
    )  # fmt: skip
    return UpdateSurvey(plan, bill, facts, terms, tuple(records), facts.notices)


def requests_of(plan: UpdatePlan) -> int:
    """Return the requests of an update: a change each, stock read once more before, and a last look at all of it."""
    again = sum(VIEW for change in plan.changes if looks_again(change))
    kinds = {change.entry.kind for change in plan.changes}
    last = sum(LAST_LOOK * (2 if needs_stock(kind) else 1) for kind in kinds)
    uploads = upload_requests(plan.images.families)
    return len(plan.changes) + again + last + VIEW * len(plan.unclear) + uploads


def looks_again(change: Change) -> bool:
    """Tell whether stock is part of a change: it may move while a person reads the bill."""
    steps = {step.name for step in resource_of(change.entry.kind).steps if step.needs_stock}
    return any(each.field in steps for each in change.differences)


def sides_of(journal: Journal, entry: Entry, record: Record, line: int, terms: Terms) -> OurRecord:
    """Return a record as file and journal have it: in the field for prices that it was sent in."""
    sent = json.loads(entry.sent_body) if entry.sent_body else {}
    price_field = next((name for name in PRICE_FIELDS if name in sent), terms.price_field)
    own = replace(terms, price_field=price_field)
    steps, update = steps_of(journal, entry), update_of(journal, entry)
    return OurRecord(entry, record, line, own, steps, update, references_of(journal, record))


def references_of(journal: Journal, record: Record) -> References:
    """Return the ids of what a record names, as far as the journal says that the store has it."""
    found: dict[Id, str] = {}
    for place in record.references:
        remote_id = _id_of(journal, place)
        if remote_id is not None:
            found[place] = remote_id
    return found


def _id_of(journal: Journal, place: Id) -> str | None:
    entry = journal.entry(*place)
    there = entry is not None and entry.state is State.DONE
    return entry.remote_id if entry is not None and there else None


def _terms(journal: Journal, facts: Facts, version: str) -> Terms:
    """Return how this dataset was sent: in its field for prices, with stock at its outlets."""
    bodies = (
        json.loads(entry.sent_body) for entry in journal.entries() if is_ours(entry) and entry.sent_body
    )
    sent = next((name for body in bodies for name in PRICE_FIELDS if name in body), None)
    kept = frozenset(key_of(str(name)) for name in journal.note(OUTLETS_NOTE) or ())
    outlets = tuple(each for each in facts.outlets if not kept or key_of(each[1]) in kept)
    return Terms(sent or PRICE_FIELDS[1 if facts.tax_exclusive else 0], outlets, version)


async def _read(
    paced: PacedStore, journal: Journal, records: list[OurRecord], watch: Watch
) -> list[OurRecord]:
    """Return the records with the store's rows. Raises like `gather`."""
    sight = Sight()
    watermark = int(journal.note("watermark") or 0)
    for kind in all_kinds():
        entries = [each.entry for each in records if each.entry.kind is kind]
        stocked = any(_has_stock(each) for each in records if each.entry.kind is kind)
        need = need_of(kind, entries, (), (), watermark, stocked=stocked)
        await gather(paced, need, sight, watch)
        await gather_stock(paced, need, sight, records[0].terms if records else Terms())
    return [replace(each, row=sight.by_id.get(each.entry.remote_id or "")) for each in records]


def _has_stock(sides: OurRecord) -> bool:
    """Tell whether stock of a record was put, or is to be."""
    filed = sides.filed
    steps = resource_of(sides.entry.kind).steps
    return any(step.needs_stock and (step.name in filed or step.name in sides.steps) for step in steps)


async def _look_around(paced: PacedStore, journal: Journal, records: Sequence[OurRecord]) -> Around:
    """Read the families that a change would write to, and whether what is to be named is there. Raises like `read_live`."""
    families: dict[Family, frozenset[str]] = {}
    lost: set[str] = set()
    looked: set[Id] = set()
    for sides in records:
        if sides.row is None:
            continue
        resource, filed = resource_of(sides.entry.kind), sides.filed
        puts = [
            each.field
            for each in sides.differences(journal.called)
            if each.field in filed and each.field in resource.changeable
        ]
        family = family_of(sides)
        if (
            family is not None
            and family not in families
            and any(writes_to_others(sides, name) for name in puts)
        ):
            families[family] = await _read_family(paced, sides)
        for place in {place for name in puts for place in named_in(sides, name)} - looked:
            looked.add(place)
            remote_id = sides.references.get(place)
            if remote_id is not None and await read_live(paced, place[0], remote_id) is None:
                lost.add(remote_id)
    return Around(journal.entry, journal.holder, journal.called, families, lost, journal.members)


async def _read_family(paced: PacedStore, sides: OurRecord) -> frozenset[str]:
    """Return the ids of all that stand in a record's family, whoever made them."""
    resource, row = resource_of(sides.entry.kind), sides.row or {}
    assert resource.by_name is not None, "families have names"
    rows = await read_rows(paced, resource.by_name(str(row.get("name") or ""))) or []
    return frozenset(str(each["id"]) for each in rows if resource.head_of(each) == resource.head_of(row))
