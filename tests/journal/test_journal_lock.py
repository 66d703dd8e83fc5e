"""One writer for each journal, and one for each store on this machine."""

import errno
import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import ExitStatus, JournalError
from pipeline.journal.lock import hold, hold_store, lock_folder

RETAILER = "11111111-1111-4111-8111-111111111111"


def environment(folder: Path) -> dict[str, str]:
    return {"XDG_STATE_HOME": str(folder), "HOME": str(folder)}


def test_a_second_writer_into_a_store_is_told_who_is_at_work(tmp_path: Path) -> None:
    there = environment(tmp_path)
    with hold_store(RETAILER, {"pid": 4711, "command": "load out/demo"}, there):
        with (
            pytest.raises(JournalError, match="load out/demo") as stop,
            hold_store(RETAILER.upper(), {}, there),
        ):
            pytest.fail("two writers at once")
        assert (stop.value.code, stop.value.status) == ("journal-busy", ExitStatus.JOURNAL)
        with hold_store("another-store", {}, there):
            pass
    with hold_store(RETAILER, {"pid": 1}, there):
        pass


def test_no_name_of_a_store_leads_out_of_the_folder_of_locks(tmp_path: Path) -> None:
    with hold_store("../../x y", {}, environment(tmp_path)):
        made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.parent for path in made] == [lock_folder(environment(tmp_path))]


def test_a_kill_leaves_no_lock_and_no_child_keeps_one(tmp_path: Path) -> None:
    code = (
        "import os, subprocess, sys\n"
        "from pipeline.journal.lock import hold_store\n"
        f"with hold_store({RETAILER!r}, {{}}, {environment(tmp_path)!r}):\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE)\n"
        "    print(child.pid, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    ended = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert ended.stdout is not None
    child = int(ended.stdout.readline())
    ended.wait()
    ended.stdout.close()
    try:
        with hold_store(RETAILER, {}, environment(tmp_path)):
            pass
    finally:
        os.kill(child, 9)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        *((number, "journal-busy") for number in (errno.EWOULDBLOCK, errno.EAGAIN)),
        *(
            (number, "lock-impossible")
            for number in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EIO, errno.EACCES, errno.EDEADLK)
        ),
    ],
)
def test_a_file_system_that_can_not_lock_is_not_called_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(_descriptor: int, _how: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    known = {"journal-busy": "Wait for it", "lock-impossible": "disk of this machine"}[code]
    for holding in (
        hold_store(RETAILER, {}, environment(tmp_path)),
        hold(tmp_path / "ds/mystore.sqlite", {}),
    ):
        (tmp_path / "ds").mkdir(exist_ok=True)
        with pytest.raises(JournalError) as stop, holding:
            pytest.fail("nothing was locked")
        assert stop.value.code == code
        assert known in stop.value.hint


def test_who_holds_it_stands_in_the_file(tmp_path: Path) -> None:
    with hold_store(RETAILER, {"pid": 7}, environment(tmp_path)):
        (lock,) = lock_folder(environment(tmp_path)).iterdir()
        assert json.loads(lock.read_text()) == {"pid": 7}
