"""Files that their reader may die of, each read in a short-lived process of its own (`reader_child`).

polars aborts on some damaged files, which nothing in the same process can catch, and a few bytes may unpack to any
size. So a child reads the file, within bounds of memory and time, and hands over text.
Promises: what the child handed over or FindingsError, whatever the bytes; nothing of the child's reaches stderr; it
inherits no file but the one that it reads, and no token.
Does not promise a bound of memory where the system has none (RLIMIT_DATA is Linux's): time bounds it there.
"""

import dataclasses
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from pipeline.dataset.files.delimited.decode import unreadable
from pipeline.dataset.files.limits import MEGABYTE, Limits
from pipeline.dataset.files.readers.reader_child import BEGUN
from pipeline.errors import Finding, FindingsError
from pipeline.text import clean

_CHILD = Path(__file__).with_name("reader_child.py")
_OURS = "XSERIES_"  # variables with the token and the store
_THREADS = "4"  # each takes some 8 MiB, which on a large machine would be most of the bound
_NO_MEMORY = (b"memory allocation of ", b"MemoryError", b"Cannot allocate memory")


class OwnReader(NamedTuple):
    """The module whose `handed_over(data, file, limits, asked)` the child calls, and what is said when it dies of the file."""

    module: str
    damaged: str
    way_out: str


def read_apart(
    reader: OwnReader,
    file: BinaryIO,
    name: str,
    *,
    limits: Limits,
    memory_bytes: int,
    time_s: float,
    asked: Mapping[str, str] | None = None,
) -> tuple[dict[str, Any], bytes]:
    """Return what a reader tells of `file`, open at its begin, and its table as it packs it.

    Raises FindingsError for what the reader refuses, and when it did not end well.
    """
    given = {
        "path": [str(_CHILD.parents[4]), *sys.path],
        "module": reader.module,
        "file": name,
        "memory_bytes": memory_bytes,
        "limits": dataclasses.asdict(limits),
        "asked": dict(asked or {}),
    }
    head, _, packed = _handed_over(reader, file, name, given, time_s).partition(b"\n")
    told = json.loads(head)
    if "findings" in told:
        findings = tuple(Finding(**finding) for finding in told.pop("findings"))
        raise FindingsError(**told, findings=findings)
    return told, packed


def _handed_over(
    reader: OwnReader, file: BinaryIO, name: str, given: Mapping[str, Any], time_s: float
) -> bytes:
    """Return what the child wrote behind its first line; raise FindingsError when it did not end well."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    try:
        ended = subprocess.run(  # noqa: S603 - our own program, no shell
            [sys.executable, "-I", "-S", "-B", str(_CHILD), json.dumps(given)],
            stdin=file,
            capture_output=True,
            env={**kept, "POLARS_MAX_THREADS": _THREADS, "RUST_BACKTRACE": "0"},
            timeout=time_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        rule = f"{reader.damaged}, or too much: reading it takes more than {time_s:,.0f} s."
        raise unreadable(name, None, rule, reader.way_out) from None
    except OSError as wrong:
        raise _not_begun(name, wrong.strerror or str(wrong)) from None
    if not ended.stdout.startswith(BEGUN):
        said = [line for line in ended.stderr.decode(errors="replace").splitlines() if line.strip()]
        raise _not_begun(name, next((line for line in reversed(said) if not line.startswith("note:")), "?"))
    if ended.returncode:
        raise _died(reader, name, ended, given["memory_bytes"])
    return ended.stdout[len(BEGUN) :]


def _not_begun(name: str, why: str) -> FindingsError:
    rule = f"It can't be read now: the process for it did not start ({clean(why, 120)})."
    return unreadable(name, None, rule, "Close other programs and run it again, or save it as CSV.")


def _died(
    reader: OwnReader, name: str, ended: "subprocess.CompletedProcess[bytes]", memory_bytes: int
) -> FindingsError:
    killed = -signal.SIGKILL  # what a system does that has no memory left
    if ended.returncode == killed or any(said in ended.stderr for said in _NO_MEMORY):
        most = f"reading it takes more than {memory_bytes // MEGABYTE:,} MiB of memory, or than there is"
        return unreadable(
            name, None, f"{reader.damaged}, or packed as no real file is: {most}.", reader.way_out
        )
    return unreadable(name, None, f"{reader.damaged}.", reader.way_out)
