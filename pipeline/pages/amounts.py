"""Money, margins and stock as the page shows them. Pure.

Amounts are integer cents, as a cell has them; a cell that is no amount has None, and is shown as it stands.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_MOST = Decimal(10) ** 12  # larger numbers are mistakes, and would make a page of zeros


@dataclass(frozen=True, slots=True)
class Currency:
    """What stands before an amount, and the code that a heading names; both are '' where a dataset has no region."""

    sign: str = ""
    code: str = ""

    def words(self, cents: int | None) -> str:
        """Return '$52.95'; '' for None."""
        if cents is None:
            return ""
        minus = "-" if cents < 0 else ""
        whole, part = divmod(abs(cents), 100)
        return f"{minus}{self.sign}{whole:,}.{part:02}"

    def span(self, amounts: Sequence[int]) -> str:
        """Return '$37.95 to $44.95', one amount where all are the same, '' where there is none."""
        if not amounts:
            return ""
        low, high = min(amounts), max(amounts)
        return self.words(low) if low == high else f"{self.words(low)} – {self.words(high)}"  # noqa: RUF001 - a range


# By region, since a dataset names no currency: that of the country
CURRENCIES = {
    "us": Currency("$", "USD"),
    "au": Currency("$", "AUD"),
    "ca": Currency("$", "CAD"),
    "fr-CA": Currency("$", "CAD"),
    "gb": Currency("£", "GBP"),
    "nz": Currency("$", "NZD"),
}


def currency_of(region: str | None) -> Currency:
    """Return the currency of a region; one without sign for an unknown one."""
    return CURRENCIES.get(region or "", Currency())


def cents_of(text: str) -> int | None:
    """Return the cents of a cell, None where it is no amount."""
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        return None
    return int(amount * 100) if amount.is_finite() and abs(amount) < _MOST else None


def number_of(text: str) -> int | None:
    """Return the whole number of a cell, None where it is none."""
    cents = cents_of(text)
    return cents // 100 if cents is not None else None


def margin_of(price: int | None, cost: int | None) -> int | None:
    """Return what is left of the price, in whole percent; None where one of the two is missing."""
    return round(100 * (price - cost) / price) if price and cost is not None else None


def median_of(amounts: Sequence[int]) -> int | None:
    """Return the amount in the middle, None where there is none."""
    return round(statistics.median(amounts)) if amounts else None


def mean_of(numbers: Sequence[int]) -> int | None:
    """Return the mean in whole numbers, None where there is none."""
    return round(statistics.fmean(numbers)) if numbers else None
