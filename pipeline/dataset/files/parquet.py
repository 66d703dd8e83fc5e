"""Parquet files, each read in a short-lived process of its own.

polars aborts on some damaged files, which nothing in the same process can catch, and a few bytes may unpack to any
size. So a child (`parquet_child`) reads the file, within bounds of memory and time, and hands over text.
Promises: a frame of text or FindingsError, whatever the bytes; nothing of the child's reaches stderr; it inherits no
file but the one that it reads, and no token.
Does not promise a bound of memory where the system has none (RLIMIT_DATA is Linux's): time bounds it there.
"""

import dataclasses
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import polars as pl

from pipeline.dataset.files.decode import unreadable
from pipeline.dataset.files.limits import MEGABYTE, Limits
from pipeline.dataset.files.parquet_child import BEGUN
from pipeline.dataset.files.parquet_text import REWRITE, Unpacked
from pipeline.errors import Finding, FindingsError
from pipeline.text import clean

_CHILD = Path(__file__).with_name("parquet_child.py")
_DAMAGED = "It is not a Parquet file, or damaged"
_MAGIC = b"PAR1"
_LEAST_BYTES = 12  # both magics, and the length of what stands between
_OURS = "XSERIES_"  # variables with the token and the store
_THREADS = "4"  # each takes some 8 MiB, which on a large machine would be most of the bound
_NO_MEMORY = (b"memory allocation of ", b"MemoryError", b"Cannot allocate memory")


def read_parquet(file: BinaryIO, name: str, limits: Limits) -> Unpacked:
    """Return the table in `file`, open at its begin.

    Raises FindingsError for a file that is no Parquet, is damaged, over the limits, or has columns of other types.
    """
    size = os.fstat(file.fileno()).st_size
    ends = os.pread(file.fileno(), len(_MAGIC), 0), os.pread(file.fileno(), len(_MAGIC), max(size - 4, 0))
    if size < _LEAST_BYTES or set(ends) != {_MAGIC}:
        raise unreadable(name, None, f"{_DAMAGED}: its magic bytes are missing.", REWRITE)
    head, _, packed = _handed_over(file, name, size, limits).partition(b"\n")
    told = json.loads(head)
    if "findings" in told:
        findings = tuple(Finding(**finding) for finding in told.pop("findings"))
        raise FindingsError(**told, findings=findings)
    frame = pl.read_ipc(io.BytesIO(packed))
    return Unpacked(frame, tuple(told["notes"]), tuple(told["nameless"]), told["sha256"])


def _handed_over(file: BinaryIO, name: str, size: int, limits: Limits) -> bytes:
    """Return what the child wrote behind its first line; raise FindingsError when it did not end well."""
    given = {
        "path": [str(_CHILD.parents[3]), *sys.path],
        "file": name,
        "memory_bytes": limits.memory_for(size),
        "limits": dataclasses.asdict(limits),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    try:
        ended = subprocess.run(  # noqa: S603 - our own program, no shell
            [sys.executable, "-I", "-S", "-B", str(_CHILD), json.dumps(given)],
            stdin=file,
            capture_output=True,
            env={**kept, "POLARS_MAX_THREADS": _THREADS, "RUST_BACKTRACE": "0"},
            timeout=limits.time_for(size),
            check=False,
        )
    except subprocess.TimeoutExpired:
        rule = f"{_DAMAGED}, or too much: reading it takes more than {limits.time_for(size):,.0f} s."
        raise unreadable(name, None, rule, REWRITE) from None
    except OSError as wrong:
        raise _not_begun(name, wrong.strerror or str(wrong)) from None
    if not ended.stdout.startswith(BEGUN):
        said = [line for line in ended.stderr.decode(errors="replace").splitlines() if line.strip()]
        raise _not_begun(name, next((line for line in reversed(said) if not line.startswith("note:")), "?"))
    if ended.returncode:
        raise _died(name, ended, limits.memory_for(size))
    return ended.stdout[len(BEGUN) :]


def _not_begun(name: str, why: str) -> FindingsError:
    rule = f"It can't be read now: the process for it did not start ({clean(why, 120)})."
    return unreadable(name, None, rule, "Close other programs and run it again, or save it as CSV.")


def _died(name: str, ended: "subprocess.CompletedProcess[bytes]", memory_bytes: int) -> FindingsError:
    killed = -signal.SIGKILL  # what a system does that has no memory left
    if ended.returncode == killed or any(said in ended.stderr for said in _NO_MEMORY):
        most = f"reading it takes more than {memory_bytes // MEGABYTE:,} MiB of memory, or than there is"
        return unreadable(name, None, f"{_DAMAGED}, or packed as no real file is: {most}.", REWRITE)
    return unreadable(name, None, f"{_DAMAGED}.", REWRITE)
