"""From a product's row to its look: which line of which pack made it, read back from its SKU, brand, category and name. Pure.

A name is `Brand [Collection] Adjective Material Noun - Option / Option` (`pipeline/packs/names.py`). A row that a person edited
past recognition has a look without a line, and is shown as a carton with its brand and its name. Knows no files.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import NamedTuple

from pipeline.images.colours import plain
from pipeline.images.look import Look
from pipeline.packs import Line, Pack, Region
from pipeline.packs.names import OPTION_SEPARATOR, SEPARATOR, body_positions
from pipeline.packs.turning.turn import turned
from pipeline.schema.kinds import OPTION_NUMBERS

Cells = Mapping[str, str | None]
_SHOWN = 80  # characters of a cell that an image could show
_COLLECTION_WORDS = 2  # at most, in front of a body
_KEPT = 20_000  # heads of names that are remembered; families repeat theirs


class _Place(NamedTuple):
    """A line of a pack as it was written, which drawings know, and as the region of the rows has it."""

    pack: Pack
    line: Line
    there: Line


class LookFinder:
    """Finds the looks of rows, for the packs that a dataset was made of, and its region where that is known."""

    def __init__(self, packs: Sequence[Pack], region: Region | None = None) -> None:
        self.packs = packs
        self._places = [
            _Place(pack, line, there)
            for pack in packs
            for line, there in zip(pack.lines, (turned(pack, region) if region else pack).lines, strict=True)
        ]
        self._tiers = {brand.name.casefold(): brand.tier for pack in packs for brand in pack.brands}
        self._known = functools.lru_cache(_KEPT)(self._body)
        self._agreeing = {
            plain(place.there.forms.body(place.there.nouns[n], a, m, n)): (place, a, m, n)
            for place in self._places
            if place.there.forms
            for a, m, n in body_positions(place.line)
        }

    def of(self, cells: Cells) -> Look:
        """Return the look of a row of products; `cells` are its columns by name, None or '' where empty."""
        whole, brand = _text(cells, "name"), _text(cells, "brand_name")
        name, _, behind = whole.partition(SEPARATOR)
        prefix, _, _ = _text(cells, "sku").partition("-")
        category = plain(_text(cells, "product_category"))
        if name.casefold().startswith(f"{brand.casefold()} "):
            name = name[len(brand) :].strip()
        found, place = self._known(prefix.casefold(), name, category)
        options = _named_options(cells) or _options_in(behind, place.there if place else None)
        return replace(
            found,
            options=_as_written(options, place) if place else options,
            brand=brand,
            tier=self._tiers.get(brand.casefold(), found.tier),
        )

    def _body(self, prefix: str, body: str, category: str) -> tuple[Look, _Place | None]:
        """Return the look of a name without brand and options, and where it was found."""
        ours = [place for place in self._places if place.pack.prefix.casefold() == prefix]
        at_home = [place for place in ours or self._places if plain(place.there.category) == category]
        for among in (at_home, ours):
            if (known := self._agreed(body)) and known[0] in among:
                place, adjective, material, noun = known
                return _look(place, place.line.nouns[noun], adjective, material), place
            nouns = [(place, k) for place in among for k in range(len(place.there.nouns))]
            rest, found = _longest(body, [place.there.nouns[k] for place, k in nouns])
            if found is not None:
                place, k = nouns[found]
                return _parted(rest, place.line.nouns[k], place), place
        if ours and len(at_home) == 1:  # renamed, but still where it was
            return _parted("", body, at_home[0]), at_home[0]
        return Look(body, service=bool(ours) and not ours[0].pack.stock), None

    def _agreed(self, body: str) -> tuple[_Place, int, int, int] | None:
        """Return whose body in a language whose words agree this is, behind a collection and its number or without."""
        words = plain(body).split(" ")
        ends = (" ".join(words[k:]) for k in range(_COLLECTION_WORDS + 1))
        return next((self._agreeing[end] for end in ends if end in self._agreeing), None)


def _parted(rest: str, noun: str, place: _Place) -> Look:
    """Return a line's look, with the adjective and the material that stand before the noun."""
    before, material = _longest(rest, place.there.materials)
    _, adjective = _longest(before, place.there.adjectives)
    return _look(place, noun, adjective, material)


def _look(place: _Place, noun: str, adjective: int | None, material: int | None) -> Look:
    """Return the look of these words of a line."""
    line = place.line
    return Look(
        noun,
        line.name,
        line.adjectives[adjective] if line.adjectives and adjective is not None else "",
        line.materials[material] if line.materials and material is not None else "",
        drawing=line.drawing,
        service=not line.stock,
    )


def _as_written(options: Sequence[tuple[str, str]], place: _Place) -> tuple[tuple[str, str], ...]:
    """Return the options with the values that the line was written with: an image of Grey is one of Gray."""
    was = {
        new.text.casefold(): old.text
        for there, option in zip(place.there.options, place.line.options, strict=True)
        for new, old in zip(there.values, option.values, strict=True)
    }
    return tuple((name, was.get(value.casefold(), value)) for name, value in options)


def _longest(text: str, endings: Sequence[str]) -> tuple[str, int | None]:
    """Return what stands before the longest ending of whole words, and its number; all of the text where none fits."""
    words = f" {plain(text)}"
    fits = [k for k, ending in enumerate(endings) if words.endswith(f" {plain(ending)}")]
    best = max(fits, key=lambda k: len(endings[k]), default=None)
    return (text, None) if best is None else (text[: -len(endings[best])].rstrip(), best)


def _named_options(cells: Cells) -> tuple[tuple[str, str], ...]:
    """Return the options that stand in columns of their own."""
    pairs = (
        (_text(cells, f"variant_option_{n}_name"), _text(cells, f"variant_option_{n}_value"))
        for n in OPTION_NUMBERS
    )
    return tuple((name, value) for name, value in pairs if value)


def _options_in(text: str, line: Line | None) -> tuple[tuple[str, str], ...]:
    """Return the options that stand behind a name, under the names that the line gives them."""
    values = [value.strip() for value in text.split(OPTION_SEPARATOR) if value.strip()]
    names = [option.name for option in line.options[: len(values)]] if line else []
    return tuple(zip_longest(names, values, fillvalue=""))


def _text(cells: Cells, column: str) -> str:
    return (cells.get(column) or "")[:_SHOWN].strip()
