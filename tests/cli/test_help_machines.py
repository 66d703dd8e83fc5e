"""Slices of a shop under Dask's distributed scheduler, as the topic shows it: joined they are the bytes of one run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import distributed
import pytest

from pipeline.cli.help.machines import SLICES
from tests.support.cli_support import invoke

SMALL = {
    '1_000_000, 100_000, "/shared/shop"': '90, 40, "out"',
    "--seed 7": "--seed 7 --scenarios",
    "range(0, COUNT, EACH)": "range(0, COUNT + EACH, EACH)",
}


@pytest.fixture
def cluster() -> Iterator[distributed.LocalCluster]:
    """Give a scheduler and a worker in this process, on this machine alone, without pages of their own."""
    with distributed.LocalCluster(  # type: ignore[no-untyped-call]  # half of it is typed
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address=None,
    ) as made:
        yield made


def lines_of(folder: str, name: str) -> list[bytes]:
    return Path(folder, name).read_bytes().splitlines(keepends=True)


@pytest.mark.campaign
def test_slices_that_a_cluster_makes_join_to_the_bytes_of_one_run(
    cluster: distributed.LocalCluster,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = SLICES
    for old, new in {**SMALL, "tcp://scheduler:8786": cluster.scheduler_address}.items():
        assert old in lines
        lines = lines.replace(old, new)
    found: dict[str, Any] = {}
    exec(compile(lines, "slices.py", "exec"), found)
    whole = (*found["SHOP"].split(), "--out", "whole")
    assert invoke(capsys, *whole).status == 0
    parts = sorted(map(str, Path("out").glob("part-*")))
    assert len(parts) == 4  # the last one has no rows
    for name in ("customers.csv", "products.csv"):
        made = [lines_of(part, name) for part in parts if Path(part, name).exists()]
        assert {each[0] for each in made} == {lines_of("whole", name)[0]}
        joined = b"".join([made[0][0], *(line for each in made for line in each[1:])])
        assert joined == Path("whole", name).read_bytes()
    suppliers = [
        set(lines_of(part, "suppliers.csv")) for part in parts if Path(part, "suppliers.csv").exists()
    ]
    assert set().union(*suppliers) == set(lines_of("whole", "suppliers.csv"))
