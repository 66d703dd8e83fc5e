"""Before a load: look at the store and the journal, and say what would happen and what it costs. Nothing is changed.

Promises: only reads; the journal is opened read-only; another store than the journal's is noticed here, before any
write, and so is a store that is somebody's (pipeline/load/README.md, *The right store*).
"""

import contextlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.errors import FindingsError, LeftOverError, UsageError
from pipeline.journal.book import Journal
from pipeline.journal.entries import Entry
from pipeline.journal.file import journal_path
from pipeline.journal.transitions import BEGUN
from pipeline.load.images.pictures import ImageFamily, families_of, upload_requests, wanted_families
from pipeline.load.options import LoadOptions
from pipeline.load.planning.choices import (
    NOTE,
    OUTLETS_NOTE,
    STOCK_PART,
    Choice,
    choice_from,
    settled_choice,
    settled_outlets,
)
from pipeline.load.planning.plan import Plan, make_plan
from pipeline.load.planning.siblings import Sibling, owners_of, siblings_of
from pipeline.load.planning.tree import refuse_crowded
from pipeline.load.request import Bill, Request, bill_of
from pipeline.load.sending.names import StoreNames, expected, kinds_to_list, list_names, refuse_names
from pipeline.load.sending.reconcile import LOOK_REQUESTS
from pipeline.pacing.paced_store import PacedStore
from pipeline.schema.kinds import PRICE_FIELDS, Kind, all_kinds, counts_in_words, key_of
from pipeline.schema.records import Id, Record
from pipeline.schema.stock import LEVEL_COLUMN, outlet_heading, outlets_in
from pipeline.stores import Listing, bound_facts, list_keys, resource_of
from pipeline.stores.facts import BUSY_CUSTOMERS, Facts, with_quota
from pipeline.text import clean, did_you_mean, listed

LoadRequest = Request[LoadOptions]


@dataclass(frozen=True, slots=True)
class Survey:
    """A load that could begin now. `facts` is None when the store was not asked.

    `in_use` says why this store seems to be somebody's; "" when it doesn't, or when this was settled before. `used` are
    the records whose names the store has already: they are adopted, and `plan` does not send them. `names` is None when
    the store was not asked for any. `images` are the families of which there are files to upload.
    """

    plan: Plan
    bill: Bill
    facts: Facts | None
    listing: Listing | None
    bound: bool
    price_field: str
    notices: tuple[str, ...]
    in_use: str = ""
    names: StoreNames | None = None
    used: tuple[Id, ...] = ()
    images: tuple[ImageFamily, ...] = ()

    @property
    def uses(self) -> tuple[Id, ...]:
        """What is used instead of made, as the store calls it: kinds and the texts of keys."""
        found = self.names.found if self.names is not None else {}
        rows = ((place, found[place][0].get(resource_of(place[0]).key_field)) for place in self.used)
        return tuple((kind, str(text or key)) for (kind, key), text in rows)


def settled_options(
    dataset: Path, prefix: str, options: LoadOptions
) -> tuple[LoadOptions, tuple[Entry, ...]]:
    """Return the options of a load with what it leaves out and where it keeps stock, and the entries of the dataset's journal.

    Both are as asked, else as the journal keeps them. Raises UsageError, JournalError.
    """
    journal = Journal.read(journal_path(dataset, prefix))
    if journal is None:
        return replace(options, choice=options.choice or Choice()), ()
    with journal:
        entries = tuple(journal.entries())
        begun = any(entry.state in BEGUN for entry in entries)
        kept = choice_from(journal.note(NOTE))
        choice = settled_choice(options.choice, kept, begun=begun)
        stocked = begun and STOCK_PART not in kept.without
        outlets = settled_outlets(options.outlets, journal.note(OUTLETS_NOTE) or (), begun=stocked)
        return replace(options, choice=choice, outlets=outlets), entries


def survey(request: LoadRequest, *, refuse_found: bool = True) -> Survey:
    """Look at store and journal. Raises AccessError, RunAgainError, JournalError, LeftOverError.

    `refuse_found=False` is for those who only want to know: records that are there already end no survey then.
    """
    journal = Journal.read(request.journal)
    with journal or contextlib.nullcontext():
        if request.target.token is None:
            plan = make_plan(request.rows, journal.entries() if journal else (), request.options)
            return _unseen(plan, request.options, images_of(request, journal, plan))

        def siblings(facts: Facts) -> tuple[Sibling, ...]:
            return siblings_of(request.dataset, request.target.prefix, facts)

        return request.read(
            lambda paced: survey_through(request, journal, paced, siblings, refuse_found=refuse_found)
        )


async def survey_through(
    request: LoadRequest,
    journal: Journal | None,
    paced: PacedStore,
    siblings: Callable[[Facts], tuple[Sibling, ...]],
    *,
    refuse_found: bool = True,
) -> Survey:
    """Survey through a paced store; `siblings` returns the datasets beside this one that made something there."""
    options = request.options
    plan = make_plan(request.rows, journal.entries() if journal else (), options)
    bound = journal.note("binding") if journal else None
    facts, listing = await _look(paced, request.target.prefix, plan, bound)
    _refuse_lost_outlets(facts, options)
    _refuse_alike_outlets(request.rows, facts, options)
    if listing is not None and listing.found and refuse_found and not options.adopt:
        _refuse_found(request.dataset, plan, listing, siblings(facts))
    names = await _names(paced, request, plan)
    if names is not None and refuse_found:
        records = (record for record, _ in request.rows)
        without = options.choice.without if options.choice else ()
        await refuse_crowded(paced, request.dataset, records, names, without)
        if not options.adopt_names:
            refuse_names(plan, names)
    used = tuple(place for place in plan.send if names is not None and place in names.found)
    plan = plan if names is None else expected(plan, names)
    facts = with_quota(facts, paced)
    images = images_of(request, journal, plan)
    return Survey(
        plan=plan,
        bill=_bill(plan, options, facts, paced.figures.requests, images),
        facts=facts,
        listing=listing,
        bound=bound is not None,
        price_field=_price_field(options, facts),
        notices=(
            *_notices(facts, options),
            *_lost_columns(request.rows, facts),
            *(names.notices if names is not None else ()),
        ),
        in_use="" if bound else _in_use(facts, listing, siblings(facts)),
        names=names,
        used=used,
        images=images,
    )


def images_of(request: LoadRequest, journal: Journal | None, plan: Plan) -> tuple[ImageFamily, ...]:
    """Return the families whose images a load with this plan uploads."""
    records = {record.id: record for record, _ in request.rows}
    families = families_of(request.pictures, records.values())
    sending = frozenset((*plan.send, *plan.reconcile))
    options = request.options
    wanted = wanted_families(
        families, journal, records, sending, retry_failed=options.retry_failed, selection=options.selection
    )
    return tuple(wanted)


async def _names(paced: PacedStore, request: LoadRequest, plan: Plan) -> StoreNames | None:
    """List what the store has under names, where some are to be made or named by what is."""
    records = {record.id: record for record, _ in request.rows}
    kinds = kinds_to_list(plan, records)
    return await list_names(paced, kinds, plan.send) if kinds else None


async def _look(
    paced: PacedStore, prefix: str, plan: Plan, bound: Mapping[str, Any] | None
) -> tuple[Facts, Listing | None]:
    """Read the facts, and list what a store keeps twice without a word: a new record might be there already."""
    facts = await bound_facts(paced, prefix, bound)
    listed = {kind: [key for each, key in plan.fresh if each is kind] for kind in _listed_kinds()}
    listing = await list_keys(paced, listed) if any(listed.values()) or not bound else None
    return with_quota(facts, paced), listing


def _listed_kinds() -> tuple[Kind, ...]:
    """Return the kinds whose keys the store does not keep unique: nothing but a list says that one is there."""
    return tuple(kind for kind in all_kinds() if not resource_of(kind).unique and not kind.named)


def _unseen(plan: Plan, options: LoadOptions, images: tuple[ImageFamily, ...]) -> Survey:
    price_field = _price_field(options, None)
    notices = ("Without a token the store was not asked: no name, quota or tax mode.",)
    return Survey(
        plan, _bill(plan, options, None, 0, images), None, None, bound=False, price_field=price_field,
        notices=notices, images=images,
    )  # fmt: skip


def _bill(
    plan: Plan, options: LoadOptions, facts: Facts | None, spent: int, images: tuple[ImageFamily, ...]
) -> Bill:
    units = {(kind, plan.units.get((kind, key), key)) for kind, key in plan.send}
    listed = {kind for kind, _ in plan.send if kind.named}
    requests = len(units) + len(listed) + len(plan.reconcile) * LOOK_REQUESTS
    requests += upload_requests(images)
    return bill_of(facts, options, records=len(plan.send), requests=requests, spent=spent)


def _price_field(options: LoadOptions, facts: Facts | None) -> str:
    """Return the field that the store wants the price in (tax-exclusive stores take the other one)."""
    including, excluding = PRICE_FIELDS
    if options.price_field == "auto":
        return excluding if facts is not None and facts.tax_exclusive else including
    return excluding if options.price_field == "excluding" else including


def _notices(facts: Facts, options: LoadOptions) -> tuple[str, ...]:
    notices = list(facts.notices)
    if facts.tax_exclusive is None and options.price_field == "auto":
        notices.append(
            "The tax mode is unknown, prices go as price_including_tax; load --price-field excluding changes that."
        )
    if facts.retailer_id is None:
        by = "its outlets" if facts.outlets else "its prefix alone"
        notices.append(f"The store can't be told apart by its id; the journal knows it by {by}.")
    return tuple(notices)


def _refuse_lost_outlets(facts: Facts, options: LoadOptions) -> None:
    """Raise UsageError for an outlet that was asked for and is not there."""
    there = {key_of(name): name for _, name in facts.outlets}
    lost = next((name for name in options.outlets if key_of(name) not in there), None)
    if lost is not None and facts.outlets:
        raise UsageError(
            f"There is no outlet {clean(lost, 60)} in this store.{did_you_mean(lost, there.values())}",
            code="outlet-unknown",
            hint=f"It has {listed([clean(name, 60) for name in there.values()])}.",
        )


def _refuse_alike_outlets(rows: Sequence[tuple[Record, int]], facts: Facts, options: LoadOptions) -> None:
    """Raise FindingsError for a column that would mean two outlets of those where stock is kept."""
    asked = {key_of(name) for name in options.outlets}
    there = [name for _, name in facts.outlets if not asked or key_of(name) in asked]
    for heading in _headings(rows):
        alike = [name for name in there if key_of(outlet_heading(name)) == key_of(heading)]
        if len(alike) > 1:
            column, names = f"{LEVEL_COLUMN}_{clean(heading, 60)}", [f'"{clean(each, 60)}"' for each in alike]
            raise FindingsError(
                f"The column {column} means two outlets of this store: {listed(names)}.",
                code="outlets-alike",
                hint="Rename one of them in the store, or name one with --outlet.",
            )


def _headings(rows: Sequence[tuple[Record, int]]) -> tuple[str, ...]:
    return outlets_in(dict.fromkeys(name for record, _ in rows for name, _ in record.values))


def _lost_columns(rows: Sequence[tuple[Record, int]], facts: Facts) -> list[str]:
    """Say which outlets have stock in the file, and are none of this store."""
    there = [outlet_heading(name) for _, name in facts.outlets]
    lost = [clean(each, 60) for each in _headings(rows) if key_of(each) not in map(key_of, there)]
    if not lost or not there:
        return []
    columns = listed([f"{LEVEL_COLUMN}_{clean(each, 60)}" for each in there])
    return [
        f"Not sent: the stock of {listed(lost)}; the store has no such outlet. Rename its columns: {columns}."
    ]


def _refuse_found(dataset: Path, plan: Plan, listing: Listing, siblings: Sequence[Sibling]) -> None:
    """Stop when records that this journal never made are in the store: a lost journal must not double everybody."""
    found = sorted(key for _, key in listing.found)
    some = ", ".join(found[:3]) + (", …" if len(found) > 3 else "")  # noqa: PLR2004 - a few are enough to know them by
    kinds = Counter(kind for kind, _ in listing.found)
    there = (
        f"{counts_in_words(kinds)} of this dataset {'is' if len(found) == 1 else 'are'} in the store already"
    )
    owners = owners_of(dataset, siblings, (row["id"] for rows in listing.found.values() for row in rows))
    if owners is not None:
        raise LeftOverError(
            f"{there}; {owners.words}. Such as {some}.",
            code="already-there",
            hint=f"Nothing was sent. {owners.way_out}",
        )
    raise LeftOverError(
        f"{there}, and this journal did not make them: {some}.",
        code="already-there",
        hint=f"Nothing was sent. load --adopt takes them over and loads the other {len(plan.fresh) - len(found):,}.",
    )


def _in_use(facts: Facts, listing: Listing | None, siblings: Sequence[Sibling]) -> str:
    if facts.has_sales:
        return "it has sales"
    made_here = sum(each.customers for each in siblings)
    counts = listing.counts if listing else {}
    others = sum(counts[kind] for kind in counts if resource_of(kind).counts_as_use) - made_here
    return f"it has {others:,} customers that were not made from here" if others > BUSY_CUSTOMERS else ""
