"""Two sides against each other: files, exports, a store. Pure.

    found = compare_sides(ours, theirs, Rules(…), mapped)

Promises: records are matched once, and said how; a kind that one side does not have is not compared. `differences` walks
the matched sets, `fields` compares two records, `stock` and `images` what goes over one row.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from pipeline.compare.differences import Difference, What, counts_of, differences, in_order
from pipeline.compare.fields import Values, compare_keys, compare_values
from pipeline.compare.images import compare_images
from pipeline.compare.matching import How, Matching, match
from pipeline.compare.rules import Rules, StockWay
from pipeline.compare.stock import StockView, view_of, with_stock
from pipeline.errors import ExitStatus
from pipeline.schema.kinds import PRICE_FIELDS, Kind, filed_kinds, key_of
from pipeline.schema.records import Id, Record
from pipeline.schema.stock import LEVEL_COLUMN
from pipeline.stores.comparing import FieldDifference
from pipeline.text import listed

# What each difference is called, and what it means, where two sides are compared
WORDS: dict[What, tuple[str, str]] = {
    What.MISSING: ("missing in B", "A has it, and B does not."),
    What.CHANGED_IN_STORE: ("differs", "The two have different values."),
    What.STOCK_MOVED: ("stock differs", "The two have different levels."),
    What.REDACTED: (
        "redacted",
        "B has the text without what looks like a card number, as X-Series blanks it.",
    ),
    What.FOREIGN: ("only in B", "B has it, and A does not."),
    What.DOUBLED: ("doubled in B", "B has another record with the same key."),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its records by kind, each with its line (None where it has none).

    `outlets` are those that it names, as headings have them; `total`: its plain level is that of all outlets together,
    `covers`: it holds for these alone (None: for every outlet). `pulled`: the outlets of the store that it was pulled from.
    `before_tax`: its prices are without tax, in whichever column, as its store keeps them.
    `digests` lead from the name of an image to what it shows, where its bytes are at hand.
    """

    name: str
    rows: Mapping[Kind, Sequence[tuple[Record, int | None]]]
    outlets: tuple[str, ...] = ()
    total: bool = False
    covers: tuple[str, ...] | None = None
    pulled: tuple[str, ...] = ()
    before_tax: bool = False
    digests: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def records(self, kind: Kind) -> list[Record]:
        """Return the records of a kind."""
        return [record for record, _ in self.rows.get(kind, ())]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found. `matched` counts how records were matched; `not_compared` names what one side alone has."""

    findings: tuple[Difference, ...]
    records: int
    matched: Mapping[Kind, Mapping[How, int]]
    matchings: Mapping[Kind, Matching]
    not_compared: Mapping[Kind, tuple[str, ...]]
    notes: tuple[str, ...]

    @property
    def counts(self) -> Mapping[What, int]:
        """Records per kind of difference."""
        return counts_of(self.findings)

    @property
    def same(self) -> int:
        """Records that both have, and that differ in nothing."""
        alone = (What.MISSING, What.FOREIGN, What.DOUBLED)
        odd = {(each.kind, key_of(each.key)) for each in self.findings if each.what not in alone}
        return self.records - len(odd)

    @property
    def status(self) -> ExitStatus:
        """0 same, 1 differences."""
        return ExitStatus.LEFT_OVER if self.findings else ExitStatus.DONE


@dataclass(frozen=True, slots=True)
class _Held:
    """One record of a side, as it is compared."""

    record: Record
    line: int | None
    values: Values


def compare_sides(ours: Side, theirs: Side, rules: Rules, mapped: Mapping[str, str]) -> Comparison:
    """Return what differs between two sides. `mapped` leads from SKUs of ours to SKUs of theirs, both folded."""
    kinds = [kind for kind in filed_kinds() if kind in ours.rows and kind in theirs.rows]
    matchings = {
        kind: match(kind, ours.records(kind), theirs.records(kind), mapped if not kind.named else {})
        for kind in kinds
    }
    found: list[Difference] = []
    for kind, matching in matchings.items():
        found += _compare_kind(kind, matching, ours, theirs, rules)
    notes = [note for kind in kinds for note in _notes(kind, matchings[kind], ours, theirs, rules)]
    return Comparison(
        in_order(found),
        sum(len(each.matches) for each in matchings.values()),
        {kind: Counter(each.how for each in matching.matches) for kind, matching in matchings.items()},
        matchings,
        {kind: apart for kind in kinds if (apart := _apart(kind, ours, theirs))},
        (*ours.notes, *theirs.notes, *notes),
    )


def _compare_kind(
    kind: Kind, matching: Matching, ours: Side, theirs: Side, rules: Rules
) -> Iterable[Difference]:
    ours, theirs = _placed(kind, ours, theirs), _placed(kind, theirs, ours)
    view = _view(kind, ours, theirs, rules)
    one, other = (_holder(side, kind, view) for side in (ours, theirs))
    pairs = {(kind, str(number)): each for number, each in enumerate(matching.matches)}
    our_set = {place: one(each.ours) for place, each in pairs.items()}
    their_set = {place: other(each.theirs) for place, each in pairs.items()}
    our_set |= {(kind, f"ours {place}"): one(place) for place in matching.only_ours}
    their_set |= {
        (kind, f"theirs {place}"): other(place) for place in (*matching.only_theirs, *matching.doubled)
    }
    doubled = {(kind, f"theirs {place}") for place in matching.doubled}
    mapped = {id(our_set[place].record) for place, each in pairs.items() if each.how is How.MAP}
    images = compare_images(
        kind,
        [(our_set[place].record, their_set[place].record) for place in pairs],
        ours.digests,
        theirs.digests,
    )

    def compare_held(kind: Kind, held: _Held, there: _Held) -> list[FieldDifference]:
        keys = compare_keys(kind, held.record.key_text, there.record.key_text)
        key = [keys] if keys is not None and id(held.record) not in mapped else []
        image = images.get(id(held.record))
        return [
            *key,
            *compare_values(kind, held.values, there.values, rules),
            *([image] if image is not None else []),
        ]

    for each in differences(our_set, their_set, compare_held):
        place: Id = (each.kind, each.key)
        held = our_set.get(place) or their_set[place]
        yield replace(
            each,
            key=held.record.key_text,
            what=What.DOUBLED if place in doubled else each.what,
            ours=held.record.label if each.what is What.MISSING else each.ours,
            theirs=held.record.label if each.what is What.FOREIGN else each.theirs,
            line=held.line,
        )


def _placed(kind: Kind, side: Side, other: Side) -> Side:
    """Return a side that was pulled with its plain level at the outlets of its store, where a file names these.

    Beside columns for these, the file's own plain level holds for all others, and is none to hold this one against.
    """
    named = {key_of(each) for each in other.outlets}
    if side.outlets or not side.pulled or not {key_of(each) for each in side.pulled} <= named:
        return side
    if other.covers is not None or LEVEL_COLUMN not in _columns(other, kind):
        return side
    return replace(side, outlets=side.pulled, covers=side.pulled)


def _view(kind: Kind, ours: Side, theirs: Side, rules: Rules) -> StockView:
    plain = all(side.covers is None and LEVEL_COLUMN in _columns(side, kind) for side in (ours, theirs))
    return view_of(rules.stock, (ours.outlets, theirs.outlets), plain=plain, total=ours.total or theirs.total)


def _unreached(kind: Kind, side: Side, other: Side) -> list[str]:
    """Return the outlets of which a side has levels of their own, and for which the other one has neither these nor a plain one."""
    there = {key_of(each) for each in other.outlets}
    if not there or (other.covers is None and LEVEL_COLUMN in _columns(other, kind)):
        return []
    levels = {key_of(name) for name in _columns(side, kind)}
    return [
        each
        for each in side.outlets
        if key_of(each) not in there and key_of(f"{LEVEL_COLUMN}_{each}") in levels
    ]


def _holder(side: Side, kind: Kind, view: StockView) -> Callable[[int], _Held]:
    rows = side.rows[kind]
    stocked = partial(with_stock, view=view, total=side.total, covers=side.covers)

    def hold(place: int) -> _Held:
        record, line = rows[place]
        return _Held(record, line, stocked(dict(record.values)))

    return hold


def _columns(side: Side, kind: Kind) -> set[str]:
    return {name for record, _ in side.rows[kind] for name, _ in record.values}


def _apart(kind: Kind, ours: Side, theirs: Side) -> tuple[str, ...]:
    """Return the fields that one side alone has, and that would be compared otherwise; `_notes` has those of outlets."""
    one, other = _columns(ours, kind), _columns(theirs, kind)
    fields = (each for each in kind.fields.values() if not each.made and not each.per_outlet)
    return tuple(each.name for each in fields if (each.name in one) != (each.name in other))


def _notes(kind: Kind, matching: Matching, ours: Side, theirs: Side, rules: Rules) -> Iterable[str]:
    """Yield what a person has to know besides: of outlets that one side alone has, of prices with and without tax."""
    if matching.matches and _view(kind, ours, theirs, rules).way is StockWay.OUTLETS:
        for side, against in ((ours, theirs), (theirs, ours)):
            if apart := _unreached(kind, side, against):
                yield (
                    f"Stock of {listed(apart)} in {side.name} was not compared: {against.name} has no such outlet. "
                    "--stock summed compares all outlets together."
                )
    if matching.matches and PRICE_FIELDS[0] in kind.fields and ours.before_tax != theirs.before_tax:
        net, gross = (ours, theirs) if ours.before_tax else (theirs, ours)
        yield f"{net.name} has prices without tax; they were held as they are against those of {gross.name}."
    names = set(PRICE_FIELDS)
    one, other = ours.rows[kind], theirs.rows[kind]
    unlike = 0
    for each in matching.matches:
        priced = [
            {name for name, _ in record.values} & names
            for record in (one[each.ours][0], other[each.theirs][0])
        ]
        unlike += all(priced) and not priced[0] & priced[1]
    if unlike:
        yield (
            f"{unlike:,} prices were not compared: one side has them with tax, the other without "
            f"({' and '.join(PRICE_FIELDS)})."
        )
