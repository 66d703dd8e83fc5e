"""Files: private, not led astray by links, refused when they are damaged, and honest when the disk is not."""

import contextlib
import os
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.journal.file import journal_path
from pipeline.sandbox import SandboxOptions
from tests.e2e.command import INSTALLED, TOKEN, Ended, environment, run
from tests.e2e.conftest import Here
from tests.e2e.scenes import (
    PREFIX,
    assert_each_once,
    created,
    creates,
    customers_csv,
    dataset,
    ended,
    lines_of,
    load,
    start_load,
    wait_until,
    words_of,
)
from tests.support.sandboxes import on_a_port

pytestmark = pytest.mark.campaign

HUNG = {"faults": [{"kind": "hang-before", "on": "creates", "at": [3], "hold_s": 1.5}]}
MEMORY_BYTES = 700 * 1024 * 1024  # polars and its threads are a third of it


def test_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    def open_mask() -> None:
        os.umask(0)

    def do(*words: str) -> int:
        return subprocess.run(
            [str(INSTALLED), *words],
            cwd=tmp_path,
            env=environment(tmp_path),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            preexec_fn=open_mask,
            check=False,
        ).returncode

    assert (
        do("--sandbox", "-p", "home", "-y", "--customers", "2", "--products", "2", "--format", "parquet") == 0
    )
    assert do("profile", "add", "acme", "-d", "acme") == 0
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 8
    wrong = {str(path): oct(mode) for path in files if (mode := stat.S_IMODE(path.stat().st_mode)) != 0o600}
    assert wrong == {}


@pytest.mark.parametrize("what", ["journal", "folder", "lock", "log"])
def test_links_in_place_of_our_files_are_refused_and_what_they_lead_to_stays(
    here: Here, tmp_path: Path, what: str
) -> None:
    folder = dataset(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    victim = elsewhere / "victim"
    victim.write_bytes(b"")
    journal = journal_path(folder, PREFIX)
    links = {"journal": journal, "folder": journal.parent, "lock": journal.with_name(f"{journal.name}.lock")}
    link = links.get(what, folder / "load.log")
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(elsewhere if what == "folder" else victim)
    with on_a_port() as shop:
        refused = here.load(folder, shop)
        assert refused.status == 5, refused.err
        assert "symbolic link" in refused.err
        assert creates(shop) == []
    assert victim.read_bytes() == b""
    assert [path.name for path in elsewhere.iterdir()] == ["victim"]


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo], ids=["folder", "pipe"])
@pytest.mark.parametrize(
    "name", [f".load/{PREFIX}.sqlite", f".load/{PREFIX}.sqlite.lock", "load.log", ".load"]
)
def test_what_is_no_file_in_place_of_ours_is_refused_without_waiting(
    here: Here, tmp_path: Path, make: Callable[[Path], None], name: str
) -> None:
    folder = dataset(tmp_path)
    (folder / name).parent.mkdir(exist_ok=True)
    make(folder / name)
    with on_a_port() as shop:
        ended_so = here.load(folder, shop)
        fine = name == ".load" and make is os.mkdir
        lock_is_pipe = name.endswith(".lock") and make is os.mkfifo  # locks as well as a file does
        assert ended_so.status == (0 if fine or lock_is_pipe else 5), ended_so.err
        assert len(creates(shop)) == (6 if ended_so.status == 0 else 0)


def test_another_datasets_damaged_journal_stops_only_its_own(here: Here, tmp_path: Path) -> None:
    broken, whole = dataset(tmp_path, 1, 0, "broken"), dataset(tmp_path, 0, 2, "whole")
    with on_a_port() as shop:
        assert here.load(broken, shop).status == 0
        _text(journal_path(broken, PREFIX))
        assert here.load(broken, shop).status == 5
        assert here.load(whole, shop).status == 0
        assert len(created(shop)) == 3


def test_a_link_in_place_of_the_mapping_is_replaced_and_what_it_leads_to_stays(
    here: Here, tmp_path: Path
) -> None:
    folder = dataset(tmp_path, 1, 1)
    victim = tmp_path / "victim"
    victim.write_text('{"metadata": "precious"}')
    (folder / "mapping.json").symlink_to(victim)
    with on_a_port() as shop:
        assert here.load(folder, shop).status == 0
        assert_each_once(folder, shop, 2)
    assert victim.read_text() == '{"metadata": "precious"}'
    assert not (folder / "mapping.json").is_symlink()


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(5000, len(data), 97):
        data[place] ^= 0x55
    path.write_bytes(data)


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _text(path: Path) -> None:
    path.write_text("not a database at all\n" * 500)


def _newer(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version=99")
    database.close()


def _foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE bookmarks (url TEXT)")
    database.close()


def _edited(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE record SET state='pending', remote_id=NULL")
    database.close()


@pytest.mark.parametrize(
    "damage", [_flip, _cut, _text, _newer, _foreign, _edited], ids=lambda each: each.__name__
)
def test_a_journal_that_cannot_be_trusted_is_refused_and_left_untouched(
    here: Here, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    folder = dataset(tmp_path, 12, 12)
    with on_a_port() as shop:
        assert here.load(folder, shop).status == 0
        path = journal_path(folder, PREFIX)
        damage(path)
        before = path.read_bytes()
        for words in ((), ("--dry-run",)):
            refused = here.load(folder, shop, *words)
            assert refused.status == 5, refused.err
            assert "journal" in refused.err
            assert "Traceback" not in refused.err
        assert path.read_bytes() == before
        assert len(creates(shop)) == 24


EVERY_USE = (
    ("load", "--yes"),
    ("load", "--yes", "--adopt"),
    ("plan",),
    ("status",),
    ("status", "ann0@example.com"),
    ("skip", "ann0@example.com"),
    ("skip", "ann0@example.com", "--undo"),
    ("verify",),
    ("verify", "--absent"),
    ("unload", "--yes", "--confirm-store", PREFIX),
)


@pytest.mark.parametrize("use", EVERY_USE, ids=" ".join)
def test_a_newer_journal_whose_run_was_killed_is_refused_and_left_byte_for_byte(
    here: Here, tmp_path: Path, use: tuple[str, ...]
) -> None:
    folder = dataset(tmp_path, 2, 2)
    assert here.run("load", str(folder), "--sandbox", "--yes", "--pace", "fast").status == 0
    path = journal_path(folder, PREFIX)
    _newer(path)
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE later (x)")  # committed, and in the log beside the file alone
        cut_off = {each: each.read_bytes() for each in (path, path.with_name(f"{path.name}-wal"))}
    for each, data in cut_off.items():
        each.write_bytes(data)
    files = [each for each in folder.rglob("*") if each.is_file() and each.suffix != ".lock"]
    before = {each: each.read_bytes() for each in files}
    command, *words = use
    refused = here.run(command, str(folder), *words, "--sandbox")
    assert refused.status == 5, refused.err
    assert "newer version" in refused.err
    assert {each: each.read_bytes() for each in before} == before
    with on_a_port(state=tmp_path / "out/.sandbox/shop.sqlite") as shop:
        assert len(shop.history()) == 4


def test_an_empty_file_is_a_journal_not_yet_begun(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path)
    path = journal_path(folder, PREFIX)
    path.parent.mkdir(mode=0o700)
    path.touch(mode=0o600)
    with on_a_port() as shop:
        assert here.load(folder, shop).status == 0
        assert_each_once(folder, shop, 6)


def _end_in(folder: Path, shop_words: list[str], *, limit: Callable[[], None]) -> Ended:
    # Python would cut off a module's bytecode at the limit as well, and every later command would fail to import it.
    done = subprocess.run(
        [str(INSTALLED), *shop_words],
        cwd=folder.parent,
        # Python would keep a module that it compiles cut off at the limit, and every later process would fail on it
        env=environment(folder.parent, XSERIES_TOKEN=TOKEN, PYTHONDONTWRITEBYTECODE="1"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        preexec_fn=limit,
        check=False,
        timeout=60,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("kib", [4, 60])
def test_a_file_that_may_not_grow_ends_the_run_and_loses_nothing(
    here: Here, tmp_path: Path, kib: int
) -> None:
    """The disk is full for whichever file grows past the limit first: journal, its log, the mapping or load.log."""
    folder = dataset(tmp_path, 20, 20)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kib * 1024, kib * 1024))

    with on_a_port() as shop:
        stopped = _end_in(folder, words_of(folder, shop), limit=limit)
        assert stopped.status == 5, stopped.err
        assert "can't be written" in stopped.err or "journal" in stopped.err
        assert "Traceback" not in stopped.err
        so_far = len(created(shop))
        assert so_far < 40
        again = here.load(folder, shop)
        assert again.status == 0, again.err
        assert_each_once(folder, shop, 40)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 4 MiB, where that is allowed."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a file system is not allowed here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_disk_ends_the_run_and_loses_nothing(here: Here, tiny_disk: Path) -> None:
    folder = dataset(tiny_disk, 20, 20)
    with on_a_port() as shop:
        (tiny_disk / "filler").write_bytes(b"x" * (3996 * 1024 - 160 * 1024))
        stopped = load(folder, shop)
        assert stopped.status == 5, stopped.err
        assert "Traceback" not in stopped.err
        (tiny_disk / "filler").unlink()
        again = here.load(folder, shop)
        assert again.status == 0, again.err
        assert_each_once(folder, shop, 40)


def test_a_folder_that_may_not_be_written_sends_nothing(tiny_disk: Path) -> None:
    folder = dataset(tiny_disk)
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    with on_a_port() as shop:
        refused = run(tiny_disk.parent, *words_of(folder, shop), XSERIES_TOKEN=TOKEN)
        assert refused.status == 5, refused.err
        assert "Traceback" not in refused.err
        assert creates(shop) == []


def test_a_folder_deleted_midway_ends_the_run_in_words(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path, 6, 6)
    with on_a_port(SandboxOptions(faults=HUNG)) as shop:
        process = start_load(folder, shop, "--pace", "steady", "--concurrency", "1")
        wait_until(lambda: lines_of(folder / "load.log") >= 3, process)
        shutil.rmtree(folder)
        stopped = ended(process)
        assert stopped.status == 5, stopped.err
        assert "Traceback" not in stopped.err
        before = created(shop)
        assert {len(ids) for ids in before.values()} == {1}
        again = here.load(dataset(tmp_path, 6, 6), shop)
        assert again.status == 1, again.err  # the journal is lost: found in the store, and left alone
        assert "--adopt" in again.err
        assert created(shop) == before
        taken_over = here.load(tmp_path / "data", shop, "--adopt")
        assert taken_over.status == 0, taken_over.err
        assert_each_once(tmp_path / "data", shop, 12)
        assert before.items() <= created(shop).items()


# Runs a command and prints its peak memory in KiB last. In a small process of its own: a child begins with the peak of the
# process that started it, and a test worker may have a large one.
WEIGHED = (
    "import resource, subprocess, sys; status = subprocess.run(sys.argv[1:]).returncode; "
    "print(); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(status)"
)


def _write_bomb(path: Path) -> None:
    """Write a gigabyte of one text, which a dictionary packs into kilobytes; elsewhere, as its memory would count here."""
    code = "import polars as pl, sys; pl.DataFrame({'email': pl.repeat('a' * 10_000, 100_000, eager=True)}).write_parquet(sys.argv[1])"
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    assert path.stat().st_size < 10_000


def test_hostile_files_are_refused_in_bounded_memory(tmp_path: Path) -> None:
    bombs: dict[str, Callable[[Path], object]] = {
        "bomb.parquet": _write_bomb,
        "cell.csv": lambda path: path.write_text(customers_csv(1) + f"A,{'b' * 5_000_000},c@example.com\n"),
        "quote.csv": lambda path: path.write_text(customers_csv(1) + '"' + "x\n" * 1_500_000),
    }
    for name, write in bombs.items():
        folder = tmp_path / name.replace(".", "-")
        folder.mkdir()
        write(folder / f"customers.{name.split('.')[1]}")
        ended = subprocess.run(
            [sys.executable, "-c", WEIGHED, str(INSTALLED), "check", str(folder)],
            cwd=tmp_path,
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 3, (name, ended.stderr)
        assert "Traceback" not in ended.stderr
        assert int(ended.stdout.splitlines()[-1]) * 1024 < MEMORY_BYTES, name
