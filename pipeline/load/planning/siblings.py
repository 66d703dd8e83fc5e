"""What the other datasets beside this one have made in the same store, by their journals. Reads only.

A journal or a manifest that can't be read tells nothing: it must not stop another dataset's load.
"""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.dataset import read_manifest
from pipeline.errors import FindingsError, JournalError
from pipeline.files import shown_path
from pipeline.journal.book import Journal
from pipeline.journal.entries import Origin
from pipeline.journal.file import FOLDER
from pipeline.journal.transitions import State
from pipeline.stores import resource_of
from pipeline.stores.facts import Facts, same_store
from pipeline.text import clean


@dataclass(frozen=True, slots=True)
class Sibling:
    """A dataset, and the ids of what its journal made in the store. `customers` counts those among them.

    `watermark` is the store's version before it made any.
    """

    folder: Path
    ids: frozenset[str]
    customers: int
    watermark: int = 0


def siblings_of(dataset: Path, prefix: str, facts: Facts) -> tuple[Sibling, ...]:
    """Return the datasets in the same folder, this one among them, that made something in this very store."""
    return tuple(_siblings(dataset.resolve().parent, prefix, facts))


def _siblings(folder: Path, prefix: str, facts: Facts) -> Iterator[Sibling]:
    for path in sorted(folder.glob(f"*/{FOLDER}/{prefix}.sqlite")):
        with contextlib.suppress(JournalError), Journal.read(path) or contextlib.nullcontext() as journal:
            if journal is not None and same_store(journal.note("binding") or {}, facts):
                made = [
                    entry
                    for entry in journal.entries()
                    if entry.state is State.DONE and entry.origin is not Origin.ADOPTED
                ]
                ids = frozenset(entry.remote_id for entry in made if entry.remote_id)
                customers = sum(resource_of(entry.kind).counts_as_use for entry in made)
                watermark = int(journal.note("watermark") or 0)
                yield Sibling(path.parent.parent, ids, customers, watermark)


@dataclass(frozen=True, slots=True)
class Owners:
    """Other datasets whose journals made records that stand in this one's way. `same_seed`: they and this share it."""

    folders: tuple[Path, ...]
    same_seed: bool

    @property
    def names(self) -> str:
        """The folders, as a person here would type them."""
        return " and ".join(clean(str(shown_path(folder)), 80) for folder in self.folders)

    @property
    def words(self) -> str:
        """Whose they are, and why."""
        why = ", of the same seed: another --seed (generate) makes other people" if self.same_seed else ""
        return f"they are {self.names}'s{why}"

    @property
    def way_out(self) -> str:
        """What makes room: never --adopt, which would give one record to two datasets."""
        other = (
            "generate this dataset with another seed"
            if self.same_seed
            else "generate this dataset with another seed, or change their keys in its files"
        )
        return f"{other[0].upper()}{other[1:]}; or unload {self.names} first."


def owners_of(dataset: Path, siblings: Sequence[Sibling], ids: Iterable[str]) -> Owners | None:
    """Return the other datasets that made these records; None where no journal here did."""
    wanted, own = frozenset(ids), dataset.resolve()
    folders = tuple(each.folder for each in siblings if each.folder != own and each.ids & wanted)
    if not folders:
        return None
    seeds = {_seed(folder) for folder in (own, *folders)}
    return Owners(folders, same_seed=len(seeds) == 1 and None not in seeds)


def _seed(folder: Path) -> int | None:
    with contextlib.suppress(FindingsError):
        manifest = read_manifest(folder)
        return manifest.seed if manifest else None
    return None
