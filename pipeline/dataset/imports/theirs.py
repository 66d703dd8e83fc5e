"""What a column or a file of another program is in our words, by the tables of `aliases` and `programs`. Pure."""

import functools
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.dataset.imports.aliases import ALIASES, FILE_WORDS, OWN_WORDS
from pipeline.dataset.imports.programs import OUTLET_HEADINGS, PROGRAMS
from pipeline.schema.kinds import Kind, Source, filed_kinds

_SHORTENED = 500  # behind every alias
_FAR = 1000  # behind all of these: what a column says of all outlets goes before what it says of one


class ColumnMeaning(NamedTuple):
    """What a column's name means in our words; of two columns that mean one field the lower `place` is nearer."""

    ours: str
    place: int


def folded_name(name: str) -> str:
    """Return a column's name by its letters and digits alone, without accents."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", name.casefold()))


@functools.cache
def _by_folded_name(kind: Kind) -> dict[str, ColumnMeaning]:
    """Return our names by the folded ones of theirs, and of ours, which are nearest to themselves."""
    return {
        folded_name(alias): ColumnMeaning(ours, place)
        for ours, names in ALIASES.get(kind, {}).items()
        for place, alias in enumerate(names, 1)
    } | {folded_name(name): ColumnMeaning(name, 0) for name in kind.fields}


def meaning_of(kind: Kind, theirs: str) -> ColumnMeaning | None:
    """Return our name of their column (or one that `aliases` has beside ours; with an outlet's behind it), None for nothing."""
    known = _by_folded_name(kind).get(folded_name(theirs))
    if known is not None:
        return known
    if (own := kind.field(re.sub(r"\s", "_", theirs))) is not None:
        return ColumnMeaning(own.name, 0)
    field = kind.field(_outlet_heading(kind, theirs))
    if field is not None:
        return ColumnMeaning(field.name, _FAR)
    own_words = "|".join(OWN_WORDS.get(kind, ()))
    bare = re.fullmatch(rf"(?:{own_words})[\W_]+(\w.*)", theirs.strip(), re.IGNORECASE) if own_words else None
    found = _by_folded_name(kind).get(folded_name(bare[1])) if bare else None
    return found._replace(place=_SHORTENED + found.place) if found else None


def field_meant(kind: Kind, theirs: str) -> str | None:
    """Return our name of their column alone; see `meaning_of`."""
    meaning = meaning_of(kind, theirs)
    return None if meaning is None else meaning.ours


def _outlet_heading(kind: Kind, theirs: str) -> str:
    for pattern, ours in OUTLET_HEADINGS.get(kind, {}).items():
        found = re.fullmatch(pattern, theirs.strip(), re.IGNORECASE)
        if found:
            return re.sub(r"\s", "_", f"{ours}_{found[1]}") if found.groups() else ours
    return ""


def meant_by_program(kind: Kind, columns: Iterable[str]) -> dict[str, str | None]:
    """Return what columns mean in the export of the program that these are of; {} for those of none that is known."""
    folded = {folded_name(name): name for name in columns}
    for program in PROGRAMS.get(kind, ()):
        if any(all(folded_name(mark) in folded for mark in marks) for marks in program.marks):
            meanings = {folded_name(theirs): ours for theirs, ours in program.meanings.items()}
            return {folded[theirs]: ours for theirs, ours in meanings.items() if theirs in folded}
    return {}


def speaks_of(kind: Kind, file_name: str, columns: Iterable[str]) -> bool:
    """Whether a file may hold this kind: one whose file is optional must be named, by the file or by a column."""
    if kind.source is Source.FILE:
        return True
    word = _word(kind)
    own = {folded_name(name) for name in kind.fields if name != kind.key.field and "_" in name}
    return any(re.search(word, name.casefold()) or folded_name(name) in own for name in (file_name, *columns))


def kind_of_file(name: str) -> Kind | None:
    """Return the kind that a file's name speaks of, None when it speaks of none or of several."""
    said = [kind for kind in filed_kinds() if re.search(_word(kind), name.casefold())]
    return said[0] if len(said) == 1 else None


def _word(kind: Kind) -> str:
    return FILE_WORDS.get(kind, re.escape(kind.name))
