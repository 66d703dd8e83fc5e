"""Words of one language as the regions write them: color and colour, gray and grey, sneakers and trainers. Pure.

The table is `packs/words/english.json`. Every form that is not the region's own becomes it, so no shop mixes two.
"""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipeline.packs.reading import Reader

NEVER_TURNED = "~"  # in front of a form that means something else as often


def spellings_of(reader: Reader, document: Any, column: str) -> dict[str, str]:
    """Return what every other form turns into in the regions of a column."""
    fields = reader.fields(document, "", ("format", "columns", "words"), ("about",))
    columns = reader.texts(fields.get("columns"), "columns", 1, 20)
    if column not in columns:
        reader.complain("columns", column, "is no column of this table", f"Columns: {', '.join(columns)}.")
        return {}
    found: dict[str, str] = {}
    for k, node in enumerate(reader.items(fields.get("words"), "words", 1)):
        row = reader.items(node, f"words[{k}]", len(columns), len(columns))
        texts = [reader.text(form, f"words[{k}]") for form in row]
        if len(texts) == len(columns):
            own = texts[columns.index(column)].removeprefix(NEVER_TURNED)
            found |= {form: own for form in texts if form != own and not form.startswith(NEVER_TURNED)}
    return found


def respelling(spellings: Mapping[str, str]) -> Callable[[str], str]:
    """Return what writes a text in the spelling that these words turn into, in the letter case that it has."""
    if not spellings:
        return str
    return functools.partial(_pattern(tuple(spellings)).sub, lambda match: _cased(match, spellings))


@functools.lru_cache(maxsize=16)
def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Return the pattern of these words, longer ones first; by their first letters it is five times as fast."""
    rests: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        rests.setdefault(word[:1], []).append(re.escape(word[1:]))
    by_letter = "|".join(f"{re.escape(first)}(?:{'|'.join(found)})" for first, found in rests.items())
    return re.compile(rf"\b({by_letter})(s?)\b", re.IGNORECASE)


def _cased(match: re.Match[str], spellings: Mapping[str, str]) -> str:
    was, plural = match.group(1), match.group(2)
    word = spellings[was.lower()]
    if was.isupper():
        return word.upper() + plural.upper()
    if was.istitle() and " " in was:
        word = " ".join(part[:1].upper() + part[1:] for part in word.split(" "))
    elif was[:1].isupper():
        word = word[:1].upper() + word[1:]
    return word + ("" if plural and word.endswith("s") else plural)
