"""A pack as a region has it: words, sizes, units and prices turned, everything in its place. Pure."""

import re
from collections.abc import Callable, Iterable

from pipeline.packs.names import name_clashes
from pipeline.packs.sentences import Sentence
from pipeline.packs.turning.language import spoken
from pipeline.packs.turning.measures import measured
from pipeline.packs.turning.sizes import run_for, sized
from pipeline.packs.turning.spelling import respelling
from pipeline.packs.values import Detail, Goods, Line, Option, OptionValue, Pack, Region

_WORD = re.compile(r"[^\W\d_]+")
_DOLLAR = 100
Turn = Callable[[str], str]


def turned(pack: Pack, region: Region) -> Pack:
    """Return the pack as the region has it; of a pack whose names would clash there, the words of names stay as they are."""
    goods = region.goods
    if goods.language and (there := spoken(pack, goods.language)):
        return _pack(there, goods, str)
    found = _pack(pack, goods, respelling(goods.spellings))
    if found.lines == pack.lines or not name_clashes(found):
        return found
    return found._replace(
        lines=tuple(
            line._replace(nouns=was.nouns, adjectives=was.adjectives, materials=was.materials)
            for line, was in zip(found.lines, pack.lines, strict=True)
        )
    )


def _pack(pack: Pack, goods: Goods, word: Turn) -> Pack:
    def text(plain: str, about: str = "") -> str:
        return measured(sized(word(plain), goods.sizes), goods.measures, about)

    return pack._replace(
        title=word(pack.title),
        summary=word(pack.summary),
        price_cents=_priced(pack.price_cents, goods),
        suppliers=tuple(each._replace(description=text(each.description)) for each in pack.suppliers),
        material_tags={
            new: word(tag)
            for (_, tag), new in zip(
                pack.material_tags.items(), _apart(pack.material_tags, word), strict=True
            )
        },
        lines=tuple(_line(line, goods, word, text) for line in pack.lines),
    )


def _line(line: Line, goods: Goods, word: Turn, told: Callable[[str, str], str]) -> Line:
    names = " ".join((line.name, line.category, *line.nouns))
    about = frozenset(found.lower() for found in _WORD.findall(names))

    def text(plain: str) -> str:
        return told(plain, names)

    return line._replace(
        nouns=_apart(line.nouns, word),
        category=word(line.category),
        tags=_apart(line.tags, word),
        price_cents=_priced(line.price_cents, goods),
        adjectives=_apart(line.adjectives, word),
        materials=_apart(line.materials, word),
        options=tuple(_option(option, goods, word, about) for option in line.options),
        details=tuple(
            Detail(detail.name, _apart(detail.texts, text), *detail[2:]) for detail in line.details
        ),
        facts={name: tuple(map(text, texts)) for name, texts in line.facts.items()},
        description=tuple(tuple(_sentence(each, text) for each in slot) for slot in line.description),
    )


def _option(option: Option, goods: Goods, word: Turn, about: frozenset[str]) -> Option:
    texts = tuple(value.text for value in option.values)
    run = run_for(texts, about, goods.sizes)
    if run is not None:
        texts = tuple(run.values[text] for text in texts)
    else:
        names = " ".join((option.name, *about))
        texts = _apart(texts, lambda text: measured(word(text), goods.measures, names))
    return option._replace(
        title=word(option.title),
        plural=word(option.plural),
        phrase=_sentence(option.phrase, word),
        values=tuple(
            OptionValue(text, value.percent) for text, value in zip(texts, option.values, strict=True)
        ),
    )


def _sentence(sentence: Sentence, text: Turn) -> Sentence:
    return tuple(text(part) if isinstance(part, str) else part for part in sentence)


def _apart(texts: Iterable[str], turn: Turn) -> tuple[str, ...]:
    """Return the texts turned; one that would become another one of them stays as it is."""
    was = tuple(texts)
    found = [turn(text) for text in was]
    folded = [text.casefold() for text in found]
    return tuple(
        new if folded.count(new.casefold()) == 1 else old for old, new in zip(was, found, strict=True)
    )


def _priced(band: tuple[int, int], goods: Goods) -> tuple[int, int]:
    """Return a price band at the region's level, in whole dollars and at least one wide."""
    if goods.price_percent == 100:  # noqa: PLR2004 - percent: the level that packs are written at
        return band
    low, high = (round(cents * goods.price_percent / 100 / _DOLLAR) * _DOLLAR for cents in band)
    return low, max(high, low + _DOLLAR)
