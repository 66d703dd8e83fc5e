"""Frames <-> files: the dataset that people look at and edit between `generate` and `load`.

Reading what a spreadsheet left (`read`), writing it (`write`), judging it (`check`), and what it says about
itself (`manifest`). Files only: nothing here makes data up or talks to a network.
"""

from typing import TYPE_CHECKING

from pipeline.dataset.manifest import FileStamp, Manifest, manifest_for, read_manifest, write_manifest
from pipeline.dataset.situation import Situation, journals_of, require_free, situation
from pipeline.dataset.tables import Dataset, Format, Row, Sample, Table, records_of, rows_of, sample
from pipeline.dataset.write import write_dataset
from pipeline.on_demand import on_demand

if TYPE_CHECKING:
    from pipeline.dataset.check import Report, check_dataset
    from pipeline.dataset.edits import EditedRow, Edits, KindEdits, edits_of
    from pipeline.dataset.importing import Imported, ImportedFile, import_files
    from pipeline.dataset.limits import DEFAULT_LIMITS, Limits
    from pipeline.dataset.listing import Summary, dataset_folders, datasets_under, summary_of
    from pipeline.dataset.read import read_dataset

__all__ = [
    "DEFAULT_LIMITS",
    "Dataset",
    "EditedRow",
    "Edits",
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
    "Situation",
    "Summary",
    "Table",
    "check_dataset",
    "dataset_folders",
    "datasets_under",
    "edits_of",
    "import_files",
    "journals_of",
    "manifest_for",
    "read_dataset",
    "read_manifest",
    "records_of",
    "require_free",
    "rows_of",
    "sample",
    "situation",
    "summary_of",
    "write_dataset",
    "write_manifest",
]

# What `generate` has no use for is imported when somebody asks for it.
__getattr__ = on_demand(
    __name__,
    {
        "DEFAULT_LIMITS": "limits",
        "EditedRow": "edits",
        "Edits": "edits",
        "Imported": "importing",
        "ImportedFile": "importing",
        "KindEdits": "edits",
        "Limits": "limits",
        "Report": "check",
        "Summary": "listing",
        "check_dataset": "check",
        "dataset_folders": "listing",
        "datasets_under": "listing",
        "edits_of": "edits",
        "import_files": "importing",
        "read_dataset": "read",
        "summary_of": "listing",
    },
)
