"""A dataset and its journals gathered into one page: what `templates/shop.html` shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.dataset import Dataset, Manifest, Report, check_dataset, journals_of
from pipeline.errors import UsageError
from pipeline.images.folder import looks_of
from pipeline.pages.amounts import currency_of
from pipeline.pages.customers import COLUMNS, ShownCustomers, customers_of
from pipeline.pages.drawn import ImageShelf
from pipeline.pages.facets import EDITED_ID, Facets
from pipeline.pages.figures import families_in, figures_of
from pipeline.pages.findings import LISTED, ShownFinding, findings_of
from pipeline.pages.loads import RowsIn, StoreStanding, standings_of
from pipeline.pages.products import IN_TABLE, ShownFamily, families_of
from pipeline.pages.render import render
from pipeline.pages.shown_rows import MOST_ROWS, shown_rows
from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind
from pipeline.script import script_of
from pipeline.text import clean, listed

_SHOWN = (PRODUCT, CUSTOMER)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What a page is to show. `name` is the folder as people call it, `next` (purpose, command) pairs to copy.

    `only` leaves the people out, or the products; None: both. `rows_in` is what `standings_of` takes.
    """

    dataset: Dataset
    name: str
    version: str
    next: Sequence[tuple[str, str]] = ()
    only: Kind | None = None
    packs_dir: Path | None = None
    rows_in: RowsIn = lambda _: None

    def shows(self, kind: Kind) -> bool:
        """Whether the page has anything to do with a kind."""
        return self.only in (None, kind) or (
            self.only is PRODUCT and kind.name not in ("customer", "customer_group")
        )


@dataclass(frozen=True, slots=True)
class ShopPage:
    """A page, and what is in it: rows by kind, families, findings, edited cells; `real` are customers who may be real people."""

    html: str
    rows: Mapping[Kind, int]
    families: int
    findings: int
    edited: int
    real: int
    unknown_packs: tuple[str, ...]


def make_page(request: PageRequest) -> ShopPage:
    """Return the page of a dataset. Reads its journals and the images that its cells name.

    Raises UsageError for a kind that a page doesn't show.
    """
    if request.only not in (None, *_SHOWN):
        raise UsageError(
            f"A page shows {listed([kind.nouns for kind in _SHOWN])}, not {request.only.nouns} alone.",
            code="kind-invalid",
            hint=f"One of: {', '.join(kind.plural for kind in _SHOWN)}.",
        )
    dataset, manifest = request.dataset, request.dataset.manifest
    report = check_dataset(dataset)
    packs, region = (manifest.packs, manifest.region) if manifest else ((), None)
    looks, unknown = looks_of(packs, region, request.packs_dir)
    shelf = ImageShelf(dataset.folder, looks)
    facets, currency = Facets(), currency_of(region)
    shown = {kind: shown_rows(dataset.tables.get(kind), report) for kind in _SHOWN if request.shows(kind)}
    families = families_of(shown.get(PRODUCT, ()), shelf, looks.packs, facets, currency)
    customers = customers_of(shown.get(CUSTOMER, ()), imported=_imported(manifest))
    lines = {kind: {row.line for row in rows} for kind, rows in shown.items()}
    findings = findings_of(report.findings, dataset, request.shows, lines)
    standings = standings_of(journals_of(dataset.folder), request.shows, lines, request.rows_in)
    totals = {kind: dataset.tables[kind].frame.height for kind in shown if kind in dataset.tables}
    is_whole = totals.get(PRODUCT, 0) <= MOST_ROWS
    family_count = len(families) if is_whole else families_in(report)
    edited, finding_count = _edited_cells(report, request), _finding_count(report, findings, request)
    values = {
        **_heading(request, customers, totals),
        "chips": _chips(manifest, customers, standings),
        "figures": figures_of(dataset, totals, family_count, currency),
        "products": PRODUCT in shown,
        "families": families,
        "groups": facets.groups(),
        "bars": facets.bars(),
        "currency": currency,
        "columns": COLUMNS,
        "in_table": IN_TABLE,
        "findings": findings[:LISTED],
        "finding_count": finding_count,
        "notes": [*_edit_notes(report, request), *_other_notes(report, request)],
        "edited": edited,
        "edited_at": _edited_at(families, customers),
        "standings": standings,
        "cases": [case for case in script_of(dataset) if request.shows(case.kind)],
    }
    html = render("shop.html", shelf.shared(), shelf.rules(), values)
    return ShopPage(html, totals, family_count, finding_count, edited, customers.real, unknown)


def _heading(
    request: PageRequest, customers: ShownCustomers, totals: Mapping[Kind, int]
) -> dict[str, object]:
    """Return what stands above the sections, and what comes next."""
    return {
        "name": clean(request.name),
        "version": request.version,
        "customers": customers if request.shows(CUSTOMER) else None,
        "next": request.next,
        "totals": {kind.plural: total for kind, total in totals.items()},
        "most": MOST_ROWS,
        "cut": {kind.plural: total for kind, total in totals.items() if total > MOST_ROWS},
    }


def _imported(manifest: Manifest | None) -> bool:
    return manifest is not None and manifest.seed is None and not manifest.options.get("anonymized")


def _finding_count(report: Report, findings: Sequence[ShownFinding], request: PageRequest) -> int:
    return report.total if request.only is None else len(findings)


def _edited_cells(report: Report, request: PageRequest) -> int:
    """Return how many cells a person changed; a row that was added or removed counts as one."""
    return sum(max(len(row.columns), 1) for row in report.edits.rows if request.shows(row.kind))


def _edited_at(families: Sequence[ShownFamily], customers: ShownCustomers) -> str:
    """Return where edited rows are shown, else where it is said what was edited: rows that are gone have no place."""
    if any(each.edited for each in families):
        return f"#on={EDITED_ID}"
    return "#customers" if any(row.edited for row in customers.rows) else "#findings"


def _edit_notes(report: Report, request: PageRequest) -> list[str]:
    """Return what was edited of the kinds that are shown, such as 'customers: 2 changed, 1 removed'."""
    edits = (each for each in report.edits.kinds if each.words and request.shows(each.kind))
    return [f"Edited since it was made: {each.words}." for each in edits]


def _other_notes(report: Report, request: PageRequest) -> list[str]:
    """Return the notes of the check with the files' names alone; those of a page without people could name some."""
    notes = report.notes if request.only is None else ()
    return [clean(note.replace(f"{request.dataset.folder}/", ""), 400) for note in notes]


def _chips(
    manifest: Manifest | None, customers: ShownCustomers, standings: Sequence[StoreStanding]
) -> list[tuple[str, str]]:
    """Return what is to be known of the dataset, in a few words each: (word, what is set in bold behind it)."""
    chips: list[tuple[str, str]] = []
    if manifest is not None:
        chips.append(("seed", str(manifest.seed)) if manifest.seed is not None else ("imported", ""))
        chips += [(clean(pack, 40), "") for pack in manifest.packs]
        if manifest.region:
            around = f", around {customers.around}" if customers.around else ""
            chips.append((f"{clean(manifest.region.upper(), 40)}{around}", ""))
        chips.append((f"made {_day(manifest.created_at)}", ""))
    chips += [(f"{each.prefix}:", each.words) for each in standings] or [("not loaded yet", "")]
    return chips


def _day(moment: str) -> str:
    """Return '28 Nov 2026' for a moment of a manifest; its text where it is none."""
    try:
        return f"{datetime.fromisoformat(moment[:10]):%d %b %Y}".lstrip("0")
    except ValueError:
        return clean(moment, 40)
