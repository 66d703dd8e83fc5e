"""Hostile and foreign Parquet: read in a process of its own, refused by name, never a panic's trace."""

import io
import os
import re
import subprocess
import sys
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipeline.dataset import Table, check_dataset, read_dataset, write_dataset
from pipeline.dataset.files.limits import Limits
from pipeline.dataset.files.readers.parquet_text import text_of
from pipeline.errors import FindingsError
from pipeline.schema.kinds import PRODUCT
from tests.support.datasets import PRODUCTS, manifest

LINUX = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks at a process in /proc")
PACKAGE = Path(__file__).resolve().parents[2] / "pipeline"


def packed(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="uncompressed", statistics=False)
    return buffer.getvalue()


def aborting() -> bytes:
    """Return a file with one byte changed: a page says that it holds -2 values, and polars ends the process."""
    data = packed(pl.DataFrame({"sku": ["A", "B"], "name": ["C", None]}))
    page_of_two = b"\x2c\x15\x04"  # Thrift: the header of a data page, its number of values (zigzag)
    assert page_of_two in data
    return data.replace(page_of_two, page_of_two[:-1] + b"\x03", 1)


def table_of(path: Path, data: bytes, limits: Limits | None = None) -> Table:
    (path / "products.parquet").write_bytes(data)
    return read_dataset(path, limits=limits or Limits()).tables[PRODUCT]


def refusal_of(path: Path, data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(FindingsError) as caught:
        table_of(path, data, limits)
    assert all(finding.way_out for finding in caught.value.findings)
    return caught.value.findings[0].rule


def refusal_here(data: bytes, limits: Limits | None = None) -> str:
    """Return why whole files are refused, in this process: what the limits say needs no child."""
    with pytest.raises(FindingsError) as caught:
        text_of(data, "products.parquet", limits or Limits())
    return caught.value.findings[0].rule


def test_types_of_other_programs_are_read_as_their_text(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "sku": pl.Series(["A", "B"], dtype=pl.Categorical),
            "name": ["x", ""],
            "price_including_tax": [29.9, None],
            "supply_price": pl.Series([Decimal("12.5000"), Decimal("7.0000")], dtype=pl.Decimal(10, 4)),
            "is_active": [True, None],
            "weight": pl.Series([3, 4], dtype=pl.Int32),
            "source": pl.Series([None, None], dtype=pl.Null),
            "handle": [date(2026, 1, 2), None],
        }
    )
    table = table_of(tmp_path, packed(frame))
    assert table.whole.rows() == [
        ("A", "x", "29.90", "12.50", "true", "3", None, "2026-01-02"),
        ("B", None, None, "7.00", None, "4", None, None),
    ]
    assert "price_including_tax" in table.notes[0]


@pytest.mark.campaign
@pytest.mark.parametrize(
    "column",
    [
        pl.Series("tags", [["a"]]),
        pl.Series("tags", [{"a": {"b": 1}}]),
        pl.Series("tags", [b"a"]),
        pl.Series("tags", [timedelta(1)]),
        pl.Series("tags", [time(1)]),
    ],
)
def test_columns_that_no_csv_could_hold_are_named_and_refused_in_a_dataset(
    tmp_path: Path, column: pl.Series
) -> None:
    frame = pl.DataFrame([pl.Series("sku", ["A"]), column])
    unpacked = text_of(packed(frame), "products.parquet", Limits())
    assert unpacked.frame.columns == ["sku"]
    [finding] = unpacked.unread
    assert (finding.row, finding.column) == (1, "tags")
    assert finding.rule == 'The column "tags" holds neither text, number, boolean nor date.'
    with pytest.raises(FindingsError, match="tags"):
        table_of(tmp_path, packed(frame))


def test_nothing_is_left_of_a_file_of_such_columns() -> None:
    data = packed(pl.DataFrame({"tags": [["a"]], "image": [b"a"]}))
    assert "holds neither text" in refusal_here(data, Limits())


@pytest.mark.parametrize(
    ("columns", "rows", "text", "limits", "said"),
    [
        (1, 500_000, "A" * 12, Limits(), "make more than"),
        (9, 90_000, "A" * 12, Limits(), "make more than"),
        (1, 1, "A" * 70_000, Limits(), "more than 65,536 bytes"),
        (1, 2, "A", Limits(rows=1), "more than 1 rows"),
        (9, 1, "A", Limits(columns=8), "9 columns"),
        (2, 2, "A", Limits(cells=3), "3 cells"),
    ],
)
def test_bombs_are_refused(*, columns: int, rows: int, text: str, limits: Limits, said: str) -> None:
    same = pl.repeat(text, rows, eager=True)
    assert said in refusal_here(packed(pl.DataFrame({f"c{i}": same for i in range(columns)})), limits)


@pytest.mark.campaign
@LINUX
def test_bomb_is_refused_in_little_memory(tmp_path: Path) -> None:
    none = pl.repeat(None, 2_000_000, dtype=pl.String, eager=True)
    bomb = pl.DataFrame({f"c{i}": none for i in range(64)})  # 2 GB of views once it is unpacked
    bomb.write_parquet(tmp_path / "products.parquet", row_group_size=2_000_000)
    program = (
        "import sys; from pathlib import Path; from pipeline.dataset import read_dataset\n"
        "from pipeline.errors import FindingsError\n"
        "try: read_dataset(Path(sys.argv[1]))\n"
        "except FindingsError as e: print(e.findings[0].rule)\n"
        "print(*[x for x in Path('/proc/self/status').read_text().splitlines() if 'VmHWM' in x])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert "packed as no real file" in ran.stdout
    assert ran.stderr == ""
    assert int(ran.stdout.split()[-2]) < 250_000  # KiB; polars alone takes 80,000


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PAR1",
        b"PAR1PAR1",
        b"PAR1" + b"\x00" * 8 + b"PAR1",
        b"PAR1" + b"\xff" * 64 + b"\x40\x00\x00\x00PAR1",
        b"PARE" + b"\x00" * 16 + b"PARE",
        b"sku,name\nA,B\n",
    ],
)
def test_what_is_no_parquet_is_refused(tmp_path: Path, data: bytes) -> None:
    assert "not a Parquet file" in refusal_of(tmp_path, data)


def test_cut_off_file_is_refused(tmp_path: Path) -> None:
    data = packed(pl.DataFrame({"sku": ["A"], "name": ["B"]}))
    for length in range(0, len(data), 37):
        assert "not a Parquet file" in refusal_of(tmp_path, data[:length])


def test_file_that_aborts_its_reader_is_a_finding_and_stderr_stays_clean(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert refusal_of(tmp_path, aborting()).startswith("It is not a Parquet file, or damaged")
    assert capfd.readouterr() == ("", "")


@pytest.mark.campaign
def test_copy_of_what_was_made_may_abort_its_reader_too(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    write_dataset(folder, {PRODUCT: [PRODUCTS]}, manifest(), durable=False)
    path = folder / "products.csv"
    path.write_text(path.read_text().replace("1299.95", "1299.99"))
    assert check_dataset(read_dataset(folder)).edits.words == "products: 1 changed"
    (folder / ".generated" / "products.parquet").write_bytes(aborting())
    report = check_dataset(read_dataset(folder))
    assert report.passed
    assert "which rows is not known" in report.edits.words


def stand_in(path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let the child be a shell script in place of Python."""
    program = path / "python"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo begun; kill -KILL $$", "not a Parquet file, or damaged, or packed as no real file is"),
        (
            "echo begun; echo 'memory allocation of 9 bytes failed' >&2; kill -ABRT $$",
            " MiB of memory, or than there is",
        ),
        ("echo begun; kill -SEGV $$", "not a Parquet file, or damaged."),
        ("echo begun; exit 1", "not a Parquet file, or damaged."),
        ("echo 'no threads left' >&2; exit 1", "did not start (no threads left)"),
        ("rm $0; exec ./none", "did not start"),
    ],
)
def test_end_of_the_reader_says_what_was_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    stand_in(tmp_path, monkeypatch, script)
    assert said in refusal_of(tmp_path, packed(pl.DataFrame({"sku": ["A"]})))


def test_reader_that_can_not_be_started_is_not_the_files_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    said = refusal_of(tmp_path, packed(pl.DataFrame({"sku": ["A"]})))
    assert said == "It can't be read now: the process for it did not start (No such file or directory)."


def test_reader_is_ended_when_its_time_is_over(tmp_path: Path) -> None:
    data = packed(pl.DataFrame({"sku": ["A"]}))
    assert "more than 0 s" in refusal_of(tmp_path, data, Limits(time_s=0.0))


@LINUX
def test_reader_is_told_no_token_and_inherits_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XSERIES_TOKEN", "lsxs_pt_secret")
    stand_in(tmp_path, monkeypatch, f"env > {tmp_path}/told; ls -l /proc/$$/fd > {tmp_path}/files")
    with (tmp_path / "lock").open("w") as lock:
        os.set_inheritable(lock.fileno(), True)  # noqa: FBT003 - takes no keyword
        refusal_of(tmp_path, packed(pl.DataFrame({"sku": ["A"]})))
    assert "lsxs_pt_secret" not in (tmp_path / "told").read_text()
    assert "POLARS_MAX_THREADS" in (tmp_path / "told").read_text()
    files = (tmp_path / "files").read_text()
    assert str(tmp_path / "products.parquet") in files
    assert str(tmp_path / "lock") not in files


def test_reader_sees_our_package_whatever_stands_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pipeline.py").write_text("raise SystemExit(1)")
    (tmp_path / "json.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend("")
    assert table_of(tmp_path, packed(pl.DataFrame({"sku": ["A"]}))).whole.rows() == [("A",)]


def test_columns_without_a_name_are_known_by_their_letters(tmp_path: Path) -> None:
    frame = pl.DataFrame({"": ["1"], "sku": ["A"], " ": ["x"], "\u200b": [None], "name": ["B"]})
    table = table_of(tmp_path, packed(frame))
    assert table.whole.to_dicts() == [{"sku": "A", "name": "B"}]
    assert table.nameless == ("A", "C")


def test_no_other_module_reads_parquet_in_our_own_process() -> None:
    reader = re.compile(r"\bpl\.(read|scan)_parquet(_schema)?\(")
    readers = {path.name for path in PACKAGE.rglob("*.py") if reader.search(path.read_text(encoding="utf-8"))}
    assert readers == {"parquet_text.py"}
