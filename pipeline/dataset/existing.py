"""What lies in a folder where a dataset is to be made: nothing, the one asked for, or another one.

Promises: nothing is written, no journal is opened. "Already there" and "refused" are decided here, once,
for every command that makes a dataset. Does not promise that the files are sound: only `read_dataset` does.
"""

from pathlib import Path
from typing import Literal, NamedTuple

from pipeline.dataset.edits import Edits, edits_of
from pipeline.dataset.folder import Format, journals_of, table_paths
from pipeline.dataset.manifest import SCENARIOS, VARIANTS, Manifest, read_manifest
from pipeline.errors import FindingsError, UsageError
from pipeline.schema.kinds import filed_kinds
from pipeline.text import clean

Relation = Literal["new", "same", "other"]


class Existing(NamedTuple):
    """What is there, and how it relates to what is asked for. `differing` names the options that aren't those asked for, `journals` the loads begun.

    `unsound` says why what is there can't be read ('' when it can); `edits` is empty then.
    """

    relation: Relation
    manifest: Manifest | None = None
    edits: Edits = Edits()
    differing: tuple[str, ...] = ()
    journals: tuple[Path, ...] = ()
    unsound: str = ""

    @property
    def loaded(self) -> bool:
        """Whether a load was ever begun."""
        return bool(self.journals)

    @property
    def precious(self) -> bool:
        """Whether overwriting would lose a person's work or disagree with a journal."""
        foreign = self.relation != "new" and self.manifest is None
        return self.edits.edited or self.loaded or foreign or bool(self.unsound)


def existing_in(
    folder: Path, wanted: Manifest, file_format: Format = "csv", *, any_seed: bool = False
) -> Existing:
    """Return how what lies in `folder` relates to `wanted` (see `manifest_for`) in that format.

    `any_seed` when nobody asked for one: then every seed is the one wanted. A manifest that can't be read
    makes it "other", never an error.
    """
    journals = journals_of(folder)
    formats = {name for kind in filed_kinds() for name in table_paths(folder, kind)}
    try:
        manifest = read_manifest(folder)
    except FindingsError as wrong:
        return Existing("other", journals=journals, unsound=wrong.message)
    if not formats and manifest is None:
        return Existing("new", journals=journals)
    if manifest is None:
        return Existing("other", journals=journals, differing=("origin",))
    differing = list(_differing(manifest, wanted, any_seed=any_seed))
    if formats - {file_format}:
        differing.append("format")
    edits, unsound = _edits(folder)
    return Existing("other" if differing else "same", manifest, edits, tuple(differing), journals, unsound)


def require_free(folder: Path, found: Existing, *, force: bool) -> None:
    """Raise UsageError when making another dataset in `folder` would lose edits or contradict a journal."""
    if force or found.relation != "other" or not found.precious:
        return
    why = found.edits.words or found.unsound.removesuffix(".")
    if found.loaded:
        why = f"{why}; a load was begun" if why else "a load was begun"
    elif not why:
        why = "its files were not made by generate"
    other = f" Differing: {', '.join(found.differing)}." if found.differing else ""
    raise UsageError(
        f"{clean(str(folder))} holds another dataset, and replacing it would lose something: {why}.{other}",
        code="dataset-precious",
        hint="Choose another folder, or replace the data with --force (generate, import, pull); what loads recorded is kept.",
    )


def _differing(there: Manifest, wanted: Manifest, *, any_seed: bool) -> list[str]:
    pairs: dict[str, tuple[object, object]] = {
        "the files' format": (there.format_version, wanted.format_version),
        "seed": (there.seed, there.seed if any_seed else wanted.seed),
        "region": (there.region, wanted.region),
        "packs": (list(there.packs), list(wanted.packs)),
        "the packs' contents": (
            {name: digest for name, digest in there.packs.items() if name in wanted.packs},
            {name: digest for name, digest in wanted.packs.items() if name in there.packs},
        ),
    }
    for kind, count in wanted.counts.items():
        pairs[kind.plural] = (there.counts.get(kind, 0), count)
    for name in {**wanted.options, **there.options}:
        pairs[name] = (there.options.get(name), wanted.options.get(name))
    if not wanted.options.get(SCENARIOS):  # what has no such option has none of them
        pairs[SCENARIOS] = (bool(there.options.get(SCENARIOS)), False)
    if there.older:  # left alone: what it has not is no difference
        for name in (VARIANTS, "outlets", "the files' format", "the packs' contents"):
            pairs.pop(name, None)
    return [name for name, (old, new) in pairs.items() if old != new]


def _edits(folder: Path) -> tuple[Edits, str]:
    from pipeline.dataset.files.read import read_dataset  # most datasets are made where nothing was

    try:
        return edits_of(read_dataset(folder)), ""
    except (FindingsError, UsageError) as wrong:
        return Edits(), wrong.message
