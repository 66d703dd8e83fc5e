"""The rules that make product names unique by construction, and how many names a pack has. Pure.

A name is `Brand [Collection] Adjective Material Noun - Option / Option`. It can be read back into its
parts, so two different choices never give the same text, if
- no brand begins with the words of another brand,
- no body ("Adjective Material Noun") begins like a collection or with a number,
- no two choices of adjective, material and noun give the same body,
- words hold neither ` - ` nor ` / `.
Packs that are used together keep the rules together. `name_clashes` checks them, in any letter case.
"""

import math
from collections.abc import Iterable, Iterator, Sequence

from pipeline.packs.values import ANY, Line, Pack

SEPARATOR, OPTION_SEPARATOR = " - ", " / "
FORMULA_STARTS = ("=", "+", "-", "@")  # a spreadsheet takes such a cell for a formula
FULL_PERCENT = 100  # of an option that costs what its family does
FORBIDDEN = "#$&"  # the store refuses them in names (pipeline/stores/xseries/README.md)


def word_fault(word: str) -> str:
    """Return why `word` can't be part of a product's name, or ''."""
    if any(character in word for character in FORBIDDEN):
        return "holds one of # $ &, which the store refuses in names"
    if word.startswith(FORMULA_STARTS):
        return "starts like a spreadsheet formula"
    if SEPARATOR in word or OPTION_SEPARATOR in word:
        return "holds a separator of names ( - or / between blanks)"
    return ""


def body(adjective: str, material: str, noun: str) -> str:
    """Return the part of a name between brand and options."""
    return " ".join(part for part in (adjective, material, noun) if part)


def body_positions(line: Line) -> Iterator[tuple[int, int, int]]:
    """Yield (adjective, material, noun) of every body of a line: of those whose words go together."""
    for a, adjective in enumerate(line.adjective_fits or (ANY,)):
        for m, material in enumerate(line.material_fits or (ANY,)):
            if adjective.materials >> m & material.adjectives >> a & 1:
                nouns = adjective.nouns & material.nouns
                yield from ((a, m, n) for n in range(len(line.nouns)) if nouns >> n & 1)


def bodies(line: Line) -> Iterator[str]:
    """Return every body of a line, in the order of `body_positions`."""
    if line.forms is not None:
        yield from (line.forms.body(line.nouns[n], a, m, n) for a, m, n in body_positions(line))
        return
    leads: dict[tuple[int, int], str] = {}
    for a, m, n in body_positions(line):
        if (lead := leads.get((a, m))) is None:
            before = body((line.adjectives or ("",))[a], (line.materials or ("",))[m], "")
            lead = leads[a, m] = f"{before} " if before else ""
        yield lead + line.nouns[n]


def body_count(line: Line) -> int:
    """Return how many bodies a line has, without going through them where all words go together."""
    if all(fit == ANY for fit in (*line.adjective_fits, *line.material_fits)):
        return max(len(line.adjectives), 1) * max(len(line.materials), 1) * len(line.nouns)
    return sum(1 for _ in body_positions(line))


def variant_count(line: Line) -> int:
    """Return how many combinations of options the line has."""
    return math.prod(len(option.values) for option in line.options)


def variant_percents(line: Line) -> list[int]:
    """Return what every combination of a line's options costs, in percent of its family's price."""
    percents = [FULL_PERCENT]
    for option in line.options:
        percents = [so_far * value.percent // 100 for so_far in percents for value in option.values]
    return percents


def name_count(pack: Pack) -> int:
    """Return how many different names the pack has before collections or numbers help."""
    return sum(len(line.brands) * body_count(line) * variant_count(line) for line in pack.lines)


def _is_prefix(first: str, second: str) -> bool:
    """Whether the words of `first` are the first words of `second`; '' is a prefix of everything."""
    return not first or f"{second} ".startswith(f"{first} ")


def _brand_clash(first: Iterable[str], second: Iterable[str]) -> tuple[str, str] | None:
    return next(
        ((a, b) for a in first for b in second if a != b and (_is_prefix(a, b) or _is_prefix(b, a))), None
    )


def _own_clashes(pack: Pack) -> Iterator[tuple[str, str, str]]:
    brands = [brand.name.casefold() for brand in pack.brands]
    if clash := _brand_clash(brands, brands):
        yield "brands", clash[0], f'begins like the brand "{clash[1]}", or the other way round'
    heads = _first_words(pack.collections)
    seen: dict[str, int] = {}
    for number, line in enumerate(pack.lines):
        never = heads if line.brands[0].name else heads | _first_words(brands)
        for text in bodies(line):
            low = text.casefold()
            first = low.partition(" ")[0]
            if first in never or first.isdigit():
                yield f"lines[{number}]", text, "begins like a collection or a brand, or with a number"
            if low in seen:
                yield f"lines[{number}]", text, f"is made by lines[{seen[low]}] or in another way, too"
            seen[low] = number


def _first_words(texts: Iterable[str]) -> set[str]:
    return {text.casefold().partition(" ")[0] for text in texts}


def _without_brand(pack: Pack) -> set[str]:
    """Return the bodies of the lines that have no brand, in a pack that has some."""
    lines = [line for line in pack.lines if not line.brands[0].name] if pack.brands[0].name else []
    return {text.casefold() for line in lines for text in bodies(line)}


def name_clashes(pack: Pack) -> list[tuple[str, str, str]]:
    """Return (path, text, rule) for what would let two products of one pack have the same name."""
    return list(_own_clashes(pack))


def shared_names(packs: Sequence[Pack]) -> tuple[Pack, Pack, str] | None:
    """Return two packs that could make the same name, or SKU, and an example; None when no two can."""
    for number, first in enumerate(packs):
        for second in packs[number + 1 :]:
            if first.prefix == second.prefix:
                return first, second, f"{first.prefix}-12345"
            bare = [_without_brand(pack) for pack in (first, second)]
            never = _first_words(
                word
                for pack in (first, second)
                for word in (*pack.collections, *(brand.name for brand in pack.brands))
            )
            if both := sorted(
                bare[0] & bare[1] | {text for text in bare[0] | bare[1] if text.split(" ")[0] in never}
            ):
                return first, second, both[0]
            brands = [{brand.name.casefold() for brand in pack.brands} for pack in (first, second)]
            if not (brands[0] & brands[1]) and _brand_clash(*brands) is None:
                continue
            texts = [
                {text.casefold() for line in pack.lines for text in bodies(line)} for pack in (first, second)
            ]
            heads = {word.casefold() for pack in (first, second) for word in pack.collections}
            mixed = {text for text in texts[0] | texts[1] if text.split(" ")[0] in heads}
            if both := sorted(texts[0] & texts[1] | mixed):
                return first, second, both[0]
    return None
