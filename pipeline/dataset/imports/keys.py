"""Keys for rows that have none, where no column of the file could hold them. Pure.

Promises: a key made for a row depends on that row's cells, and only then on others when it is taken already: by a key of the
file, or by the one of an equal row. No two rows get the same. Nothing is made while a column of different values could
be the key: then a person is asked.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable

import polars as pl

from pipeline.dataset.files.disk_frame import Frame
from pipeline.dataset.imports.told import ImportNotes
from pipeline.schema.kinds import KeyShape, Kind, key_of

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_SUFFIX = 6  # as `generate` has it: 2.2 billion
_LETTERS = {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}

# What no code looks like: blanks, addresses, parts of numbers, dates, texts of a language, yes and no
_NO_CODE = r"(?i)\s|://|@|^[+-]?[0-9]*[.,][0-9]+$|^[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}|^.{65}|^(?:true|false|yes|no|y|n)$|<"


def possible_keys(kind: Kind, frame: Frame, names: Iterable[str]) -> list[str]:
    """Return those of the columns that could hold the keys of a kind for which keys can be made: all different, each one shaped so."""
    shape = kind.key.shape
    if shape not in KEY_MAKERS:
        return []
    return [name for name in names if _may_hold_keys(shape, frame[name])]


def _may_hold_keys(shape: KeyShape, cells: pl.Series) -> bool:
    filled = cells.drop_nulls()
    if (
        not len(filled)
        or filled.str.to_lowercase().n_unique() < len(filled)
        or re.match("(?i)unnamed: ", cells.name)
    ):
        return False
    if shape is KeyShape.EMAIL:
        return bool(filled.str.contains(r"^\S+@\S+\.\S+$").all())
    told_apart = len(filled) > 1 or filled.str.contains("[0-9]").all()  # one row tells nothing apart
    return bool(len(filled) == len(cells) and told_apart and not filled.str.contains(_NO_CODE).any())


def complete_keys(
    kind: Kind, frame: pl.DataFrame, taken: set[str], equals: dict[bytes, int], told: ImportNotes
) -> pl.DataFrame:
    """Return the frame with a key for each row that has none, where keys of this shape can be made up.

    `taken` are the keys of all files, folded; those that are made are put there. `equals` counts the rows so far that are
    equal to another one.
    """
    name, make = kind.key.field, KEY_MAKERS.get(kind.key.shape)
    if make is None:
        return frame
    if name not in frame.columns:
        frame = frame.with_columns(pl.lit(None, pl.String).alias(name))
    lacking = _is_lacking(frame[name])
    if not lacking.any():
        return frame
    made = []
    for cells in frame.filter(lacking).iter_rows(named=True):
        content = "\x1f".join(f"{column}={cell}" for column, cell in sorted(cells.items()) if cell)
        key = make(cells, _suffix(f"{content}\x1e1"))
        if key_of(key) in taken:
            digest = hashlib.sha256(content.encode()).digest()
            while key_of(key) in taken:
                equals[digest] = equals.get(digest, 1) + 1
                key = make(cells, _suffix(f"{content}\x1e{equals[digest]}"))
        taken.add(key_of(key))
        made.append(key)
    keys = frame[name].to_list()
    for row, key in zip(lacking.arg_true().to_list(), made, strict=True):
        keys[row] = key
    told.count(len(made), "key", " made where there was none", before=f"{name}: ")
    return frame.with_columns(pl.Series(name, keys, pl.String))


def keys_complete(kind: Kind, frame: Frame) -> bool:
    """Whether each row has a key."""
    return kind.key.field in frame.columns and not _is_lacking(frame[kind.key.field]).any()


def _is_lacking(keys: pl.Series) -> pl.Series:
    return keys.str.strip_chars().fill_null("") == ""


def keys_in(kind: Kind, frame: Frame) -> set[str]:
    """Return the keys that a frame has, folded."""
    name = kind.key.field
    return set(map(key_of, frame[name].drop_nulls().to_list())) if name in frame.columns else set()


def _email(cells: dict[str, str | None], suffix: str) -> str:
    names = (_ascii(cells.get("first_name") or ""), _ascii(cells.get("last_name") or ""))
    return f"{'.'.join([name for name in names if name] or ['customer'])}.{suffix}@example.com"


def _code(_cells: dict[str, str | None], suffix: str) -> str:
    return f"IMP-{suffix.upper()}"


KEY_MAKERS: dict[KeyShape, Callable[[dict[str, str | None], str], str]] = {
    KeyShape.EMAIL: _email,  # in a reserved domain
    KeyShape.CODE: _code,
}


def _ascii(name: str) -> str:
    worded = "".join(_LETTERS.get(c, c) for c in name.lower())
    plain = unicodedata.normalize("NFKD", worded).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain)[:20]


def _suffix(content: str) -> str:
    number = int.from_bytes(hashlib.sha256(content.encode()).digest()[:8], "big")
    digits = []
    for _ in range(_SUFFIX):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(digits)
