"""What a store says of itself turned into choices for the data: region, tax, outlets; and how to choose otherwise."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.settings import REGION
from pipeline.text import listed

if TYPE_CHECKING:
    from pipeline.stores.facts import Facts

_NAMED = 3  # outlets in a line
_OUTLETS_MOST = 8  # more would make a row of stock that nobody reads


def region_of(facts: "Facts") -> str:
    """Return the region of the store's country, in its language if there are several; the default one where there is none."""
    from pipeline.packs import load_region, region_names

    regions = [load_region(name) for name in region_names()]
    own = [region for region in regions if region.country == (facts.country or "").upper()]
    language = (facts.language or "")[:2].lower()
    spoken = [region for region in own if region.faker_locale.startswith(language)] if language else own
    return (spoken or own)[0].region if own else REGION


def outlets_of(facts: "Facts") -> tuple[str, ...]:
    """Return the outlets that have stock of their own in the files: those of a store with several of different names."""
    from pipeline.generate.products.stock import headings

    names = tuple(name for _, name in facts.outlets if name.isprintable())
    columns = {headings(name)["inventory"].casefold() for name in names}
    return names if 1 < len(names) == len(columns) <= _OUTLETS_MOST else ()


def choices_made(facts: "Facts | None", region: str, outlets: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the summary: what the data is made for, why, and how to have it otherwise."""
    country = f", as the store's country {facts.country}" if facts and facts.country else ""
    yield f"  Region:     {region}{country if facts and region == region_of(facts) else ''} (--region REGION for another)"
    if facts is None:
        return
    if facts.tax_exclusive is not None:
        tax = "without" if facts.tax_exclusive else "with"
        yield f"  Tax:        prices are sent {tax} tax, as the store has them (load --price-field for the other)"
    there = [name for _, name in facts.outlets]
    if outlets:
        yield f"  Outlets:    stock for {listed(outlets)} (--outlet NAME for others)"
    elif there:
        lead = "the same stock at " if len(there) > 1 else ""
        more = " and others" if len(there) > _NAMED else ""
        yield f"  Outlets:    {lead}{listed(there[:_NAMED])}{more} (--outlet NAME for stock of its own)"
