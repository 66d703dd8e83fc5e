"""Paths of names, such as those of categories: complete, not too deep, and nothing in a node that has others below. Pure.

Judged are the paths as they will be when each finding is cured by the value that its way out proposes: names that are
missing left out, names too deep cut off, a node replaced by the first leaf below it.
"""

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.dataset.checks.findings import LISTED_PER_RULE, Gathered
from pipeline.dataset.tables import Table
from pipeline.errors import Finding
from pipeline.schema.fields import Form, path_steps, path_text, split_path
from pipeline.schema.kinds import CATEGORY_LEVELS, key_of
from pipeline.text import clean

_SHOWN = 80

Path = tuple[str, ...]


class _Trouble(NamedTuple):
    """What is wrong with a path, and what to write instead ('' for nothing)."""

    rule: str
    instead: str


def check_paths(table: Table, gathered: Gathered) -> None:
    """Name each path that is incomplete or too deep, or that names a node which has others below it."""
    for field in table.kind.references:
        if field.form is Form.PATH and field.name in table.frame.columns:
            _check_column(table, field.name, gathered)


def _check_column(table: Table, name: str, gathered: Gathered) -> None:
    cells = table.frame[name]
    texts = cells.gather(cells.arg_unique()).drop_nulls().to_list()
    below = _first_leaf_below([_cured(text) for text in texts])
    found = {text: _trouble(text, below) for text in texts}
    troubles = {text: trouble for text, trouble in found.items() if trouble is not None}
    rows = cells.is_in(list(troubles)).fill_null(value=False).arg_true()
    listed = [
        Finding(
            str(table.path),
            table.lines[row],
            name,
            clean(cells[row], _SHOWN),
            troubles[cells[row]].rule,
            _way_out(troubles[cells[row]].instead),
        )
        for row in rows.head(LISTED_PER_RULE).to_list()
    ]
    gathered.add_many(len(rows), listed)


def _cured(text: str) -> Path:
    return split_path(text)[:CATEGORY_LEVELS]


def _first_leaf_below(paths: Iterable[Path]) -> dict[str, str]:
    """Return, for each node that has others below it, by its key, the text of the first leaf there."""
    every = list(paths)
    inner = {_key(path[:depth]) for path in every for depth in range(1, len(path))}
    found: dict[str, str] = {}
    for path in every:
        if _key(path) not in inner:
            for depth in range(1, len(path)):
                found.setdefault(_key(path[:depth]), path_text(path))
    return found


def _trouble(text: str, below: dict[str, str]) -> _Trouble | None:
    steps, cured = path_steps(text), _cured(text)
    leaf = below.get(_key(cured), "")
    instead = leaf or path_text(cured)
    if "" in steps:
        return _Trouble("A name is missing in the path.", instead)
    if len(steps) > CATEGORY_LEVELS:
        rule = f"A category stands on one of {CATEGORY_LEVELS} levels; this path has {len(steps)}."
        return _Trouble(rule, instead)
    if leaf:
        shown = clean(leaf, _SHOWN)
        return _Trouble(
            f'The store takes products into the lowest categories alone; "{shown}" is below.', leaf
        )
    return None


def _way_out(instead: str) -> str:
    return f'Write "{clean(instead, _SHOWN)}", or another category.' if instead else "Empty the cell."


def _key(path: Path) -> str:
    return key_of(path_text(path))
