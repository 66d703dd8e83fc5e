"""A store, a dataset that was loaded into it, and a process that may die at any step of putting records back."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.load.options import LoadOptions, Selection
from pipeline.load.request import Rows
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.pacer import Pace
from pipeline.schema.collect import with_collected
from pipeline.schema.families import with_shared
from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind
from pipeline.schema.records import record_from_row, row_of
from pipeline.update.plan import UpdatePlan
from pipeline.update.runner import UpdateOutcome, run_update
from pipeline.update.survey import UpdateOptions, UpdateRequest, UpdateSurvey, survey_update_through
from tests.simulation.unload_world import Fault, ShopStore, Steps, World, no_fault, rows_of_dataset
from tests.simulation.virtual_time import run_virtually

FAST = UpdateOptions(pace=Pace.FAST)


SIZES = ("S", "M", "L")


def family_rows(**cells: str) -> Rows:
    """Return three sizes of one product, and a lamp without options."""
    rows = [
        record_from_row(
            PRODUCT,
            {
                "sku": f"FAM-1000{number}",
                "handle": "cardigan",
                "name": "Oatlow Cardigan",
                "variant_option_one_name": "Size",
                "variant_option_one_value": size,
                "price_including_tax": f"{50 + number}.95",
                "inventory": str(10 + number),
                "brand_name": "Oatlow",
                "description": "Knitted",
                **cells,
            },
        )
        for number, size in enumerate(SIZES)
    ]
    rows.append(
        record_from_row(
            PRODUCT,
            {
                "sku": "LMP-10000",
                "name": "Invented Lamp",
                "price_including_tax": "20.95",
                "supply_price": "7.40",
                "inventory": "5",
            },
        )
    )
    return with_collected(with_shared([(record, line + 2) for line, record in enumerate(rows)]))


@dataclass
class UpdateWorld(World):
    """A world whose dataset can be edited, and whose records can be put back."""

    plan: UpdatePlan | None = None
    later: list[tuple[float, Callable[[], Any]]] = field(default_factory=list)

    def after(self, seconds: float, happens: Callable[[], Any]) -> None:
        """Let something happen in the store so many seconds from now."""
        self.later.append((self.clock.now_s + seconds, happens))

    def catch_up(self) -> None:
        """Let the store do what it had to do by now, and what was to happen there."""
        super().catch_up()
        for each in [each for each in self.later if each[0] <= self.clock.now_s]:
            self.later.remove(each)
            each[1]()

    def edit(self, kind: Kind, key: str, **cells: str) -> None:
        """Edit the row of a record in the files, as a person would; '' leaves a cell blank."""
        filed = [each for each in self.rows if not each[0].kind.named]
        self.rows = with_collected(
            with_shared(
                [
                    (record_from_row(kind, {**row_of(record), **cells}), line)
                    if record.id == (kind, key)
                    else (record, line)
                    for record, line in filed
                ]
            )
        )

    def update(
        self,
        selection: Selection | None = None,
        fault: Fault = no_fault,
        before_run: Callable[[], Any] = lambda: None,
        steps: Steps | None = None,
        settle_s: float = 60.0,
    ) -> UpdateOutcome:
        """Survey and update in a process of its own; `before_run` happens while a person reads the list."""
        steps = steps or Steps()
        options = replace(FAST, selection=selection or Selection(), settle_s=settle_s)
        request = UpdateRequest(self.folder, self.rows, self.target, options, self.pictures)
        with self._open(steps) as journal:
            stage = self._stage(journal, steps, fault)

            async def look() -> UpdateSurvey:
                quiet = ShopStore(self, steps)
                paced = PacedStore.begin(quiet, stage.rng, options.pace, options.concurrency)
                return await survey_update_through(request, journal, paced)

            seen = run_virtually(self.clock, look())
            self.plan = seen.plan
            before_run()
            run = run_update(stage, request, seen, self.output, command="update", tool_version="0")
            return run_virtually(self.clock, run)

    def updated_by_us(self) -> list[str]:
        """Return the ids of the records that the API's clients changed, in order."""
        return [each.id for each in self.history if each.action == "updated" and each.actor == "api"]

    def puts(self) -> list[str]:
        """Return the paths of the changes that were asked for."""
        return [path for method, path in self.requests if method == "PUT"]


def loaded(
    folder: Path, rows: Rows | None = None, how: LoadOptions | None = None, **store: Any
) -> UpdateWorld:
    """Return a world whose dataset is in the store, among somebody else's records."""
    folder.mkdir(parents=True, exist_ok=True)
    world = UpdateWorld(folder, rows=rows_of_dataset() if rows is None else rows, **store)
    world.staff("add", products=[{"name": "Foreign Chair", "sku": "CHAIR-1"}])
    world.load(how)
    world.requests.clear()
    return world


def with_edits(folder: Path) -> UpdateWorld:
    """Return a world where the store's staff edited a customer and a product, and a row was edited in the files."""
    world = loaded(folder)
    customer, product = world.id_of(CUSTOMER, "ada1@example.com"), world.id_of(PRODUCT, "DEMO-10001")
    world.staff("edit", kind="customers", id=customer, changes={"phone": "+1-555-010-9999"})
    world.staff("edit", kind="products", id=product, changes={"price_including_tax": 3.5, "supply_price": 1})
    world.edit(PRODUCT, "demo-10002", price_including_tax="77.95")
    return world


def family_with_edits(folder: Path, **store: Any) -> UpdateWorld:
    """Return a world with a family whose description was edited in the store, where things were sold, and prices differ."""
    world = loaded(folder, family_rows(), **store)
    for number in range(3):
        remote_id = world.id_of(PRODUCT, f"FAM-1000{number}")
        world.staff("edit", kind="products", id=remote_id, changes={"description": "Edited by hand"})
    world.staff("sales", product_id=world.id_of(PRODUCT, "FAM-10001"), quantity=2)
    world.edit(PRODUCT, "fam-10002", price_including_tax="44.95")
    return world
