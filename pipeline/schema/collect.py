"""Records that are collected from the columns that name them: brands, categories, tags and the like. Pure.

Names that differ in case alone are one, in the spelling that comes first. A path names all that stand above it, too.
"""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.schema.fields import path_text, split_path
from pipeline.schema.kinds import KeyShape, Kind, Source, all_kinds
from pipeline.schema.records import Record

Filed = tuple[Record, int]  # a record and the line of the file that it stands on


def with_collected(rows: Sequence[Filed]) -> list[Filed]:
    """Return the rows with the records that they name and no file describes, by kinds in the order of creation.

    A collected record has the line of the first row that names it.
    """
    found: dict[Kind, dict[str, Filed]] = {kind: {} for kind in all_kinds()}
    collected = [kind for kind in all_kinds() if kind.source is not Source.FILE]
    for record, line in rows:
        if record.kind in collected:
            found[record.kind].setdefault(record.key, (record, line))
    for record, line in rows:
        for (kind, _), text in record.named.items():
            for each in _named(kind, text) if kind in collected else ():
                found[kind].setdefault(each.key, (each, line))
    own = [(record, line) for record, line in rows if record.kind not in collected]
    return [
        row
        for kind in all_kinds()
        for row in (
            found[kind].values() if kind in collected else [each for each in own if each[0].kind is kind]
        )
    ]


def _named(kind: Kind, text: str) -> Iterable[Record]:
    """Return the records that a reference means: what it names, and before it all that stand above it."""
    return _path(kind, split_path(text)) if kind.key.shape is KeyShape.PATH else [_record(kind, text)]


def _path(kind: Kind, names: tuple[str, ...]) -> Iterator[Record]:
    above = next(field.name for field in kind.references if field.to == kind.name)
    for depth in range(1, len(names) + 1):
        parent = [(above, path_text(names[: depth - 1]))] if depth > 1 else []
        yield Record(kind, ((kind.key.field, path_text(names[:depth])), *parent))


def _record(kind: Kind, text: str) -> Record:
    return Record(kind, ((kind.key.field, text),))
