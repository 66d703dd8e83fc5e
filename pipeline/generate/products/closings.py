"""What the description of a family of several ends with: 'Comes in navy or rust, in four sizes: S, M, L and XL.' Pure."""

from collections.abc import Sequence

import polars as pl

from pipeline.generate.draws import offsets, small
from pipeline.generate.products.choices import first_shown, last_shown
from pipeline.generate.products.texts import Lexicon
from pipeline.packs import Line, Pack
from pipeline.packs.sentences import fill, lowered
from pipeline.packs.speech import Speech
from pipeline.packs.values import Option


class Closings:
    """The last sentences of a pack's families, with a blank before each, by line and the codes of the options."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._shown = [(list(first_shown(line)), list(last_shown(line))) for line in pack.lines]
        sizes = [len(first) * len(last) for first, last in self._shown]
        self._lines = [k for k, size in enumerate(sizes) for _ in range(size)]
        self._begins = offsets(sizes)
        self._base = pl.Series(self._begins, dtype=pl.UInt32)
        self._lasts = pl.Series([len(last) for _, last in self._shown], dtype=pl.UInt32)
        self._lexicon = Lexicon(sum(sizes), self._rendered)

    def texts(self, line: pl.Series, first: pl.Series, last: pl.Series) -> pl.Series:
        """Return the sentence of every family: '' for a single product."""
        return self._lexicon.texts(small(self._base[line] + first * self._lasts[line] + last))

    def _rendered(self, code: int) -> str:
        number = self._lines[code]
        firsts, lasts = self._shown[number]
        first, last = divmod(code - self._begins[number], len(lasts))
        line, is_run = self._pack.lines[number], last % 2
        return f" {_closing(line, firsts[first], lasts[last], self._pack)}" if is_run else ""


def _closing(line: Line, first: Sequence[int], last: Sequence[int], pack: Pack) -> str:
    """Return the sentence for a family that comes in these values of its line's options."""
    if not line.options:
        return ""
    speech = pack.speech
    lead = speech.goods if line.stock else speech.services
    texts = [value.text for value in line.options[-1].values]
    run = _counted(len(last), line.options[-1], speech)
    if not line.single:
        several = f"{_counted(len(first), line.options[0], speech)} {speech.both} " if len(first) > 1 else ""
        return f"{lead} {speech.into} {several}{run}."
    other = ""
    if len(line.options) > 1:
        option = line.options[0]
        other = (
            f"{fill(option.phrase, {option.name: speech.any_of([option.values[at].text for at in first])})}, "
        )
    shown = speech.all_of([lowered(texts[at]) for at in last])
    return f"{lead} {other}{speech.into} {run}{speech.colon} {shown}."


def _counted(number: int, option: Option, speech: Speech) -> str:
    return f"{speech.numbers[number]} {option.plural}"
