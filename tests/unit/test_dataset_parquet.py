"""Hostile and foreign Parquet: weighed before it is unpacked, refused by name, never a panic's trace."""

import io
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipeline.dataset import Limits, Table, read_dataset
from pipeline.dataset.thrift import Reader
from pipeline.errors import FindingsError
from pipeline.schema.kinds import PRODUCT


def packed(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, statistics=False)  # older versions put whole cells into the footer
    return buffer.getvalue()


def table_of(path: Path, data: bytes, limits: Limits | None = None) -> Table:
    (path / "products.parquet").write_bytes(data)
    return read_dataset(path, limits=limits or Limits()).tables[PRODUCT]


def refusal_of(path: Path, data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(FindingsError) as caught:
        table_of(path, data, limits)
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
    assert table.frame.rows() == [
        ("A", "x", "29.90", "12.50", "true", "3", None, "2026-01-02"),
        ("B", None, None, "7.00", None, "4", None, None),
    ]
    assert "price_including_tax" in table.notes[0]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (pl.Series("tags", [["a"]]), "lists or structs"),
        (pl.Series("tags", [{"a": {"b": 1}}]), "lists or structs"),
        (pl.Series("tags", [b"a"]), "neither text, number nor boolean"),
    ],
)
def test_nested_and_binary_columns_are_refused_by_name(tmp_path: Path, column: pl.Series, said: str) -> None:
    data = packed(pl.DataFrame([pl.Series("sku", ["A"]), column]))
    assert said in refusal_of(tmp_path, data)


@pytest.mark.parametrize(
    ("columns", "rows", "text", "limits", "said"),
    [
        (1, 1_500_000, "A", Limits(), "claim 1,500,000 rows"),
        (1, 1, "A" * 9_000_000, Limits(), "unpack to more"),
        (1, 1, "A" * 70_000, Limits(), "more than 65,536 bytes"),
        (1, 2, "A", Limits(rows=1), "more than 1 rows"),
        (9, 1, "A", Limits(columns=8), "9 columns"),
        (2, 2, "A", Limits(cells=3), "3 cells"),
    ],
)
def test_bombs_are_refused(
    tmp_path: Path, *, columns: int, rows: int, text: str, limits: Limits, said: str
) -> None:
    same = pl.repeat(text, rows, eager=True)
    assert said in refusal_of(tmp_path, packed(pl.DataFrame({f"c{i}": same for i in range(columns)})), limits)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from /proc")
def test_bomb_is_refused_in_little_memory(tmp_path: Path) -> None:
    same = pl.repeat("A" * 12, 2_000_000, eager=True)
    bomb = pl.DataFrame({f"c{i}": same for i in range(24)})  # 768 MB of views once it is unpacked
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


def test_encoding_whose_size_is_unknown_is_refused(tmp_path: Path) -> None:
    """Values that share prefixes: a few bytes may hold gigabytes, and no header says so."""
    data = packed(pl.DataFrame({"sku": ["A"]}))
    dictionary = b"\x2c\x15\x02\x15\x10"  # a data page of one value, encoding 8
    assert data.count(dictionary) == 1
    patched = data.replace(dictionary, dictionary[:-1] + b"\x0e")
    assert "DELTA_BYTE_ARRAY" in refusal_of(tmp_path, patched)


def test_thrift_of_endless_depth_ends() -> None:
    with pytest.raises(ValueError, match="deep"):
        Reader(b"\x1c" * 10_000).struct()
    with pytest.raises(ValueError, match=r"deep|longer"):
        Reader(b"\x19" + b"\x19" * 10_000).struct()


def test_thrift_reads_what_the_protocol_says() -> None:
    #                 1: i32 -3    2: binary "ab"  4: true  5: list<i32> [1, 2]         stop
    data = bytes([0x15, 0x05, 0x18, 2, 97, 98, 0x21, 0x19, 0x25, 2, 4, 0])
    assert Reader(data).struct() == {1: -3, 2: b"ab", 4: True, 5: [1, 2]}
