"""Everything that is wrong with a dataset, at once: by file, row and column, with value, rule and way out.

Promises: never raises for content, however bad; every finding is counted, the first of each rule are
listed; the rules see exactly the text that the loader sends. Does not promise that a store accepts the
data: what the vendor doesn't document is not invented here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from pipeline.dataset.checks.cells import Cured, check_cells
from pipeline.dataset.checks.columns import check_columns
from pipeline.dataset.checks.families.fields import check_fields
from pipeline.dataset.checks.families.names import check_names
from pipeline.dataset.checks.families.options import check_options
from pipeline.dataset.checks.families.rows import FamilyCount, families_in, family_rules_in
from pipeline.dataset.checks.findings import Gathered
from pipeline.dataset.checks.images import check_images
from pipeline.dataset.checks.keys import check_keys
from pipeline.dataset.checks.kind_rules import FamilyRules, rules_of
from pipeline.dataset.checks.names import names_in, notes_on_names
from pipeline.dataset.checks.paths import check_paths
from pipeline.dataset.checks.references import check_references
from pipeline.dataset.checks.spreadsheets.edited import made_cells
from pipeline.dataset.checks.stock import stock_notes
from pipeline.dataset.edits import Edits, edits_of
from pipeline.dataset.files.canonical import canonical
from pipeline.dataset.files.originals import ORIGINAL_ROWS
from pipeline.dataset.tables import Dataset, Table
from pipeline.errors import Finding
from pipeline.schema.kinds import Kind, all_kinds
from pipeline.text import counted


@dataclass(frozen=True, slots=True)
class Report:
    """What `check` found. `findings` lists the first of each rule, `total` counts all of them.

    `counts` are the rows of each file; `named` the records of each kind that columns name, with those of its file.
    `families` has the kinds with rows that go together. `cures` are the certain ones of cells by kind and column, `renames`
    those of headings.
    """

    findings: tuple[Finding, ...]
    total: int
    notes: tuple[str, ...]
    edits: Edits
    counts: Mapping[Kind, int]
    named: Mapping[Kind, int]
    families: Mapping[Kind, FamilyCount]
    cures: Mapping[Kind, Mapping[str, Cured]] = field(default_factory=dict)
    renames: Mapping[Kind, Mapping[str, str]] = field(default_factory=dict)

    @property
    def fixable(self) -> int:
        """How many cells and headings `check --fix` would write."""
        cells = sum(len(cured.rows) for columns in self.cures.values() for cured in columns.values())
        return cells + sum(map(len, self.renames.values()))

    @property
    def passed(self) -> bool:
        """Whether the dataset may be loaded."""
        return self.total == 0


def check_dataset(dataset: Dataset, *, allow_real_emails: bool = False) -> Report:
    """Return every finding and note about the dataset, and which rows were edited since it was made."""
    gathered = Gathered()
    notes: list[str] = []
    edits = edits_of(dataset, named=ORIGINAL_ROWS)
    made = made_cells(dataset, edits)
    families: dict[Kind, FamilyCount] = {}
    cures: dict[Kind, Mapping[str, Cured]] = {}
    renames: dict[Kind, Mapping[str, str]] = {}
    for kind, table in dataset.tables.items():
        notes += [f"{table.path}: {note}." for note in table.notes]
        renames[kind] = check_columns(table, gathered)
        rules = family_rules_in(table)
        elsewhere = () if rules is None else (rules.name,)
        judged = check_cells(
            table,
            gathered,
            allow_real_emails=allow_real_emails,
            elsewhere=elsewhere,
            restores=made.get(kind),
        )
        notes += judged.notes
        cures[kind] = judged.cures
        with gathered.as_filed(table, judged.cures):
            cured = cured_table(table, judged.cures)
            check_keys(cured, gathered, elsewhere)
            rules = family_rules_in(cured)
            if rules is not None:
                families[kind] = _check_families(cured, rules, gathered)
            check_paths(cured, gathered)
            check_images(cured, rules_of(kind).images, gathered)
        notes += _price_notes(table)
        notes += stock_notes(table)
        if not table.frame.height:
            notes.append(f"{table.path}: it has no rows.")
    check_references(dataset, gathered)
    names = names_in(dataset)
    notes += notes_on_names(dataset, names)
    counts = {kind: dataset.tables[kind].frame.height for kind in all_kinds() if kind in dataset.tables}
    return Report(
        gathered.in_order(),
        gathered.total,
        tuple(notes),
        edits.short,
        counts,
        names.counts,
        families,
        cures,
        renames,
    )


def _check_families(table: Table, rules: FamilyRules, gathered: Gathered) -> FamilyCount:
    """Name what is wrong with the families of a table, and count them; what is known of each row goes when this returns."""
    found = families_in(table, rules)
    check_options(table, found, gathered)
    found = found.without_options
    check_fields(table, found, gathered)
    check_names(table, found, gathered)
    return found.counted


def cured_table(table: Table, cures: Mapping[str, Cured]) -> Table:
    """Return a table with its certain cures written, as a file would be read that has them."""
    if not cures:
        return table
    written = []
    for name, cured in cures.items():
        cells = pl.DataFrame({"row": cured.rows, "text": cured.texts})
        rows = (
            table.frame[name]
            .to_frame()
            .with_row_index("row")
            .join(cells, on="row", how="left", maintain_order="left")
        )
        text = pl.when(pl.col("text") != "").then("text")
        written.append(
            rows.select(pl.when(pl.col("text").is_null()).then(name).otherwise(text).alias(name)).to_series()
        )
    return table._replace(
        frame=table.frame.with_columns(canonical(table.kind, pl.DataFrame(written)).get_columns())
    )


def _price_notes(table: Table) -> Iterator[str]:
    names = ("supply_price", "price_including_tax")
    if set(names) <= set(table.frame.columns):
        cost, price = (pl.col(name).cast(pl.Float64, strict=False) for name in names)
        dear = table.frame.select((cost > price).sum()).item()
        if dear:
            words = "costs more than it is" if dear == 1 else "cost more than they are"
            yield f"{table.path}: {counted(dear, table.kind.name, table.kind.plural)} {words} sold for."
