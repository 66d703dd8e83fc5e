"""File, journal and store against each other, record by record: functions of values.

    journal says     store has it                            store has not
    done             compared field by field with what was   missing
                     sent; where the file says the store's
                     value too, they agree
    sent, deleting   uncertain                               uncertain
    anything else    not ours, but with our key              not loaded

A row edited since is compared with what was sent as well. Besides, every other record of the store with our key is
listed: doubled when it has the names that were sent, else not ours. What a person skipped is no finding.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from pipeline.compare.differences import Difference, What, differences
from pipeline.journal.entries import Entry, Origin, StepEntry
from pipeline.journal.transitions import State
from pipeline.load.sending.reconcile import same_names
from pipeline.load.sending.sent import filed_values, may_be_put_back, sent_values, wanted_of
from pipeline.schema.kinds import PRICE_FIELDS, Kind
from pipeline.schema.records import Id, Record, fingerprint
from pipeline.stores import key_in, lost_in, resource_of
from pipeline.stores.comparing import FieldDifference, compare, compared_names, same_value, text_of
from pipeline.stores.protocol import IMAGES_NAME, Resource, Terms
from pipeline.verify.seen import Sight

UNSETTLED = (State.SENT, State.DELETING)
MADE_HERE = (State.DONE, State.DELETING, State.DELETED, State.SENT)


@dataclass(frozen=True, slots=True)
class Sides:
    """One record from its three sides: the file's row with its line, the journal's entry, the store's row.

    `price_field` is where this store wants prices, for records that were never sent.
    """

    record: Record | None
    line: int | None
    entry: Entry | None
    terms: Terms

    @property
    def place(self) -> Id:
        """Its kind and key."""
        known = self.entry or self.record
        assert known is not None, "one of the two names it"
        return known.kind, known.key

    @property
    def done(self) -> bool:
        """Whether the journal says that the store has it."""
        return self.entry is not None and self.entry.state is State.DONE


class Told(NamedTuple):
    """What a journal tells besides its entries: the steps of a record, and what the record with an id is called."""

    steps: Callable[[Entry], Mapping[str, StepEntry]]
    called: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Held:
    """A record that is done: what was sent of it (None: never, it was adopted), what the file says, and the store's terms."""

    sides: Sides
    entry: Entry
    sent: Mapping[str, Any] | None
    filed: Mapping[str, Any]
    terms: Terms
    called: Callable[[str], str]

    @property
    def remote_id(self) -> str:
        """Its id in the store."""
        return self.entry.remote_id or ""

    def named(self, found: Difference, row: Mapping[str, Any] | None) -> Difference:
        """Return a difference of this record with its id, its line, and whether an update can put the file's value there."""
        adopted = self.sent is None and found.what is not What.MISSING
        return replace(
            found,
            what=What.ADOPTED_DIFFERS if adopted else found.what,
            ours=self.entry.label if found.what is What.MISSING else found.ours,
            remote_id=self.remote_id,
            line=self.sides.line,
            updatable=not adopted and found.what is not What.REDACTED and self._can_be_put(found.field, row),
        )

    def _can_be_put(self, field: str, row: Mapping[str, Any] | None) -> bool:
        """Tell whether an update can put what the file says of a field; what it leaves blank, it does not say."""
        sent = self.sent or {}
        # Without any of ours, all that the store shows are somebody's
        lost = (
            field == IMAGES_NAME
            and row is not None
            and IMAGES_NAME in sent
            and lost_in(row, sent[IMAGES_NAME])
        )
        known = field in self.filed and field in resource_of(self.entry.kind).changeable
        return bool(lost or known) and may_be_put_back(self.entry)


def sides_of(rows: Iterable[tuple[Record, int]], entries: Iterable[Entry], terms: Terms) -> list[Sides]:
    """Pair the file's rows with the journal's entries: rows in file order, then what left the file and may be there."""
    known = {(entry.kind, entry.key): entry for entry in entries}
    paired = [Sides(record, line, known.pop((record.kind, record.key), None), terms) for record, line in rows]
    gone = [entry for entry in known.values() if entry.state in (State.DONE, *UNSETTLED)]
    return paired + [Sides(None, None, entry, terms) for entry in gone]


def judge_presence(sides: Sequence[Sides], sight: Sight, told: Told) -> list[Difference]:
    """Return every difference between file, journal and store."""
    held = {each.place: _held(each, each.entry, told) for each in sides if each.entry and each.done}
    rows = {place: sight.by_id.get(one.remote_id) for place, one in held.items()}
    there = {place: row for place, row in rows.items() if row is not None}
    found = [
        held[each.kind, each.key].named(each, there.get((each.kind, each.key)))
        for each in differences(held, there, _compare_held)
    ]
    found += [each for place, row in there.items() for each in _changed_in_file(held[place], row)]
    return found + [each for one in sides for each in _judge(one, sight)]


def judge_absence(entries: Iterable[Entry], sight: Sight) -> list[Difference]:
    """Return what this dataset made and the store still has; what was adopted and not deleted isn't meant."""
    findings: list[Difference] = []
    for entry in entries:
        if not was_made_here(entry):
            continue
        place = (entry.kind, entry.key)
        row = sight.by_id.get(entry.remote_id or "")
        others = [each for each in sight.with_key(place) if each["id"] != entry.remote_id]
        there = ([row] if row else []) + [each for each in others if same_names(entry, each)]
        findings += [
            Difference(*place, What.STILL_THERE, ours=str(entry.state), remote_id=each["id"], line=entry.line)
            for each in there
        ]
        if entry.state is State.SENT and not there:
            findings.append(Difference(*place, What.UNCERTAIN, ours=entry.message, line=entry.line))
    return findings


def was_made_here(entry: Entry) -> bool:
    """Tell whether this dataset made a record, or may have; what it adopted counts once it was to be deleted."""
    found = entry.origin is Origin.ADOPTED and entry.state is State.DONE
    return entry.state in MADE_HERE and not found


def _judge(sides: Sides, sight: Sight) -> Iterator[Difference]:
    """Yield what there is to say of a record besides its values."""
    entry = sides.entry
    if entry is None or entry.state not in (State.DONE, *UNSETTLED):
        yield from _judge_unloaded(sides, sight)
        return
    place, remote_id = sides.place, entry.remote_id or ""
    if entry.state in UNSETTLED:
        words = entry.message or str(entry.state)
        yield Difference(*place, What.UNCERTAIN, ours=words, remote_id=remote_id, line=sides.line)
    elif sides.record is None:
        yield Difference(*place, What.GONE_FROM_FILE, ours=entry.label, remote_id=remote_id)
    for other in sight.with_key(place):
        if other["id"] != remote_id:
            what = What.DOUBLED if same_names(entry, other) else What.FOREIGN
            yield Difference(
                *place, what, ours=remote_id, theirs=name_of(entry.kind, other), remote_id=other["id"]
            )


def _judge_unloaded(sides: Sides, sight: Sight) -> Iterator[Difference]:
    entry, place = sides.entry, sides.place
    if sides.record is None or (entry is not None and entry.skipped):
        return
    others = {row["id"]: name_of(place[0], row) for row in sight.with_key(place)}
    if entry is not None and entry.state is State.CONFLICT and entry.remote_id:
        others.setdefault(entry.remote_id, entry.message)
    for remote_id, theirs in others.items():
        yield Difference(*place, What.FOREIGN, theirs=theirs, remote_id=remote_id, line=sides.line)
    if not others:
        told = (str(entry.state), entry.message) if entry is not None else ("never sent", "")
        words = ": ".join(dict.fromkeys(filter(None, told)))
        yield Difference(*place, What.NOT_LOADED, ours=words, line=sides.line)


def _held(sides: Sides, entry: Entry, told: Told) -> Held:
    """Return what is known here of a record that is done."""
    resource, terms = resource_of(entry.kind), sides.terms
    sent = None
    if entry.sent_body is not None and entry.origin is not Origin.ADOPTED:
        sent = sent_values(entry, wanted_of(told.steps(entry)), told.called)
        price_field = next((name for name in PRICE_FIELDS if name in sent), terms.price_field)
        terms = replace(terms, price_field=price_field)
    filed = filed_values(sides.record, terms) if sides.record is not None else {}
    if sent is not None:  # a step that never was put differs as much as one that was moved
        sent = {step.name: filed[step.name] for step in resource.steps if step.name in filed} | sent
    return Held(sides, entry, sent, filed, terms, told.called)


def _compare_held(kind: Kind, held: Held, row: Mapping[str, Any]) -> list[FieldDifference]:
    """Compare what was sent with the store's row; a record that was never sent in what the file says of it.

    Of a named thing that was the store's before, only the name: it is used as it is.
    """
    resource = resource_of(kind)
    if held.sent is None and kind.named:
        key, field = held.entry.key, resource.key_field
        renamed = key_in(kind, row) != key
        return [FieldDifference(field, held.entry.key_text, text_of(row.get(field)))] if renamed else []
    if held.sent is None:
        found = compare(resource, held.filed, row, held.called, held.terms)
        return [each for each in found if each.field in held.filed]
    found = compare(resource, held.sent, row, held.called, held.terms)
    agreed = _agreed(held, row, found)
    return [each for each in found if each.field not in agreed]


def _agreed(held: Held, row: Mapping[str, Any], found: Iterable[FieldDifference]) -> set[str]:
    """Return the fields that differ from what was sent, and have the file's value in the store."""
    moved = {each.field for each in found if each.field in held.filed}
    if not moved:
        return moved
    against_file = compare(resource_of(held.entry.kind), held.filed, row, held.called, held.terms)
    return moved - {each.field for each in against_file}


def _changed_in_file(held: Held, row: Mapping[str, Any]) -> Iterator[Difference]:
    """Compare the file with what was sent, where the row was edited since."""
    entry, record = held.entry, held.sides.record
    if held.sent is None or record is None or fingerprint(record) == entry.fingerprint:
        return
    resource, terms = resource_of(entry.kind), held.terms
    agreed = _agreed(held, row, compare(resource, held.sent, row, held.called, terms))
    for name in compared_names(resource):
        now, was = held.filed.get(name), held.sent.get(name)
        if name not in agreed and not same_value(entry.kind, name, now, was):
            ours, theirs = _text(resource, name, now, terms, was), _text(resource, name, was, terms, now)
            yield held.named(Difference(*entry.id, What.CHANGED_IN_FILE, name, ours, theirs), row)


def _text(resource: Resource, name: str, value: Any, terms: Terms, beside: Any) -> str:
    step = next((step for step in resource.steps if step.name == name), None)
    return text_of(value) if step is None or value is None else step.text(value, terms, beside)


def name_of(kind: Kind, row: Mapping[str, Any]) -> str:
    """Return what a person calls one of the store's records."""
    return " ".join(text_of(row.get(name)) for name in resource_of(kind).names).strip()
