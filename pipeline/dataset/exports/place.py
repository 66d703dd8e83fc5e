"""Where an export goes: a folder or one file, and what there must not be replaced. Looks, and writes nothing."""

from pathlib import Path

from pipeline.dataset.exports.formats import FORMATS, ExportFormat
from pipeline.dataset.folder import FORMATS as TABLE_FORMATS
from pipeline.dataset.folder import table_path
from pipeline.errors import UsageError
from pipeline.schema.folder import MANIFEST
from pipeline.schema.kinds import all_kinds
from pipeline.text import clean


def is_one_file(place: Path, export_format: ExportFormat) -> bool:
    """Whether a path means one file. Raises UsageError for one that ends as another format's file does."""
    if place.is_dir():
        return False
    suffixes = {each.suffix for each in FORMATS.values()}
    suffix = place.suffix.lower()
    if suffix in suffixes - {export_format.suffix}:
        raise UsageError(
            f"{clean(str(place))} ends in {suffix}; {export_format.name} is written as {export_format.suffix}.",
            code="export-suffix",
            hint=f"--out {clean(str(place.with_suffix(export_format.suffix)))}, or a folder.",
        )
    return suffix == export_format.suffix


def earlier_files(
    place: Path,
    export_format: ExportFormat,
    dataset_folder: Path,
    paths: set[Path],
    *,
    alone: bool,
    force: bool,
) -> list[Path]:
    """Return the files of an earlier export that go. Raises UsageError where something is there that must stay."""
    folder = place.parent if alone else place
    if folder.exists() and not folder.is_dir():
        raise UsageError(
            f"{clean(str(folder))} is a file.", code="out-not-a-folder", hint="Choose another folder."
        )
    ours = (folder / MANIFEST).exists() or folder.resolve() == dataset_folder.resolve()
    tables = {table_path(folder, kind, name) for kind in all_kinds() for name in TABLE_FORMATS}
    if ours and paths & tables:
        raise UsageError(
            f"{clean(str(folder))} is a dataset; an export there would be taken for its data.",
            code="export-in-dataset",
            hint="Choose another place with --out.",
        )
    every = set() if alone else {folder / export_format.file_name(kind) for kind in export_format.kinds}
    there = sorted(path for path in every | paths if path.exists() or path.is_symlink())
    if there and not force:
        raise UsageError(
            f"{clean(str(there[0]))} is there already.",
            code="export-exists",
            hint="Replace it with --force, or choose another place with --out.",
        )
    return [path for path in there if path not in paths]
