"""A dataset: the folder of files that people look at and edit between `generate` and `load`.

Its files read and written (`files`), judged (`checks`), made of other programs' files (`imports`), and what it says about
itself (`manifest`). Files only: nothing here talks to a network.
"""

from typing import TYPE_CHECKING

from pipeline.dataset.existing import Existing, existing_in, require_free
from pipeline.dataset.files.write import write_dataset
from pipeline.dataset.folder import Format, copies_of_journals, journals_of
from pipeline.dataset.manifest import FileStamp, Manifest, manifest_for, read_manifest, write_manifest
from pipeline.on_demand import on_demand

if TYPE_CHECKING:
    from pipeline.dataset.checks.check import Report, check_dataset
    from pipeline.dataset.edits import EditedRow, Edits, KindEdits, edits_of
    from pipeline.dataset.files.limits import DEFAULT_LIMITS, Limits
    from pipeline.dataset.files.read import read_dataset
    from pipeline.dataset.imports.import_files import Imported, ImportedFile, import_files
    from pipeline.dataset.summaries import Summary, dataset_folders, datasets_under, summary_of
    from pipeline.dataset.tables import Dataset, Row, Sample, Table, records_of, rows_of, sample

__all__ = [
    "DEFAULT_LIMITS",
    "Dataset",
    "EditedRow",
    "Edits",
    "Existing",
    "FileStamp",
    "Format",
    "Imported",
    "ImportedFile",
    "KindEdits",
    "Limits",
    "Manifest",
    "Report",
    "Row",
    "Sample",
    "Summary",
    "Table",
    "check_dataset",
    "copies_of_journals",
    "dataset_folders",
    "datasets_under",
    "edits_of",
    "existing_in",
    "import_files",
    "journals_of",
    "manifest_for",
    "read_dataset",
    "read_manifest",
    "records_of",
    "require_free",
    "rows_of",
    "sample",
    "summary_of",
    "write_dataset",
    "write_manifest",
]

# What `generate` has no use for is imported when somebody asks for it.
__getattr__ = on_demand(
    __name__,
    {
        "DEFAULT_LIMITS": "files.limits",
        "Dataset": "tables",
        "EditedRow": "edits",
        "Edits": "edits",
        "Imported": "imports.import_files",
        "ImportedFile": "imports.import_files",
        "KindEdits": "edits",
        "Limits": "files.limits",
        "Report": "checks.check",
        "Row": "tables",
        "Sample": "tables",
        "Summary": "summaries",
        "Table": "tables",
        "check_dataset": "checks.check",
        "dataset_folders": "summaries",
        "datasets_under": "summaries",
        "edits_of": "edits",
        "import_files": "imports.import_files",
        "read_dataset": "files.read",
        "records_of": "tables",
        "rows_of": "tables",
        "sample": "tables",
        "summary_of": "summaries",
    },
)
