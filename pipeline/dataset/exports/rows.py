"""Our rows to a vendor's, by its template, and what of them the template can't hold. Pure.

Promises: a cell that isn't read back as it was is counted, by column: what has no column, what a notation can't hold, and
handles that had to be others. A family's rows stand together; what it has once is filled in before.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.dataset.exports.handles import with_handles
from pipeline.dataset.exports.templates import Cells, FamilyRows, TemplateColumn, VendorTemplate, outlet_of
from pipeline.schema.collect import Filed
from pipeline.schema.families import with_shared
from pipeline.schema.kinds import PRICE_FIELDS, Kind, key_of
from pipeline.schema.records import row_of

NEW_OUTLET = "Main_Outlet"  # what the only outlet of a new X-Series store is called, blanks as _
_HANDLE = "handle"


class VendorRows(NamedTuple):
    """Rows under the vendor's headings; `lost` counts the cells that they don't hold, by our columns."""

    headings: tuple[str, ...]
    rows: Iterator[Sequence[str]]
    lost: Counter[str]


def vendor_rows(
    kind: Kind, template: VendorTemplate, filed: Sequence[Filed], outlets: Sequence[str]
) -> VendorRows:
    """Return the rows of a kind as the template has them, with columns for `outlets`."""
    families = _families(kind, filed)
    if template.handle is not None:
        families = with_handles(template.handle, families)
    families = [
        each._replace(whole=[_completed(row, template, outlets) for row in each.whole]) for each in families
    ]
    columns = (*template.columns, *_outlet_columns(template, outlets))
    rows = (row for each in families for row in _rows(kind, template, columns, each))
    lost: Counter[str] = Counter()
    for each in families:
        lost.update(_lost(template, each, outlets))
    return VendorRows(tuple(each.heading for each in columns), rows, lost)


def outlets_of(kind: Kind, columns: Sequence[str], asked: Sequence[str]) -> tuple[str, ...]:
    """Return the outlets that have columns, blanks as _: those asked for, else those that ours name, else a new store's."""
    found = [outlet_of(kind, name) for name in columns]
    there = {key_of(each[1]): each[1] for each in found if each is not None}
    wanted = [re.sub(r"\s", "_", name.strip()) for name in asked]
    return tuple(there.get(key_of(name), name) for name in wanted) or tuple(there.values()) or (NEW_OUTLET,)


def _families(kind: Kind, filed: Sequence[Filed]) -> list[FamilyRows]:
    whole = [row_of(record) for record, _ in with_shared(filed)]
    places: dict[str | int, list[int]] = {}
    for place, (record, _) in enumerate(filed):
        group = kind.group(record)
        places.setdefault(place if group is None else group, []).append(place)
    return [
        FamilyRows(
            isinstance(group, str), [row_of(filed[at][0]) for at in members], [whole[at] for at in members]
        )
        for group, members in places.items()
    ]


def _completed(row: Cells, template: VendorTemplate, outlets: Sequence[str]) -> Cells:
    """Return a row with its one price under the first of the two names, and at each outlet what holds for every one."""
    including, excluding = PRICE_FIELDS
    more = {including: row[excluding]} if excluding in row else {}
    more |= {
        f"{each.field}_{name}": row[each.field]
        for each in template.outlets
        for name in outlets
        if each.field in row
    }
    return more | dict(row)


def _outlet_columns(template: VendorTemplate, outlets: Sequence[str]) -> Iterator[TemplateColumn]:
    for name in outlets:
        for each in template.outlets:
            column = TemplateColumn(
                each.heading.format(name.replace("_", each.blanks)), f"{each.field}_{name}", sure=each.sure
            )
            yield replace(column, field="", always=each.always, where=column.field) if each.always else column


def _rows(
    kind: Kind, template: VendorTemplate, columns: Sequence[TemplateColumn], each: FamilyRows
) -> Iterator[list[str]]:
    headed = template.head is not None and each.family
    if headed and template.head is not None:
        shared = {name: cell for name, cell in each.whole[0].items() if name in kind.shared}
        yield [_cell(column, shared, template.head(each.whole)) for column in columns]
    for place, row in enumerate(each.whole):
        own = template.own(each.whole, place) if template.own is not None else {}
        later = headed or place > 0
        yield [
            "" if later and column.once and column.heading not in own else _cell(column, row, own)
            for column in columns
        ]


def _cell(column: TemplateColumn, row: Cells, own: Cells) -> str:
    if column.heading in own:
        return own[column.heading]
    text = column.notation.write(row[column.field]) if column.field in row else column.nothing
    return text or ("" if column.where and column.where not in row else column.always)


def _lost(template: VendorTemplate, each: FamilyRows, outlets: Sequence[str]) -> Iterator[str]:
    """Yield our column of each cell that isn't read back as it was."""
    held = template.holds
    at_outlets = {f"{field.field}_{name}" for field in template.outlets for name in outlets}
    filled = [name for name, column in held.items() if column.always]
    has_handle = _HANDLE in held or (template.head is not None and each.family)
    for filed, whole in zip(each.filed, each.whole, strict=True):
        for name, cell in filed.items():
            column = held.get(name)
            if column is not None:
                lost = column.notation.read(column.notation.write(cell)) != cell
            else:
                lost = name not in at_outlets
            if lost and name != _HANDLE:
                yield name
        yield from (name for name in filled if name not in whole)
        if filed.get(_HANDLE, "") != (whole.get(_HANDLE, "") if has_handle else ""):
            yield _HANDLE
