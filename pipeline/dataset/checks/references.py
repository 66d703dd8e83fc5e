"""Names of records that no file has: what names them would wait for ever. Pure."""

from pipeline.dataset.checks.findings import LISTED_PER_RULE, Gathered
from pipeline.dataset.checks.keys import folded
from pipeline.dataset.tables import Dataset, Table
from pipeline.errors import Finding
from pipeline.schema.fields import Field, parse_cell
from pipeline.schema.kinds import KINDS, Kind, Source, key_of
from pipeline.text import clean, listed


def check_references(dataset: Dataset, gathered: Gathered) -> None:
    """Name each row that names a record which its kind's file doesn't hold; kinds without a file are made of the names."""
    for table in dataset.tables.values():
        for field in table.kind.references:
            named = KINDS[str(field.to)]
            if field.name in table.frame.columns and named.source is Source.FILE:
                _check_column(table, field, named, _keys_of(dataset, named), gathered)


def _keys_of(dataset: Dataset, kind: Kind) -> set[str]:
    table = dataset.tables.get(kind)
    if table is None or kind.key.field not in table.frame.columns:
        return set()
    return set(folded(table.frame[kind.key.field]).drop_nulls().to_list())


def _check_column(table: Table, field: Field, named: Kind, keys: set[str], gathered: Gathered) -> None:
    cells = table.frame[field.name]
    missing = {text: _missing(field, text, keys) for text in cells.drop_nulls().unique().to_list()}
    lacking = {text: names for text, names in missing.items() if names}
    rows = cells.is_in(list(lacking)).arg_true()
    way_out = f"Add it to {named.plural}.csv, or name another {named}."
    findings = (
        Finding(
            str(table.path),
            table.lines[row],
            field.name,
            clean(cells[row], 80),
            f"No row of {named.plural} has {listed([clean(name, 60) for name in lacking[cells[row]]])}.",
            way_out,
        )
        for row in rows.head(LISTED_PER_RULE).to_list()
    )
    gathered.add_many(len(rows), findings)


def _missing(field: Field, text: str, keys: set[str]) -> list[str]:
    value = parse_cell(field.form, text)
    names = value if isinstance(value, tuple) else (str(value),)
    return [name for name in names if key_of(name) not in keys]
