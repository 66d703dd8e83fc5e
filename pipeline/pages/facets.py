"""What products can be filtered by: groups of values with counts, and prices in steps. Pure.

An id is a letter and a number, never made of a cell: it stands in the page's markup and in its address.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.pages.amounts import Currency
from pipeline.schema.kinds import key_of

TITLES = {
    "show": "Show only",
    "pack": "Pack",
    "category": "Category",
    "brand": "Brand",
    "tag": "Tag",
    "supplier": "Supplier",
}
EDITED, WRONG = "Edited", "Needs fixing"
EDITED_ID = "e0"  # the page's header links to it
_LETTERS = {"show": "e", "pack": "p", "category": "c", "brand": "b", "tag": "t", "supplier": "s"}
_ALWAYS = ("show",)  # said even where it would show everything or nothing
_PRICE = "h"
_FIRST = 7  # values that are shown before "more"
# Where a bar of the histogram may begin, in whole units of money; times ten, a hundred ... above
_STEPS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)
_MOST_BARS = 14


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value: its id, what it is called, and how many products have it."""

    id: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """The values of one group: those shown at first, and the others."""

    title: str
    first: tuple[FacetValue, ...]
    more: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class PriceBar:
    """One bar of the histogram: `share` of the highest, in percent."""

    id: str
    label: str
    low: int
    count: int
    share: int


@dataclass(slots=True)
class Facets:
    """Counts values as they come."""

    _ids: dict[tuple[str, str], str] = field(default_factory=lambda: {("show", key_of(EDITED)): EDITED_ID})
    _labels: dict[str, str] = field(default_factory=lambda: {EDITED_ID: EDITED})
    _counts: Counter[str] = field(default_factory=Counter)
    _edges: tuple[int, ...] = ()
    _currency: Currency = field(default_factory=Currency)

    def take(self, group: str, text: str) -> str:
        """Count a value and return its id; '' for no text. Spellings that differ in case are one."""
        if not text:
            return ""
        key = (group, key_of(text))
        found = self._ids.get(key)
        if found is None:
            found = self._ids[key] = f"{_LETTERS[group]}{sum(name == group for name, _ in self._ids)}"
            self._labels[found] = text
        self._counts[found] += 1
        return found

    def price_bins(self, prices: Sequence[int], currency: Currency) -> None:
        """Choose the steps of the histogram for these prices, in cents."""
        self._currency = currency
        self._edges = edges_for(min(prices), max(prices)) if prices else ()

    def take_price(self, cents: int | None) -> str:
        """Count a price and return its bar's id; '' for none."""
        if cents is None or not self._edges:
            return ""
        place = max((at for at, edge in enumerate(self._edges[:-1]) if cents >= edge), default=0)
        self._counts[f"{_PRICE}{place}"] += 1
        return f"{_PRICE}{place}"

    def groups(self) -> tuple[FacetGroup, ...]:
        """Return the groups that tell products apart, the most frequent values first."""
        found = []
        for name, title in TITLES.items():
            ids = [each for (group, _), each in self._ids.items() if group == name and self._counts[each]]
            ids.sort(key=lambda each: -self._counts[each])
            values = tuple(FacetValue(each, self._labels[each], self._counts[each]) for each in ids)
            if len(values) > 1 or (values and name in _ALWAYS):
                cut = len(values) if len(values) <= _FIRST + 1 else _FIRST
                found.append(FacetGroup(title, values[:cut], values[cut:]))
        return tuple(found)

    def bars(self) -> tuple[PriceBar, ...]:
        """Return the histogram; nothing where all prices are in one step."""
        counts = [self._counts[f"{_PRICE}{at}"] for at in range(len(self._edges) - 1)]
        if len(counts) < 2:  # noqa: PLR2004 - one bar tells nothing
            return ()
        return tuple(
            PriceBar(
                id=f"{_PRICE}{at}",
                label=f"{self._whole(self._edges[at])} to {self._whole(self._edges[at + 1])}",
                low=self._edges[at] // 100,
                count=count,
                share=round(100 * count / max(counts)) if count else 0,
            )
            for at, count in enumerate(counts)
        )

    def _whole(self, cents: int) -> str:
        return f"{self._currency.sign}{cents // 100:,}"


def edges_for(low: int, high: int) -> tuple[int, ...]:
    """Return round amounts, in cents, from below `low` to above `high`: closer together where prices are low."""
    scale = [step * 10**power * 10 for power in range(16) for step in _STEPS]  # from 1.00 on
    every = [0, *scale]
    first = max((at for at, edge in enumerate(every) if edge <= low), default=0)
    last = next((at for at, edge in enumerate(every) if edge > high), len(every) - 1)
    stride = max(1, -(-(last - first) // _MOST_BARS))
    picked = every[first:last:stride]
    return (*picked, every[min(first + stride * len(picked), len(every) - 1)])
