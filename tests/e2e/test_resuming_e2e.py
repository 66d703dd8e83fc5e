"""Loads that are cut off, refused and edited, and then run again: each record ends up in the store once."""

import json
import signal
from collections import Counter
from pathlib import Path
from typing import IO, Any

import pytest

from pipeline.journal.file import journal_path
from pipeline.sandbox import SandboxOptions
from tests.e2e.command import TOKEN, start
from tests.e2e.conftest import Here
from tests.e2e.scenes import (
    assert_each_once,
    created,
    creates,
    customers_csv,
    dataset,
    ended,
    kill_between_requests,
    lines_of,
    mapped,
    products_csv,
    start_load,
    wait_until,
)
from tests.support.sandboxes import on_a_port


@pytest.mark.campaign
def test_a_load_killed_at_every_stage_ends_with_each_record_once(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path, 6, 6)
    log = folder / "load.log"
    with on_a_port() as shop:
        for more_lines in (1, 2, 4):  # the run's own first line, then one for each record
            before = lines_of(log)
            process = start_load(folder, shop, "--pace", "steady")
            wait_until(lambda: lines_of(log) >= before + more_lines, process)  # noqa: B023 - called in this round only
            process.kill()
            assert ended(process).status == -signal.SIGKILL
            if (folder / "mapping.json").exists():
                assert mapped(folder).items() <= {key: ids[0] for key, ids in created(shop).items()}.items()
        final = here.load(folder, shop)
        assert final.status == 0, final.err
        assert_each_once(folder, shop, 12)


@pytest.mark.campaign
def test_the_killed_bare_command_goes_on_with_the_same_dataset_and_output(here: Here, tmp_path: Path) -> None:
    words = ("--sandbox", "-p", "apparel", "-y")
    early = start(tmp_path, *words)
    wait_until(lambda: list(tmp_path.glob("out/*/quickstart.json")), early)
    [memory] = tmp_path.glob("out/*/quickstart.json")
    kill_between_requests(early, journal_path(memory.parent, "sandbox"))
    ended(early)
    begun = json.loads(memory.read_text())
    foreign = tmp_path / "out/foreign"
    foreign.mkdir()
    (foreign / "quickstart.json").write_text("[" * 100_000)  # a file of that name is not always ours
    process = start(tmp_path, *words)
    wait_until(lambda: lines_of(memory.parent / "load.log") >= 25, process)
    kill_between_requests(process, journal_path(memory.parent, "sandbox"))
    ended(process)
    last = here.run(*words)
    assert last.status == 0, last.err
    assert "Going on with" in last.err
    assert list(tmp_path.glob("out/demo-*/quickstart.json")) == [memory]
    [output] = tmp_path.glob("demo-data-*.json")
    assert str(output) == begun["output"]
    mapping = json.loads(output.read_text())
    assert mapping["metadata"]["counts"] == {"customers": 50, "products": 50}
    listed = here.run("plan", str(memory.parent), "--sandbox", "--json").document["data"]
    assert listed["create"] == {"customers": 0, "products": 0}
    another = here.run(*words, "--new", "--dry-run", "--json")
    assert another.status == 0, another.err
    assert len(list(tmp_path.glob("out/demo-*/quickstart.json"))) == 2
    create = another.document["data"]["create"]
    assert (create["customers"], create["products"]) == (50, 50)
    with on_a_port(state=tmp_path / "out/.sandbox/shop.sqlite") as shop:
        made = [(each["kind"], each["key"]) for each in shop.history() if each["action"] == "created"]
        made = [
            each for each in made if each[0] not in ("inventory", "product_images")
        ]  # no records of their own
        assert len(made) == len(set(made)) == listed["there"]
        assert sum(kind in ("customers", "products") for kind, _ in made) == 100


LOST_ANSWERS: list[dict[str, Any]] = [
    {"kind": "drop-before"},
    {"kind": "drop-after"},
    {"kind": "fin-before"},
    {"kind": "fin-after"},
    {"kind": "truncated", "commits": True},
    {"kind": "truncated", "commits": False},
    {"kind": "html", "commits": True},
    {"kind": "html", "commits": False},
    {"kind": "cut-short", "commits": True},
    {"kind": "no-content", "commits": True},
    {"kind": "two-ids", "commits": True},
    {"kind": "slow-drip", "commits": True, "every_s": 0.01, "bytes": 20},
    {"kind": "late-commit", "delay_s": 0.2, "tell": "502"},
    {"kind": "error-after", "status": 504},
]


def test_every_way_to_lose_an_answer_ends_with_each_record_once(here: Here, tmp_path: Path) -> None:
    """Every second create meets one of them; five in a row would be a store that is down."""
    folder = dataset(tmp_path, 10, 14)
    faults = [
        {"on": "creates", "at": [2 * place], **fault} for place, fault in enumerate(LOST_ANSWERS, start=1)
    ]
    with on_a_port(SandboxOptions(faults={"seed": 7, "faults": faults})) as shop:
        loaded = here.load(folder, shop, "--concurrency", "1", "--settle", "0.5")
        assert loaded.status == 0, loaded.err
        assert shop.control("state")["faults_fired"] == Counter(each["kind"] for each in LOST_ANSWERS)
        assert_each_once(folder, shop, 24)


def test_rows_that_were_refused_go_again_once_they_are_edited_and_no_others(
    here: Here, tmp_path: Path
) -> None:
    folder = dataset(tmp_path, 3, 4)
    plan = {
        "faults": [
            {"kind": "refuse", "status": 422, "on": "creates", "at": [2, 5], "error": "Name is too long"},
            {"kind": "refuse", "status": 400, "on": "creates", "at": [6], "error": "Malformed"},
        ]
    }
    with on_a_port(SandboxOptions(faults=plan)) as shop:
        first = here.load(folder, shop, "--concurrency", "1")
        assert first.status == 1, first.err
        assert "Name is too long" in (folder / "load.log").read_text()
        assert len(creates(shop)) == 7
        shop.control("faults", {})
        refused = sorted(
            {*(f"ann{i}@example.com" for i in range(3)), *(f"TST-{i:05}" for i in range(4))}
            - set(created(shop))
        )
        assert len(refused) == 3
        for name in ("customers.csv", "products.csv"):
            text = (folder / name).read_text()
            lines = [
                line.replace("Ann", "Zoe").replace("Test thing", "Mended thing")
                if any(key in line for key in refused)
                else line
                for line in text.splitlines()
            ]
            (folder / name).write_bytes("\ufeff".encode() + "\r\n".join(lines).encode() + b"\r\n")
        again = here.load(folder, shop)
        assert again.status == 0, again.err
        assert len(creates(shop)) == 10
        assert_each_once(folder, shop, 7)


def test_rows_edited_added_and_taken_out_after_the_load(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path, 3, 2)
    with on_a_port() as shop:
        assert here.load(folder, shop).status == 0
        first, second, third = customers_csv(3).splitlines()[1:]
        lines = [
            customers_csv(0).strip(),
            third.replace("Ann2", "Other"),
            first,
            customers_csv(1, 7).splitlines()[1],
        ]
        (folder / "customers.csv").write_text("\n".join(lines) + "\n")
        (folder / "products.csv").write_text(products_csv(2).replace("TST", "tst"))
        again = here.load(folder, shop, "--json")
        assert again.status == 1, again.err  # what was loaded stays as it was sent
        data = again.document["data"]
        assert (data["created"], data["changed_after_load"]) == ({"customers": 1}, 3)
        assert second.split(",")[2] in mapped(folder)  # gone from the file, still in the store
        assert_each_once(folder, shop, 6)


def test_a_token_revoked_midway_stops_the_run_and_a_new_one_goes_on(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path, 4, 3)
    plan = {"faults": [{"kind": "refuse", "status": 401, "on": "creates", "from": 4}]}
    with on_a_port(SandboxOptions(faults=plan)) as shop:
        stopped = here.load(folder, shop, "--concurrency", "1")
        assert stopped.status == 4
        assert "token" in stopped.err
        assert_each_once(folder, shop, 3)
        shop.control("faults", {})
        shop.control("token", {"token": "lsxs_pt_second"})
        assert here.load(folder, shop).status == 4
        again = here.load(folder, shop, XSERIES_TOKEN="lsxs_pt_second")
        assert again.status == 0, again.err
        assert_each_once(folder, shop, 7)


def test_a_lost_journal_doubles_nobody_and_adopt_takes_them_over(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path)
    with on_a_port() as shop:
        assert here.load(folder, shop).status == 0
        before = mapped(folder)
        for path in (folder / ".load").iterdir():
            path.unlink()
        refused = here.load(folder, shop)
        assert refused.status == 1
        assert "--adopt" in refused.err
        adopted = here.load(folder, shop, "--adopt")
        assert adopted.status == 0, adopted.err
        assert mapped(folder) == before
        assert_each_once(folder, shop, 6)


def test_a_store_at_its_limit_is_waited_for_with_a_countdown(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path, 3, 3)
    plan = {
        "faults": [{"kind": "too-many", "on": "creates", "at": [3], "retry_after": "seconds", "wait_s": 1}]
    }
    with on_a_port(SandboxOptions(faults=plan)) as shop:
        held = here.load(folder, shop, "-v")
        assert held.status == 0, held.err
        assert "Waiting 2 s: the store's rate limit." in held.err
        assert "-> 429" in held.err
        assert_each_once(folder, shop, 6)
        document = here.load(folder, shop, "--json").document
        assert document["data"]["requests"] == 0


@pytest.mark.parametrize("same_prefix", [False, True])
def test_one_dataset_and_two_stores(here: Here, tmp_path: Path, same_prefix: bool) -> None:
    folder = dataset(tmp_path, 2, 1)
    prefix = "sandbox" if same_prefix else "another"
    with on_a_port() as first, on_a_port(SandboxOptions(prefix=prefix)) as second:
        assert here.load(folder, first).status == 0
        other = here.load(folder, second, "-o", str(folder / "other.json"), prefix=prefix)
        if same_prefix:  # a journal knows its store by more than the prefix
            assert other.status == 4
            assert "another store" in other.err
            assert creates(second) == []
        else:
            assert other.status == 0, other.err
            assert len(created(second)) == 3
            assert here.load(folder, second, prefix=prefix).status == 0
            assert len(creates(second)) == 3
        assert len(creates(first)) == 3


@pytest.mark.campaign
def test_a_store_that_dies_midway_leaves_a_right_mapping_and_is_gone_on_with(
    here: Here, tmp_path: Path
) -> None:
    folder = dataset(tmp_path, 5, 5)
    words = ("sandbox", "--port", "0", "--state", "shop.sqlite", "--json")
    server = start(tmp_path, *words)
    assert server.stdout is not None
    base_url = _base_url(server.stdout)
    load_words = ["load", str(folder), "-d", "sandbox", "--yes", "--settle", "0.3"]
    process = start(tmp_path, *load_words, "--base-url", base_url, XSERIES_TOKEN=TOKEN)
    wait_until(lambda: lines_of(folder / "load.log") >= 4, process)
    server.kill()
    server.communicate()
    wait_until(
        lambda: "NOT_SENT" in (text := (folder / "load.log").read_text()) or text.count("-> -") >= 2, process
    )
    process.send_signal(signal.SIGTERM)
    stopped = ended(process)
    assert stopped.status == 75, stopped.err
    with on_a_port(state=tmp_path / "shop.sqlite") as shop:
        history = {key: ids[0] for key, ids in created(shop).items()}
        assert mapped(folder).items() <= history.items()
        assert len(history) - len(mapped(folder)) <= 4  # what was on its way is listed as uncertain
        again = here.load(folder, shop)
        assert again.status == 0, again.err
        assert_each_once(folder, shop, 10)


def _base_url(stdout: "IO[str]") -> str:
    text = stdout.readline()  # one JSON document, then nothing more
    while text.count("{") != text.count("}"):
        text += stdout.readline()
    return str(json.loads(text)["data"]["base_url"])
