"""Descriptions as numbers: a sentence and the words in it are one code, and each code is written out once.

A slot's code is `base[template] + sum(stride[template][channel] * position[channel])`: mixed radix over
the words that the sentence names. Only codes that occur are rendered, in plain Python; from then on a
description is a look-up. What is kept is bounded by the pack (`TEXT_COMBINATION_LIMIT` per sentence).
"""

import functools
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import polars as pl

from pipeline.generate.draws import offsets, small
from pipeline.generate.products.choices import first_shown, last_shown
from pipeline.generate.products.layout import COLOURS_MOST
from pipeline.packs import Line, Pack
from pipeline.packs.sentences import Hole, Sentence, fitted, hole_names, lowered
from pipeline.packs.speech import ENGLISH, Speech
from pipeline.packs.values import AGREES, COUNTED, Option

# What a sentence can depend on. "first" and "last" are codes of one option or several: `first_code`, `last_code`.
CHANNELS = (
    "brand",
    "adjective",
    "material",
    "noun",
    "first",
    "last",
    "detail0",
    "detail1",
    "detail2",
    "detail3",
)
_MISSING = 2**32 - 1

Channels = dict[str, tuple[str, int]]


class Lexicon:
    """Texts by code, rendered when first asked for."""

    def __init__(self, size: int, render: Callable[[int], str]) -> None:
        self._render = render
        self._place = pl.repeat(_MISSING, size, dtype=pl.UInt32, eager=True)
        self._texts = pl.Series([], dtype=pl.String)

    def texts(self, codes: pl.Series) -> pl.Series:
        """Return the text of every code."""
        places = self._place[codes]
        if places.max() == _MISSING:
            new = codes.filter(places == _MISSING).unique().sort()
            rendered = pl.Series([self._render(code) for code in new.to_list()], dtype=pl.String)
            fresh = pl.int_range(len(self._texts), len(self._texts) + len(new), dtype=pl.UInt32, eager=True)
            self._place = self._place.scatter(new, fresh)
            self._texts = pl.concat([self._texts, rendered]).rechunk()
            places = self._place[codes]
        return self._texts[places]


class _Filled(NamedTuple):
    """The words for a hole: words[position of the noun][position of the word], both among the positions of a template."""

    at: int
    noun: int
    words: Sequence[Sequence[str]]


class Template:
    """One alternative of a slot of a line: its sentence, the channels that it depends on, and their strides."""

    def __init__(self, pack: Pack, line: Line, channels: Channels, sentence: Sentence) -> None:
        self.line, self._pack, self._sentence = line, pack, sentence
        self._known = channels
        agrees = any(isinstance(part, Hole) and part.fit == AGREES for part in sentence)
        names = (*hole_names(sentence), "noun") if agrees else hole_names(sentence)
        self.channels = dict(channels[name] for name in names if name in channels)
        self.strides: dict[str, int] = {}
        self.size = 1  # of the codes: how many different texts there are
        for channel, size in reversed(self.channels.items()):
            self.strides[channel] = self.size
            self.size *= size

    @functools.cached_property
    def _pieces(self) -> list[str | _Filled]:
        """The sentence with its words put through their filters, by position in their channel."""
        order = list(self.channels)
        pieces: list[str | _Filled] = []
        for part in self._sentence:
            channel = self._known.get(part.name) if isinstance(part, Hole) else None
            if isinstance(part, str):
                pieces.append(part)
            elif channel is None:
                pieces.append(fitted(self._pack.title, part.fit))
            else:
                pieces.append(self._piece(part, order.index(channel[0]), order))
        return pieces

    def text(self, code: int) -> str:
        """Return the sentence with the words at the positions that the code stands for."""
        positions = []
        for size in reversed(self.channels.values()):
            code, position = divmod(code, size)
            positions.append(position)
        positions.reverse()
        return "".join(
            piece if isinstance(piece, str) else piece.words[positions[piece.noun]][positions[piece.at]]
            for piece in self._pieces
        )

    def _piece(self, part: Hole, at: int, order: Sequence[str]) -> _Filled:
        """Return the words for a hole; without forms that agree, they are alike for all nouns."""
        forms = self.line.forms
        if forms is not None and part.fit == AGREES:
            known = {"adjective": forms.adjectives, "material": forms.materials}[part.name]
            by_noun = [[each[gender] for each in known] for gender in forms.genders]
            return _Filled(at, order.index("noun"), by_noun)
        words = _words_of(self.line, part.name, self._pack.speech)
        if forms is not None and part.fit == COUNTED:
            articles = (self._pack.speech.articles[gender] for gender in forms.genders)
            filled = [f"{article} {lowered(word)}" for article, word in zip(articles, words, strict=True)]
        else:
            filled = [fitted(word, part.fit) for word in words]
        return _Filled(at, at, [filled] * len(filled))


def _channels_of(line: Line) -> Channels:
    """Return the channel behind each name that a hole may have, and its number of positions; the title has none."""
    options = [(option, channel, len(words)) for option, channel, words in _option_words(line)]
    return {
        "brand": ("brand", len(line.brands)),
        "adjective": ("adjective", len(line.adjectives)),
        "material": ("material", len(line.materials)),
        "noun": ("noun", len(line.nouns)),
        **{name: ("material", len(line.materials)) for name in line.facts},
        **{detail.name: (f"detail{k}", len(detail.texts)) for k, detail in enumerate(line.details)},
        **{option.name: (channel, size) for option, channel, size in options},
    }


def _option_words(line: Line, speech: Speech = ENGLISH) -> Iterator[tuple[Option, str, list[str]]]:
    """Yield each option of a line with its channel, and what a sentence says of it, by `first_code` or `last_code`."""
    for option, channel in zip(reversed(line.options), ("last", "first"), strict=False):
        texts = [value.text for value in option.values]
        shown = first_shown(line) if channel == "first" else last_shown(line)
        say = speech.phrase if channel == "last" and len(line.options) > 1 else speech.any_of
        yield option, channel, [say([texts[at] for at in each]) for each in shown]


def first_code(at: pl.Series, colours: pl.Series | int) -> pl.Series:
    """Return the position in the channel "first" of so many first options from one on."""
    code: pl.Series = at * COLOURS_MOST + colours - 1
    return code


def last_code(at: pl.Series, run: pl.Series | bool) -> pl.Series:
    """Return the position in the channel "last" of one last option, or of the run of them that begins with it."""
    code: pl.Series = at * 2 + run
    return code


def _words_of(line: Line, name: str, speech: Speech) -> Sequence[str]:
    """Return the words that a hole may be filled with, in the order of its channel."""
    for option, _, texts in _option_words(line, speech):
        if option.name == name:
            return texts
    for detail in line.details:
        if detail.name == name:
            return detail.texts
    if name in line.facts:
        return line.facts[name]
    words: dict[str, Sequence[str]] = {
        "brand": [brand.name for brand in line.brands],
        "adjective": line.adjectives,
        "material": line.materials,
        "noun": line.nouns,
    }
    return words[name]


class Slot:
    """One sentence of the descriptions of a pack: which alternatives a line has, and their codes."""

    def __init__(self, pack: Pack, channels: Sequence[Channels], number: int) -> None:
        self._lead = " " if number else ""
        self._templates = [
            Template(pack, line, known, sentence)
            for line, known in zip(pack.lines, channels, strict=True)
            for sentence in (line.description[number] if number < len(line.description) else ((),))
        ]
        counts = [
            len(line.description[number]) if number < len(line.description) else 1 for line in pack.lines
        ]
        self.first = pl.Series(offsets(counts), dtype=pl.UInt32)
        self.of_one = pl.Series([line.single and number == len(line.description) - 1 for line in pack.lines])
        self._base = offsets([template.size for template in self._templates])
        self.base = pl.Series(self._base, dtype=pl.UInt32)
        self.strides = {
            channel: strides for channel in CHANNELS if (strides := self._strides(channel)) is not None
        }
        self._lexicon = Lexicon(sum(template.size for template in self._templates), self._rendered)

    def _strides(self, channel: str) -> pl.Series | None:
        strides = [template.strides.get(channel, 0) for template in self._templates]
        return pl.Series(strides, dtype=pl.UInt64) if any(strides) else None

    def _rendered(self, code: int) -> str:
        number = bisect_right(self._base, code) - 1
        text = self._templates[number].text(code - self._base[number])
        return self._lead + text if text else ""

    def codes(self, template: pl.Series, position: Callable[[str], pl.Series]) -> pl.Series:
        """Return the code of every template with the positions that `position` gives by channel."""
        code = self.base[template]
        for channel, strides in self.strides.items():
            code = code + small(strides[template] * position(channel))
        return code

    def texts(self, codes: pl.Series) -> pl.Series:
        """Return the sentence of every code, with a blank before it unless it is the first slot."""
        return self._lexicon.texts(codes)


def slots_of(pack: Pack) -> list[Slot]:
    """Return the slots of a pack's descriptions, in order."""
    channels = [_channels_of(line) for line in pack.lines]
    return [
        Slot(pack, channels, number) for number in range(max(len(line.description) for line in pack.lines))
    ]
