"""What became of records that were exported and imported again: which columns differ, in how many records."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pipeline.dataset import Dataset, import_files, read_dataset, rows_of
from pipeline.dataset.exports.export import Exported, export_dataset
from pipeline.dataset.exports.formats import FORMATS
from pipeline.dataset.exports.templates import outlet_of
from pipeline.schema.collect import Filed
from pipeline.schema.families import with_shared
from pipeline.schema.kinds import PRICE_FIELDS
from pipeline.schema.records import row_of

Cells = dict[str, str]
_WRITTEN_AS = {PRICE_FIELDS[0]: PRICE_FIELDS[1]}


def there_and_back(dataset: Dataset, name: str, scratch: Path) -> tuple[Exported, Dataset]:
    """Export a dataset and import the folder; both are in `scratch`."""
    done = export_dataset(dataset, FORMATS[name], scratch / "export", durable=False)
    imported = import_files(
        [done.place], scratch / "back", {}, tool_version="0", created_at="x", durable=False
    )
    return done, read_dataset(imported.folder)


def differing(before: Sequence[Filed], after: Sequence[Filed]) -> tuple[Counter[str], Counter[str]]:
    """Return by column how many cells became others, and how many were filled that stood for nothing.

    A blank cell of a family stands for what the family has. The records must be the same.
    """
    was, meant, became = (
        _by_key(before),
        _by_key(with_shared(before)),
        _by_key(with_shared(after)),
    )
    assert set(was) == set(became)
    changed = (name for key, cells in was.items() for name in cells if cells[name] != became[key].get(name))
    filled = (name for key, cells in became.items() for name in cells if name not in meant[key])
    return Counter(changed), Counter(filled)


def assert_only_said_is_lost(dataset: Dataset, done: Exported, back: Dataset) -> None:
    """Fail for a column that differs in other than the number of records that was said of it."""
    for kind in dataset.tables:
        whole = sum(each.count for each in done.lost if each.kind is kind and each.column is None)
        if whole:
            assert (whole, kind in back.tables) == (dataset.tables[kind].frame.height, False)
            continue
        said = Counter({each.column: each.count for each in done.lost if each.kind is kind and each.column})
        changed, filled = differing(rows_of(dataset, kind), rows_of(back, kind))
        for name, number in filled.items():
            at_outlet = outlet_of(kind, name)
            own = at_outlet[0] if at_outlet else _WRITTEN_AS.get(name)
            if own is None:
                changed[name] += number
            else:
                assert number <= said[own], (
                    name
                )  # it is written under another name, and counted under its own
        assert changed == said, (kind.name, changed - said, said - changed)


def _by_key(rows: Sequence[Filed]) -> dict[str, Cells]:
    return {record.key: row_of(record) for record, _ in rows}
