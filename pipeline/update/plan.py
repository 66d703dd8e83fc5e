"""What an update will put back: the file's values against the store's, for records that this dataset made. Pure.

made by us, the file says a value that a change can put    put back
the same, and it names what the store does not have        said, with a way out
the same, and the change would write to others' records    said, with a way out
made by us, differs in others (an option, a handle)        said, with a way out
made by us, and the file leaves blank what the store has   said, with a way out: nothing is put
made by us, and gone from the store                        said, with a way out
adopted, not loaded, not in the files                      never touched

What a family has once is put once: by the first of its selected members in which it differs.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from shlex import quote

from pipeline.journal.entries import Entry, Origin
from pipeline.journal.transitions import State
from pipeline.load.options import Selection, pattern_of
from pipeline.load.request import Rows
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Id, Record
from pipeline.stores import resource_of
from pipeline.stores.protocol import IMAGES_NAME, Row
from pipeline.update.images import NO_IMAGES, ImagesToPut
from pipeline.update.our_record import Differs, OurRecord
from pipeline.update.reach import Family, family_of, named_in, writes_once, writes_to_others
from pipeline.update.settle import settled

OURS = (Origin.CREATED, Origin.RECONCILED)
NOT_SAID = "the file leaves it blank, so nothing is put"
SAY_IT = "Write a value into the file, or clear it in the store."
REDACTED = "the store blanks what looks like a card number"
TAKE_IT_OUT = "Take the number out of the file."
NOT_OURS = "the change would write to the whole family, and some of it was not made by this dataset"
NOT_TOGETHER = (
    "the change would write to its family in the store, and the file has the rows of that in several"
)
BY_HAND = "Change it in the store."


@dataclass(frozen=True, slots=True)
class Change:
    """A record to put back: what differs, and the record from its three sides as the survey saw it.

    `touches` are the other records that the request writes to: the rest of its family, which is all ours. `family` tells
    which changes must come one after the other.
    """

    sides: OurRecord
    differences: tuple[Differs, ...]
    touches: tuple[Entry, ...] = ()
    family: Family | None = None

    @property
    def entry(self) -> Entry:
        """What the journal has of it."""
        return self.sides.entry

    @property
    def row(self) -> Row:
        """The store's row."""
        assert self.sides.row is not None, "what is gone can't be put back"
        return self.sides.row


@dataclass(frozen=True, slots=True)
class Stays:
    """What can't be put back: of which record, what differs, why, and what helps instead."""

    entry: Entry
    line: int | None
    difference: Differs | None
    why: str
    way_out: str


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """What to put back, in the order of the files, and what stays as it is.

    `same` records differ in nothing; of `behind` the journal is to take up what the store has already, `unclear` are
    those among them where an earlier change had no clear end. `images` are uploaded; `lost` are the records of which the
    store shows fewer than it got.
    """

    changes: tuple[Change, ...]
    stays: tuple[Stays, ...]
    same: int
    behind: tuple[Id, ...]
    unclear: tuple[Id, ...]
    images: ImagesToPut = NO_IMAGES
    lost: tuple[Stays, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether no request is to be made."""
        return not self.changes and not self.unclear and not self.images.families

    @property
    def idle(self) -> bool:
        """Whether nothing is to be done at all, not even in the journal."""
        return self.empty and not self.behind


@dataclass(frozen=True, slots=True)
class Around:
    """What journal and store have around the records: `families` are the ids of each family that a change would write to.

    `lost` are records that were named and that the store does not have any more, by their ids there. `entry`, `holder`,
    `called` and `members` are the journal's. `groups` are the families of the files' rows.
    """

    entry: Callable[[Kind, str], Entry | None]
    holder: Callable[[str], Id | None]
    called: Callable[[str], str]
    families: Mapping[Family, Collection[str]] = field(default_factory=dict)
    lost: Collection[str] = ()
    members: Callable[[Kind, str], Iterable[Entry]] = lambda _kind, _name: ()
    groups: Mapping[Id, str | None] = field(default_factory=dict)

    def member(self, remote_id: str) -> Entry | None:
        """Return the record with this id, None for one that this dataset did not make."""
        holder = self.holder(remote_id)
        entry = self.entry(*holder) if holder is not None else None
        return entry if entry is not None and is_ours(entry) and entry.remote_id == remote_id else None


def ours(
    rows: Rows, entry_of: Callable[[Kind, str], Entry | None], selection: Selection
) -> list[tuple[Entry, Record, int]]:
    """Return the selected records that this dataset made, in file order; a limit takes the first so many of each kind."""
    found: list[tuple[Entry, Record, int]] = []
    for record, line in rows:
        entry = entry_of(record.kind, record.key)
        if entry is not None and is_ours(entry) and selection.takes(record.kind, record.key):
            before = sum(each.kind is record.kind for each, _, _ in found) if selection.limit else 0
            if selection.limit is None or before < selection.limit:
                found.append((entry, record, line))
    return found


def is_ours(entry: Entry) -> bool:
    """Tell whether this dataset made a record, and knows it to be in the store."""
    return entry.state is State.DONE and entry.origin in OURS


def plan_update(records: Sequence[OurRecord], around: Around) -> UpdatePlan:
    """Return the plan for these records, whose rows were read (None: gone)."""
    changes: list[Change] = []
    stays: list[Stays] = []
    same: list[OurRecord] = []
    put: dict[Family, set[str]] = {}
    for sides in records:
        if sides.row is None:
            stays.append(_gone(sides))
            continue
        differences = sides.differences(around.called)
        found, kept = _sorted_out(sides, differences, around)
        stays += kept
        family = family_of(sides)
        if family is not None:
            done = put.setdefault(family, set())
            shared = {each.field for each in found if writes_once(sides, each.field)}
            found = [each for each in found if each.field not in shared & done]
            done |= shared
        if found:
            changes.append(_change(sides, found, family, around))
        elif not differences:
            same.append(sides)
    going = {change.entry.id for change in changes}
    behind = [each for each in records if each.row is not None and settled(each, around.called) is not None]
    return UpdatePlan(
        tuple(changes),
        tuple(stays),
        len(same),
        tuple(each.entry.id for each in behind if each.entry.id not in going),
        tuple(each.entry.id for each in records if each.entry.id not in going and each.unclear),
    )


def with_images(plan: UpdatePlan, images: ImagesToPut) -> UpdatePlan:
    """Return the plan with what is uploaded too; what is uploaded again stays no longer as it is."""
    lost = tuple(each for each in plan.stays if _says_images(each) and each.entry.id in images.heads)
    return replace(
        plan, images=images, lost=lost, stays=tuple(each for each in plan.stays if each not in lost)
    )


def _says_images(stays: Stays) -> bool:
    return stays.difference is not None and stays.difference.field == IMAGES_NAME


def _sorted_out(
    sides: OurRecord,
    differences: Sequence[Differs],
    around: Around,
) -> tuple[list[Differs], list[Stays]]:
    """Return what can be put, and what stays, with the reasons."""
    filed, changeable = sides.filed, resource_of(sides.entry.kind).changeable
    found: list[Differs] = []
    kept: list[Stays] = []
    for each in differences:
        why, way_out = "", ""
        if each.redacted:
            why, way_out = REDACTED, TAKE_IT_OUT
        elif each.field not in filed:
            why, way_out = NOT_SAID, SAY_IT
        elif each.field not in changeable:
            why, way_out = "there is no change for it", _anew(sides, differences, around)
        elif missing := _missing(sides, each.field, around):
            why, way_out = missing
        elif writes_to_others(sides, each.field) and _strangers(sides, around):
            why, way_out = NOT_OURS, BY_HAND
        elif writes_to_others(sides, each.field) and (apart := _apart(sides, around)):
            why, way_out = NOT_TOGETHER, f"unload {_keys(*apart)} --even-if-changed, then load."
        if why:
            kept.append(Stays(sides.entry, sides.line, each, why, way_out))
        else:
            found.append(each)
    return found, kept


def _missing(sides: OurRecord, name: str, around: Around) -> tuple[str, str] | None:
    """Return why a field can't be put that names what the store does not have, and the way out."""
    for kind, key in named_in(sides, name):
        entry = around.entry(kind, key)
        text = sides.record.named[kind, key]
        if entry is None or entry.state is not State.DONE or entry.remote_id is None:
            return f"{kind} {text} is not in the store yet", "Load first, then update again."
        if entry.remote_id in around.lost:
            return f"{kind} {text} was deleted in the store", how_to_make_again(entry)
    return None


def _strangers(
    sides: OurRecord,
    around: Around,
) -> bool:
    """Tell whether a record's family in the store has members that this dataset did not make."""
    family = family_of(sides)
    if family is None:
        return False
    ids = around.families.get(family, ())
    return sides.entry.remote_id not in ids or None in map(around.member, ids)


def _apart(sides: OurRecord, around: Around) -> list[Entry]:
    """Return the rows that the file has in another family than the rest of their family in the store; [] for none."""
    family = family_of(sides)
    own = around.groups.get(sides.entry.id)
    members = [each for each in map(around.member, around.families.get(family, ())) if each] if family else []
    others = [each for each in members if around.groups.get(each.id, own) != own]
    return others if own == sides.entry.unit else [sides.entry] if others else []


def _change(
    sides: OurRecord,
    found: list[Differs],
    family: Family | None,
    around: Around,
) -> Change:
    change = Change(sides, tuple(found), family=family)
    if family is None or not any(writes_to_others(sides, each.field) for each in found):
        return change
    others = map(around.member, around.families[family])
    return replace(
        change, touches=tuple(each for each in others if each is not None and each.id != sides.entry.id)
    )


def _gone(sides: OurRecord) -> Stays:
    return Stays(
        sides.entry, sides.line, None, "it is not in the store any more", how_to_make_again(sides.entry)
    )


def how_to_make_again(entry: Entry) -> str:
    """Return what helps where a record of ours is gone from the store."""
    return f"unload {_keys(entry)}, then load, makes it again."


def _anew(sides: OurRecord, differences: Iterable[Differs], around: Around) -> str:
    """Return what helps where there is no change for a field; what names options is changed in the whole family alone."""
    entry, resource = sides.entry, resource_of(sides.entry.kind)
    if entry.kind.named:
        return BY_HAND
    names = {name for name, field in entry.kind.fields.items() if field.to is not None} - resource.changeable
    whole = entry.unit is not None and any(each.field in names for each in differences)
    family = [each for each in around.members(entry.kind, str(entry.unit)) if is_ours(each)] if whole else []
    return f"{BY_HAND[:-1]}; or unload {_keys(*family or (entry,))} --even-if-changed, then load."


def _keys(*entries: Entry) -> str:
    """Return the words that name these records to `unload`."""
    return " ".join(
        word for each in entries for word in ("--key", quote(pattern_of(each.kind, each.key_text)))
    )
