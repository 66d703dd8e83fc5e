"""Make a dataset from packs and a seed, or find that it is there already.

Promises: a dataset that is the one asked for is left alone, edits and all; one that a person edited or loaded is
replaced only with `force`; the clamp to 500 never touches rows that a dataset already has.
"""

import contextlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipeline.dataset.clashes import clashes, free_seed, keys_beside, keys_of, seeds_from
from pipeline.dataset.existing import Existing, existing_in, require_free
from pipeline.dataset.files.originals import ORIGINAL_ROWS
from pipeline.dataset.files.streaming import Stream
from pipeline.dataset.files.write import write_dataset
from pipeline.dataset.folder import Format
from pipeline.dataset.manifest import Manifest, manifest_for, read_manifest
from pipeline.errors import FindingsError, UsageError
from pipeline.generate import Frames, counts_that_differ, generate
from pipeline.packs import Pack, Region
from pipeline.schema.kinds import Kind, counts_in_words
from pipeline.settings import GenerateOptions, clamp_count, require_counts
from pipeline.text import clean, counted

SHOWN = 500  # rows that a preview looks at
FIRST_LINES = 16_384  # of the first batch: while it is made, nothing can be written
_CLASHES_SAID = 3
RANDOM_SEEDS = 2**32  # short enough to be typed again


class Wish(NamedTuple):
    """What somebody asks for. `seed` None: any seed of a dataset that is there, else a random one.

    `apart`: one store is to hold it together with the datasets beside it, so that the next seed is taken where this one
    would make something of theirs. A seed that nobody gave is always such a one.
    """

    options: GenerateOptions
    seed: int | None
    limited: bool
    format: Format
    tool_version: str
    apart: bool = False


class Digests(NamedTuple):
    """What the packs and the region held when they were read: an edited one makes another dataset."""

    packs: Mapping[str, str]
    region: str


class Made(NamedTuple):
    """The dataset that is there now; `already` if it was there before. `notices` are for people.

    `begins` holds the first rows of each kind that was written (SHOWN at most): to show them, millions must not be
    read back.
    """

    manifest: Manifest
    already: bool
    found: Existing
    notices: tuple[str, ...]
    begins: Mapping[Kind, pl.DataFrame]


def make_dataset(
    folder: Path,
    wish: Wish,
    packs: tuple[Pack, ...],
    region: Region,
    *,
    force: bool = False,
    durable: bool = True,
) -> Made:
    """Write the dataset of a wish into `folder`, unless it is there.

    Raises UsageError (no such counts, precious, unwritable).
    """
    require_counts(wish.options.customers, wish.options.products)
    wish, kept = (wish, ()) if force else _taken_before(folder, wish)
    digests = Digests({pack.name: pack.digest for pack in packs}, region.digest)
    found = _compare(folder, wish, wish.options, digests, packs)
    if found.manifest is not None and found.manifest.older and not force:
        _hold_older(folder, found.manifest, wish.options)
    if found.relation == "same" and found.manifest is not None and not force:
        notices = (*_older_notices(found.manifest), *kept)
        return Made(found.manifest, already=True, found=found, notices=notices, begins={})
    options, clamped = _clamped(wish)
    notices = (*clamped, *kept)
    _require_folder(folder)
    found = _compare(folder, wish, options, digests, packs)
    if found.relation == "same" and found.manifest is not None and not force:
        return Made(found.manifest, already=True, found=found, notices=notices, begins={})
    require_free(folder, found, force=force)
    options = replace(options, seed=wish.seed if wish.seed is not None else secrets.randbelow(RANDOM_SEEDS))
    seed, told = _seed_apart(folder, wish, options, packs, region)
    options = replace(options, seed=seed)
    generated = generate(options, packs, region)
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    manifest = _manifest(
        options,
        digests,
        packs,
        vocabulary=generated.vocabulary,
        tool_version=wish.tool_version,
        created_at=now,
    )
    manifest = replace(manifest, families=generated.families, scenarios=generated.scenarios or {})
    begins: dict[Kind, pl.DataFrame] = {}
    written = write_dataset(
        folder,
        {kind: stream_of(frames, wish.format, begins) for kind, frames in generated.frames.items()},
        manifest,
        wish.format,
        force=found.relation != "new",
        durable=durable,
    )
    notices = (*notices, *_replaced_notices(found), *generated.notices, *told)
    return Made(written, already=False, found=found, notices=notices, begins=begins)


def stream_of(frames: Frames, file_format: Format, begins: dict[Kind, pl.DataFrame]) -> Stream:
    """Return the records on their way to a file; how they begin is kept."""
    if not len(frames):
        return Stream([])
    begin = begins[frames.kind] = frames.head(SHOWN)
    if len(frames) <= SHOWN:
        return Stream([begin])
    # the copy of what was made, to tell edits by, needs cells
    lines = frames.lines() if file_format == "csv" and len(frames) > ORIGINAL_ROWS else None
    if lines is not None:
        return Stream(lines.pieces(FIRST_LINES), lines.columns, plain=True)
    if file_format == "parquet":
        frames = frames.coded() or frames
    return Stream(frames.pieces(), frames.columns)


def _require_folder(folder: Path) -> None:
    """Raise UsageError where no folder can be made."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(
            f"{clean(str(folder))} is a file.", code="out-not-a-folder", hint="Choose another folder."
        )


def _hold_older(folder: Path, there: Manifest, options: GenerateOptions) -> None:
    """Raise UsageError for more of a shop whose products this version no longer makes."""
    if not options.start:
        return
    raise UsageError(
        f"{clean(str(folder))} was made by {there.tool_version or 'an older version'}, which made other products of "
        "this seed: generate --start can't go on with it.",
        code="dataset-older",
        hint="Make a new dataset in another folder, with another --seed and without --start (generate).",
    )


def _older_notices(there: Manifest) -> tuple[str, ...]:
    if not there.older:
        return ()
    return (
        "It was made by an older version, without families, and is left as it is; generate --force makes it anew.",
    )


def _taken_before(folder: Path, wish: Wish) -> tuple[Wish, tuple[str, ...]]:
    """Return the wish with the seed of the dataset that is there, if it can have been taken in the place of the one asked for.

    Whether it was is not known any more once a dataset beside is gone: so that is said, if it is another one.
    """
    there = None
    with contextlib.suppress(FindingsError):  # what can't be read is told of where it is compared
        there = read_manifest(folder)
    if not wish.apart or wish.seed is None or there is None or there.seed not in {*seeds_from(wish.seed)}:
        return wish, ()
    said = (
        f"The dataset that is there is kept. It has seed {there.seed}, not {wish.seed}: "
        f"generate --force makes seed {wish.seed}, or the next one that is free."
    )
    return wish._replace(seed=there.seed), () if there.seed == wish.seed else (said,)


def _seed_apart(
    folder: Path, wish: Wish, options: GenerateOptions, packs: tuple[Pack, ...], region: Region
) -> tuple[int, tuple[str, ...]]:
    """Return the seed to take, and what is said where a store can't hold both what it makes and a dataset beside it.

    Of a large one nothing is known: its seed stays.
    """
    spans = options.span(options.customers), options.span(options.products)
    large = any(last - first > SHOWN for first, last in spans)
    if large or not (beside := keys_beside(folder)):
        return options.seed, ()

    def made_by(seed: int) -> Mapping[Kind, pl.DataFrame]:
        frames = generate(replace(options, seed=seed), packs, region).frames
        return {kind: each.collect() for kind, each in frames.items()}

    found = tuple(clashes(keys_of(made_by(options.seed)), beside))
    if not found:
        return options.seed, ()
    other = free_seed(options.seed, made_by, beside)
    if other is not None and (wish.apart or wish.seed is None):
        told = f"Seed {other} is used instead of {options.seed}. With {options.seed}, {found[0].words}."
        return other, (told,) if wish.apart else ()
    way_out = (
        f"generate --seed {other} makes others" if other is not None else "make fewer, with another --seed"
    )
    shown = found[:_CLASHES_SAID]
    said = "; ".join(clash.words for clash in shown)
    if more := len({clash.folder for clash in found} - {clash.folder for clash in shown}):
        said += f"; and so on with {counted(more, 'dataset')} more"
    return options.seed, (f"{said[0].upper()}{said[1:]}. One store can't hold both: {way_out}.",)


def _replaced_notices(found: Existing) -> tuple[str, ...]:
    """Return what is said of a dataset that another one took the place of."""
    if found.relation != "other" or found.manifest is None or found.manifest.seed is None:
        return ()
    there = found.manifest
    words = (
        f"It takes the place of another dataset that was here: {counts_in_words(there.counts)}, seed {there.seed} "
        f"(generate --seed {there.seed} makes that one again)."
    )
    return (f"{words} Its edits are gone: {found.edits.words}." if found.edits.edited else words,)


def _compare(
    folder: Path, wish: Wish, options: GenerateOptions, digests: Digests, packs: tuple[Pack, ...]
) -> Existing:
    wanted = _manifest(replace(options, seed=wish.seed or 0), digests, packs)
    return existing_in(folder, wanted, wish.format, any_seed=wish.seed is None)


def _manifest(
    options: GenerateOptions,
    digests: Digests,
    packs: tuple[Pack, ...],
    *,
    vocabulary: str = "",
    tool_version: str = "",
    created_at: str = "",
) -> Manifest:
    return manifest_for(
        options,
        digests.packs,
        digests.region,
        vocabulary=vocabulary,
        tool_version=tool_version,
        created_at=created_at,
        counts=counts_that_differ(options, packs),
    )


def _clamped(wish: Wish) -> tuple[GenerateOptions, tuple[str, ...]]:
    if not wish.limited:
        return wish.options, ()
    customers, said = clamp_count(wish.options.customers, "customer")
    products, too = clamp_count(wish.options.products, "product")
    notices = tuple(notice for notice in (said, too) if notice)
    return replace(wish.options, customers=customers, products=products), notices
