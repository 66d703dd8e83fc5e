"""The figures at the head of a page: of all rows of the files, also where the page shows the first of them only. Pure."""

import functools
from collections.abc import Collection, Iterator

from pipeline.dataset import Dataset, Report
from pipeline.dataset.files.disk_frame import batches
from pipeline.pages.amounts import Currency, cents_of, margin_of, mean_of, median_of, number_of
from pipeline.pages.customers import PLACE
from pipeline.pages.products import COST, STOCK
from pipeline.schema.kinds import CUSTOMER, PRICE_FIELDS, PRODUCT, Kind
from pipeline.text import counted

Figure = tuple[str, str, str]  # title, figure, words behind it


def families_in(report: Report) -> int:
    """Return how many families the products are: one that stands alone is a family of its own."""
    found = report.families.get(PRODUCT)
    return report.counts[PRODUCT] + (found.families - found.rows if found else 0)


def figures_of(dataset: Dataset, kinds: Collection[Kind], families: int, currency: Currency) -> list[Figure]:
    """Return the figures of these kinds."""
    figures: list[Figure] = []
    heights = {kind: f"{dataset.tables[kind].frame.height:,}" for kind in kinds}
    if PRODUCT in kinds:
        figures.append(("Products", heights[PRODUCT], f"in {counted(families, 'family', 'families')}"))
    if CUSTOMER in kinds:
        places = {row for row in _cells(dataset, CUSTOMER, PLACE) if any(row)}
        figures.append(("Customers", heights[CUSTOMER], f"in {counted(len(places), 'place')}"))
    return figures + (_money(dataset, currency) if PRODUCT in kinds else [])


def _money(dataset: Dataset, currency: Currency) -> list[Figure]:
    cents, number = functools.cache(cents_of), functools.cache(number_of)
    prices, margins, value, tracked, bare = [], [], 0, False, 0
    for *amounts, paid, held in _cells(dataset, PRODUCT, (*PRICE_FIELDS, COST, STOCK)):
        price, cost, stock = cents(next(filter(None, amounts), "")), cents(paid), number(held)
        margin = margin_of(price, cost)
        prices += [] if price is None else [price]
        margins += [] if margin is None else [margin]
        tracked = tracked or (cost is not None and stock is not None)
        value, bare = value + (cost or 0) * (stock or 0), bare + (cost or 0)
    figures: list[Figure] = []
    if prices:
        code = f" ({currency.code})" if currency.code else ""
        figures += [
            ("Median price", currency.words(median_of(prices)), ""),
            (f"Prices{code}", currency.span(prices), ""),
        ]
    if margins:
        figures.append(("Mean margin", f"{mean_of(margins)} %", ""))
    if tracked or bare:
        total = (value if tracked else bare) // 100
        figures.append(
            ("Stock at cost", f"{currency.sign}{total:,}", "an outlet" if tracked else "for one each")
        )
    return figures


def _cells(dataset: Dataset, kind: Kind, columns: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Yield the stripped cells of some columns of all rows; '' for an empty one, and for a column that isn't there."""
    frame = dataset.tables[kind].frame
    there = [name for name in columns if name in frame.columns]
    for batch in batches(frame, there) if there else ():
        for row in batch.rows():
            cells = dict(zip(there, row, strict=True))
            yield tuple((cells.get(name) or "").strip() for name in columns)
