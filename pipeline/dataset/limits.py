"""How much a file may hold before it is refused, so that a hostile one can't eat the machine. Pure.

Promises: each bound has a name and a reason. Does not promise that everything below the bounds is quick.
"""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file of a dataset. Tests pass smaller ones."""

    file_bytes: int = 2048 * MEGABYTE  # 10 million generated customers are about 1,500 MB of CSV
    rows: int = 12_000_000  # a store with one register needs half a year for as many
    columns: int = 256  # the create calls know 40
    cells: int = 200_000_000  # rows x columns; each costs 16 bytes however well it was packed
    cell_bytes: int = 65_536  # longer than any description; csv itself stops at 131,072
    unpacked_bytes: int = 2048 * MEGABYTE  # Parquet after decompression, by its own footer and page headers
    unpacked_per_byte: int = 1000  # ... relative to the file: prose packs 10:1, one word repeated 1,000:1
    cells_per_byte: int = 64  # ... every row has a key of its own, so 40 columns of nulls still cost a byte
    small_file: int = MEGABYTE  # ratios say nothing below this many bytes or cells
    footer_bytes: int = 16 * MEGABYTE  # Parquet's description of itself
    structural_findings: int = 50  # broken lines listed before reading stops


DEFAULT_LIMITS = Limits()
