"""Stock that is said and would not be kept: worth a note, not a finding. Pure."""

from collections.abc import Iterator

import polars as pl

from pipeline.dataset.checks.kind_rules import rules_of
from pipeline.dataset.tables import Table
from pipeline.schema.kinds import key_of
from pipeline.text import clean, counted, listed

_LISTED = 8


def stock_notes(table: Table) -> Iterator[str]:
    """Yield a note about rows with reorder values and no level, and one about columns of single outlets."""
    rules = rules_of(table.kind).stock
    if rules is None:
        return
    fields = {name: field for name in table.frame.columns if (field := table.kind.field(name)) is not None}

    def columns(*stems: str) -> list[str]:
        return [
            name
            for name, field in fields.items()
            if field.name in stems
            or (field.per_outlet and field.name.startswith(tuple(f"{each}_" for each in stems)))
        ]

    others, levels = columns(*rules.others), columns(rules.level)
    if others:
        said = pl.any_horizontal(pl.col(name).is_not_null() for name in others)
        tracked = (
            pl.any_horizontal(pl.col(name).is_not_null() for name in levels)
            if levels
            else pl.lit(value=False)
        )
        rows = table.frame.select((said & ~tracked).sum()).item()
        if rows:
            yield (
                f"{table.path}: {counted(rows, table.kind.noun, table.kind.nouns)} with {listed(rules.others)} and without "
                f"{rules.level}: a store doesn't track them, and keeps neither."
            )
    outlets = (_outlet(field.name, (rules.level, *rules.others)) for field in reversed(fields.values()))
    named = [
        f'"{clean(outlet, 60)}"'
        for outlet in reversed({key_of(each): each for each in outlets if each}.values())
    ]
    if named:
        more = [f"{len(named) - _LISTED} more"] if len(named) > _LISTED else []
        yield f"{table.path}: columns are for one outlet alone: {listed([*named[:_LISTED], *more])}."


def _outlet(name: str, stems: tuple[str, ...]) -> str:
    """Return the outlet behind one of the stems, '' for another column."""
    return next((name[len(stem) + 1 :] for stem in stems if name.startswith(f"{stem}_")), "")
