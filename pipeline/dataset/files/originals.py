"""The rows as they were made, kept beside a dataset so that edits can be told row by row: one Parquet file a kind.

Up to `ORIGINAL_ROWS` of a kind: people edit hundreds of rows, not millions, and a digest per row would cost a million
rows as much as making them.
"""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from pipeline.dataset.files.canonical import canonical, without_empty_text
from pipeline.dataset.folder import original_path
from pipeline.errors import FindingsError
from pipeline.files import replacing
from pipeline.schema.kinds import Kind

ORIGINAL_ROWS = 100_000


def keep_original(
    all_complete: contextlib.ExitStack,
    folder: Path,
    kind: Kind,
    batches: Iterator[pl.DataFrame],
    finished: Callable[[pl.DataFrame], pl.DataFrame],
    *,
    durable: bool,
) -> Iterator[pl.DataFrame]:
    """Pass the batches on; behind the last one, keep a copy of them, finished, unless they were too many.

    The copy takes its place with the files, when all are complete: beside the old ones it would tell lies.
    """
    kept: list[pl.DataFrame] = []
    rows = 0
    for batch in batches:
        rows += batch.height
        if rows <= ORIGINAL_ROWS:
            kept.append(batch)
        else:
            kept.clear()
        yield batch
    if not kept:
        forget_originals(all_complete, folder, kind)
        return
    path = original_path(folder, kind)
    path.parent.mkdir(exist_ok=True)
    original = finished(pl.concat(kept)).select(pl.all().cast(pl.String))
    file = all_complete.enter_context(replacing(path, durable=durable))
    canonical(kind, without_empty_text(original)).write_parquet(file)


def forget_originals(all_complete: contextlib.ExitStack, folder: Path, kind: Kind) -> None:
    """Remove the copy of a kind's rows, if there is one, when all files are complete."""

    def forget(failure: type[BaseException] | None, *_: object) -> None:
        if failure is None:
            original_path(folder, kind).unlink(missing_ok=True)

    all_complete.push(forget)


def read_original(folder: Path, kind: Kind) -> pl.DataFrame | None:
    """Return a kind's rows as they were made, None where no copy of them can be read."""
    from pipeline.dataset.files.limits import DEFAULT_LIMITS  # `generate` writes, and never reads
    from pipeline.dataset.files.readers.parquet import read_parquet

    path = original_path(folder, kind)
    try:
        if not path.is_file() or path.stat().st_size > DEFAULT_LIMITS.file_bytes:
            return None
        with path.open("rb") as file:
            return read_parquet(file, str(path), DEFAULT_LIMITS).frame
    except (OSError, FindingsError):
        return None
