"""Histories of two datasets that share names in one store, beside the shop's own records: loaded, and taken back in either order.

    python -m tests.simulation.sharing_history --seed 12                       the same history again, alone
    python -m tests.simulation.sharing_history --seed 1 --schedules 5000       many, which `make torture` runs

Judged by what the store did: each delete is held against who used the record at that moment, whatever the unload knew.
"""

import functools
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import ExitStatus, StopError
from pipeline.http import Reply
from pipeline.journal.entries import Origin
from pipeline.journal.transitions import State
from pipeline.load.planning.siblings import Sibling, siblings_of
from pipeline.sandbox.api.values import ApiCall as Call
from pipeline.sandbox.api.values import ShopRow as Row
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.kinds import CATEGORY, CUSTOMER, CUSTOMER_GROUP, OPTION, PRODUCT, all_kinds
from pipeline.stores.facts import Facts
from pipeline.unload.runner import UnloadOutcome
from tests.simulation.catalogue_rows import BRANDS, GROUPS, SUPPLIERS, TAGS, Files, draw_files, retyped
from tests.simulation.families_rows import OPTIONS, OUTLETS, FamilyFiles, draw_family_files
from tests.simulation.sim_client import PromiseError, demand
from tests.simulation.sim_history import tell_histories
from tests.simulation.unload_world import PREFIX, TROUBLES, Crash, Fault, Steps, World, no_fault
from tests.support.collections import collection_of

LIVES_MAX, QUIET_LIVES = 3, 8
LOAD_STEPS, UNLOAD_STEPS = 160, 120
REFERENCES = ("brand_id", "supplier_id", "product_type_id", "customer_group_id")
ENDED = (ExitStatus.DONE, ExitStatus.LEFT_OVER)
BULK = "/product_categories/bulk"


@dataclass
class Shared:
    """One store, and the worlds of its datasets: they have the clock, the shop and its history in common."""

    lots: random.Random
    worlds: list[World]
    files: Sequence[Files | FamilyFiles]
    staffs: set[str] = field(default_factory=set)  # ids of the shop's own records
    edited: set[str] = field(default_factory=set)  # ids of ours that somebody worked on
    tally: Counter[str] = field(default_factory=Counter)

    @property
    def first(self) -> World:
        """Any of the worlds: the store is the same."""
        return self.worlds[0]

    def live(self) -> Iterator[Row]:
        """Yield what is there."""
        for kind in all_kinds():
            yield from self.first.live(kind)

    def made(self) -> set[str]:
        """Return the ids of all that our loads ever made."""
        return {each.id for each in self.first.history if each.action == "created" and each.actor == "api"}

    def make(self, path: str, body: dict[str, Any]) -> str:
        """Let somebody make a record; return its id, '' for one that the store refuses."""
        before = len(self.first.history)
        self.first.ask(Call("POST", path, body=body, actor="staff"))
        made = [each.id for each in self.first.history[before:]]
        self.staffs |= set(made)
        return made[0] if made else ""


class WatchedWorld(World):
    """A world whose store is watched: a delete takes nothing that somebody uses, and nothing that is not ours."""

    shared: Shared

    def ask(self, call: Call) -> Any:
        if call.method != "DELETE" or call.actor != "api":
            return super().ask(call)
        used = {named: row for row in self.shared.live() for named in named_by(row) if row.kind in _USERS}
        before = len(self.history)
        answer = super().ask(call)
        for effect in self.history[before:]:
            if effect.action == "deleted":
                demand(
                    effect.id not in self.shared.staffs,
                    f"{effect.kind} {effect.key} is the shop's own, and was deleted",
                )
                user = used.get(effect.id)
                demand(
                    user is None,
                    f"{effect.kind} {effect.key} was deleted, and {user and user.body.get('name')} used it",
                )
        return answer


_USERS = frozenset({"products", "customers"})


def named_by(row: Row) -> list[str]:
    """Return the ids that a record refers to."""
    options = [each["id"] for each in row.body.get("variant_options") or ()]
    alone = [str(row.body[name]) for name in REFERENCES if row.body.get(name)]
    return alone + options + list(row.body.get("tag_ids") or ())


def share(
    folder: Path,
    lots: random.Random,
    options: SandboxOptions,
    files: Sequence[Files | FamilyFiles],
    lag_s: float = 0.0,
) -> Shared:
    """Return a store and the worlds of these datasets; a search finds new records after `lag_s`."""
    shared = Shared(lots, [], files)
    for name, each in zip(("apparel", "home"), files, strict=True):
        (folder / name).mkdir(parents=True)
        world = WatchedWorld(folder / name, options=options, rows=each.rows(), search_lag_s=lag_s)
        world.shared = shared
        world.siblings = functools.partial(_others, folder / name)
        if shared.worlds:
            first = shared.first
            world.shop, world.clock, world.history, world.due = (
                first.shop,
                first.clock,
                first.history,
                first.due,
            )
        shared.worlds.append(world)
    return shared


def draw_shared(folder: Path, seed: int) -> Shared:
    """Draw the store and the datasets of a seed."""
    lots = random.Random(seed)
    options = SandboxOptions(
        registers=10,
        duplicate_names=lots.choice(("accept", "refuse")),
        category_answer=lots.choice(("single", "double")),
        brand_delete=lots.choice(("wrapped", "plain")),
        repeated_delete_status=lots.choice((404, 410, 204)),
        detach_after_s=lots.choice((0.0, 5.0)),
        outlets=OUTLETS[: lots.choice((1, 2))],
        option_in_use=lots.choice((422, 409)),
        option_read=lots.choice(("wrapped", "plain")),
        family_answer=lots.choice(("all", "parent")),
        variant_prices_at_create=lots.choice(("keep", "drop")),
        stock_at_create=lots.choice(("tracks", "ignored", "zero")),
    )
    draw = lots.choice((draw_files, draw_family_files))
    shared = share(folder, lots, options, [draw(lots), draw(lots, 50)], lag_s=lots.choice((0.0, 600.0)))
    for _ in range(lots.choice((0, 0, 2))):
        _make_a_name(shared)
    return shared


def _others(own: Path, facts: Facts) -> tuple[Sibling, ...]:
    return tuple(each for each in siblings_of(own, PREFIX, facts) if each.folder != own.resolve())


def _make_a_name(shared: Shared) -> None:
    """Let the shop have a thing of its own under a name of ours."""
    lots = shared.lots
    path, names = lots.choice(
        (
            ("/brands", BRANDS),
            ("/suppliers", SUPPLIERS),
            ("/tags", TAGS),
            ("/customer_groups", GROUPS),
            ("/variant_attributes", tuple(OPTIONS)),
            (BULK, ("Clothing",)),
        )
    )
    name = retyped(lots, lots.choice(names))
    taken = {str(row.body.get("name")).casefold() for row in shared.live() if f"/{row.kind}" in path}
    if name.casefold() not in taken:
        shared.make(
            path, {"categories": [{"payload_id": "1", "name": name}]} if path == BULK else {"name": name}
        )


def run_sharing_history(folder: Path, seed: int) -> Counter[str]:
    """Live through one seed's history; return its tally. Raises PromiseError with the seed in its words."""
    shared = draw_shared(folder, seed)
    try:
        for world in shared.worlds:
            _load(shared, world)
        _work_in_the_shop(shared)
        order = [world for world in shared.worlds if world.journal_path.exists()]
        shared.lots.shuffle(order)
        for world in order:
            ended = _unload(shared, world)
            _judge_status(shared, world, ended)
        judge_end(shared)
        if shared.lots.random() < 0.25:
            _once_more(shared, order)
    except AssertionError as error:
        raise PromiseError(f"{type(error).__name__}: {error} [seed {seed}]") from error
    return shared.tally


def _once_more(shared: Shared, worlds: list[World]) -> None:
    """Load all again, and take it back again: what the shop kept is used as it is."""
    for world in worlds:
        _load(shared, world)
    for world in worlds:
        _judge_status(shared, world, _unload(shared, world))
    judge_end(shared)
    shared.tally["once more"] += 1


def _faults(shared: Shared) -> Fault:
    """Return what goes wrong with the requests of one process."""
    lots, bad = shared.lots, shared.lots.choice((0.0, 0.1, 0.3))

    def fault(_number: int, method: str, _path: str) -> Reply | str | None:
        if lots.random() >= (bad if method != "GET" else bad / 5):
            return None
        name = lots.choice(tuple(TROUBLES))
        shared.tally[name] += 1
        return TROUBLES[name]

    return fault


def _load(shared: Shared, world: World) -> None:
    """Load a dataset through kills and lost answers; now and then it is left half way."""
    lots = shared.lots
    for life in range(LIVES_MAX + QUIET_LIVES):
        quiet = life >= LIVES_MAX
        if life and lots.random() < 0.05:
            return
        try:
            outcome = world.load(
                fault=no_fault if quiet else _faults(shared),
                steps=Steps() if quiet or lots.random() < 0.5 else Steps(lots.randint(1, LOAD_STEPS)),
            )
            if outcome.status in ENDED:
                return
        except Crash:
            shared.tally["kill"] += 1
        except StopError:
            shared.tally["stop"] += 1
        world.clock.now_s += lots.choice((3.0, 61.0))
    demand(fact=False, words="a load didn't end")


def _unload(shared: Shared, world: World) -> UnloadOutcome:
    """Take a dataset back through kills and lost answers, then in peace until it is done."""
    lots = shared.lots
    for life in range(LIVES_MAX + QUIET_LIVES):
        quiet = life >= LIVES_MAX
        try:
            outcome = world.unload(
                fault=no_fault if quiet else _faults(shared),
                steps=Steps() if quiet or lots.random() < 0.3 else Steps(lots.randint(1, UNLOAD_STEPS)),
            )
            if quiet and outcome.status in ENDED:
                return outcome
        except Crash:
            shared.tally["kill"] += 1
        except StopError:
            shared.tally["stop"] += 1
        world.clock.now_s += lots.choice((0.5, 61.0))
    demand(fact=False, words="an unload didn't end")
    raise AssertionError


def _work_in_the_shop(shared: Shared) -> None:
    """Let the shop use what we made: for products and customers of its own, and for a category below one of ours."""
    lots, first = shared.lots, shared.first
    rows = {kind: first.live(kind) for kind in all_kinds()}
    for number in range(lots.choice((0, 0, 1, 2))):
        body: dict[str, Any] = {"name": f"Own {number}", "sku": f"OWN-{number}"}
        for kind, name in _BY_ID.items():
            if rows[kind] and lots.random() < 0.4:
                chosen = lots.choice(rows[kind])
                body[name] = [chosen.id] if name == "tag_ids" else chosen.id
        shared.make("/products", body)
    if rows[OPTION] and lots.random() < 0.3:
        definition = {"attribute_id": lots.choice(rows[OPTION]).id, "value": "Own"}
        variants = [{"sku": "OWN-V", "variant_definitions": [definition]}]
        shared.make("/products", {"name": "Own Tee", "variants": variants})
    if lots.random() < 0.3:
        group = lots.choice(rows[CUSTOMER_GROUP]).id
        own = {
            "first_name": "Grace",
            "last_name": "Own",
            "email": "grace@example.net",
            "customer_group_id": group,
        }
        shared.make("/customers", own)
    if rows[CATEGORY] and lots.random() < 0.5:
        node = {"payload_id": "1", "name": "Own corner", "parent_category_id": lots.choice(rows[CATEGORY]).id}
        shared.make(BULK, {"categories": [node]})
    ours = [row for row in rows[PRODUCT] if row.id in shared.made()]
    if ours and lots.random() < 0.3:
        row = lots.choice(ours)
        first.staff("edit", kind="products", id=row.id, changes={"description": "worked on by hand"})
        shared.edited.add(row.id)


_BY_ID = {
    next(kind for kind in all_kinds() if kind.name == name): field_name
    for name, field_name in (
        ("brand", "brand_id"), ("supplier", "supplier_id"), ("category", "product_category_id"), ("tag", "tag_ids"),
    )
}  # fmt: skip


# The judgement


def kept_for(shared: Shared, edited: set[str]) -> set[str]:
    """Return the ids of what has to stay for the shop: what it made, what it worked on, what those name, and all above that."""
    rows = {row.id: row for row in shared.live()}
    ahead = [each for each in (shared.staffs | edited) if each in rows]
    kept: set[str] = set()
    while ahead:
        each = ahead.pop()
        if each in kept or each not in rows:
            continue
        kept.add(each)
        ahead += named_by(rows[each])
        ahead += (
            [str(rows[each].body["parent_category_id"])] if rows[each].body.get("parent_category_id") else []
        )
    return kept


def _unknown(shared: Shared) -> set[str]:
    """Return the ids of what a dataset here made and does not know of yet: to another one it is the shop's own."""
    known = set()
    for world in shared.worlds:
        if world.journal_path.exists():
            with world.journal() as journal:
                known |= {entry.remote_id for entry in journal.entries() if entry.state is not State.SENT}
    return shared.made() - known


def _judge_status(shared: Shared, world: World, ended: UnloadOutcome) -> None:
    """The exit status is 1 if the shop keeps something that this dataset made or names, and 0 if another dataset alone does."""
    with world.journal() as journal:
        entries = journal.entries()
    ours = {
        entry.remote_id
        for entry in entries
        if entry.origin is not Origin.ADOPTED and entry.state is State.DONE
    }
    asked = {entry.remote_id for entry in entries if entry.state is State.DONE}
    kept = kept_for(shared, (shared.edited & ours) | _unknown(shared)) & asked & shared.made()
    wanted = ExitStatus.LEFT_OVER if kept else ExitStatus.DONE
    listed = {each.remote_id for each in ended.left if not each.ours}
    demand(
        ended.status is wanted,
        f"it ended with {ended.status!r}, and the shop keeps {kept}: {[each.why for each in ended.left]}",
    )
    demand(kept == listed, f"it lists {listed}, and the shop keeps {kept}")
    mapped = json.loads(world.output.path.read_text())
    ids = {
        row.get("id") or row.get(f"{kind}_id") for kind in all_kinds() for row in mapped.get(kind.plural, ())
    }
    done = {entry.remote_id for entry in entries if entry.state is State.DONE}
    demand(ids == done, "the mapping is not what the journal calls done (invariant 5)")


def judge_end(shared: Shared) -> None:
    """Nothing of ours is left but what the shop keeps, and nothing was deleted twice or touched otherwise."""
    kept, made = kept_for(shared, shared.edited), shared.made()
    left = {
        row.id: f"{row.kind} {row.body.get('name') or row.body.get('sku')}"
        for row in shared.live()
        if row.id in made
    }
    demand(set(left) <= kept, f"left behind: {[name for row_id, name in left.items() if row_id not in kept]}")
    deleted = Counter(each.id for each in shared.first.history if each.action == "deleted")
    demand(all(count == 1 for count in deleted.values()), "something was deleted twice")
    demand(set(deleted) <= made, "something was deleted that no load made")
    demand(kept & made <= set(left), "something is gone that the shop uses")
    parents = [row.body.get("parent_category_id") for row in shared.first.live(CATEGORY)]
    there = {row.id for row in shared.first.live(CATEGORY)}
    demand(all(each in there for each in parents if each), "a category was kept without what is above it")
    shared.tally["kept"] += len(left)
    shared.tally["deleted"] += len(deleted)


# One store, killed at every step


def small_store(folder: Path) -> Shared:
    """Return two loaded datasets that share a brand, a tag, a group and a category, in a shop that uses some of it."""
    row = {"price_including_tax": "9.95", "is_active": "true", "brand_name": "Oatmill", "tags": "new"}
    apparel = Files(
        [{"name": SUPPLIERS[0]}],
        [{"first_name": "Ada", "last_name": "Lane", "email": "ada@example.com", "customer_group": GROUPS[0]}],
        [
            {
                **row,
                "sku": "A-1",
                "name": "Jumper",
                "product_category": "Clothing > Knitwear",
                "supplier_name": SUPPLIERS[0],
            }
        ],
    )
    home = Files(
        [],
        [{"first_name": "Ida", "last_name": "Lane", "email": "ida@example.com", "customer_group": GROUPS[0]}],
        [{**row, "sku": "H-1", "name": "Shirt", "product_category": "clothing > Shirts"}],
    )
    shared = share(folder, random.Random(5), SandboxOptions(registers=10), [apparel, home], lag_s=600.0)
    for world in shared.worlds:
        demand(world.load().status is ExitStatus.DONE, "a quiet load didn't end well")
    return shared


def kill_at_every_step(folder: Path, order: tuple[int, int], stride: int = 1) -> int:
    """Take the small store back, killed once at every step of either unload; return how often. Raises PromiseError."""
    whole = small_store(folder / "whole")
    reach = []
    for number in order:
        steps = Steps()
        whole.worlds[number].unload(steps=steps)
        reach.append(steps.taken)
    kills = [(place, fatal) for place in (0, 1) for fatal in range(1, reach[place] + 1, stride)]
    for place, fatal in kills:
        shared = small_store(folder / f"{place}-{fatal}")
        for each, number in enumerate(order):
            world = shared.worlds[number]
            if each == place:
                try:
                    world.unload(steps=Steps(fatal))
                    demand(fact=False, words=f"no kill at step {fatal}")
                except Crash:
                    pass
            ended = world.unload()
            demand(ended.status is ExitStatus.DONE, f"killed at step {fatal} it ended with {ended.status!r}")
            _judge_status(shared, world, ended)
        judge_end(shared)
        demand(
            not shared.made() & {row.id for row in shared.live()}, f"left behind after a kill at step {fatal}"
        )
    return len(kills)


def _run_in_a_folder(seed: int) -> Counter[str]:
    with tempfile.TemporaryDirectory(prefix="sharing-") as folder:
        return run_sharing_history(Path(folder), seed)


def _kill_both() -> Counter[str]:
    kills = 0
    for order in ((0, 1), (1, 0)):
        with tempfile.TemporaryDirectory(prefix="sharing-") as folder:
            kills += kill_at_every_step(Path(folder), order)
    return Counter({"killed at a step": kills})


assert {CUSTOMER, PRODUCT} <= {kind for kind in all_kinds() if collection_of(kind) in _USERS}


if __name__ == "__main__":
    sys.exit(tell_histories(__doc__, "of two datasets", _run_in_a_folder, _kill_both))
