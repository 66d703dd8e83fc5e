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

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from pipeline.journal.entries import Entry, Origin, StepEntry
from pipeline.journal.transitions import State
from pipeline.load.reconcile import same_names
from pipeline.load.sent import filed_values, may_be_put_back, sent_values, wanted_of
from pipeline.schema.kinds import PRICE_FIELDS, Kind
from pipeline.schema.records import Id, Record, fingerprint
from pipeline.stores.comparing import FieldDifference, compare, compared_names, same_value, text_of
from pipeline.stores.protocol import Resource, Terms
from pipeline.stores.xseries.images import NAME as IMAGES
from pipeline.stores.xseries.images import lost_in
from pipeline.stores.xseries.resources import resource_of
from pipeline.verify.findings import VerifyFinding, What
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


class Told(NamedTuple):
    """What a journal tells besides its entries: the steps of a record, and what the record with an id is called."""

    steps: Callable[[Entry], Mapping[str, StepEntry]]
    called: Callable[[str], str]


def sides_of(rows: Iterable[tuple[Record, int]], entries: Iterable[Entry], terms: Terms) -> list[Sides]:
    """Pair the file's rows with the journal's entries: rows in file order, then what left the file and may be there."""
    known = {(entry.kind, entry.key): entry for entry in entries}
    paired = [Sides(record, line, known.pop((record.kind, record.key), None), terms) for record, line in rows]
    gone = [entry for entry in known.values() if entry.state in (State.DONE, *UNSETTLED)]
    return paired + [Sides(None, None, entry, terms) for entry in gone]


def judge_presence(sides: Iterable[Sides], sight: Sight, told: Told) -> list[VerifyFinding]:
    """Return every difference between file, journal and store."""
    return [finding for each in sides for finding in _judge(each, sight, told)]


def judge_absence(entries: Iterable[Entry], sight: Sight) -> list[VerifyFinding]:
    """Return what this dataset made and the store still has; what was adopted and not deleted isn't meant."""
    findings: list[VerifyFinding] = []
    for entry in entries:
        if not was_made_here(entry):
            continue
        place = (entry.kind, entry.key)
        row = sight.by_id.get(entry.remote_id or "")
        others = [each for each in sight.with_key(place) if each["id"] != entry.remote_id]
        there = ([row] if row else []) + [each for each in others if same_names(entry, each)]
        findings += [
            VerifyFinding(
                *place, What.STILL_THERE, ours=str(entry.state), remote_id=each["id"], line=entry.line
            )
            for each in there
        ]
        if entry.state is State.SENT and not there:
            findings.append(VerifyFinding(*place, What.UNCERTAIN, ours=entry.message, line=entry.line))
    return findings


def was_made_here(entry: Entry) -> bool:
    """Tell whether this dataset made a record, or may have; what it adopted counts once it was to be deleted."""
    found = entry.origin is Origin.ADOPTED and entry.state is State.DONE
    return entry.state in MADE_HERE and not found


def _judge(sides: Sides, sight: Sight, told: Told) -> Iterator[VerifyFinding]:
    entry = sides.entry
    if entry is None or entry.state not in (State.DONE, *UNSETTLED):
        yield from _judge_unloaded(sides, sight)
        return
    place, remote_id = sides.place, entry.remote_id or ""
    if entry.state in UNSETTLED:
        words = entry.message or str(entry.state)
        yield VerifyFinding(*place, What.UNCERTAIN, ours=words, remote_id=remote_id, line=sides.line)
    else:
        row = sight.by_id.get(remote_id)
        if row is None:
            yield VerifyFinding(*place, What.MISSING, ours=entry.label, remote_id=remote_id, line=sides.line)
        else:
            sent = entry.sent_body is not None and entry.origin is not Origin.ADOPTED
            yield from (_compare_sent if sent else _compare_adopted)(sides, entry, row, told)
        if sides.record is None:
            yield VerifyFinding(*place, What.GONE_FROM_FILE, ours=entry.label, remote_id=remote_id)
    for other in sight.with_key(place):
        if other["id"] != remote_id:
            what = What.DOUBLED if same_names(entry, other) else What.FOREIGN
            yield VerifyFinding(
                *place, what, ours=remote_id, theirs=name_of(entry.kind, other), remote_id=other["id"]
            )


def _judge_unloaded(sides: Sides, sight: Sight) -> Iterator[VerifyFinding]:
    entry, place = sides.entry, sides.place
    if sides.record is None or (entry is not None and entry.skipped):
        return
    others = {row["id"]: name_of(place[0], row) for row in sight.with_key(place)}
    if entry is not None and entry.state is State.CONFLICT and entry.remote_id:
        others.setdefault(entry.remote_id, entry.message)
    for remote_id, theirs in others.items():
        yield VerifyFinding(*place, What.FOREIGN, theirs=theirs, remote_id=remote_id, line=sides.line)
    if not others:
        state = str(entry.state) if entry is not None else "never sent"
        words = f"{state}: {entry.message}" if entry is not None and entry.message else state
        yield VerifyFinding(*place, What.NOT_LOADED, ours=words, line=sides.line)


def _compare_adopted(
    sides: Sides, entry: Entry, row: Mapping[str, Any], told: Told
) -> Iterator[VerifyFinding]:
    """Compare a record that was never sent with the file, in what the file says of it."""
    filed = filed_values(sides.record, sides.terms) if sides.record is not None else {}
    for each in compare(resource_of(entry.kind), filed, row, told.called, sides.terms):
        if each.field in filed:
            yield _difference(sides, entry, What.ADOPTED_DIFFERS, each)


def _compare_sent(sides: Sides, entry: Entry, row: Mapping[str, Any], told: Told) -> Iterator[VerifyFinding]:
    """Compare what was sent with the store's row, then the file with what was sent."""
    resource = resource_of(entry.kind)
    sent = sent_values(entry, wanted_of(told.steps(entry)), told.called)
    price_field = next((name for name in PRICE_FIELDS if name in sent), sides.terms.price_field)
    terms = replace(sides.terms, price_field=price_field)
    filed = filed_values(sides.record, terms) if sides.record is not None else {}
    # a step that never was put differs as much as one that was moved
    sent = {step.name: filed[step.name] for step in resource.steps if step.name in filed} | sent
    found = compare(resource, sent, row, told.called, terms)
    against_file = compare(resource, filed, row, told.called, terms) if found else ()
    agreed = {each.field for each in found if each.field in filed} - {each.field for each in against_file}
    for each in found:
        if each.field not in agreed:
            moved = any(step.needs_stock and step.name == each.field for step in resource.steps)
            what = What.REDACTED if each.redacted else What.STOCK_MOVED if moved else What.CHANGED_IN_STORE
            lost = each.field == IMAGES and may_be_put_back(entry) and bool(lost_in(row, sent[IMAGES]))
            yield _difference(sides, entry, what, each, can=lost or _can_be_put(entry, filed, each))
    if sides.record is None or fingerprint(sides.record) == entry.fingerprint:
        return
    for name in compared_names(resource):
        now, was = filed.get(name), sent.get(name)
        if name not in agreed and not same_value(entry.kind, name, now, was):
            ours, theirs = _text(resource, name, now, terms), _text(resource, name, was, terms)
            each = FieldDifference(name, ours, theirs)
            can = _can_be_put(entry, filed, each)
            yield _difference(sides, entry, What.CHANGED_IN_FILE, each, can=can)


def _can_be_put(entry: Entry, filed: Mapping[str, Any], each: FieldDifference) -> bool:
    """Tell whether an update can put what the file says of a field; what it leaves blank, it does not say."""
    known = each.field in filed and each.field in resource_of(entry.kind).changeable
    return known and may_be_put_back(entry) and not each.redacted


def _text(resource: Resource, name: str, value: Any, terms: Terms) -> str:
    step = next((step for step in resource.steps if step.name == name), None)
    return text_of(value) if step is None or value is None else step.text(value, terms)


def _difference(
    sides: Sides, entry: Entry, what: What, each: FieldDifference, *, can: bool = False
) -> VerifyFinding:
    remote_id = entry.remote_id or ""
    return VerifyFinding(
        entry.kind, entry.key, what, each.field, each.ours, each.theirs, remote_id, sides.line, can
    )


def name_of(kind: Kind, row: Mapping[str, Any]) -> str:
    """Return what a person calls one of the store's records."""
    return " ".join(text_of(row.get(name)) for name in resource_of(kind).names).strip()
