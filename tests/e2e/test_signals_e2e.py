"""Being told to end, being stopped, losing the reader, and being started twice."""

import os
import shlex
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pipeline.sandbox import SandboxOptions
from tests.e2e.command import INSTALLED, TOKEN, environment
from tests.e2e.conftest import Here
from tests.e2e.scenes import (
    PREFIX,
    assert_each_once,
    created,
    creates,
    dataset,
    ended,
    lines_of,
    mapped,
    start_load,
    wait_until,
    words_of,
)
from tests.support.sandboxes import on_a_port

pytestmark = pytest.mark.campaign

HUNG = {"faults": [{"kind": "hang-after", "on": "creates", "at": [3], "hold_s": 30}]}
SOON_S = 8.0  # on a busy machine; a hung request alone would take 30


@pytest.mark.parametrize(
    ("name", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 75), (signal.SIGHUP, 75)]
)
def test_told_before_it_has_begun_it_ends_in_words_and_leaves_nothing(
    tmp_path: Path, name: signal.Signals, status: int
) -> None:
    folder = dataset(tmp_path)
    slow = {"faults": [{"kind": "hang-before", "on": "reads", "hold_s": 20}]}
    with on_a_port(SandboxOptions(faults=slow)) as shop:
        process = start_load(folder, shop)
        wait_until(lambda: shop.control("requests")["requests"], process)
        process.send_signal(name)
        stopped = ended(process)
        assert stopped.status == status, stopped.err
        assert "nothing more was sent" in stopped.err
        assert "Traceback" not in stopped.err
        assert creates(shop) == []
    assert not (folder / ".load").exists()


@pytest.mark.parametrize(
    ("name", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 75), (signal.SIGHUP, 75)]
)
def test_told_once_it_finishes_what_is_on_its_way_and_says_how_to_go_on(
    here: Here, tmp_path: Path, name: signal.Signals, status: int
) -> None:
    folder = dataset(tmp_path, 6, 6)
    with on_a_port() as shop:
        process = start_load(folder, shop, "--pace", "steady")
        wait_until(lambda: lines_of(folder / "load.log") >= 3, process)
        process.send_signal(name)
        stopped = ended(process)
        assert stopped.status == status, stopped.err
        assert "Finishing the requests on their way" in stopped.err
        assert "Run the same command again to go on." in stopped.err
        assert "Traceback" not in stopped.err
        history = created(shop)
        assert 2 <= len(history) < 12
        assert_each_once(folder, shop, len(history))  # nothing is left uncertain
        if name == signal.SIGINT:
            assert here.load(folder, shop).status == 0
            assert_each_once(folder, shop, 12)


@pytest.mark.parametrize(("name", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 75)])
def test_told_twice_it_stops_at_once_and_looks_up_later(
    here: Here, tmp_path: Path, name: signal.Signals, status: int
) -> None:
    folder = dataset(tmp_path, 4, 0)
    with on_a_port(SandboxOptions(faults=HUNG)) as shop:
        process = start_load(folder, shop, "--concurrency", "1")
        wait_until(lambda: len(created(shop)) == 3, process)
        process.send_signal(name)
        time.sleep(0.3)
        began = time.monotonic()
        process.send_signal(name)
        stopped = ended(process)
        assert time.monotonic() - began < SOON_S
        assert stopped.status == status, stopped.err
        assert "uncertain" in stopped.err
        assert "Traceback" not in stopped.err
        assert len(mapped(folder)) == 2
        again = here.load(folder, shop)
        assert again.status == 0, again.err
        assert_each_once(folder, shop, 4)


def test_a_reader_that_leaves_ends_no_load(tmp_path: Path) -> None:
    folder = dataset(tmp_path)
    with on_a_port() as shop:
        reading, writing = os.pipe()
        os.close(reading)
        process = subprocess.Popen(
            [str(INSTALLED), *words_of(folder, shop, "-v")],
            cwd=tmp_path,
            env=environment(tmp_path, XSERIES_TOKEN=TOKEN),
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=writing,
        )
        os.close(writing)
        assert process.wait(timeout=60) == 0
        assert_each_once(folder, shop, 6)


def test_a_process_without_standard_streams_loads_as_well(tmp_path: Path) -> None:
    folder = dataset(tmp_path)
    with on_a_port() as shop:
        command = shlex.join([str(INSTALLED), *words_of(folder, shop, "-v")])
        surroundings = environment(tmp_path, XSERIES_TOKEN=TOKEN)
        done = subprocess.run(
            ["sh", "-c", f"{command} <&- >&- 2>&-"], cwd=tmp_path, env=surroundings, check=False
        )
        assert done.returncode == 0
        assert_each_once(folder, shop, 6)
    assert lines_of(folder / "load.log") == 8


def test_a_process_that_was_stopped_for_a_while_goes_on(tmp_path: Path) -> None:
    folder = dataset(tmp_path, 5, 3)
    with on_a_port() as shop:
        process = start_load(folder, shop, "--pace", "steady")
        wait_until(lambda: lines_of(folder / "load.log") >= 3, process)
        process.send_signal(signal.SIGSTOP)
        time.sleep(1)
        process.send_signal(signal.SIGCONT)
        after = ended(process)
        assert after.status == 0, after.err
        assert_each_once(folder, shop, 8)


def test_a_hangup_that_nohup_ignores_stays_ignored(tmp_path: Path) -> None:
    folder = dataset(tmp_path, 4, 3)
    with on_a_port() as shop:
        process = subprocess.Popen(
            ["nohup", str(INSTALLED), *words_of(folder, shop, "--pace", "steady")],
            cwd=tmp_path,
            env=environment(tmp_path, XSERIES_TOKEN=TOKEN),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_until(lambda: lines_of(folder / "load.log") >= 3, process)
        process.send_signal(signal.SIGHUP)
        after = ended(process)
        assert after.status == 0, after.err
        assert_each_once(folder, shop, 7)


def test_a_second_load_of_the_same_dataset_is_refused_at_once_with_who_is_at_it(
    here: Here, tmp_path: Path
) -> None:
    folder = dataset(tmp_path, 4, 0)
    with on_a_port(SandboxOptions(faults=HUNG)) as shop:
        first = start_load(folder, shop, "--concurrency", "1", "--token", TOKEN)
        wait_until(lambda: len(created(shop)) == 3, first)
        began = time.monotonic()
        second = here.load(folder, shop)
        assert time.monotonic() - began < SOON_S
        assert second.status == 5, second.err
        assert f'"pid": {first.pid}' in second.err
        assert f"x-series-demo load {folder} -d {PREFIX}" in second.err
        assert "--token '\\u2026'" in second.err
        assert TOKEN not in second.err  # the command line that is quoted had it
        assert len(creates(shop)) == 3
        first.kill()
        ended(first)
        again = here.load(folder, shop)
        assert again.status == 0, again.err
        assert_each_once(folder, shop, 4)
