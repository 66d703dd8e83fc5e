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
    frame_bytes: int = 32 * MEGABYTE  # columns beyond it lie on the disk: some 50,000 products are less
    piece_bytes: int = 4 * MEGABYTE  # of a CSV file, read at a time
    cell_bytes: int = 65_536  # longer than any description; csv itself stops at 131,072
    text_bytes: int = 2048 * MEGABYTE  # all cells of a Parquet file, each counted in full
    text_per_byte: int = 1000  # ... relative to the file: prose packs 10:1, one word repeated 1,000:1
    small_file: int = MEGABYTE  # the ratio says nothing below this many bytes of text
    memory_bytes: int = 512 * MEGABYTE  # for reading an empty Parquet file: polars and its threads take 150
    memory_per_text: int = 3  # ... and for its text: as columns, as text, and packed to be handed over
    time_s: float = 60.0  # for reading an empty Parquet file; a quarter of a second on a laptop at rest
    bytes_per_s: int = 4 * MEGABYTE  # ... and for what is in it: a tenth of what was measured
    structural_findings: int = 50  # broken lines listed before reading stops

    def text_in(self, size: int) -> int:
        """Return how many bytes of text a Parquet file of `size` bytes may hold."""
        return min(self.text_bytes, size * self.text_per_byte + self.small_file)

    def memory_for(self, size: int) -> int:
        """Return how many bytes of memory reading a Parquet file of `size` bytes may take."""
        return self.memory_bytes + size + self.memory_per_text * self.text_in(size)

    def time_for(self, size: int) -> float:
        """Return how many seconds that may take."""
        return self.time_s + size / self.bytes_per_s


DEFAULT_LIMITS = Limits()
