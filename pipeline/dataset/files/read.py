"""A folder to a `Dataset`: whatever a person's programs made of the files.

Promises: decoded and sniffed first, then strict; findings of all files at once; no exception but
FindingsError and UsageError, whatever the bytes. Does not promise that the content is right:
that is `check_dataset`.
"""

import contextlib
import difflib
import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

from pipeline.dataset.files.canonical import canonical
from pipeline.dataset.files.column_names import columns_unread
from pipeline.dataset.files.delimited.csv_plain import read_plain
from pipeline.dataset.files.delimited.csv_strict import read_strict
from pipeline.dataset.files.delimited.decode import decode_file, unreadable
from pipeline.dataset.files.delimited.gathering import Finish
from pipeline.dataset.files.limits import DEFAULT_LIMITS, Limits
from pipeline.dataset.files.readers.parquet import read_parquet
from pipeline.dataset.folder import FORMATS, Format, table_paths
from pipeline.dataset.manifest import read_manifest
from pipeline.dataset.tables import Dataset, Parsed, Table
from pipeline.errors import Command, Finding, FindingsError, UsageError
from pipeline.schema.kinds import Kind, filed_kinds
from pipeline.text import clean, counted

_T = TypeVar("_T")


def read_dataset(folder: Path, *, limits: Limits = DEFAULT_LIMITS) -> Dataset:
    """Return the dataset in `folder`.

    Raises UsageError for a folder that isn't there, and FindingsError with every finding for files that
    can't be read, a kind in both formats, a manifest of a newer version, a folder without any.
    """
    _require_folder(folder)
    errors: list[FindingsError] = []
    manifest = _attempted(functools.partial(read_manifest, folder), errors)
    found = {
        kind: _attempted(functools.partial(_read_kind, folder, kind, limits), errors)
        for kind in filed_kinds()
    }
    tables = {kind: table for kind, table in found.items() if table is not None}
    findings = tuple(finding for error in errors for finding in error.findings)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise FindingsError(
            f"{clean(str(folder))} can't be read: {counted(len(findings), 'finding')}.",
            code="dataset-unreadable",
            hint=errors[0].hint,
            findings=findings,
        )
    if not tables:
        raise _empty(folder)
    return Dataset(folder, manifest, tables)


def _attempted(read: Callable[[], _T], errors: list[FindingsError]) -> _T | None:
    """Return what `read` returns, or None and its findings among the errors: all are named at once."""
    try:
        return read()
    except FindingsError as wrong:
        errors.append(wrong)
        return None


def read_table(path: Path, kind: Kind, file_format: Format, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Return one file as a table of text; raise FindingsError for one that can't be read."""
    table = _read(path, kind, file_format, limits, functools.partial(canonical, kind))
    if table.unread:
        raise columns_unread(str(path), table.unread)
    return table


def read_cells(path: Path, kind: Kind, file_format: Format, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Return one file as a table of cells as they stand there; the kind tells the separator of a header.

    Raises FindingsError for a file that can't be read; of one column alone, `Table.unread` says it.
    """
    return _read(path, kind, file_format, limits, lambda frame: frame)


def _read(path: Path, kind: Kind, file_format: Format, limits: Limits, finish: Finish) -> Table:
    with opened(path, limits) as file:
        if file_format == "parquet":
            text = read_parquet(file, str(path), limits)
            lines = range(2, text.frame.height + 2)
            frame = finish(text.frame)
            return Table(kind, path, file_format, frame, lines, text.sha256, *text[2:])
        parsed, digest = _read_csv(file, str(path), kind, limits, finish)
    return Table(kind, path, file_format, parsed.frame, parsed.lines, digest, *parsed[2:])


def _read_csv(file: BinaryIO, name: str, kind: Kind, limits: Limits, finish: Finish) -> tuple[Parsed, str]:
    plain = read_plain(file, name, kind, limits, finish)
    if plain is not None:
        return plain
    file.seek(0)
    decoded, digest = decode_file(file, name, kind)
    return read_strict(decoded, name, limits, finish), digest


@contextlib.contextmanager
def opened(path: Path, limits: Limits) -> Iterator[BinaryIO]:
    """Open a plain file of a bearable size. Raises FindingsError."""
    file = str(path)
    try:
        if not path.is_file():
            raise unreadable(file, None, "It is not a plain file.", "Put a CSV or Parquet file there.")
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise unreadable(
                file,
                None,
                f"It has {size:,} bytes; {limits.file_bytes:,} are read at most.",
                "Split it into several datasets.",
            )
        with path.open("rb") as file_open:
            yield file_open
    except OSError as wrong:
        raise unreadable(
            file, None, f"It can't be opened: {wrong.strerror}.", "See its permissions."
        ) from None


def _read_kind(folder: Path, kind: Kind, limits: Limits) -> Table | None:
    paths = table_paths(folder, kind)
    if len(paths) > 1:
        both = " and ".join(path.name for path in paths.values())
        raise unreadable(
            str(folder), None, f"{both} are both there; one of them is stale.", "Move one of them away."
        )
    for file_format, path in paths.items():
        return read_table(path, kind, file_format, limits)
    return None


def _require_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    if folder.exists():
        raise UsageError(
            f"{clean(str(folder))} is a file; a dataset is a folder.",
            code="dataset-not-a-folder",
            hint=f"Name the folder that it lies in: {clean(str(folder.parent))}.",
        )
    try:
        siblings = [path.name for path in folder.parent.iterdir() if path.is_dir() and path.name[0] != "."]
    except OSError:
        siblings = []
    near = difflib.get_close_matches(folder.name, siblings, n=1)
    raise UsageError(
        f"There is no folder {clean(str(folder))}.",
        code="dataset-not-found",
        hint=f'Did you mean "{clean(str(folder.parent / near[0]))}"?' if near else "",
        command=None if near else Command(("datasets",)),
    )


def _empty(folder: Path) -> FindingsError:
    plurals = [kind.plural for kind in filed_kinds()]
    names = [f"{plural}.{name}" for plural in plurals for name in FORMATS]
    try:
        there = [path.name for path in folder.iterdir()]
    except OSError:
        there = []
    near = [name for name in there if difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.75)]
    files = ", ".join(f"{plural}.csv" for plural in plurals)
    rule = f"It holds neither {' nor '.join(plurals)} ({files}, or .parquet)."
    way_out = (
        f'Rename "{clean(min(near), 80)}".'
        if near
        else "generate makes a dataset; import makes one of CSV files that you have."
    )
    return FindingsError(
        f"{clean(str(folder))} is not a dataset. {rule}",
        code="dataset-empty",
        hint=way_out,
        findings=(Finding(str(folder), None, None, None, rule, way_out),),
    )
