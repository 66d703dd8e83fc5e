"""Keys that a new dataset has in common with the datasets beside it: one store can't hold both.

SKUs have five digits, so that two shops of one pack share some now and then. Looks at files of a demo's size alone, at
most `_DATASETS` of them; a dataset that can't be read tells nothing.
"""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipeline.dataset.files.disk_frame import Frame
from pipeline.dataset.files.read import read_dataset
from pipeline.dataset.folder import table_paths
from pipeline.errors import StopError
from pipeline.files import shown_path
from pipeline.generate.identity import skus
from pipeline.packs import Pack
from pipeline.schema.kinds import KeyShape, Kind, filed_kinds, key_of
from pipeline.settings import SEED_LIMIT
from pipeline.text import clean, counted

_DATASETS = 30
_BYTES = 8_000_000  # of a file: some 20,000 products
_SEEDS_TRIED = 1_000  # a second at most
_SPARE = 20  # another seed gives a pack a few rows more

Keys = Mapping[Kind, Mapping[str, str]]  # by their identity, as they are written


class Clash(NamedTuple):
    """A dataset beside, and the keys of a kind that it shares with the new one."""

    folder: Path
    kind: Kind
    keys: tuple[str, ...]

    @property
    def words(self) -> str:
        """What is said of it."""
        noun = self.kind.key.noun
        some = clean(", ".join(self.keys[:2]), 120)
        be = "is" if len(self.keys) == 1 else "are"
        return f"{counted(len(self.keys), noun, f'{noun}s')} {be} in {clean(str(shown_path(self.folder)), 120)}, too, such as {some}"


def keys_of(frames: Mapping[Kind, Frame]) -> Keys:
    """Return the keys of those kinds of which a store has each once by its key; named things are shared on purpose."""
    return {
        kind: {key_of(key): key for key in frame[kind.key.field].drop_nulls()}
        for kind, frame in frames.items()
        if not kind.named and kind.key.field in frame.columns
    }


def keys_beside(folder: Path) -> dict[Path, Keys]:
    """Return the keys of the datasets in the same folder as this one."""
    whole = folder.resolve()
    beside = [path for path in sorted(whole.parent.iterdir()) if path != whole and _is_small_dataset(path)]
    found: dict[Path, Keys] = {}
    for path in beside[:_DATASETS]:
        with contextlib.suppress(StopError):
            found[path] = keys_of({kind: table.frame for kind, table in read_dataset(path).tables.items()})
    return found


def clashes(own: Keys, beside: Mapping[Path, Keys]) -> Iterator[Clash]:
    """Yield what the new dataset shares with each of those beside it."""
    for path, theirs in beside.items():
        for kind, keys in own.items():
            shared = sorted(keys.keys() & theirs.get(kind, {}).keys())
            if shared:
                yield Clash(path, kind, tuple(keys[each] for each in shared))


def free_seed(seed: int, own: Keys, packs: tuple[Pack, ...], beside: Mapping[Path, Keys]) -> int | None:
    """Return the next seed whose SKUs none of the datasets beside has; None where it isn't soon found."""
    taken = pl.Series(sorted({sku for keys in beside.values() for sku in _codes(keys)}), dtype=pl.String)
    made = _codes(own).values()
    counts = {pack.prefix: sum(sku.startswith(f"{pack.prefix}-") for sku in made) for pack in packs}
    for step in range(1, _SEEDS_TRIED):
        wanted = (seed + step) % SEED_LIMIT
        if not any(
            skus(prefix, 0, count + _SPARE, wanted).str.to_lowercase().is_in(taken).any()
            for prefix, count in counts.items()
            if count
        ):
            return wanted
    return None


def _codes(keys: Keys) -> Mapping[str, str]:
    """Return the keys that are made of a pack's prefix and digits."""
    return {
        key: text
        for kind, own in keys.items()
        if kind.key.shape is KeyShape.CODE
        for key, text in own.items()
    }


def _is_small_dataset(path: Path) -> bool:
    try:
        files = [each for kind in filed_kinds() for each in table_paths(path, kind).values()]
        return bool(files) and all(each.stat().st_size <= _BYTES for each in files)
    except OSError:
        return False
