"""A file that a request carries: what it is called, where it lies, and how it is sent. Reads that file, nothing else.

A file is read just before its request leaves, so that a thousand images that wait for their turn are no thousand images in memory.
"""

from dataclasses import dataclass
from pathlib import Path

UPLOAD_CAP_BYTES = 10 * 1024 * 1024  # the vendor's most for an image
OCTETS = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file in a field of a form; `bare` sends its bytes alone, as the vendor's document has it."""

    field: str
    path: Path
    media_type: str
    bare: bool = False

    def read(self) -> bytes:
        """Return the file's bytes. Raises OSError, also for a file that is empty or longer than may be sent."""
        with self.path.open("rb") as file:
            data = file.read(UPLOAD_CAP_BYTES + 1)
        if not data or len(data) > UPLOAD_CAP_BYTES:
            raise OSError(
                "the file is empty" if not data else f"the file is longer than {UPLOAD_CAP_BYTES:,} bytes"
            )
        return data

    @property
    def form(self) -> str:
        """How curl's --form is told of it."""
        quoted = str(self.path).replace("\\", "\\\\").replace('"', '\\"')
        return f'{self.field}=@"{quoted}";type={self.media_type}'
