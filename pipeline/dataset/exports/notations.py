"""How a vendor's template writes a cell of ours, and how it is read again: pairs of functions of text. Pure.

A cell is held by a notation where what is read of the text that was written is the cell again.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.schema.fields import cell_of, path_text, split_list, split_path

_COMMA = re.compile(r"(?<!\\),")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")


@dataclass(frozen=True, slots=True)
class Notation:
    """How cells are written and read. What can't be held is written as far as it can be, '' if not at all."""

    write: Callable[[str], str] = str
    read: Callable[[str], str] = str


def words(theirs: Mapping[str, str]) -> Notation:
    """Return the notation of cells that have a word each, by ours; any other cell is written as it is."""
    ours = {word.casefold(): cell for cell, word in theirs.items()}
    return Notation(lambda cell: theirs.get(cell, cell), lambda text: ours.get(text.strip().casefold(), text))


def only(shape: str) -> Notation:
    """Return the notation that takes cells of this shape alone, as they are."""
    return Notation(lambda cell: cell if re.fullmatch(shape, cell) else "")


def joined_by_slash(cell: str) -> str:
    """Return 'Clothing / Knitwear'; '' where a name has that sign in it."""
    names = split_path(cell)
    return "" if any("/" in name.split() for name in names) else " / ".join(names)


def _comma_list(cell: str) -> str:
    return ", ".join(name for name in split_list(cell) if "," not in name)


def _path(cell: str) -> str:
    names = split_path(cell)
    return "" if any(re.search("[,>]", name) for name in names) else " > ".join(names)


def _path_escaped(cell: str) -> str:
    names = split_path(cell)
    return "" if any(">" in name for name in names) else " > ".join(map(escaped, names))


def escaped(text: str) -> str:
    r"""Return a text with `\,` for each comma."""
    return text.replace(",", r"\,")


def _unescaped(text: str) -> str:
    return text.replace(r"\,", ",")


def _names(text: str, sign: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(sign) if part.strip())


def _unescaped_list(text: str) -> str:
    return cell_of(tuple(_unescaped(part.strip()) for part in _COMMA.split(text) if part.strip()))


def _newlines_back(text: str) -> str:
    r"""Return a text with line ends for `\n`, and that for `\\n`: the vendor's own order of reading."""
    return r"\n".join(part.replace(r"\n", "\n") for part in text.split(r"\\n"))


AS_IT_IS = Notation()
COMMA_LIST = Notation(_comma_list, lambda text: cell_of(_names(text, ",")))
ESCAPED_LIST = Notation(lambda cell: ", ".join(map(escaped, split_list(cell))), _unescaped_list)
ESCAPED = Notation(escaped, _unescaped)
# One path of several that a cell may name, divided by commas
PATH = Notation(_path, lambda text: path_text(_names(text, ">")))
ESCAPED_PATH = Notation(_path_escaped, lambda text: path_text(_names(_unescaped(text), ">")))
SLASHED_PATH = Notation(joined_by_slash, lambda text: path_text(_names(text, " / ")))
NEWLINES = Notation(lambda cell: cell.replace(r"\n", r"\\n").replace("\n", r"\n"), _newlines_back)
DAY_FIRST = Notation(
    lambda cell: _DATE.sub(r"\3/\2/\1", cell), lambda text: _DAY_FIRST.sub(r"\3-\2-\1", text)
)
