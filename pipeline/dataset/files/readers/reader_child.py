"""The process that reads one file of a program's own format: bytes from stdin, text to stdout; started by `reader_process`.

It runs by its path, before anything else is imported: polars has to find the bounds in place.
stdout: BEGUN; a line of JSON with what the reader tells, or with what is wrong; the table as the reader packs it.
Whatever else happens here is an exit status that isn't 0.
"""

import contextlib
import dataclasses
import gc
import importlib
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.errors import FindingsError

BEGUN = b"begun\n"  # from here on, an early end is the file's fault


def main() -> None:
    """Read the file within the bounds of argv[1]: {path, module, file, memory_bytes, limits, asked}."""
    given = json.loads(sys.argv[1])
    _bound(given["memory_bytes"])
    sys.path[:] = given["path"]  # the parent's: this process looked for no site, and not at its own folder

    import polars as pl

    from pipeline.dataset.files.limits import Limits
    from pipeline.errors import FindingsError

    pl.thread_pool_size()  # starts them: where the system has none left, that is no fault of the file
    sys.stdout.buffer.write(BEGUN)
    sys.stdout.buffer.flush()
    try:
        reader = importlib.import_module(given["module"])
        data = sys.stdin.buffer.read()
        told, packed = reader.handed_over(data, given["file"], Limits(**given["limits"]), given["asked"])
    except FindingsError as refused:
        _say(_told(refused))
        return
    _say(told)
    sys.stdout.buffer.write(packed)
    sys.stdout.buffer.flush()


def _bound(memory_bytes: int) -> None:
    """Let nothing here take more memory, nor leave a core file behind.

    RLIMIT_DATA counts what may be written to, which is close to what is used; RLIMIT_AS would count the gigabytes of
    addresses that the allocator of polars only reserves.
    """
    with contextlib.suppress(ImportError, OSError, ValueError):  # not everywhere
        import resource

        for limit, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_DATA, memory_bytes)):
            hard = resource.getrlimit(limit)[1]
            bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(limit, (bound, bound))


def _told(refused: "FindingsError") -> dict[str, Any]:
    findings = [dataclasses.asdict(finding) for finding in refused.findings]
    return {"message": refused.message, "code": refused.code, "hint": refused.hint, "findings": findings}


def _say(told: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")


if __name__ == "__main__":
    gc.disable()  # nothing here lives long enough to be worth a look
    main()
    gc.freeze()  # else Python would look through all of polars before it ends: a fifth of this process's time
