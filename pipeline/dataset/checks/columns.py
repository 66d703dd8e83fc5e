"""The header's findings: columns that are missing, unknown, or not supported in this version. Pure."""

from collections.abc import Iterator, Sequence

from pipeline.dataset.checks.findings import Gathered
from pipeline.dataset.files.column_names import nameless_words
from pipeline.dataset.imports.theirs import field_meant
from pipeline.dataset.tables import Table
from pipeline.errors import Finding
from pipeline.schema.kinds import Kind, filed_kinds
from pipeline.text import clean, did_you_mean, listed

_NESTED = frozenset({"images", "inventory", "variants", "variant_definitions", "product_codes"})
_IDENTIFIERS = ("_id", "_ids")


def check_columns(table: Table, gathered: Gathered) -> None:
    """Name each column that can't be loaded, and each required one that isn't there."""
    for finding in nameless_findings(table):
        gathered.add(finding)
    known = table.kind.fields
    unknown = [name for name in table.frame.columns if name not in known]
    missing = [
        field.name for field in known.values() if field.required and field.name not in table.frame.columns
    ]
    for name in missing:
        rule = f'The column "{name}" is required and missing.'
        near = did_you_mean(name, unknown)
        way_out = f"Add it.{near}" if not near else f"Rename the column that holds it.{near}"
        gathered.add(Finding(str(table.path), table.header_line, name, None, rule, way_out))
    for name in unknown:
        rule, way_out = _judged(name, table.kind, table.frame.columns)
        gathered.add(Finding(str(table.path), table.header_line, clean(name, 60), None, rule, way_out))


def nameless_findings(table: Table) -> Iterator[Finding]:
    """Yield the one finding about content that stands in columns without a name, if there is any."""
    if table.nameless:
        row = table.header_line
        way_out = f"Name them in row {row}, or remove them. If row {row} is a title, remove that row."
        yield Finding(str(table.path), row, None, None, f"{nameless_words(table.nameless)}.", way_out)


def _judged(name: str, kind: Kind, there: Sequence[str]) -> tuple[str, str]:
    known = kind.fields
    lowered = name.strip().lower()
    if lowered in known:
        return "Columns are written in small letters.", _renamed(lowered, there)
    meant = field_meant(kind, name)
    if meant is not None and meant in known:
        return f"It is no column of {kind.nouns}.", _renamed(meant, there, "; import does so by itself")
    if lowered in _NESTED or lowered.endswith(_IDENTIFIERS):
        return (
            f'"{clean(name, 60)}" is not supported in this version: it refers to other records of the store.',
            "Remove the column; everything else loads without it.",
        )
    others = [other.plural for other in filed_kinds() if lowered in other.fields]
    if others:
        return f"It is a column of {listed(others)}, not of {kind.nouns}.", "Remove the column or move it."
    near = did_you_mean(lowered, [each for each in known if each not in there])
    return f"It is no column of {kind.nouns}.", (f"Rename it.{near}" if near else "Remove the column.")


def _renamed(ours: str, there: Sequence[str], more: str = "") -> str:
    """Return the way out of a column that is ours under another name."""
    return f'Remove it: "{ours}" is there too.' if ours in there else f'Rename it to "{ours}"{more}.'
