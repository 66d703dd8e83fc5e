"""Files that `export` wrote, read by the tables that wrote them: exactly, where other programs' files are guessed at. Pure.

Promises: a file is known by all of its headings, those of a vendor's template or those that `generate` writes; any other,
such as one with a column less, is left to the general way. What `rows` counted as lost is all that isn't read as it was.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from pipeline.dataset.exports.formats import FORMATS
from pipeline.dataset.exports.templates import LeadRule, VendorTemplate
from pipeline.dataset.files.canonical import canonical
from pipeline.dataset.files.column_names import column
from pipeline.dataset.files.disk_frame import Frame
from pipeline.schema.kinds import Kind, filed_kinds, key_of


class KnownFile(NamedTuple):
    """What a file is by its headings; `template` None: it has our own columns."""

    format: str
    kind: Kind
    template: VendorTemplate | None


def known_file(headings: Sequence[str], named: Kind | None = None) -> KnownFile | None:
    """Return what a file of these headings is, None where no table has all of them.

    A sheet that is `named` as a kind may lack up to half of the columns that `generate` writes: people remove some.
    """
    there = set(headings)
    for kind in filed_kinds():
        ours = set(kind.generated_columns)
        least = len(ours) / 2 if kind is named else len(ours)
        if len(ours & there) >= least and all(_is_ours(kind, name) for name in there):
            return KnownFile("csv", kind, None)
    for export_format in FORMATS.values():
        for kind, template in export_format.templates.items():
            own = {each.heading for each in template.columns}
            if own <= there and all(_at_outlet(template, name) is not None for name in there - own):
                return KnownFile(export_format.name, kind, template)
    return None


def fields_in(known: KnownFile, headings: Sequence[str]) -> dict[str, str]:
    """Return our column of each heading that has one."""
    if known.template is None:
        return {name: name for name in headings if _is_ours(known.kind, name)}
    own = {each.heading: each.field for each in known.template.columns}
    found = {name: own[name] if name in own else _at_outlet(known.template, name) or "" for name in headings}
    return {name: field for name, field in found.items() if field}


def left_in(known: KnownFile, frame: Frame) -> list[str]:
    """Return the headings under which somebody put something that means nothing to us."""
    if known.template is None:
        return [name for name in frame.columns if not _is_ours(known.kind, name)]
    return [
        each.heading
        for each in known.template.columns
        if not each.field
        and not each.derived
        and frame.select((column(each.heading) != each.always).any()).item()
    ]


def our_frame(known: KnownFile, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a known file under our columns."""
    if known.template is None:
        frame = frame.select(column(name) for name in fields_in(known, frame.columns))
    else:
        rows = list(_said_once(_read(known.kind, known.template, frame)))
        names = dict.fromkeys(name for row in rows for name in row)
        frame = pl.DataFrame(
            {name: [row.get(name) for row in rows] for name in names}, schema=dict.fromkeys(names, pl.String)
        )
    return canonical(known.kind, frame)


def _said_once(rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Yield the rows with a family's description in the first of them alone, as `generate` writes it."""
    said: set[tuple[str, str]] = set()
    for row in rows:
        stem, text = row.get("handle", row.get("name", "")), row.get("description", "")
        if text and (key_of(stem), text) in said and "variant_option_one_value" in row:
            row = {name: cell for name, cell in row.items() if name != "description"}  # noqa: PLW2901 - the same row
        said.add((key_of(stem), text))
        yield row


def _is_ours(kind: Kind, name: str) -> bool:
    field = kind.field(name)
    return field is not None and field.name == name


def _at_outlet(template: VendorTemplate, heading: str) -> str | None:
    """Return our column of a heading with an outlet's name in it, '' where it holds none, None for no such heading."""
    for each in template.outlets:
        found = re.fullmatch(re.escape(each.heading).replace(r"\{\}", "(.+)"), heading)
        if found is not None:
            return "" if each.always else f"{each.field}_{found[1].replace(each.blanks, '_')}"
    return None


def _read(kind: Kind, template: VendorTemplate, frame: pl.DataFrame) -> Iterator[dict[str, str]]:
    rows = [
        {heading: cell for heading, cell in cells.items() if cell} for cells in frame.iter_rows(named=True)
    ]
    if template.lead is not None:
        return _led(kind, template, template.lead, rows)
    return _continued(template, rows)


def _continued(template: VendorTemplate, rows: Sequence[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """Yield the rows, with what a family has in its first one alone."""
    once = [each.field for each in template.columns if each.once]
    first: dict[str, dict[str, str]] = {}
    for texts in rows:
        row = _fields(template, texts)
        leader = first.setdefault(row["handle"], row) if "handle" in row else row
        yield {name: leader[name] for name in once if name in leader} | row


def _led(
    kind: Kind, template: VendorTemplate, lead: LeadRule, rows: Sequence[Mapping[str, str]]
) -> Iterator[dict[str, str]]:
    """Yield the rows but those that only lead others, which have what stands there."""
    named = {texts.get(lead.parent, "") for texts in rows if texts.get(lead.type) == lead.member}
    leaders: dict[str, dict[str, str]] = {}
    for texts in rows:
        row = _fields(template, texts)
        parent, key = texts.get(lead.parent, ""), row.get(kind.key.field, "")
        if texts.get(lead.type) == lead.member:
            yield row | {"handle": parent} | leaders.get(parent, {})
        elif texts.get(lead.type) == lead.head and key in named:
            leaders[key] = {name: cell for name, cell in row.items() if name in kind.shared}
        else:
            yield row


def _fields(template: VendorTemplate, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of one row under our columns."""
    blank = {each.heading: each.nothing for each in template.columns if each.nothing}
    if all(texts.get(heading) == word for heading, word in blank.items()):
        texts = {heading: text for heading, text in texts.items() if heading not in blank}
    row = {
        each.field: each.notation.read(texts[each.heading])
        for each in template.columns
        if each.field and each.heading in texts
    }
    own = {each.heading for each in template.columns}
    row |= {
        _at_outlet(template, heading) or "": text for heading, text in texts.items() if heading not in own
    }
    return {name: cell for name, cell in row.items() if name and cell}
