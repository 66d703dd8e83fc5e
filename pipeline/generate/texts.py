"""Descriptions as numbers: a sentence and the words in it are one code, and each code is written out once.

A slot's code is `base[template] + sum(stride[template][channel] * position[channel])`: mixed radix over
the words that the sentence names. Only codes that occur are rendered, in plain Python; from then on a
description is a look-up. What is kept is bounded by the pack (`TEXT_COMBINATION_LIMIT` per sentence).
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from pipeline.generate.draws import offsets, small
from pipeline.packs import Line, Pack
from pipeline.packs.sentences import Sentence, fill, hole_names

# What a sentence can depend on. "first" and "last" are the positions in the line's options.
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
_MISSING = -1


class Lexicon:
    """Texts by code, rendered when first asked for."""

    def __init__(self, size: int, render: Callable[[int], str]) -> None:
        self._render = render
        self._place = pl.repeat(_MISSING, size, dtype=pl.Int32, eager=True)
        self._texts = pl.Series([], dtype=pl.String)

    def texts(self, codes: pl.Series) -> pl.Series:
        """Return the text of every code."""
        places = self._place.gather(codes)
        if places.min() == _MISSING:
            new = codes.filter(places == _MISSING).unique().sort()
            rendered = pl.Series([self._render(code) for code in new.to_list()], dtype=pl.String)
            fresh = pl.int_range(len(self._texts), len(self._texts) + len(new), dtype=pl.Int32, eager=True)
            self._place = self._place.scatter(new, fresh)
            self._texts = pl.concat([self._texts, rendered]).rechunk()
            places = self._place.gather(codes)
        return self._texts.gather(places)


@dataclass(frozen=True, slots=True)
class Template:
    """One alternative of a slot of a line: its sentence, and the channels that it depends on with their sizes."""

    line: Line
    sentence: Sentence
    channels: tuple[tuple[str, int], ...]

    @property
    def size(self) -> int:
        """How many different texts it gives."""
        size = 1
        for _, count in self.channels:
            size *= count
        return size


def _channel_of(line: Line, name: str) -> tuple[str, int] | None:
    """Return the channel that a hole depends on, and how many positions it has; None for the pack's title."""
    for position, option in enumerate(reversed(line.options)):
        if option.name == name:
            return ("last", "first")[position], len(option.values)
    for position, detail in enumerate(line.details):
        if detail.name == name:
            return f"detail{position}", len(detail.texts)
    if name in line.facts:
        return "material", len(line.materials)
    sizes = {
        "brand": len(line.brands),
        "adjective": len(line.adjectives),
        "material": len(line.materials),
        "noun": len(line.nouns),
    }
    return (name, sizes[name]) if name in sizes else None


def words_for(pack: Pack, line: Line, position: dict[str, int]) -> dict[str, str]:
    """Return every word that a sentence of the line may name, at these positions."""
    material = position.get("material", 0)
    words = {"title": pack.title, "brand": line.brands[position.get("brand", 0)].name}
    for name, texts in (("adjective", line.adjectives), ("material", line.materials), ("noun", line.nouns)):
        words[name] = texts[position.get(name, 0)] if texts else ""
    words |= {name: texts[material] for name, texts in line.facts.items()}
    words |= {
        detail.name: detail.texts[position.get(f"detail{k}", 0)] for k, detail in enumerate(line.details)
    }
    for channel, option in zip(("last", "first"), reversed(line.options), strict=False):
        words[option.name] = option.values[position.get(channel, 0)].text
    return words


class Slot:
    """One sentence of the descriptions of a pack: which alternatives a line has, and their codes."""

    def __init__(self, pack: Pack, number: int) -> None:
        self._pack = pack
        self._lead = " " if number else ""
        self._templates = [
            _template(line, sentence)
            for line in pack.lines
            for sentence in (line.description[number] if number < len(line.description) else ((),))
        ]
        counts = [
            len(line.description[number]) if number < len(line.description) else 1 for line in pack.lines
        ]
        self.first = pl.Series(offsets(counts), dtype=pl.UInt32)
        self.count = pl.Series(counts, dtype=pl.UInt32)
        self._base = offsets([template.size for template in self._templates])
        self.base = pl.Series(self._base, dtype=pl.UInt32)
        self.strides = {
            channel: strides for channel in CHANNELS if (strides := self._strides(channel)) is not None
        }
        self._lexicon = Lexicon(sum(template.size for template in self._templates), self._rendered)

    def _strides(self, channel: str) -> pl.Series | None:
        strides = [_stride(template, channel) for template in self._templates]
        return pl.Series(strides, dtype=pl.UInt64) if any(strides) else None

    @property
    def tells_siblings_apart(self) -> bool:
        """Whether any sentence here depends on what differs between siblings."""
        return any(
            name in {"first", "last"} or (name == "adjective" and not template.line.options)
            for template in self._templates
            for name, _ in template.channels
        )

    def _rendered(self, code: int) -> str:
        number = bisect_right(self._base, code) - 1
        template = self._templates[number]
        if not template.sentence:
            return ""
        rest, position = code - self._base[number], {}
        for channel, size in reversed(template.channels):
            rest, position[channel] = divmod(rest, size)
        return self._lead + fill(template.sentence, words_for(self._pack, template.line, position))

    def codes(self, template: pl.Series, position: Callable[[str], pl.Series]) -> pl.Series:
        """Return the code of every template with the positions that `position` gives by channel."""
        code = self.base.gather(template)
        for channel, strides in self.strides.items():
            code = code + small(strides.gather(template) * position(channel))
        return code

    def texts(self, codes: pl.Series) -> pl.Series:
        """Return the sentence of every code, with a blank before it unless it is the first slot."""
        return self._lexicon.texts(codes)


def _template(line: Line, sentence: Sentence) -> Template:
    channels = dict(
        channel for name in hole_names(sentence) if (channel := _channel_of(line, name)) is not None
    )
    return Template(line, sentence, tuple(channels.items()))


def _stride(template: Template, channel: str) -> int:
    stride = 1
    for name, size in reversed(template.channels):
        if name == channel:
            return stride
        stride *= size
    return 0


def slots_of(pack: Pack) -> list[Slot]:
    """Return the slots of a pack's descriptions, in order."""
    return [Slot(pack, number) for number in range(max(len(line.description) for line in pack.lines))]
