"""Frames <-> files: the dataset that people look at and edit between `generate` and `load`.

Reading what a spreadsheet left (`read`), writing it (`write`), judging it (`check`), and what it says about
itself (`manifest`). Files only: nothing here makes data up or talks to a network.
"""

from pipeline.dataset.check import Report, check_dataset
from pipeline.dataset.edits import EditedRow, Edits, KindEdits, edits_of
from pipeline.dataset.manifest import FileStamp, Manifest, manifest_for, read_manifest, write_manifest
from pipeline.dataset.read import read_dataset
from pipeline.dataset.tables import Dataset, Format, Row, Sample, Table, records_of, rows_of, sample
from pipeline.dataset.write import write_dataset

__all__ = [
    "Dataset",
    "EditedRow",
    "Edits",
    "FileStamp",
    "Format",
    "KindEdits",
    "Manifest",
    "Report",
    "Row",
    "Sample",
    "Table",
    "check_dataset",
    "edits_of",
    "manifest_for",
    "read_dataset",
    "read_manifest",
    "records_of",
    "rows_of",
    "sample",
    "write_dataset",
    "write_manifest",
]
