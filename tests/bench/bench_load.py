"""What the journal costs a load: time per record and memory at 5,000 records, on a real disk with real syncs.

    python -m tests.bench.bench_load [--records 5000]

Baseline, in the same run: the same states kept by rewriting one JSON file, synced, for every record (what most loaders
do), measured around the middle of a load of the same size. Exits with 1 when the journal costs more than a quarter of
that and more than twice two bare syncs: where a disk takes milliseconds for a sync, syncs are nearly all that either
costs, and no journal that is durable before and after a request has fewer than two.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from pipeline.files import replace_file
from pipeline.journal.book import Attempt, Journal
from pipeline.journal.entries import Entry, Origin
from pipeline.journal.transitions import Event, State
from pipeline.schema.kinds import PRODUCT

BASELINE_RECORDS = 200
BODY = json.dumps({"sku": "APP-00000", "name": "Harbour Linen Shirt - Navy / M", "description": "x" * 200})
ROUNDS = 3
RATIO_MAX = 0.25  # of the baseline, at 5,000 records: a thirtieth where a sync takes 0.1 ms
SYNCS_MAX = 2.0  # of two bare syncs


def main() -> int:
    """Measure and print; 1 when the journal is not far cheaper than the baseline."""
    parser = argparse.ArgumentParser(prog="tests.bench.bench_load")
    parser.add_argument("--records", type=int, default=5000)
    count = parser.parse_args().records
    ours, theirs, syncs = [], [], []
    with tempfile.TemporaryDirectory(dir=Path.cwd() / "out") as folder:
        for number in range(ROUNDS):
            ours.append(_journal_ms(Path(folder) / f"{number}.sqlite", count))
            theirs.append(_rewrite_ms(Path(folder) / f"{number}.json", count))
            syncs.append(_sync_ms(Path(folder) / f"{number}.bin"))
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    journal_ms, rewrite_ms, bare_ms = (
        statistics.median(ours), statistics.median(theirs), 2 * statistics.median(syncs)
    )  # fmt: skip
    print(f"journal of {count:,} records (medians of {ROUNDS})")
    print(f"  intent + outcome, both synced      {journal_ms:8.3f} ms a record")
    print(f"  of it two bare syncs of this disk  {bare_ms:8.3f} ms a record")
    print(f"  rewriting one JSON file, synced    {rewrite_ms:8.3f} ms a record   (baseline)")
    ratio = journal_ms / rewrite_ms
    print(f"  ratio                              {ratio:8.3f}   (at most {RATIO_MAX})")
    print(f"  peak memory of this process        {peak_mib:8.1f} MiB")
    if ratio > RATIO_MAX and journal_ms > SYNCS_MAX * bare_ms:
        print(f"missed: a record's cost: {ratio:.3f} of the baseline's, at most {RATIO_MAX}")
        return 1
    return 0


def _journal_ms(path: Path, count: int) -> float:
    """Return milliseconds a record for intent and outcome of every record."""
    entries = [
        Entry(
            PRODUCT,
            f"app-{number:05}",
            number,
            number + 2,
            f"APP-{number:05}",
            "Name",
            "29.95",
            "f" * 64,
        )
        for number in range(count)
    ]
    with Journal.open(path) as journal:
        journal.replan(entries)
        journal.begin_run(0.0, "bench", "0")
        began_s = time.perf_counter()
        for entry in entries:
            (sent,) = journal.intend([replace(entry, sent_body=BODY)], 1.0, 1.0)
            attempt = Attempt(1.0, "create", entry.kind, entry.key, "request", 200, "created", 0.1, "id")
            told = {"remote_id": "id", "origin": Origin.CREATED, "status": 200, "message": "created"}
            journal.apply([(sent, Event.CREATED, told)], [attempt])
        spent_s = time.perf_counter() - began_s
        assert all(entry.state is State.DONE for entry in journal.entries())
    return spent_s / count * 1000


def _rewrite_ms(path: Path, count: int) -> float:
    """Return milliseconds a record for rewriting a file of half the records, twice for each."""
    states = {f"APP-{number:05}": {"state": "done", "id": "id", "body": BODY} for number in range(count // 2)}
    began_s = time.perf_counter()
    for number in range(BASELINE_RECORDS):
        for state in ("sent", "done"):
            states[f"NEW-{number:05}"] = {"state": state, "id": "id", "body": BODY}
            replace_file(path, json.dumps(states).encode())
    return (time.perf_counter() - began_s) / BASELINE_RECORDS * 1000


def _sync_ms(path: Path) -> float:
    """Return milliseconds of one small synced write: what no journal can be faster than."""
    began_s = time.perf_counter()
    with path.open("wb", buffering=0) as file:
        for _ in range(BASELINE_RECORDS):
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
    return (time.perf_counter() - began_s) / BASELINE_RECORDS * 1000


if __name__ == "__main__":
    sys.exit(main())
