"""Tables that are too large for the memory: what they give is what a frame in memory would."""

import tempfile
from pathlib import Path

import polars as pl
import pytest

from pipeline.dataset import check_dataset, read_dataset, sample
from pipeline.dataset.checks import suspects
from pipeline.dataset.files.disk_frame import DiskFrame
from pipeline.dataset.files.limits import Limits
from pipeline.schema.kinds import PRODUCT
from tests.support.datasets import folder_of, records_of

ON_DISK = Limits(piece_bytes=64, frame_bytes=0)
CELLS = pl.DataFrame(
    {"sku": ["A", "B", None, "D", "E"], "name": ["é", None, "c", "d", "e"], "note": [None] * 5}
)


def on_disk(rows: int = 2) -> DiskFrame:
    frame = DiskFrame(CELLS.columns)
    for batch in CELLS.with_columns(pl.col("note").cast(pl.String)).iter_slices(rows):
        frame.add(batch)
    return frame


def open_files(folder: Path) -> int:
    """Count this process's open files in a folder, also those that have no name any more."""
    opened = [fd.readlink() for fd in Path("/proc/self/fd").iterdir() if fd.is_symlink()]
    return sum(folder in each.parents for each in opened)


def test_it_gives_what_a_frame_in_memory_gives() -> None:
    frame = on_disk()
    both = pl.col("sku") + pl.col("name")
    assert frame.height == 5
    assert frame["name"].to_list() == CELLS["name"].to_list()
    assert frame.select([both.count().alias("both"), pl.col("sku").first(), pl.lit(1).alias("one")]).row(
        0
    ) == (3, "A", 1)
    wide = frame.select([pl.col("sku"), pl.lit(None, pl.String).alias("none")])
    assert wide.rows() == [(sku, None) for sku in CELLS["sku"]]
    assert list(frame.iter_rows(named=True)) == list(CELLS.iter_rows(named=True))
    assert [frame.is_filled(name) for name in frame.columns] == [True, True, False]


def test_columns_may_be_replaced_and_added() -> None:
    frame = on_disk()
    other, name = pl.Series("other", [*"vwxyz"]), pl.Series("name", ["1", None, "3", "4", "5"])
    changed = frame.with_columns([other, name])
    assert pl.concat(changed.iter_slices()).equals(pl.concat(frame.iter_slices()).with_columns(other, name))
    assert frame.columns == CELLS.columns


@pytest.mark.parametrize(("offset", "length"), [(0, 5), (1, 1), (1, 3), (3, 9), (5, 1), (0, 0)])
def test_a_slice_may_begin_and_end_in_any_batch(offset: int, length: int) -> None:
    assert on_disk().slice(offset, length).rows() == CELLS.slice(offset, length).rows()


def test_nobody_else_sees_its_file_and_it_goes_with_the_frame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    frame = on_disk()
    assert list(tmp_path.iterdir()) == []
    assert open_files(tmp_path) == 1
    del frame
    assert open_files(tmp_path) == 0


def test_without_space_for_its_file_it_stays_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    assert on_disk()["sku"].to_list() == CELLS["sku"].to_list()


def test_a_dataset_on_the_disk_is_read_whole(tmp_path: Path) -> None:
    rows = "".join(f"S-{number},Shirt {number},{number}.5\n" for number in range(40))
    folder = folder_of(tmp_path, products=f"sku,name,supply_price\n{rows}")
    small, large = read_dataset(folder), read_dataset(folder, limits=ON_DISK)
    assert isinstance(large.tables[PRODUCT].frame, DiskFrame)
    assert records_of(large, PRODUCT) == records_of(small, PRODUCT)
    assert sample(large, PRODUCT, 5, 9) == sample(small, PRODUCT, 5, 9)
    assert check_dataset(large) == check_dataset(small)


@pytest.mark.campaign
def test_findings_of_many_rows_are_those_of_all_rows_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def row(number: int) -> str:
        sku = {3: "1E+05", 4: "20.0", 5: "21.0"}.get(number, f"S-{number}")
        return f'{sku},{"Cup" if number % 4 else "&quot;Cup&quot; "}{number},"{number},50",{number},{number * "x"}\n'

    rows = "".join(map(row, range(40)))
    folder = folder_of(tmp_path, products=f"sku,name,supply_price,barcode,description\n{rows}")
    monkeypatch.setattr(suspects, "LISTED_PER_RULE", 11)
    whole = check_dataset(read_dataset(folder))
    monkeypatch.setattr(suspects, "_PART_ROWS", 2)
    parts = check_dataset(read_dataset(folder, limits=ON_DISK))
    assert whole.total > 50 > len(whole.findings)
    assert parts.findings == whole.findings
    assert (parts.total, parts.notes, parts.fixable) == (whole.total, whole.notes, whole.fixable)
    for name, cured in whole.cures[PRODUCT].items():
        assert [each.to_list() for each in parts.cures[PRODUCT][name]] == [each.to_list() for each in cured]
