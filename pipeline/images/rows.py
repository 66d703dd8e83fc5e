"""From a product's row to its look: which line of which pack made it, read back from its SKU, brand, category and name. Pure.

A name is `Brand [Collection] Adjective Material Noun - Option / Option` (`pipeline/packs/names.py`). A row that a person edited
past recognition has a look without a line, and is shown as a carton with its brand and its name. Knows no files.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from pipeline.images.colours import plain
from pipeline.images.look import Look
from pipeline.packs import Line, Pack
from pipeline.packs.names import OPTION_SEPARATOR, SEPARATOR

P = TypeVar("P")
Cells = Mapping[str, str | None]
_SHOWN = 80  # characters of a cell that an image could show
_PLACES = ("one", "two", "three")  # of options, in the names of columns
_KEPT = 20_000  # heads of names that are remembered; families repeat theirs


class LookFinder:
    """Finds the looks of rows, for the packs that a dataset was made of."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        self._by_prefix = {pack.prefix.casefold(): pack for pack in packs}
        self._packs = tuple(packs)
        self._tiers = {brand.name.casefold(): brand.tier for pack in packs for brand in pack.brands}
        self._bodies: dict[tuple[str, str, str], Look] = {}

    def of(self, cells: Cells) -> Look:
        """Return the look of a row of products; `cells` are its columns by name, None or '' where empty."""
        whole, brand = _text(cells, "name"), _text(cells, "brand_name")
        name, _, behind = whole.partition(SEPARATOR)
        prefix, _, _ = _text(cells, "sku").partition("-")
        key = (prefix.casefold(), _without(name, brand), plain(_text(cells, "product_category")))
        found = self._bodies.get(key)
        if found is None:
            found = self._body(*key)
            if len(self._bodies) < _KEPT:
                self._bodies[key] = found
        named = _named_options(cells)
        options = named or _options_in(behind, self._line(key[0], found.line))
        tier = self._tiers.get(brand.casefold(), found.tier)
        return Look(
            found.noun,
            found.line,
            found.adjective,
            found.material,
            options,
            brand,
            tier,
            found.drawing,
            found.service,
        )

    def _line(self, prefix: str, name: str) -> Line | None:
        packs = (self._by_prefix[prefix],) if prefix in self._by_prefix else self._packs
        return next((line for pack in packs for line in pack.lines if line.name == name), None)

    def _body(self, prefix: str, body: str, category: str) -> Look:
        """Return the look of a name without brand and options."""
        pack = self._by_prefix.get(prefix)
        places = [(each, line) for each in ((pack,) if pack else self._packs) for line in each.lines]
        at_home = [place for place in places if plain(place[1].category) == category]
        for among in (at_home, places if pack else []):
            if match := _longest(body, [(noun, place) for place in among for noun in place[1].nouns]):
                rest, noun, (home, line) = match
                return _parted(rest, noun, home, line)
        if pack and len(at_home) == 1:  # renamed, but still where it was
            return _parted("", body, *at_home[0])
        return Look(body, service=pack is not None and not pack.stock)


def _parted(rest: str, noun: str, pack: Pack, line: Line) -> Look:
    """Return a line's look, with the adjective and the material that stand before the noun."""
    material = _longest(rest, [(text, text) for text in line.materials])
    before = material[0] if material else rest
    adjective = _longest(before, [(text, text) for text in line.adjectives])
    return Look(
        noun,
        line.name,
        adjective[1] if adjective else "",
        material[1] if material else "",
        drawing=line.drawing,
        service=not pack.stock,
    )


def _longest(text: str, endings: Sequence[tuple[str, P]]) -> tuple[str, str, P] | None:
    """Return (what stands before it, the ending, its place) for the longest ending of whole words."""
    words = f" {plain(text)}"
    best: tuple[str, str, P] | None = None
    for ending, place in endings:
        if words.endswith(f" {plain(ending)}") and (best is None or len(ending) > len(best[1])):
            best = (text[: max(len(text) - len(ending), 0)].rstrip(), ending, place)
    return best


def _without(name: str, brand: str) -> str:
    """Return a name without the brand that it begins with."""
    begins = bool(brand) and name.casefold().startswith(f"{brand.casefold()} ")
    return name[len(brand) :].strip() if begins else name


def _named_options(cells: Cells) -> tuple[tuple[str, str], ...]:
    """Return the options that stand in columns of their own."""
    pairs = (
        (_text(cells, f"variant_option_{n}_name"), _text(cells, f"variant_option_{n}_value")) for n in _PLACES
    )
    return tuple((name, value) for name, value in pairs if value)


def _options_in(text: str, line: Line | None) -> tuple[tuple[str, str], ...]:
    """Return the options that stand behind a name, under the names that the line gives them."""
    values = [value.strip() for value in text.split(OPTION_SEPARATOR) if value.strip()]
    names = [option.name for option in line.options] if line else []
    padded = [*names, *("" for _ in values)]
    return tuple(zip(padded, values, strict=False))


def _text(cells: Cells, column: str) -> str:
    return (cells.get(column) or "")[:_SHOWN].strip()
