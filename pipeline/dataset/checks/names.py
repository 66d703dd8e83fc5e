"""Names of records that no file needs to describe, such as brands: how many there are, and what is worth a note. Pure.

They are collected as `schema.collect` does it: names that differ in case alone are one, in the spelling that comes first,
and a path names all that stand above it. Only the different texts of a column are looked at, never each row.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.dataset.tables import Dataset, Table
from pipeline.schema.fields import Field, Form, parse_cell, path_text, split_path
from pipeline.schema.kinds import KINDS, Kind, Source, all_kinds, key_of
from pipeline.text import clean, counted, listed

_SHOWN = 60
_LISTED = 8  # in one note, or notes about one kind
_NEAR = 0.85
_COMPARED = 20_000  # pairs of names; near misses among more are not looked for


class Spelling(NamedTuple):
    """A name as it is written, and where it is written so first."""

    name: str
    table: Table
    column: str
    row: int

    def __str__(self) -> str:
        return f'"{clean(self.name, _SHOWN)}" (row {self.table.lines[self.row]})'


Spellings = dict[str, list[Spelling]]  # the spellings of each key, in the order of the files


@dataclass(slots=True)
class NamesInUse:
    """The names of each kind: those that its own file describes, and those that columns of others name."""

    described: Mapping[Kind, Spellings] = field(default_factory=dict)
    referred: Mapping[Kind, Spellings] = field(default_factory=dict)

    @property
    def counts(self) -> dict[Kind, int]:
        """How many records of each kind there will be; kinds without any are left out."""
        keys = {kind: {*self.described[kind], *self.referred[kind]} for kind in self.referred}
        return {kind: len(each) for kind, each in keys.items() if each}


def names_in(dataset: Dataset) -> NamesInUse:
    """Return all names in a dataset; of a path that lacks a name, those that it has."""
    kinds = [kind for kind in all_kinds() if kind.source is not Source.FILE]
    names = NamesInUse({kind: {} for kind in kinds}, {kind: {} for kind in kinds})
    for kind, table in dataset.tables.items():
        own = kind.fields[kind.key.field]
        if kind in kinds and own.name in table.frame.columns:
            _gather(table, own, names.described[kind])
        for each in kind.references:
            named = KINDS[str(each.to)]
            if named in kinds and each.name in table.frame.columns:
                _gather(table, each, names.referred[named])
    return names


def notes_on_names(dataset: Dataset, names: NamesInUse) -> Iterator[str]:
    """Yield what is worth a look: names in several spellings, descriptions that nothing uses, names near a described one."""
    for kind in names.referred:
        yield from _spelling_notes(kind, names)
        if kind in dataset.tables:
            yield from _unused_notes(dataset.tables[kind], names)
            yield from _near_notes(dataset.tables[kind], names)


def _gather(table: Table, column: Field, found: Spellings) -> None:
    cells = table.frame[column.name]
    first_rows = cells.arg_unique()
    for row, text in zip(first_rows.to_list(), cells.gather(first_rows).to_list(), strict=True):
        for key, name in _named(column, text) if text else ():
            spellings = found.setdefault(key, [])
            if all(each.name != name for each in spellings):
                spellings.append(Spelling(name, table, column.name, row))


def _named(column: Field, text: str) -> Iterator[tuple[str, str]]:
    """Yield the key and the name of each record that a cell names; of a path, each node's own name."""
    if column.form is Form.PATH:
        path = split_path(text)
        for depth, name in enumerate(path, 1):
            yield key_of(path_text(path[:depth])), name
        return
    value = parse_cell(column.form, text)
    for name in value if isinstance(value, tuple) else (str(value).strip(),):
        if name:
            yield key_of(name), name


def _spelling_notes(kind: Kind, names: NamesInUse) -> Iterator[str]:
    several = []
    for key in dict.fromkeys([*names.described[kind], *names.referred[kind]]):
        every = names.described[kind].get(key, []) + names.referred[kind].get(key, [])
        first, others = every[0], [each for each in every if each.name != every[0].name]
        if others:
            several.append((first, others))
    for first, others in several[:_LISTED]:
        also = listed([str(each) for each in others[:_LISTED]])
        yield f"{others[0].table.path}: {also} and {first} are one {kind.noun}, sent as the latter."
    if len(several) > _LISTED:
        yield f"{several[-1][0].table.path}: {counted(len(several) - _LISTED, kind.noun, kind.nouns)} more in several spellings."


def _unused_notes(table: Table, names: NamesInUse) -> Iterator[str]:
    described, referred = names.described[table.kind], names.referred[table.kind]
    unused = [spellings[0] for key, spellings in described.items() if key not in referred]
    if unused:
        few = _few([str(each) for each in unused])
        yield (
            f"{table.path}: {counted(len(unused), table.kind.noun, table.kind.nouns)} used by nothing, as after a rename, and made all "
            f"the same: {few}."
        )


def _near_notes(table: Table, names: NamesInUse) -> Iterator[str]:
    described, referred = names.described[table.kind], names.referred[table.kind]
    lacking = [spellings[0] for key, spellings in referred.items() if key not in described]
    if len(lacking) * len(described) > _COMPARED:
        return
    for each in lacking:
        near = difflib.get_close_matches(key_of(each.name), described, n=1, cutoff=_NEAR)
        if near:
            meant = described[near[0]][0]
            yield (
                f"{each.table.path}: {each.column} {each} is not in {table.path.name}, which has {meant}. "
                f"If that is meant, write it so; else it is made by its name."
            )


def _few(words: Sequence[str]) -> str:
    more = len(words) - _LISTED
    return listed([*words[:_LISTED], *([f"{more:,} more"] if more > 0 else [])])
