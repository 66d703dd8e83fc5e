"""What a store has under names: listed before the first record of a kind is made, used as it is, never made twice.

Promises (pipeline/load/README.md, *Named things*): each run lists a kind before its first intent of that kind; up to
where it was listed is kept with each intent, so that what the store has since under that name is known as ours; what
was there before is adopted, which means that it is never changed or deleted. Of several with one name the one in use
is taken, else the one with the lowest id.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.errors import AccessError, LeftOverError, StopError
from pipeline.journal.attempts import Attempt
from pipeline.journal.book import Change, Journal
from pipeline.journal.entries import Entry, Origin
from pipeline.journal.transitions import Event, State
from pipeline.load.planning.plan import Plan
from pipeline.pacing.paced_store import PacedStore
from pipeline.schema.kinds import Kind, all_kinds, counts_in_words, short_plural
from pipeline.schema.records import Id, Record
from pipeline.stores import Missing, key_in, read_live, read_rows, resource_of, version_of, walk_kind
from pipeline.stores.protocol import Row
from pipeline.text import clean, counted


@dataclass(frozen=True, slots=True)
class StoreNames:
    """What a store has of the named kinds: rows by key, the one to use first; up to which version each kind was listed."""

    found: Mapping[Id, tuple[Row, ...]] = field(default_factory=dict)
    marks: Mapping[Kind, int] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

    def ids(self, kind: Kind) -> frozenset[str]:
        """Return the ids of all that was listed of a kind."""
        return frozenset(row["id"] for (each, _), rows in self.found.items() if each is kind for row in rows)


def kinds_to_list(plan: Plan, records: Mapping[Id, Record]) -> tuple[Kind, ...]:
    """Return the named kinds of which something is to be sent, or named by what is: also by what may be sent again."""
    sent = [place for place in (*plan.send, *plan.reconcile) if place in records]
    wanted = {kind for kind, _ in sent}
    wanted |= {named for place in sent for named, _ in records[place].references}
    return tuple(kind for kind in all_kinds() if kind.named and kind in wanted)


async def list_names(
    paced: PacedStore, kinds: Iterable[Kind], wanted: Iterable[Id], before: StoreNames | None = None
) -> StoreNames:
    """List these kinds, what came since `before` where versions tell; `wanted` are looked at closely.

    Raises AccessError (the token may not list a kind), RunAgainError, Braked.
    """
    found: dict[Id, dict[str, Row]] = {}
    marks: dict[Kind, int] = {}
    for kind in kinds:
        versioned = resource_of(kind).page is not None
        after = before.marks.get(kind, 0) if before is not None and versioned else 0
        known = before.found if before is not None and versioned else {}
        for place, rows in known.items():
            if place[0] is kind:
                found[place] = {row["id"]: row for row in rows}
        marks[kind] = await _list_kind(paced, kind, after, found)
    chosen, notices = dict[Id, tuple[Row, ...]](), list[str]()
    asked = frozenset(wanted)
    for place, listed in found.items():
        if not listed:
            continue
        chosen[place] = tuple(sorted(listed.values(), key=lambda row: str(row["id"])))
        earlier = before.found.get(place, ()) if before is not None else ()
        if {row["id"] for row in earlier} == set(listed):
            chosen[place] = earlier  # which of them is in use was asked then
        elif len(listed) > 1 and place in asked:
            chosen[place] = await _used_first(paced, place[0], chosen[place])
            notices.append(
                f"The store has {len(listed)} {place[0].plural} named {clean(_called(place, chosen[place]), 80)}; "
                f"{chosen[place][0]['id']} is used."
            )
    return StoreNames(chosen, marks, tuple(notices))


async def _list_kind(paced: PacedStore, kind: Kind, after: int, found: dict[Id, dict[str, Row]]) -> int:
    mark = after
    try:
        async for page in walk_kind(paced, kind, after):
            mark = max(mark, page.newest or 0) if page.rows else mark
            for row in page.live:
                for rows in (
                    found.values() if after else ()
                ):  # it may have had another name in the earlier listing
                    rows.pop(row["id"], None)
                found.setdefault((kind, key_in(kind, row)), {})[row["id"]] = row
    except AccessError as stop:
        raise denied(stop, kind) from None
    return mark


def denied(stop: StopError, kind: Kind) -> StopError:
    """Return the end of a run whose token may not do this with a kind, with the option that would do without it."""
    if stop.code != "permission-missing" or not kind.named:
        return stop
    return AccessError(
        f"The token's owner may not list or make {kind.nouns} (403).",
        code="permission-missing",
        hint="Use a token whose owner may"
        + (f"; or leave them out: load --without {short_plural(kind)}." if kind.optional else "."),
    )


async def _used_first(paced: PacedStore, kind: Kind, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    used_by = resource_of(kind).used_by
    for row in rows if used_by is not None else ():
        if await read_rows(paced, used_by(row["id"]), Missing.ANYTHING):  # type: ignore[misc]  # None was asked above
            return (row, *(each for each in rows if each is not row))
    return rows


def _called(place: Id, rows: tuple[Row, ...]) -> str:
    kind, key = place
    return str(rows[0].get(resource_of(kind).key_field) or key)


def refuse_names(plan: Plan, names: StoreNames) -> None:
    """Raise LeftOverError where names of ours are in the store and are not to be used: `--no-adopt-names`."""
    taken = [place for place in plan.send if place in names.found]
    if not taken:
        return
    counts = {kind: sum(each is kind for each, _ in taken) for kind in dict(taken)}
    some = ", ".join(clean(_called(place, names.found[place]), 60) for place in taken[:3])
    raise LeftOverError(
        f"{counts_in_words(counts)} of this dataset {'is' if len(taken) == 1 else 'are'} in the store already, "
        f"such as {some}.",
        code="names-taken",
        hint="Nothing was sent, as load --no-adopt-names asks. Without it they are used as they are; or rename them in the files.",
    )


def expected(plan: Plan, names: StoreNames) -> Plan:
    """Return the plan with what is to be used instead of made: for the bill, nothing is changed."""
    used = {place for place in plan.send if place in names.found}
    if not used:
        return plan
    return replace(
        plan,
        send=tuple(place for place in plan.send if place not in used),
        fresh=tuple(place for place in plan.fresh if place not in used),
        done=plan.done + tuple(place for place in plan.send if place in used),
    )


def adopt_names(journal: Journal, plan: Plan, names: StoreNames, at: float) -> Plan:
    """Take over what was listed under names that are to be sent; return the plan without them.

    A record that may have been sent before was listed as missing then: what is there now is its own, and ours.
    """
    changes: list[Change] = []
    attempts: list[Attempt] = []
    for kind, key in plan.send:
        rows = names.found.get((kind, key), ())
        entry = journal.entry(kind, key)
        if not rows or entry is None:
            continue
        origin = Origin.RECONCILED if entry.doubts else Origin.ADOPTED
        words = f"found in the store: {origin}"
        told: dict[str, Any] = {
            "origin": origin, "remote_id": rows[0]["id"], "remote_version": version_of(rows[0]), "message": words,
        }  # fmt: skip
        changes.append((entry, Event.FOUND if entry.doubts else Event.ADOPT, told))
        attempts.append(Attempt(at, "adopt", kind, key, None, None, words, None, rows[0]["id"]))
    journal.apply(changes, attempts)
    return expected(plan, names)


async def find_gone(paced: PacedStore, journal: Journal, names: StoreNames) -> list[Entry]:
    """Return what the journal calls done of the listed kinds and the store does not have any more. Raises like `read_live`."""
    gone = []
    for kind in names.marks:
        there = names.ids(kind)
        for entry in journal.entries(kind):
            if entry.state is not State.DONE or entry.remote_id is None or entry.remote_id in there:
                continue
            if await read_live(paced, kind, entry.remote_id) is None:
                gone.append(entry)
    return gone


async def find_twins(paced: PacedStore, journal: Journal, names: StoreNames) -> list[str]:
    """Return what to say of names that stand twice in the store since this run made one: another machine made the other.

    Ours is the one whose id our answer gave. Raises like `list_names`.
    """
    made = {
        entry.id: entry
        for kind in names.marks
        for entry in journal.entries(kind)
        if entry.state is State.DONE and entry.remote_id not in names.ids(kind)
    }
    after = await list_names(paced, {kind for kind, _ in made}, (), names)
    return [
        f"{entry.kind} {clean(entry.key_text, 80)} is in the store {len(rows)} times since this load; "
        f"ours is {entry.remote_id}."
        for place, entry in made.items()
        if len(rows := after.found.get(place, ())) > 1
    ]


def give_up_gone(journal: Journal, gone: Iterable[Entry], at: float) -> str:
    """Put what is gone back to pending; return what to say of it, '' for nothing."""
    entries = list(gone)
    words = "gone from the store: it is looked up by its name, or made again"
    told: dict[str, Any] = {
        "remote_id": None, "remote_version": None, "origin": None, "doubts": 0, "message": words,
    }  # fmt: skip
    journal.apply(
        [(entry, Event.GONE, told) for entry in entries],
        [Attempt(at, "gone", *entry.id, None, None, words, None, entry.remote_id) for entry in entries],
    )
    if not entries:
        return ""
    some = ", ".join(clean(entry.key_text, 60) for entry in entries[:3])
    return f"{counted(len(entries), 'named record')} gone from the store, and needed again: {some}."
