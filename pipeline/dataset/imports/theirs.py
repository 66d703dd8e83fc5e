"""What a column or a file of another program is in our words, by the table of `aliases`. Pure."""

import functools
import re
from collections.abc import Iterable

from pipeline.dataset.imports.aliases import ALIASES, FILE_WORDS, PROGRAMS
from pipeline.schema.kinds import Kind, Source, filed_kinds


def folded_name(name: str) -> str:
    """Return a column's name by its letters and digits alone."""
    return re.sub(r"[\W_]+", "", name.casefold())


@functools.cache
def _by_folded_name(kind: Kind) -> dict[str, str]:
    """Return our names by the folded ones of theirs, and of ours."""
    aliases = ALIASES.get(kind, {})
    return {folded_name(alias): ours for ours, names in aliases.items() for alias in names} | {
        folded_name(name): name for name in kind.fields
    }


def field_meant(kind: Kind, theirs: str) -> str | None:
    """Return our name of their column (or FULL_NAME; with an outlet's behind it), None when it means nothing to us."""
    known = _by_folded_name(kind).get(folded_name(theirs))
    field = kind.field(re.sub(r"\s", "_", theirs)) if known is None else None
    return known if field is None else field.name


def meant_by_program(kind: Kind, columns: Iterable[str]) -> dict[str, str | None]:
    """Return what columns mean in the export of the program that these are of; {} for those of none that is known."""
    folded = {folded_name(name): name for name in columns}
    for program in PROGRAMS.get(kind, ()):
        if all(folded_name(mark) in folded for mark in program.marks):
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
