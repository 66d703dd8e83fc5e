"""Which rows of a dataset are in the store already: by e-mail and SKU, and by product name where pages show it. Reads only.

What the survey has listed is not read again. Of the rest, version pages are read until they have cost what a search for
each record would; only then each one is searched for: never more than twice the cheaper way. A store's e-mails need not
be unique, its SKUs and product names are (pipeline/stores/xseries/README.md). Pages show names, searches don't: `names_compared` says which.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pipeline.errors import RunAgainError
from pipeline.load.events import Phase, Progress, Watch, nobody
from pipeline.load.planning.siblings import Owners, owners_of, siblings_of
from pipeline.load.planning.survey import LoadRequest, Survey
from pipeline.load.request import Bill, bill_of
from pipeline.pacing.brake import Braked
from pipeline.pacing.for_each import for_each
from pipeline.pacing.paced_store import PacedStore
from pipeline.schema.kinds import Kind, all_kinds, key_of
from pipeline.schema.records import Id, Record
from pipeline.stores import Page, find_by_key, is_id, key_in, resource_of, version_of, walk_while_cheaper
from pipeline.stores.protocol import Row
from pipeline.text import clean

PAGES_AT_LEAST = 2  # of a kind: one, and the empty one that ends them
NAME = "name"
Wanted = Mapping[str, tuple[Record, int]]  # by key: the records that may be there, with their lines


@dataclass(frozen=True, slots=True)
class Taken:
    """A row whose e-mail, SKU or name (`field`) the store has; `ids` are those of its records, oldest first.

    `theirs` is what the oldest one is called there.
    """

    kind: Kind
    key: str
    line: int
    field: str
    ids: tuple[str, ...]
    theirs: str


@dataclass(frozen=True, slots=True)
class Against:
    """What a comparison found, in file order. `owners` are the other datasets here that made some of it."""

    taken: tuple[Taken, ...]
    records: int
    requests: int
    names_compared: bool
    owners: Owners | None = None


@dataclass(slots=True)
class _Seen:
    """The store's records that have something of ours: by key, and by name where names are unique."""

    by_key: dict[Id, dict[str, Row]] = field(default_factory=dict)
    by_name: dict[Id, dict[str, Row]] = field(default_factory=dict)
    names_compared: bool = True


def against_bill(request: LoadRequest, seen: Survey) -> Bill:
    """Return what `compare_with_store` will cost beyond the survey."""
    sizes = [len(_unlisted(request, seen, kind)) for kind in all_kinds()]
    least = sum(min(size, PAGES_AT_LEAST) for size in sizes)
    most = sum(size if size <= PAGES_AT_LEAST else 2 * size for size in sizes)
    return bill_of(seen.facts, request.options, records=sum(sizes), requests=least, at_most=most)


def compare_with_store(request: LoadRequest, seen: Survey, watch: Watch = nobody) -> Against:
    """Look for every record that the load would send. Raises AccessError, RunAgainError."""
    found = request.read(lambda paced: compare_through(request, seen, paced, watch), seen.facts)
    if not found.taken or seen.facts is None:
        return found
    siblings = siblings_of(request.dataset, request.target.prefix, seen.facts)
    ids = (remote_id for each in found.taken for remote_id in each.ids)
    return replace(found, owners=owners_of(request.dataset, siblings, ids))


async def compare_through(
    request: LoadRequest, seen: Survey, paced: PacedStore, watch: Watch = nobody
) -> Against:
    """Compare through a paced store."""
    sight = _Seen()
    if seen.listing is not None:
        for (kind, _), rows in seen.listing.found.items():
            _take(sight, kind, rows)
    try:
        for kind in all_kinds():
            await _gather(paced, kind, _unlisted(request, seen, kind), sight, watch)
    except Braked:
        raise paced.brake.reason or RunAgainError("Stopped.", code="stopped") from None
    sent = _sent(request, seen)
    return Against(_judge(sent, sight), len(sent), paced.figures.requests, sight.names_compared)


def _sent(request: LoadRequest, seen: Survey) -> list[tuple[Record, int]]:
    """Return the records that the load would send, with their lines; named ones were listed by the survey already."""
    send = {place for place in seen.plan.send if not place[0].named}
    return [(record, line) for record, line in request.rows if (record.kind, record.key) in send]


def _unlisted(request: LoadRequest, seen: Survey, kind: Kind) -> Wanted:
    """Return those of a kind that the survey has not looked for."""
    listed = set(seen.plan.fresh) if seen.listing is not None and kind in seen.listing.counts else set()
    return {
        record.key: (record, line)
        for record, line in _sent(request, seen)
        if record.kind is kind and (kind, record.key) not in listed
    }


async def _gather(paced: PacedStore, kind: Kind, wanted: Wanted, sight: _Seen, watch: Watch) -> None:
    if not wanted:
        return
    watch(Phase(kind, len(wanted), f"Looking for {kind.nouns}"))

    def take(page: Page) -> None:
        _take(sight, kind, page.live)

    if len(wanted) > PAGES_AT_LEAST and await walk_while_cheaper(paced, kind, len(wanted), take):
        watch(Progress(len(wanted), paced.pacer.remaining, paced.pacer.limit))
        return
    sight.names_compared = sight.names_compared and not resource_of(kind).unique_names
    found = 0

    async def find(key_text: str) -> None:
        nonlocal found
        _take(sight, kind, await find_by_key(paced, kind, key_text))
        found += 1
        watch(Progress(found, paced.pacer.remaining, paced.pacer.limit))

    await for_each(paced, [record.key_text for record, _ in wanted.values()], find)


def _take(sight: _Seen, kind: Kind, rows: Iterable[Row]) -> None:
    for row in filter(lambda each: is_id(each.get("id")), rows):
        sight.by_key.setdefault((kind, key_in(kind, row)), {})[row["id"]] = row
        if resource_of(kind).unique_names:
            sight.by_name.setdefault((kind, key_of(str(row.get(NAME) or ""))), {})[row["id"]] = row


def _judge(records: Iterable[tuple[Record, int]], sight: _Seen) -> tuple[Taken, ...]:
    taken = []
    for record, line in records:
        hits, by = sight.by_key.get((record.kind, record.key)), record.kind.key.field
        if not hits and resource_of(record.kind).unique_names:
            hits, by = sight.by_name.get((record.kind, key_of(record.label))), NAME
        if hits:
            rows = sorted(hits.values(), key=lambda row: version_of(row) or 0)
            ids = tuple(row["id"] for row in rows)
            taken.append(Taken(record.kind, record.key_text, line, by, ids, _called(record.kind, rows[0])))
    return tuple(taken)


def _called(kind: Kind, row: Row) -> str:
    return clean(" ".join(str(row.get(name) or "") for name in resource_of(kind).columns))
