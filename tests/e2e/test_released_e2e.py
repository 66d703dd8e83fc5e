"""What 0.1 left on a disk goes on with today's code: journals, datasets, stores, profiles, cut off anywhere.

Judged by the stores' own history, which 0.1 began. What 0.1 recorded is read as it is in its files, by SQLite, csv and
json alone. Everything works on copies; tests/fixtures/released/README.txt says what each scene holds.
"""

import contextlib
import csv
import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.dataset import read_dataset, rows_of
from pipeline.sandbox import SandboxOptions, create_app
from pipeline.sandbox.api.values import Effect
from pipeline.schema.kinds import all_kinds
from pipeline.schema.records import fingerprint
from tests.e2e.conftest import Here
from tests.e2e.scenes import dataset, mapped
from tests.support.sandboxes import on_a_port

pytestmark = pytest.mark.campaign

RELEASED = Path(__file__).parents[1] / "fixtures/released/0.1"
DEMO = "out/demo"
STATE = "out/.sandbox/shop.sqlite"
JOURNAL = ".load/sandbox.sqlite"
LOADED = ("out/demo", "out/parquet", "out/theirs")
LOAD = ("load", DEMO, "--sandbox", "--yes", "--pace", "fast", "--settle", "0.3", "--json")
UNLOAD = ("unload", DEMO, "--sandbox", "--yes", "--confirm-store", "sandbox", "--pace", "fast", "--json")
LIKE_ITS_OWN = SandboxOptions(prefix="kiwi", tax_exclusive=True, registers=3, window="sliding")

Recorded = list[dict[str, Any]]
Copy = Callable[[str], Path]  # scene -> where commands run
Read = Callable[[str, str], Recorded]  # file, query -> rows


@pytest.fixture
def copy_of(tmp_path: Path) -> Copy:
    """Return what copies a scene to where commands run, as private as 0.1 made it."""

    def copy(scene: str) -> Path:
        shutil.copytree(RELEASED / scene, tmp_path, dirs_exist_ok=True)
        for path in tmp_path.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        return tmp_path

    return copy


@pytest.fixture(autouse=True, scope="module")
def _untouched() -> Iterator[None]:
    before = {path: path.read_bytes() for path in RELEASED.rglob("*") if path.is_file()}
    yield
    assert before == {path: path.read_bytes() for path in RELEASED.rglob("*") if path.is_file()}


@pytest.fixture
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Return what reads the rows of a released SQLite file, log included, without a writer's hand near it."""

    def read(file: str, query: str) -> Recorded:
        place = tmp_path_factory.mktemp("recorded")
        for path in (RELEASED / file).parent.glob(f"{Path(file).name}*"):
            shutil.copy(path, place)
        with contextlib.closing(sqlite3.connect(place / Path(file).name)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(query)]

    return read


def records_of(recorded: Read, scene: str, folder: str = DEMO) -> Recorded:
    """Return the journal's records as 0.1 kept them, in file order."""
    return recorded(f"{scene}/{folder}/{JOURNAL}", "SELECT * FROM record ORDER BY kind, position")


def history(place: Path, state: str = STATE, options: SandboxOptions | None = None) -> list[Effect]:
    """Return everything that ever happened in a store."""
    app = create_app(options or SandboxOptions(registers=10), place / state)
    try:
        return app.history()
    finally:
        app.close()


def created(effects: list[Effect]) -> dict[str, list[str]]:
    """Return key -> the ids of all customers and products that clients ever made under it."""
    found: dict[str, list[str]] = {}
    for each in effects:
        if each.action == "created" and each.actor in ("api", "late"):
            found.setdefault(each.key.casefold(), []).append(each.id)
    return found


def deleted(effects: list[Effect]) -> list[str]:
    return [each.id for each in effects if each.action == "deleted"]


def file_keys(place: Path, folder: str = DEMO) -> set[str]:
    keys = set()
    for name, column in (("customers.csv", "email"), ("products.csv", "sku")):
        with (place / folder / name).open(newline="", encoding="utf-8") as file:
            keys |= {row[column].casefold() for row in csv.DictReader(file)}
    return keys


def ids(records: Recorded, *states: str, origins: tuple[str | None, ...] = ()) -> set[str]:
    return {
        each["remote_id"]
        for each in records
        if each["state"] in states and (not origins or each["origin"] in origins)
    }


# A load that was killed


def test_status_tells_a_half_loaded_journal_as_it_was_recorded(
    here: Here, copy_of: Copy, recorded: Read
) -> None:
    copy_of("half_loaded")
    records = records_of(recorded, "half_loaded")
    told = here.run("status", DEMO, "--sandbox", "--json").document["data"]
    counts = Counter((f"{each['kind']}s", each["state"]) for each in records)
    assert counts == {
        (kind, state): count for kind, states in told["counts"].items() for state, count in states.items()
    }
    assert {state for _, state in counts} == {"pending", "sent", "done", "rejected", "conflict", "withdrawn"}
    assert told["skipped"] == [each["key_text"] for each in records if each["skipped"]] != []
    listed = here.run("status", DEMO, "--sandbox", "--list", "--json").document["data"]["records"]
    same = {"kind": "kind", "key": "key_text", "name": "label", "id": "remote_id"}
    same |= {name: name for name in ("state", "origin", "attempts", "status", "message")}
    assert [{name: each[name] for name in same} for each in listed] == [
        {name: each[column] for name, column in same.items()} for each in records
    ]
    assert {each["origin"] for each in listed} == {None, "created", "reconciled", "adopted"}


def test_a_half_loaded_journal_tells_its_runs_and_attempts(here: Here, copy_of: Copy, recorded: Read) -> None:
    copy_of("half_loaded")
    runs = recorded(f"half_loaded/{DEMO}/{JOURNAL}", "SELECT * FROM run ORDER BY id")
    told = here.run("status", DEMO, "--runs", "--json").document["data"]["runs"]  # its store needs no naming
    assert [(each["run"], each["command"], each["requests"], each["refusals_429"]) for each in told] == [
        (each["id"], each["command"], each["requests"], each["refusals"]) for each in runs
    ]
    assert [each["ended"] for each in told[:2]] == ["done", "signal"]
    assert "killed" in told[2]["ended"]
    query = "SELECT kind, key, what, status, words, request_id FROM event WHERE key IS NOT NULL ORDER BY id"
    events = recorded(f"half_loaded/{DEMO}/{JOURNAL}", query)
    [(key, _)] = Counter(each["key"] for each in events if each["kind"] == "product").most_common(1)
    [one] = here.run("status", DEMO, key, "-d", "sandbox", "--json").document["data"]["records"]
    assert [(each["what"], each["status"], each["words"], each["request"]) for each in one["history"]] == [
        (each["what"], each["status"], each["words"], each["request_id"])
        for each in events
        if each["key"] == key
    ]


def test_a_killed_load_goes_on_with_nothing_doubled_and_nothing_lost(
    here: Here, copy_of: Copy, recorded: Read
) -> None:
    place = copy_of("half_loaded")
    records = records_of(recorded, "half_loaded")
    before = recorded(f"half_loaded/{STATE}", "SELECT action, id, request_id FROM history ORDER BY seq")
    loaded = here.run(*LOAD)
    assert loaded.status == 1, (
        loaded.err
    )  # what is in conflict stays, what was edited after it was made is said
    effects = history(place)
    assert [{"action": each.action, "id": each.id, "request_id": each.request_id} for each in effects][
        : len(before)
    ] == before
    assert [each.actor for each in effects[len(before) :]].count("late") == 1
    made = created(effects)
    assert [key for key, under in made.items() if len(under) > 1] == []
    skipped = {each["key"] for each in records if each["skipped"]}
    was_made = {each["key"] for each in records if each["state"] == "done"}
    assert set(made) == (file_keys(place) - skipped) | was_made
    in_the_way = {each["key"] for each in records if each["state"] == "conflict"}
    assert {key.casefold(): found for key, found in mapped(place / DEMO).items()} == {
        key: under[0] for key, under in made.items() if key not in in_the_way
    }
    assert here.run(*LOAD).document["data"]["created"] == {}
    assert history(place) == effects


def test_what_a_killed_load_sent_is_verified_after_it_went_on(
    here: Here, copy_of: Copy, recorded: Read
) -> None:
    copy_of("half_loaded")
    here.run(*LOAD)
    found = here.run("verify", DEMO, "--sandbox", "--pace", "fast", "--json")
    assert found.status == 1, found.err
    counts = found.document["data"]["counts"]  # rows that were edited or removed, and what staff renamed
    assert counts == {"changed_in_file": 3, "gone_from_file": 1, "foreign": 2}
    sent = [each for each in records_of(recorded, "half_loaded") if each["state"] == "done"]
    assert found.document["data"]["same"] > len(sent)


@pytest.mark.parametrize("loads_first", [True, False])
def test_an_unload_takes_back_all_that_a_killed_load_made_and_nothing_else(
    here: Here, copy_of: Copy, recorded: Read, loads_first: bool
) -> None:
    place = copy_of("half_loaded")
    records = records_of(recorded, "half_loaded")
    if loads_first:
        here.run(*LOAD)
    unloaded = here.run(*UNLOAD)
    assert unloaded.status == 0, unloaded.err
    effects = history(place)
    stays = ids(records, "conflict") | ids(records, "done", origins=("adopted",))
    assert len(stays) == 4
    assert sorted(deleted(effects)) == sorted(
        {found for under in created(effects).values() for found in under} - stays
    )
    adopted = {each["key"] for each in records if each["origin"] == "adopted"}
    assert {key.casefold() for key in mapped(place / DEMO)} == adopted
    assert here.run("verify", DEMO, "--sandbox", "--absent", "--pace", "fast", "--json").status == 0
    again = here.run(*LOAD)
    assert again.status == 1, again.err
    gone = set(deleted(history(place)))
    there = {key: set(under) - gone for key, under in created(history(place)).items()}
    skipped = {each["key"] for each in records if each["skipped"]}
    assert {key: len(there[key]) for key in file_keys(place) - skipped} == dict.fromkeys(
        file_keys(place) - skipped, 1
    )


# An unload that was killed


def test_a_killed_unload_goes_on_and_leaves_what_staff_changed(
    here: Here, copy_of: Copy, recorded: Read
) -> None:
    place = copy_of("half_unloaded")
    records = records_of(recorded, "half_unloaded")
    told = here.run("status", DEMO, "--sandbox", "--list", "--json").document["data"]["records"]
    assert [(each["key"], each["state"]) for each in told] == [
        (each["key_text"], each["state"]) for each in records
    ]
    assert {"deleting", "deleted", "done"} == {each["state"] for each in records}
    unloaded = here.run(*UNLOAD)
    assert unloaded.status == 1, unloaded.err
    effects = history(place)
    changed = {each.id for each in effects if each.actor == "staff"}
    assert sorted(deleted(effects)) == sorted(ids(records, "done", "deleting", "deleted") - changed)
    kept = (place / DEMO / ".load/sandbox.deleted.jsonl").read_text().splitlines()
    assert {json.loads(line)["id"] for line in kept} == set(deleted(effects))
    assert set(mapped(place / DEMO).values()) == changed


def test_a_load_after_a_killed_unload_makes_what_is_gone_once_more(
    here: Here, copy_of: Copy, recorded: Read
) -> None:
    place = copy_of("half_unloaded")
    here.run(*UNLOAD)
    loaded = here.run(*LOAD)
    assert loaded.status == 0, loaded.err
    effects = history(place)
    there = {key: set(under) - set(deleted(effects)) for key, under in created(effects).items()}
    assert {key: len(under) for key, under in there.items()} == dict.fromkeys(file_keys(place), 1)
    assert {key.casefold(): {found} for key, found in mapped(place / DEMO).items()} == there
    assert len(there) == len(records_of(recorded, "half_unloaded"))


# Datasets that are loaded


@pytest.mark.parametrize("folder", LOADED)
def test_a_loaded_dataset_is_settled_unchanged_and_the_same_in_the_store(
    here: Here, copy_of: Copy, recorded: Read, folder: str
) -> None:
    place = copy_of("loaded")
    records = records_of(recorded, "loaded", folder)
    told = here.run("status", folder, "--sandbox", "--json").document["data"]
    assert told["settled"]
    coming = {name: told["next_load"][name] for name in ("send", "look_up", "done", "changed")}
    assert coming == {"send": 0, "look_up": 0, "done": len(records), "changed": 0}
    before = history(place)
    loaded = here.run("load", folder, "--sandbox", "--yes", "--json")
    assert (loaded.status, loaded.document["data"]["requests"]) == (0, 0), loaded.err
    verified = here.run("verify", folder, "--sandbox", "--pace", "fast", "--json")
    assert (verified.status, verified.document["data"]["same"]) == (0, len(records)), verified.out
    assert history(place) == before


@pytest.mark.parametrize("folder", LOADED)
def test_an_unload_of_a_loaded_dataset_deletes_its_records_and_no_others(
    here: Here, copy_of: Copy, recorded: Read, folder: str
) -> None:
    place = copy_of("loaded")
    unloaded = here.run("unload", folder, *UNLOAD[2:])
    assert unloaded.status == 0, unloaded.err
    records = records_of(recorded, "loaded", folder)
    assert sorted(deleted(history(place))) == sorted(each["remote_id"] for each in records)


@pytest.mark.parametrize("folder", LOADED)
def test_a_row_hashes_to_what_it_hashed_to_when_it_was_sent(
    copy_of: Copy, recorded: Read, folder: str
) -> None:
    """Else every record that is done would be told as changed after its load."""
    read = read_dataset(copy_of("loaded") / folder)
    now = {
        (kind.name, row.record.key): fingerprint(row.record)
        for kind in all_kinds()
        for row in rows_of(read, kind)
    }
    assert now == {
        (each["kind"], each["key"]): each["fingerprint"] for each in records_of(recorded, "loaded", folder)
    }


@pytest.mark.parametrize(
    ("folder", "other"), [("out/demo", "parquet"), ("out/parquet", "csv"), ("out/theirs", "parquet")]
)
def test_a_dataset_is_shown_checked_and_converted_and_stays_what_was_loaded(
    here: Here, copy_of: Copy, recorded: Read, folder: str, other: str
) -> None:
    copy_of("loaded")
    records = records_of(recorded, "loaded", folder)
    keys = [each["key_text"] for each in records]
    shown = here.run("show", folder, "--json").document["data"]
    assert [row["email"] for row in shown["customers"]] + [row["sku"] for row in shown["products"]] == keys
    for _ in ("as 0.1 wrote it", f"as {other}"):
        checked = here.run("check", folder, "--json")
        assert checked.status == 0, checked.out
        assert checked.document["data"]["edited"] == ""
        told = here.run("status", folder, "--sandbox", "--json").document["data"]
        assert (told["next_load"]["done"], told["next_load"]["changed"]) == (len(keys), 0)
        assert here.run("convert", folder, "--format", other, "--json").status == 0


def test_datasets_tells_what_each_is_made_of_edited_and_loaded(here: Here, copy_of: Copy) -> None:
    place = copy_of("loaded")
    listed = here.run("datasets", "--json").document["data"]["datasets"]
    told = {each["folder"]: each for each in listed}
    assert set(told) == {*LOADED, "out/edited"}
    for folder, each in told.items():
        manifest = json.loads((place / folder / "dataset.json").read_text())
        assert each["packs"] == list(manifest["packs"])
        assert {name: each[name] for name in ("seed", "region", "created_at")} == {
            name: manifest[name] for name in ("seed", "region", "created_at")
        }
        assert (each["edited"], bool(each["loads"])) == (folder == "out/edited", folder != "out/edited")
    assert told["out/edited"]["edits"] == "customers: 1 changed, 1 added; products: 1 removed"


# The command by itself


def test_the_command_by_itself_goes_on_with_the_dataset_that_it_began(here: Here, copy_of: Copy) -> None:
    place = copy_of("by_itself")
    [memory] = place.glob("out/*/quickstart.json")
    text = memory.read_text().replace("FOLDER", str(place))
    memory.write_text(text)
    words = ("--sandbox", "-p", "services", "--customers", "6", "--products", "6", "--seed", "7", "-y")
    ended = here.run(*words)
    assert ended.status == 0, ended.err
    assert "Going on with" in ended.err
    assert list(place.glob("out/demo*")) == [memory.parent]
    made = created(history(place))
    assert {key: len(under) for key, under in made.items()} == dict.fromkeys(
        file_keys(place, str(memory.parent)), 1
    )
    [output] = place.glob("demo-data-*.json")
    assert output == Path(json.loads(text)["output"])
    assert json.loads(output.read_text())["metadata"]["counts"] == {"customers": 6, "products": 6}


# A store, and profiles


def test_a_store_keeps_its_rows_its_history_and_what_is_due(copy_of: Copy) -> None:
    place = copy_of("store_of_its_own")
    then = json.loads((place / "answers.json").read_text())
    with on_a_port(LIKE_ITS_OWN, place / "shop.sqlite") as shop:
        *before, late = shop.history()
        assert before == then["history"]
        assert (late["actor"], late["action"], late["key"]) == ("late", "created", "late@example.com")
        with shop.client() as client:
            for path, rows in then["answers"].items():
                now = client.get(path).json()["data"]
                assert _missing(_as_shown_now(path, rows), now) == [], path
            assert late["id"] in {row["id"] for row in client.get("/customers").json()["data"]}


def _as_shown_now(path: str, rows: Any) -> Any:
    """Leave out what 0.1 showed against the vendor's document: the stamps of brands, suppliers and tags."""
    if path not in ("/brands", "/suppliers", "/tags"):
        return rows
    stamps = {"version", "created_at", "updated_at"}
    return [{name: value for name, value in row.items() if name not in stamps} for row in rows]


def _missing(then: Any, now: Any) -> list[Any]:
    """Return the rows of then that are not there with every value that they had."""
    if isinstance(then, dict):
        then, now = [then], [now]
    by_id = {row["id"]: row for row in now}
    return [row for row in then if not row.items() <= _items(by_id.get(row["id"], {}), row)]


def _items(now: dict[str, Any], then: dict[str, Any]) -> Any:
    return {name: value for name, value in now.items() if name in then}.items()


def test_a_store_that_is_there_already_takes_a_load(here: Here, copy_of: Copy) -> None:
    place = copy_of("store_of_its_own")
    with on_a_port(LIKE_ITS_OWN, place / "shop.sqlite") as shop:
        newest = max(each["version"] for each in shop.history())
        folder = dataset(place, 2, 2)
        loaded = here.load(folder, shop, "--confirm-store", "kiwi", prefix="kiwi")  # it has a sale
        assert loaded.status == 0, loaded.err
        new = [each for each in shop.history() if each["version"] > newest]
    assert {each["key"]: each["id"] for each in new} == mapped(folder)


def test_profiles_are_listed_and_their_tokens_found(here: Here, copy_of: Copy) -> None:
    place = copy_of("profiles")
    listed = here.run("profile", "list", "--json").document["data"]["profiles"]
    for each in listed:
        path = place / f".config/x-series-demo/profiles/{each['name']}.json"
        then = json.loads(path.read_text())
        assert {name: each[name] for name in then if name != "format"} == {
            name: value for name, value in then.items() if name != "format"
        }
    assert [(each["name"], each["unsound"]) for each in listed] == [("kiwi", None), ("shop", None)]
    with on_a_port() as shop:
        seen = here.run("store", "outlets", "--profile", "shop", "--base-url", shop.base_url, "--json")
    assert seen.status == 0, seen.err
