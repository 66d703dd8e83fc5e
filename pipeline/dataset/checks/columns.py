"""The header's findings: columns that are missing, unknown, or not supported in this version. Pure."""

import re
from collections.abc import Iterator, Sequence

from pipeline.dataset.checks.findings import Gathered
from pipeline.dataset.checks.kind_rules import rules_of
from pipeline.dataset.files.column_names import nameless_words
from pipeline.dataset.imports.theirs import field_meant
from pipeline.dataset.tables import Table
from pipeline.errors import Finding
from pipeline.schema.kinds import Kind, filed_kinds, key_of
from pipeline.text import clean, did_you_mean, listed, printable

_NESTED = frozenset({"images", "variants", "variant_definitions", "product_codes"})
_IDENTIFIERS = ("_id", "_ids")


def check_columns(table: Table, gathered: Gathered) -> dict[str, str]:
    """Name each column that can't be loaded, and each required one that isn't there; return what columns are ours under other names."""
    renames: dict[str, str] = {}
    for finding in nameless_findings(table):
        gathered.add(finding)
    unknown = [name for name in table.frame.columns if table.kind.field(name) is None]
    required = [field.name for field in table.kind.fields.values() if field.required]
    missing = [name for name in required if name not in table.frame.columns]
    for name in missing:
        rule = f'The column "{name}" is required and missing.'
        near = did_you_mean(name, unknown)
        way_out = f"Add it.{near}" if not near else f"Rename the column that holds it.{near}"
        gathered.add(Finding(str(table.path), table.header_line, name, None, rule, way_out))
    for name in unknown:
        rule, way_out, ours = _judged(name, table.kind, table.frame.columns)
        if ours and ours not in renames.values():
            renames[name] = ours
        gathered.add(Finding(str(table.path), table.header_line, clean(name, 60), None, rule, way_out))
    for name, rule, way_out in (*_heading_findings(table), *_half_findings(table)):
        gathered.add(Finding(str(table.path), table.header_line, clean(name, 60), None, rule, way_out))
    return renames


def _heading_findings(table: Table) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with columns under a second name, or with an outlet's behind it: blanks, two that mean one thing."""
    first: dict[str, str] = {}
    for name in table.frame.columns:
        field = table.kind.field(name)
        if field is None:
            continue
        heading = re.sub(r"\s", "_", printable(name))
        earlier = first.setdefault(key_of(re.sub(r"\s", "_", printable(field.name))), name)
        if earlier != name:
            same = f'It means the same as the column "{clean(earlier, 60)}".'
            yield name, same, "Remove one of the two."
        elif heading != name:
            rule = "An outlet's name stands there with _ for each blank, and without what can't be seen."
            yield name, rule, f'Rename it to "{clean(heading, 60)}".'


def _half_findings(table: Table) -> Iterator[tuple[str, str, str]]:
    """Yield each column of an option whose other half is missing."""
    family = rules_of(table.kind).family
    for pair in family.options if family is not None else ():
        for there, missing in (pair, pair[::-1]):
            if there in table.frame.columns and missing not in table.frame.columns:
                rule = f'The column "{missing}" is missing: an option has a name and a value.'
                yield missing, rule, f'Add it, or remove "{there}".'


def nameless_findings(table: Table) -> Iterator[Finding]:
    """Yield the one finding about content that stands in columns without a name, if there is any."""
    if table.nameless:
        row = table.header_line
        way_out = f"Name them in row {row}, or remove them. If row {row} is a title, remove that row."
        yield Finding(str(table.path), row, None, None, f"{nameless_words(table.nameless)}.", way_out)


def _judged(name: str, kind: Kind, there: Sequence[str]) -> tuple[str, str, str]:
    """Return the rule that a column breaks, the way out, and our name of it ('' where it is none, or is there too)."""
    known = kind.fields
    lowered = name.strip().lower()
    if kind.field(lowered) is not None:
        return "Columns are written in small letters.", *_renamed(_heading(kind, name.strip()), there)
    family = rules_of(kind).family
    if family is not None and re.fullmatch(rf"{family.option}_\w+_(?:name|value)", lowered):
        rule = f"The store takes {len(family.options)} options of {kind.nouns}."
        return (
            rule,
            "Remove the column; what tells rows apart may stand in another option or in the name.",
            "",
        )
    meant = field_meant(kind, name)
    if meant is not None and kind.field(meant) is not None:
        return f"It is no column of {kind.nouns}.", *_renamed(meant, there, "; import does so by itself")
    if lowered in _NESTED or lowered.endswith(_IDENTIFIERS):
        return (
            f'"{clean(name, 60)}" is not supported in this version: it refers to other records of the store.',
            "Remove the column; everything else loads without it.",
            "",
        )
    others = [other.plural for other in filed_kinds() if lowered in other.fields]
    if others:
        return (
            f"It is a column of {listed(others)}, not of {kind.nouns}.",
            "Remove the column or move it.",
            "",
        )
    near = did_you_mean(lowered, [each for each in known if each not in there])
    return f"It is no column of {kind.nouns}.", (f"Rename it.{near}" if near else "Remove the column."), ""


def _heading(kind: Kind, name: str) -> str:
    """Return a column in small letters; an outlet's name behind it keeps its capitals."""
    stems = [
        stem for each in kind.fields.values() if each.per_outlet for stem in (each.name, each.also) if stem
    ]
    stem = next((each for each in stems if name.lower().startswith(f"{each}_")), name)
    return stem.lower() + re.sub(r"\s", "_", name[len(stem) :])


def _renamed(ours: str, there: Sequence[str], more: str = "") -> tuple[str, str]:
    """Return the way out of a column that is ours under another name, and our name where no other column has it."""
    return (
        (f'Remove it: "{ours}" is there too.', "")
        if ours in there
        else (f'Rename it to "{ours}"{more}.', ours)
    )
