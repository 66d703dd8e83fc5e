"""Small images for tests: PNG files that are whole, and differ by one number."""

import struct
import zlib


def png(number: int = 0, *, padding: int = 0) -> bytes:
    """Return a PNG of one pixel; `padding` bytes more make it as large as wanted."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\x00" + number.to_bytes(3, "big"))),
        *([(b"teXt", bytes(padding))] if padding else []),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
