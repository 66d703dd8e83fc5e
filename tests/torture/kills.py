"""Real kills: the installed command against a sandbox on a port that misbehaves, SIGKILLed again and again.

One round is one dataset, whose rows name brands, suppliers, tags, groups and categories in any capitals, and one store with
some of these names before and a seeded fault plan. The load is started, killed at a random moment of its
progress (after so many more lines of load.log, a few milliseconds later, or before it has begun), started again, and in
the end left to finish. Judged by the store's own history: everything ever created counts, also what was deleted again.
The waits are short so that a kill costs about a second; the settle time stays several times longer than anything is late.
"""

import csv
import json
import random
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.schema.kinds import CATEGORY, all_kinds, key_of
from pipeline.schema.records import Record, record_from_row
from tests.e2e.command import TOKEN, run, start
from tests.simulation.catalogue_rows import (
    BRANDS,
    GROUPS,
    LISTED_ALONE,
    SUPPLIERS,
    TAGS,
    draw_references,
    retyped,
)
from tests.support.collections import collection_of

RECORDS = 40  # of each kind in a round
NAMED = ("brands", "suppliers", "tags", "customer_groups", "product_categories")
KILLS_A_ROUND = 25
LATE_S = 0.6  # a late commit, and the search's lag; the settle time is longer, or 0 to show that it is needed
SETTLE_S = 3.0
APART = ("inventory", "product_images")  # rows of the history that are no records of a dataset
ADDED = "added to a family"
OURS = (
    "api",
    "late",
)  # who made a record in the store's history: a request of ours, at once or after its answer
LINES = (
    None,
    0,
    1,
    1,
    2,
    3,
    5,
    8,
    13,
)  # how many more lines of load.log a run may write; None: killed by the clock
LINE_BYTES = 120
EXTRA_S = (0.0, 0.0, 0.002, 0.01, 0.05)
START_UP_S = (
    0.2,
    1.2,
)  # where a run that is killed by the clock is: importing, surveying, or at its first records
RUNS_MAX = 60  # to finish a round after its kills
START_S = 20.0
FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("drop-before", {"probability": 0.03}),
    ("drop-after", {"probability": 0.04}),
    ("fin-after", {"probability": 0.02}),
    ("error-before", {"probability": 0.02, "status": 503}),
    ("error-after", {"probability": 0.02, "status": 500}),
    ("late-commit", {"probability": 0.05, "delay_s": LATE_S, "tell": "drop"}),
    ("late-commit", {"probability": 0.04, "delay_s": LATE_S, "tell": "502"}),
    ("html", {"probability": 0.02, "commits": True}),
    ("truncated", {"probability": 0.02}),
    ("too-many", {"probability": 0.005, "retry_after": "seconds", "wait_s": 1}),
    ("lag", {"probability": 0.3, "wait_s": LATE_S, "places": ["search"]}),
]


@dataclass(slots=True)
class Tally:
    """What a campaign has seen."""

    kills: int = 0
    runs: int = 0
    rounds: int = 0
    doubled: int = 0
    lost: int = 0
    wrong_ids: int = 0
    bad_mappings: int = 0
    unfinished: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether the promise held."""
        return not (self.doubled or self.lost or self.wrong_ids or self.bad_mappings or self.unfinished)


def campaign(
    folder: Path,
    *,
    kills: int,
    concurrency: int,
    seed: int,
    settle_s: float = SETTLE_S,
    switches: Sequence[str] = (),
) -> Tally:
    """Kill `kills` times at one concurrency; return what was seen."""
    tally = Tally()
    while tally.kills < kills:
        number = tally.rounds
        place = folder / f"c{concurrency}-{seed}-{number}"
        place.mkdir(parents=True)
        lots = random.Random(f"{seed}/{concurrency}/{number}")
        _round(
            place,
            tally,
            lots,
            concurrency=concurrency,
            settle_s=settle_s,
            kills=min(KILLS_A_ROUND, kills - tally.kills),
            switches=switches,
        )
        tally.rounds += 1
    return tally


def _round(
    place: Path,
    tally: Tally,
    lots: random.Random,
    *,
    concurrency: int,
    settle_s: float,
    kills: int,
    switches: Sequence[str],
) -> None:
    seed = lots.randrange(2**31)
    words = [
        "generate",
        "-p",
        "apparel",
        "--customers",
        str(RECORDS),
        "--products",
        str(RECORDS),
        "--seed",
        str(seed),
    ]
    assert run(place, *words).status == 0
    _name_things(place / "out/demo", lots)
    with _shop(place, seed, switches) as base_url:
        theirs = _make_names(base_url, lots)
        load = [
            "load", "out/demo", "-d", "torture", "--base-url", f"{base_url}/api/2.0", "--yes", "--confirm-store", "torture",
            "--pace", "fast", "--concurrency", str(concurrency), "--settle", str(settle_s),
        ]  # fmt: skip
        for _ in range(kills):
            if not _start_and_kill(place, load, lots, tally):
                break  # it finished before it could be killed: the next round is a new dataset
        status = _finish(place, load, tally)
        time.sleep(LATE_S + 0.5)
        _judge(place, base_url, tally, status=status, where=f"seed {seed}, {place}", theirs=theirs)


def _name_things(dataset: Path, lots: random.Random) -> None:
    """Let the rows of a dataset name things, and describe a supplier in a file of its own."""
    draws: dict[str, Callable[[], dict[str, str]]] = {
        "customers.csv": lambda: {"customer_group": retyped(lots, lots.choice(GROUPS))},
        "products.csv": lambda: draw_references(lots),
    }
    for name, draw in draws.items():
        with (dataset / name).open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        shared: dict[str, dict[str, str]] = {}  # a family has one brand, one supplier …
        for number, row in enumerate(rows):
            row.update(shared.setdefault(row.get("handle") or str(number), draw()))
        _write(dataset / name, rows)
    _write(
        dataset / "suppliers.csv",
        [{"name": SUPPLIERS[0], "description": "Of Oldport"}, {"name": LISTED_ALONE}],
    )


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    columns = dict.fromkeys(column for row in rows for column in row)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(columns), restval="")
        writer.writeheader()
        writer.writerows(rows)


def _make_names(base_url: str, lots: random.Random) -> set[tuple[str, str]]:
    """Let the store have some of the names before; return them, folded. Their own ids stay theirs."""
    add = {
        "brands": [{"name": retyped(lots, name)} for name in BRANDS[:1]],
        "tags": [{"name": retyped(lots, name)} for name in TAGS[:1]],
        "customer_groups": [{"name": retyped(lots, name)} for name in GROUPS[:1]],
    }
    body = json.dumps(add).encode()
    call = urllib.request.Request(
        f"{base_url}/__sandbox/add", data=body, headers={"Content-Type": "application/json"}
    )
    urllib.request.urlopen(call, timeout=30).close()
    return {(kind, row["name"].casefold()) for kind, rows in add.items() for row in rows}


@contextmanager
def _shop(place: Path, seed: int, switches: Sequence[str]) -> Iterator[str]:
    """Run the sandbox on a free port with a fault plan; yield its root."""
    plan = {"seed": seed, "faults": [{"kind": kind, **params} for kind, params in FAULTS]}
    (place / "plan.json").write_text(json.dumps(plan))
    words = [
        "sandbox",
        "--port",
        "0",
        "--registers",
        "1000",
        "-d",
        "torture",
        "--state",
        "shop.sqlite",
        "--json",
        *(word for switch in switches for word in ("--switch", switch)),
    ]
    server = start(place, *words, "--faults", "plan.json")
    try:
        assert server.stdout is not None
        text = server.stdout.readline()
        while text.count("{") != text.count("}"):  # one JSON document, then nothing more
            text += server.stdout.readline()
        yield str(json.loads(text)["data"]["base_url"]).removesuffix("/api/2.0")
    finally:
        server.terminate()
        server.communicate(timeout=START_S)


def _start_and_kill(place: Path, load: list[str], lots: random.Random, tally: Tally) -> bool:
    """Start a load and kill it at a moment of its progress; False if it ended by itself."""
    log, mapping = place / "out/demo/load.log", place / "out/demo/mapping.json"
    more_lines, extra_s, start_up_s = lots.choice(LINES), lots.choice(EXTRA_S), lots.uniform(*START_UP_S)
    wanted = _size(log) + (more_lines or 0) * LINE_BYTES  # progress, not time, decides
    process = start(place, *load, XSERIES_TOKEN=TOKEN)
    tally.runs += 1
    began = time.monotonic()
    patience_s = start_up_s if more_lines is None else START_S
    while process.poll() is None and time.monotonic() - began < patience_s:
        if more_lines is not None and _size(log) > wanted:
            time.sleep(extra_s)
            break
        time.sleep(0.002)
    alive = process.poll() is None
    process.kill()
    process.communicate()
    tally.kills += alive
    if mapping.exists():
        try:
            json.loads(mapping.read_text())
        except ValueError:
            tally.bad_mappings += 1
    return alive


def _finish(place: Path, load: list[str], tally: Tally) -> int:
    """Run the load until it has nothing left to do; return its last exit status."""
    status = 75
    for _ in range(RUNS_MAX):
        ended = run(place, *load, XSERIES_TOKEN=TOKEN, timeout_s=600)
        tally.runs += 1
        status = ended.status
        if status != 75:
            break
    return status


def _judge(
    place: Path, base_url: str, tally: Tally, *, status: int, where: str, theirs: set[tuple[str, str]]
) -> None:
    """Hold the mapping against the store's own history, and what each record names against its file."""
    with urllib.request.urlopen(f"{base_url}/__sandbox/history", timeout=30) as answer:
        effects = json.load(answer)["effects"]
    with urllib.request.urlopen(f"{base_url}/__sandbox/state", timeout=30) as answer:
        state = json.load(answer)
    created: dict[tuple[str, str], list[str]] = defaultdict(list)
    by_hand: dict[tuple[str, str], list[str]] = defaultdict(list)
    for effect in effects:
        if effect["action"] == "created" and effect["kind"] not in APART:
            found = created if effect["actor"] in OURS else by_hand
            found[effect["kind"], str(effect["key"]).casefold()].append(effect["id"])
    mapped = _mapped(place)
    doubled = [key for key, ids in created.items() if len(ids) > 1 or key in theirs]
    lost = [key for key in created if key not in mapped]
    wrong = [
        key for key, found in mapped.items() if found not in (*created.get(key, ()), *by_hand.get(key, ()))
    ]
    wrong += [key for key in _with_other_references(place, effects, mapped) if key not in wrong]
    missing = sum(
        max(0, RECORDS - sum(kind == each for each, _ in created)) for kind in ("customers", "products")
    )
    missing += sum(
        all(kind != each for each, _ in created) for kind in NAMED
    )  # it would show nothing of them
    changed = [
        effect["id"] for effect in effects if effect["actor"] in OURS and effect["action"] != "created"
    ]
    tally.doubled += len(doubled)
    tally.lost += len(lost) + missing
    tally.wrong_ids += len(wrong) + len(changed)
    tally.unfinished += status != 0
    tally.faults.update(state["faults_fired"])
    if doubled or lost or missing or wrong or changed or status:
        tally.failures.append(
            f"{where}: exit {status}, doubled {doubled}, lost {lost}, wrong {wrong}, changed {changed}"
        )


def _mapped(place: Path) -> dict[tuple[str, str], str]:
    """Return the ids of the mapping, by collection and key as the store's history has it: of a category, its own name."""
    mapping = json.loads((place / "out/demo/mapping.json").read_text())
    found = {}
    for kind in all_kinds():
        for row in mapping.get(kind.plural, ()):
            key = row[kind.key.field].rsplit(" > ", 1)[-1] if kind is CATEGORY else row[kind.key.field]
            found[collection_of(kind), key.casefold()] = row.get("id") or row[f"{kind}_id"]
    return found


def _with_other_references(
    place: Path, effects: list[dict[str, Any]], mapped: dict[tuple[str, str], str]
) -> list[tuple[str, str]]:
    """Return the customers and products that were made with other references than their rows have."""
    wrong = []
    made = {effect["id"]: effect["body"] for effect in effects if effect["action"] == "created"}
    for kind in (kind for kind in all_kinds() if not kind.named):
        with (place / f"out/demo/{kind.plural}.csv").open(newline="", encoding="utf-8-sig") as file:
            records = [record_from_row(kind, row) for row in csv.DictReader(file)]
        for record in records:
            body = _own_body(made.get(mapped.get((kind.plural, record.key), ""), {}), record.key)
            sent = [
                body.get(name)
                for name in ("brand_id", "supplier_id", "product_category_id", "customer_group_id")
            ]
            options = body.get("variant_definitions") or body.get("variant_attribute_values") or ()
            lists = (*(body.get("tag_ids") or ()), *(each["attribute_id"] for each in options))
            ids, named = {each for each in (*sent, *lists) if each}, _named(record, mapped)
            if body and (not ids <= named if ADDED in body else ids != named):
                wrong.append((kind.plural, record.key))
    return wrong


def _own_body(body: dict[str, Any], key: str) -> dict[str, Any]:
    """Return what a create says of one of its products: of a variant with what its family has."""
    if "details" in body:  # one more variant: brand and the like are the family's that is there
        return {**body["common"], **body["details"], ADDED: True}
    variants = (each for each in body.get("variants") or () if str(each.get("sku", "")).casefold() == key)
    return {**body, **next(variants, {})}


def _named(record: Record, mapped: dict[tuple[str, str], str]) -> set[str | None]:
    """Return the ids of what a row names."""
    keys = ((kind, key_of(text)) for (kind, _), text in record.named.items())
    return {
        mapped.get((collection_of(kind), key.rsplit(" > ", 1)[-1] if kind is CATEGORY else key))
        for kind, key in keys
    }


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
