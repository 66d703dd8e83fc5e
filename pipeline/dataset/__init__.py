"""A dataset: the folder of files that people look at and edit between `generate` and `load`.

Its files read and written (`files`), judged (`checks`), made of other programs' files (`imports`), and what it says about
itself (`manifest`). Files only: nothing here talks to a network.
"""

from typing import TYPE_CHECKING

from pipeline.dataset.files.write import write_dataset
from pipeline.dataset.folder import copies_of_journals, journals_of
from pipeline.dataset.manifest import Manifest, read_manifest
from pipeline.on_demand import on_demand

if TYPE_CHECKING:
    from pipeline.dataset.checks.check import Report, check_dataset
    from pipeline.dataset.files.read import read_dataset
    from pipeline.dataset.imports.import_files import import_files
    from pipeline.dataset.imports.understood import ImportedFile
    from pipeline.dataset.summaries import Summary, datasets_under
    from pipeline.dataset.tables import Dataset, Sample, Table, rows_of, sample

__all__ = [
    "Dataset",
    "ImportedFile",
    "Manifest",
    "Report",
    "Sample",
    "Summary",
    "Table",
    "check_dataset",
    "copies_of_journals",
    "datasets_under",
    "import_files",
    "journals_of",
    "read_dataset",
    "read_manifest",
    "rows_of",
    "sample",
    "write_dataset",
]

# What `generate` has no use for is imported when somebody asks for it.
__getattr__ = on_demand(
    __name__,
    {
        "Dataset": "tables",
        "ImportedFile": "imports.understood",
        "Report": "checks.check",
        "Sample": "tables",
        "Summary": "summaries",
        "Table": "tables",
        "check_dataset": "checks.check",
        "datasets_under": "summaries",
        "import_files": "imports.import_files",
        "read_dataset": "files.read",
        "rows_of": "tables",
        "sample": "tables",
    },
)
