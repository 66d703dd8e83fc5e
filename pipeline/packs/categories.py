"""The categories of lines: paths of names, `Clothing > Knitwear`. Pure.

A store takes products on leaves only, so no leaf may be an inner node of another path: within a pack, and among packs
that are used together. Two names that differ in letter case alone are one to a person, and two to a store.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.packs.reading import Reader
from pipeline.packs.sentences import started
from pipeline.packs.values import Line
from pipeline.schema.fields import path_text, split_path

LEVEL_LIMIT = 3  # the store's [D], see pipeline/stores/xseries/README.md
NAME_LIMIT = 60  # of the whole text


def parse_category(reader: Reader, node: Any, path: str, line_name: str) -> str:
    """Return the path of a line's category; one name is the top of it, and the line's name its leaf."""
    text = reader.text(node, path, limit=NAME_LIMIT)
    names = split_path(text)
    if text and not 1 <= len(names) <= LEVEL_LIMIT:
        way_out = f'At most {LEVEL_LIMIT} names, such as "Clothing > Knitwear".'
        reader.complain(path, text, "is no path of a category", way_out)
    return path_text((names[0], started(line_name)) if len(names) == 1 else names)


def leaf_clashes(lines: Iterable[Line]) -> Iterator[tuple[str, str]]:
    """Yield (category, category below it) where a leaf would have children."""
    paths = {line.category: _folded(line.category) for line in lines}
    for upper, names in paths.items():
        for lower, others in paths.items():
            if len(names) < len(others) and others[: len(names)] == names:
                yield upper, lower


def spelled_apart(lines: Iterable[Line]) -> Iterator[tuple[str, str]]:
    """Yield two spellings of one category that differ in letter case alone."""
    seen: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in lines:
        names = split_path(line.category)
        for depth in range(1, len(names) + 1):
            first = seen.setdefault(_folded(line.category)[:depth], names[:depth])
            if first != names[:depth]:
                yield path_text(first), path_text(names[:depth])


def _folded(category: str) -> tuple[str, ...]:
    return tuple(name.casefold() for name in split_path(category))
