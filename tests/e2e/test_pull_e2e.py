"""A pull that is killed, for real and at several moments, and then run again: the whole store, and nothing half."""

import signal
from pathlib import Path

import pytest

from pipeline.pull.pages import COMPLETE, state_folder
from tests.e2e.command import TOKEN, start
from tests.e2e.conftest import Here
from tests.e2e.scenes import PREFIX, dataset, ended, wait_until
from tests.support.sandboxes import OnAPort, on_a_port

pytestmark = pytest.mark.campaign

PAGES = (1, 9)  # kept when it is killed, of some 20


def words(out: Path, shop: OnAPort) -> tuple[str, ...]:
    return ("pull", "-d", PREFIX, "--base-url", shop.base_url, "--out", str(out), "--pace", "fast")


def files_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != "dataset.json")
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_a_pull_killed_at_every_stage_ends_with_the_whole_store(here: Here, tmp_path: Path) -> None:
    folder, out = dataset(tmp_path, 6, 6), tmp_path / "copy"
    state = state_folder(out)
    with on_a_port() as shop:
        assert here.load(folder, shop).status == 0
        whole = here.run(*words(tmp_path / "whole", shop), XSERIES_TOKEN=TOKEN)
        assert whole.status == 0, whole.err
        for pages in PAGES:
            process = start(tmp_path, *words(out, shop), XSERIES_TOKEN=TOKEN)
            wait_until(lambda: len(list(state.glob("*-*.json"))) >= pages, process)  # noqa: B023 - called in this round only
            process.kill()
            assert ended(process).status == -signal.SIGKILL
            assert not out.exists()
            assert here.run("check", str(out)).status == 2
        process = start(tmp_path, *words(out, shop), XSERIES_TOKEN=TOKEN)
        wait_until(lambda: (state / COMPLETE).exists() or process.poll() is not None)
        process.kill()  # while it writes, or as it ends
        ended(process)
        if out.exists():
            assert here.run("check", str(out)).status == 0, "a folder appears whole"
        if state.exists() or not out.exists():
            final = here.run(*words(out, shop), XSERIES_TOKEN=TOKEN)
            assert final.status == 0, final.err
        assert not state.exists()
        assert files_of(out) == files_of(tmp_path / "whole")
        assert here.run("compare", str(out), str(tmp_path / "whole")).status == 0
