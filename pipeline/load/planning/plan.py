"""What a load will do: the dataset's rows against the journal's entries. Pure.

The table of pipeline/load/README.md, *Identity, and files edited between runs*:

    the file says            pending, rejected     sent                  done
    same key, same payload   send                  reconcile             skip
    same key, new payload    send the new one      reconcile first       leave it, "changed after load"
    row gone                 withdrawn             reconcile, no resend  stays in the mapping, flagged
    new row                  pending, if it is selected
A record in conflict stays so until its row is edited or it is retried or adopted by request. A new row that isn't
selected stays unknown to the journal: the load that sends it looks first whether the store has it already.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.journal.entries import Entry
from pipeline.journal.transitions import State
from pipeline.load.options import LoadOptions, Selection
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Id, Record, fingerprint
from pipeline.stores import CLASHES, resource_of

GONE_POSITION = 2**40  # rows that left the file come after all others in the mapping


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do, by record. `puts` are the journal entries to write before anything is sent."""

    puts: tuple[Entry, ...]
    send: tuple[Id, ...]
    reconcile: tuple[Id, ...]
    fresh: tuple[Id, ...]  # to be sent, and never seen by the journal before
    done: tuple[Id, ...]
    changed: tuple[Id, ...]  # done, but their row was edited since
    gone: tuple[Id, ...]  # done, but their row left the file
    withdrawn: tuple[Id, ...]
    left: tuple[Id, ...]  # in conflict or not selected
    units: Mapping[Id, str] = field(default_factory=dict)  # of what is sent together with others


_NEXT: dict[State, str] = {
    State.PENDING: "send",
    State.REJECTED: "send",
    State.DELETED: "send",
    State.CONFLICT: "left",
    State.SENT: "reconcile",
    State.DONE: "done",
    State.DELETING: "left",
    State.WITHDRAWN: "send",
}


def make_plan(rows: Iterable[tuple[Record, int]], entries: Iterable[Entry], options: LoadOptions) -> Plan:
    """Return the plan of a load. `rows` are the dataset's records with their line numbers, in file order."""
    known = {(entry.kind, entry.key): entry for entry in entries}
    puts: list[Entry] = []
    fresh: dict[Id, Entry] = {}
    lists: dict[str, list[Id]] = {name: [] for name in ("send", "reconcile", "done", "changed", "left")}
    records: dict[Id, Record] = {}
    for position, (record, line) in enumerate(rows):
        wanted = entry_of(record, position, line)
        place = (wanted.kind, wanted.key)
        records[place] = record
        before = known.get(place)
        if before is None:
            fresh[place], what = wanted, "send"
        else:
            entry, what = _meet(before, wanted, options)
            puts += [entry] if entry != before else []
        lists[what].append(place)
    gone = _absent(known, records, puts)
    sent_gone = [place for place in known if place not in records and known[place].state is State.SENT]
    chosen = _select(lists["send"], records, options.selection)
    taken = frozenset(chosen)
    met = tuple(place for place in chosen if place in fresh)
    return Plan(
        puts=(*puts, *(fresh[place] for place in met)),
        send=chosen,
        reconcile=tuple(lists["reconcile"] + sent_gone),
        fresh=met,
        done=tuple(lists["done"]),
        changed=tuple(lists["changed"]),
        gone=tuple(gone),
        withdrawn=tuple((put.kind, put.key) for put in puts if put.state is State.WITHDRAWN),
        left=tuple(lists["left"] + [place for place in lists["send"] if place not in taken]),
        units={place: unit for place in chosen if (unit := place[0].group(records[place])) is not None},
    )


def entry_of(record: Record, position: int, line: int) -> Entry:
    """Return the entry of a row that no journal knows yet."""
    price = record.price
    return Entry(
        kind=record.kind,
        key=record.key,
        position=position,
        line=line,
        key_text=record.key_text,
        label=record.label,
        price=None if price is None else str(price),
        fingerprint=fingerprint(record),
        unit=record.kind.group(record),
    )


def known_and_new(entries: Iterable[Entry], rows: Iterable[tuple[Record, int]]) -> list[Entry]:
    """Return the journal's entries, then a pending one for every row that it doesn't know: new, or never selected."""
    known = list(entries)
    places = {(entry.kind, entry.key) for entry in known}
    return known + [
        entry_of(record, position, line)
        for position, (record, line) in enumerate(rows)
        if (record.kind, record.key) not in places
    ]


def _meet(before: Entry, wanted: Entry, options: LoadOptions) -> tuple[Entry, str]:
    """Return the entry as it should stand now, and what to do with it."""
    placed = replace(before, position=wanted.position, line=wanted.line)
    edited = before.fingerprint != wanted.fingerprint
    what = _NEXT[before.state]
    if what == "done":
        return placed, "changed" if edited else "done"
    if what == "reconcile":
        return placed, what
    if before.skipped:
        return placed, "left"
    if options.retry_failed and before.state not in (State.REJECTED, State.CONFLICT):
        return placed, "left"
    # whose key need not be unique, but which the store itself refused, is refused again: nothing is made twice
    adopting = options.adopt and (resource_of(before.kind).unique or before.status in CLASHES)
    again = what == "send" or edited or options.retry_failed or adopting
    if before.state is State.DELETING or not again:
        return placed, "left"
    return _renewed(placed, wanted), "send"


def _renewed(placed: Entry, wanted: Entry) -> Entry:
    """Return the entry back at pending, with what the file says now."""
    return replace(
        placed,
        key_text=wanted.key_text,
        label=wanted.label,
        price=wanted.price,
        fingerprint=wanted.fingerprint,
        unit=wanted.unit,
        state=State.PENDING,
        remote_id=None,
        remote_version=None,
        origin=None,
    )


def _absent(known: Mapping[Id, Entry], seen: Container[Id], puts: list[Entry]) -> list[Id]:
    """Withdraw what left the file and was never created; return what left it and is in the store."""
    gone: list[Id] = []
    for place, entry in known.items():
        if place in seen:
            continue
        if entry.state in (State.PENDING, State.REJECTED, State.CONFLICT, State.DELETED):
            puts.append(replace(entry, state=State.WITHDRAWN))
        elif entry.state is State.DONE:
            gone.append(place)
            if entry.position < GONE_POSITION:
                puts.append(replace(entry, position=GONE_POSITION + entry.position))
    return gone


def _select(send: Sequence[Id], records: Mapping[Id, Record], selection: Selection) -> tuple[Id, ...]:
    """Return the selected records, in order: whole units, and what they name. A limit is rounded up to whole units."""
    if selection == Selection():
        return tuple(send)
    counts: Counter[Kind] = Counter()
    units: set[tuple[Kind, str]] = set()
    for place in send:
        unit = _unit_of(place, records)
        full = selection.limit is not None and counts[place[0]] >= selection.limit
        if unit not in units and selection.takes(*place) and not full:
            units.add(unit)
            counts[place[0]] += sum(_unit_of(each, records) == unit for each in send) if unit != place else 1
    chosen = {place for place in send if _unit_of(place, records) in units}
    wanted = list(chosen)
    while wanted:
        named = set(records[wanted.pop()].references) - chosen
        wanted += [place for place in named if place in records]
        chosen |= named
    return tuple(place for place in send if place in chosen)


def _unit_of(place: Id, records: Mapping[Id, Record]) -> Id:
    """Return what tells a record's unit from others: the kind and its name, or the record itself."""
    group = place[0].group(records[place])
    return place if group is None else (place[0], f"unit {group}")
