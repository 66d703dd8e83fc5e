"""The bare command's memory: an unfinished run is found by store and options, a finished or foreign one never."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import UsageError
from pipeline.journal.book import Journal
from pipeline.journal.file import journal_path
from pipeline.load.planning.plan import entry_of
from pipeline.quickstart import MEMORY_NAME, Start, begin, unfinished
from pipeline.schema.kinds import CUSTOMER
from pipeline.schema.records import record_from_row

NOON = datetime(2026, 5, 4, 12, 0, 0, 500, tzinfo=timezone(timedelta(hours=2)))
WANTED: dict[str, Any] = {"packs": ["home"], "products": 2, "customers": 2, "seed": None, "format": "csv"}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def start(now: datetime = NOON, output: Path | None = None, **wanted: Any) -> Start:
    return begin("mystore", "", WANTED | wanted, output, now)


def test_names_are_the_moment_in_utc_to_the_second() -> None:
    begun = start()
    assert begun.folder == "out/demo-2026-05-04-100000"
    assert begun.output == str(Path("demo-data-2026-05-04-100000.json").absolute())
    assert begun.moment == NOON.replace(microsecond=0)


def test_the_same_second_gets_other_names() -> None:
    first = start()
    Path(first.output).write_text("{}")
    second = start()
    assert second.folder == "out/demo-2026-05-04-100000-2"
    assert Path(second.output).name == "demo-data-2026-05-04-100000-2.json"


def test_it_is_remembered_before_anything_is_made() -> None:
    begun = start()
    assert [path.name for path in Path(begun.folder).iterdir()] == [MEMORY_NAME]
    assert unfinished("mystore", "", WANTED) == begun


def test_a_seed_is_random_unless_asked_for() -> None:
    assert start(seed=0).seed == 0
    assert len({start().seed for _ in range(4)}) > 1


@pytest.mark.parametrize(
    ("prefix", "base_url", "other"),
    [
        ("another", "", {}),
        ("mystore", "http://127.0.0.1:8787/api/2.0", {}),
        ("mystore", "", {"products": 3}),
        ("mystore", "", {"seed": 7}),
    ],
)
def test_another_store_or_other_options_are_another_run(
    prefix: str, base_url: str, other: dict[str, Any]
) -> None:
    start()
    assert unfinished(prefix, base_url, WANTED | other) is None


def journal(begun: Start, *, rows: int) -> None:
    path = journal_path(Path(begun.folder), "mystore")
    path.parent.mkdir()
    with Journal.open(path, durable=False) as opened:
        for number in range(rows):
            row = {"first_name": "A", "last_name": "B", "email": f"a{number}@example.com"}
            opened.replan([entry_of(record_from_row(CUSTOMER, row), number, number + 2)])


def test_a_journal_with_pending_records_or_none_at_all_is_unfinished() -> None:
    begun = start()
    journal(begun, rows=0)
    assert unfinished("mystore", "", WANTED) == begun
    other = start(NOON + timedelta(seconds=1))
    journal(other, rows=2)
    assert unfinished("mystore", "", WANTED) == other


def test_only_the_newest_counts() -> None:
    start()
    newest = start(NOON + timedelta(hours=1))
    assert unfinished("mystore", "", WANTED) == newest


def memory(**changes: object) -> str:
    there = {"prefix": "mystore", "base_url": "", "wanted": WANTED, "seed": 1, "output": "x", "folder": "y"}
    return json.dumps({"format": 1, "began_at": "2026-05-04T10:00:00+00:00", **there, **changes})


def test_a_memory_in_this_format_is_read() -> None:
    folder = Path("out/ours")
    folder.mkdir(parents=True)
    (folder / MEMORY_NAME).write_text(memory())
    assert unfinished("mystore", "", WANTED) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "\x00",
        memory(format=2),
        memory(more=1),
        memory(began_at=5),
        memory(began_at="yesterday"),
        memory(began_at="2026-05-04T10:00:00"),
        memory(output=None),
    ],
)
def test_somebody_elses_file_of_that_name_is_passed_over(text: str) -> None:
    folder = Path("out/theirs")
    folder.mkdir(parents=True)
    (folder / MEMORY_NAME).write_text(text)
    assert unfinished("mystore", "", WANTED) is None


def test_a_folder_that_was_moved_is_found_where_it_is() -> None:
    begun = start()
    Path(begun.folder).rename("out/moved")
    found = unfinished("mystore", "", WANTED)
    assert found is not None
    assert found.folder == "out/moved"


def test_an_output_that_is_there_is_refused_before_anything_is_made() -> None:
    Path("mine.json").write_text("mine")
    with pytest.raises(UsageError) as refused:
        start(output=Path("mine.json"))
    assert refused.value.code == "output-exists"
    with pytest.raises(UsageError) as refused:
        start(output=Path("nowhere/mine.json"))
    assert refused.value.code == "output-folder-missing"
    assert not Path("out").exists()
