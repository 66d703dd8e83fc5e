"""What a new dataset has in common with the datasets beside it, and a store can hold once: keys, names, codes.

SKUs have five digits, and a line has some hundreds of names, so that two shops of one pack share some now and then.
Looks at files of a demo's size alone, at most `_DATASETS` of them; a dataset that can't be read tells nothing.
"""

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.dataset.folder import table_paths
from pipeline.errors import StopError
from pipeline.files import shown_path
from pipeline.schema.kinds import Kind, filed_kinds, key_of
from pipeline.settings import SEED_LIMIT
from pipeline.text import clean, counted

if TYPE_CHECKING:  # likewise late in the functions: most datasets are made where nothing is beside them
    from pipeline.dataset.files.disk_frame import Frame

_DATASETS = 30
_BYTES = 8_000_000  # of a file: some 20,000 products
SEEDS_TRIED = 30  # some seconds at most: two shops of 500 products share a name with nearly every seed

Keys = Mapping[tuple[Kind, str], Mapping[str, str]]  # by kind and column: the cells by their identity


class Clash(NamedTuple):
    """A dataset beside, and the cells of a kind's column that it shares with the new one."""

    folder: Path
    kind: Kind
    column: str
    keys: tuple[str, ...]

    @property
    def words(self) -> str:
        """What is said of it."""
        key = self.kind.key
        noun = key.noun if self.column == key.field else f"{self.kind.noun} {self.column.replace('_', ' ')}"
        some = clean(", ".join(self.keys[:2]), 120)
        be = "is" if len(self.keys) == 1 else "are"
        return f"{counted(len(self.keys), noun, f'{noun}s')} {be} in {clean(str(shown_path(self.folder)), 120)}, too, such as {some}"


def keys_of(frames: "Mapping[Kind, Frame]") -> Keys:
    """Return what a store has once: of each kind the key and the columns that `check` holds unique; named things are shared on purpose."""
    from pipeline.dataset.checks.kind_rules import rules_of

    return {
        (kind, column): {key_of(cell): cell for cell in frame[column].drop_nulls()}
        for kind, frame in frames.items()
        if not kind.named
        for column in (kind.key.field, *rules_of(kind).unique)
        if column in frame.columns
    }


def keys_beside(folder: Path) -> dict[Path, Keys]:
    """Return the keys of the datasets in the same folder as this one."""
    whole = folder.resolve()
    if not whole.parent.is_dir():
        return {}
    beside = [path for path in sorted(whole.parent.iterdir()) if path != whole and _is_small_dataset(path)]
    if not beside:
        return {}
    from pipeline.dataset.files.read import read_dataset

    found: dict[Path, Keys] = {}
    for path in beside[:_DATASETS]:
        with contextlib.suppress(StopError):
            found[path] = keys_of({kind: table.frame for kind, table in read_dataset(path).tables.items()})
    return found


def clashes(own: Keys, beside: Mapping[Path, Keys]) -> Iterator[Clash]:
    """Yield what the new dataset shares with each of those beside it: of a kind the keys, where it has none in common the names or codes."""
    for path, theirs in beside.items():
        told = set[Kind]()
        for (kind, column), keys in own.items():
            shared = sorted(keys.keys() & theirs.get((kind, column), {}).keys())
            if shared and kind not in told:
                told.add(kind)
                yield Clash(path, kind, column, tuple(keys[each] for each in shared))


def seeds_from(seed: int) -> Iterator[int]:
    """Yield this seed and the next ones, as many as are tried."""
    return ((seed + step) % SEED_LIMIT for step in range(SEEDS_TRIED))


def free_seed(
    seed: int, made_by: "Callable[[int], Mapping[Kind, Frame]]", beside: Mapping[Path, Keys]
) -> int | None:
    """Return the next seed whose dataset shares nothing with those beside; None where it isn't soon found."""
    behind = itertools.islice(seeds_from(seed), 1, None)
    return next((each for each in behind if not any(clashes(keys_of(made_by(each)), beside))), None)


def _is_small_dataset(path: Path) -> bool:
    try:
        files = [each for kind in filed_kinds() for each in table_paths(path, kind).values()]
        return bool(files) and all(each.stat().st_size <= _BYTES for each in files)
    except OSError:
        return False
