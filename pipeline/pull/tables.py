"""What was read of a store as the rows of a dataset, and what a dataset can't hold. Pure.

Promises: each record stands in a row or among the losses, each value in a cell or among the losses; rows of a family follow
each other under one handle, its images one to a row, since a load puts them on the product that heads it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pipeline.pull.kept import KeptRow
from pipeline.pull.reading import StoreRecords
from pipeline.schema.fields import FORM_RULES, Form, Value, cell_of, parse_cell
from pipeline.schema.kinds import PRICE_FIELDS, Kind, Source, filed_kinds, key_of
from pipeline.schema.records import Record
from pipeline.stores.protocol import Terms

_CENT = Decimal("0.01")
_HANDLE = "handle"  # rows with options that share one are a family
_IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that the dataset does not have as the store has it: of which record, what, and why."""

    kind: Kind
    key: str
    field: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class PulledRow:
    """A row: its cells, and the id and address of the image that goes with it."""

    cells: dict[str, str]
    image: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of each kind that has a file, and what is not among them."""

    rows: Mapping[Kind, Sequence[PulledRow]]
    losses: tuple[Loss, ...]


def tables_of(found: StoreRecords, terms: Terms) -> Tables:
    """Return a store as tables."""
    losses: list[Loss] = []
    rows = {kind: _rows_of(kind, found, terms, losses) for kind in filed_kinds()}
    losses += _unnamed(found)
    return Tables(rows, tuple(losses))


def _rows_of(kind: Kind, found: StoreRecords, terms: Terms, losses: list[Loss]) -> list[PulledRow]:
    rows: list[PulledRow] = []
    seen: set[str] = set()
    handles: Counter[str] = Counter()
    for family in _families(found.kinds[kind].values()):
        handle = _handle_of(kind, family, handles) if family[0].head is not None else None
        members = []
        for kept in family:
            values = found.values_of(kept, terms) | ({} if handle is None else {_HANDLE: handle})
            key = str(values.get(kind.key.field) or "").strip()
            if key and key_of(key) not in seen:
                seen.add(key_of(key))
                members.append(_cells(kind, key, values, losses))
                losses += [Loss(kind, key, "", "", why) for why in kept.beyond]
            else:
                why = f"another one has this {kind.key.noun}" if key else f"it has no {kind.key.noun}"
                label = key or Record(kind, tuple(values.items())).label
                losses.append(Loss(kind, label, "", "", f"{why}: left out"))
        images = list(dict.fromkeys(image for kept in family for image in kept.images))
        rows += _with_images(kind, members, images, losses)
    return rows


def _with_images(
    kind: Kind, members: list[dict[str, str]], images: list[tuple[str, str]], losses: list[Loss]
) -> list[PulledRow]:
    """Return the rows of a family with its images, one to a row, the last one to all that follow.

    A row without an image would be given one that is drawn.
    """
    if not members or not images:
        return [PulledRow(cells) for cells in members]
    more = "a row names one image: left out"
    losses += [Loss(kind, members[0][kind.key.field], _IMAGE, url, more) for _, url in images[len(members) :]]
    return [PulledRow(cells, images[min(place, len(images) - 1)]) for place, cells in enumerate(members)]


def _families(records: Iterable[KeptRow]) -> list[list[KeptRow]]:
    """Return records with those of one head together, at the place of the first, the head before the others."""
    groups: dict[str, list[KeptRow]] = {}
    for kept in records:
        groups.setdefault(kept.head or kept.id, []).append(kept)
    return [sorted(group, key=lambda kept: kept.id != kept.head) for group in groups.values()]


def _handle_of(kind: Kind, family: list[KeptRow], handles: Counter[str]) -> str:
    """Return the one handle of a family: its own, numbered where another family of the store has it."""
    own = next((str(kept.values[_HANDLE]) for kept in family if kept.values.get(_HANDLE)), "")
    stem = own or str(family[0].values.get(kind.key.field) or family[0].id)
    handles[key_of(stem)] += 1
    return stem if handles[key_of(stem)] == 1 else f"{stem}-{handles[key_of(stem)]}"


def _cells(kind: Kind, key: str, values: Mapping[str, Value], losses: list[Loss]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name, value in values.items():
        field = kind.field(name)
        if field is None or not field.sent or (name == PRICE_FIELDS[1] and PRICE_FIELDS[0] in values):
            continue
        kept, why = _fitting(field.form, value)
        if why:
            losses.append(Loss(kind, key, name, cell_of(value), why))
        if kept is not None:
            cells[name] = cell_of(kept)
    return cells


def _fitting(form: Form, value: Value) -> tuple[Value | None, str]:
    """Return what of a value fits into a cell of a form, and what is lost of it in words."""
    if isinstance(value, tuple) and form is not Form.LIST:
        return value[0], f"a row has one: {', '.join(value[1:])} left out" if value[1:] else ""
    if form is Form.MONEY and isinstance(value, Decimal) and value >= 0:
        rounded = value.quantize(_CENT, ROUND_HALF_UP)
        return rounded, f"rounded to {rounded}" if rounded != value else ""
    try:
        parse_cell(form, cell_of(value))
    except ValueError:
        return None, f"a cell holds {FORM_RULES[form]}: left blank"
    return value, ""


def _unnamed(found: StoreRecords) -> list[Loss]:
    """Return the records that no file describes and no row names: a dataset has no place for them."""
    named = {
        each
        for kind, records in found.kinds.items()
        for kept in records.values()
        for each in _named(kind, kept)
    }
    lost = []
    for kind, records in found.kinds.items():
        if kind.source is Source.COLUMNS:
            names = (str(kept.values[kind.key.field]) for kept in records.values())
            lost += [
                Loss(kind, name, "", "", "no row names it: left out")
                for name in names
                if (kind, key_of(name)) not in named and not _is_above(kind, name, named)
            ]
    return lost


def _named(kind: Kind, kept: KeptRow) -> Iterable[tuple[Kind, str]]:
    return Record(kind, tuple(kept.values.items())).references


def _is_above(kind: Kind, name: str, named: set[tuple[Kind, str]]) -> bool:
    """Tell whether a path stands above one that a row names."""
    stem = f"{key_of(name)} > "
    return any(each is kind and text.startswith(stem) for each, text in named)
