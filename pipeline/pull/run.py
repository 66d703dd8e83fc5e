"""A whole pull: a store becomes a dataset. Reads only, paced like a load; a kill loses one request, the next run goes on.

    seen = survey_pull(request)             # the bill, and what an earlier run has read
    pulled = pull(request, seen, watch)     # the dataset, and what of the store it does not have

The state lies beside the dataset's folder (`pages`) until the dataset is complete. The same store gives the same bytes,
interrupted or not.
"""

import asyncio
import contextlib
import random
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.dataset import Manifest, check_dataset, read_dataset, write_dataset
from pipeline.dataset.folder import table_paths
from pipeline.dataset.manifest import PULLED_OUTLETS, PULLED_PRICES
from pipeline.errors import Finding, UsageError
from pipeline.files import replace_file, sync_folder
from pipeline.load.events import Hold, Phase, Progress, Said, Watch
from pipeline.load.request import Bill, Driving, Target, bill_of
from pipeline.pacing.brake import Brake, Braked, listening
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.pacer import Pace
from pipeline.pull.images import fetch_images, place_images
from pipeline.pull.pages import COMPLETE, IMAGES, Pages, state_folder
from pipeline.pull.reading import Anonymize, Changed, StoreRecords, as_it_is, read_store
from pipeline.pull.tables import Loss, PulledRow, Tables, tables_of
from pipeline.schema.folder import MANIFEST
from pipeline.schema.kinds import PRICE_FIELDS, Kind, all_kinds, filed_kinds
from pipeline.stores import bound_facts, resource_of
from pipeline.stores.facts import Facts
from pipeline.stores.protocol import Terms
from pipeline.text import clean

_NEW = "dataset"  # where a dataset lies until its folder gets its name
PAGES_EACH = 3  # of a kind: one, the empty one that ends them, and what changed meanwhile
# What no row of a dataset can hold, whatever the store has of it
NOT_READ = ("price books", "promotions", "custom fields of products", "taxes", "sales", "gift cards", "users")


@dataclass(frozen=True, slots=True)
class PullRequest:
    """What to pull where to. `anonymize` makes a record anonymous; `began` is the moment for the manifest, in UTC."""

    target: Target
    out: Path
    tool_version: str
    pace: Pace = Pace.STEADY
    concurrency: int | None = None
    anonymize: Anonymize | None = None
    force: bool = False

    @property
    def state(self) -> Path:
        """Where what was read lies until the dataset is complete."""
        return state_folder(self.out)


@dataclass(frozen=True, slots=True)
class PullSurvey:
    """A pull that could begin now. `resumed`: pages that an earlier run has read."""

    bill: Bill
    facts: Facts
    resumed: int


@dataclass(frozen=True, slots=True)
class Pulled:
    """The dataset that is there now, and what of the store it does not have. Of a store without a row for one there is none.

    `findings` are what `check` says of it, `finding_count` how many there are in all.
    """

    manifest: Manifest
    losses: tuple[Loss, ...]
    changed: tuple[Changed, ...]
    version: int
    images: int
    requests: int
    before_tax: bool
    findings: tuple[Finding, ...]
    finding_count: int


def survey_pull(request: PullRequest) -> PullSurvey:
    """Look at the store. Raises UsageError (a dataset is there), AccessError, RunAgainError."""
    _require_free(request)
    resumed = len(list(request.state.glob("*-*.json"))) if request.state.is_dir() else 0

    return request.target.read(
        lambda paced: _survey(paced, request.target, request, resumed), request.pace, request.concurrency
    )


async def _survey(paced: PacedStore, target: Target, driving: Driving, resumed: int) -> PullSurvey:
    facts = await bound_facts(paced, target.prefix, None)
    requests = max(0, _requests() - resumed)
    bill = bill_of(facts, driving, records=0, requests=requests, at_most=None, spent=paced.figures.requests)
    return PullSurvey(bill, facts, resumed)


def _requests() -> int:
    """Return the requests of a store with at most one page of each kind."""
    versioned = [resource_of(kind).page is not None for kind in all_kinds()]
    return sum(PAGES_EACH if paged else 1 for paged in versioned) + PAGES_EACH


def terms_of(target: Target, facts: Facts) -> Terms:
    """Return how a store keeps prices and stock."""
    return Terms(PRICE_FIELDS[1 if facts.tax_exclusive else 0], facts.outlets, target.address.version)


def pull(request: PullRequest, seen: PullSurvey, watch: Watch) -> Pulled:
    """Read the store and write the dataset. Raises UsageError, AccessError, RunAgainError, CtrlCError."""
    try:
        return _pull(request, seen, watch)
    except OSError as wrong:
        raise UsageError(
            f"{clean(str(request.out))} can't be written: {wrong.strerror or wrong}.",
            code="dataset-unwritable",
            hint="See its permissions and the space left on the disk; the same command goes on with what was read.",
        ) from None


def _pull(request: PullRequest, seen: PullSurvey, watch: Watch) -> Pulled:
    terms = terms_of(request.target, seen.facts)
    pages = Pages(request.state)
    began = datetime.now(timezone.utc).isoformat(timespec="seconds")
    about: dict[str, Any] = {
        "store": seen.facts.store_id,
        "anonymized": request.anonymize is not None,
        "began": began,
    }
    about |= {"outlets": [name for _, name in terms.outlets], "prices": terms.price_field}
    noted = _begun(request, pages, about)
    found, tables, files, failed, requests = asyncio.run(_read(request, seen, pages, terms, watch))
    manifest = Manifest(
        seed=None,
        packs={},
        region=None,
        tool_version=request.tool_version,
        created_at=str(noted["began"]),
        options={
            "pulled_from": request.target.prefix,
            "anonymized": request.anonymize is not None,
            PULLED_OUTLETS: about["outlets"],
            PULLED_PRICES: about["prices"],
        },
    )
    written, cells, report = manifest, dict[str, str](), None
    if any(tables.rows.values()):  # a folder without a row is no dataset
        written, cells = _write(request, tables, files, manifest)
        report = check_dataset(read_dataset(request.out), allow_real_emails=request.anonymize is None)
    pages.remove()
    return Pulled(
        written,
        (*tables.losses, *_unfetched(tables, failed)),
        tuple(found.changed),
        found.version,
        len(cells),
        requests,
        terms.price_field == PRICE_FIELDS[1],
        report.findings if report else (),
        report.total if report else 0,
    )


def _begun(request: PullRequest, pages: Pages, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was noted when the pull began; with --force what another one left is thrown away."""
    try:
        return pages.begin(about)
    except UsageError:
        if not request.force:
            raise
    pages.remove()
    return pages.begin(about)


async def _read(
    request: PullRequest, seen: PullSurvey, pages: Pages, terms: Terms, watch: Watch
) -> tuple[StoreRecords, Tables, dict[str, str], dict[str, str], int]:
    """Read the store and its images, until a signal ends it."""
    async with _reading(request, request.target, seen.bill, watch) as paced:
        found = await read_store(paced, terms, pages, watch, request.anonymize or as_it_is)
        tables = tables_of(found, terms)
        named = (row.image for rows in tables.rows.values() for row in rows if row.image is not None)
        wanted = list(dict.fromkeys(named))
        if wanted:
            watch(Phase(None, len(wanted), "Fetching images"))
        home, check = request.state / IMAGES, paced.brake.check
        files, failed = await fetch_images(
            request.target, wanted, home, lambda done: watch(Progress(done, None, None)), check
        )
    return found, tables, files, failed, paced.figures.requests


@contextlib.asynccontextmanager
async def _reading(driving: Driving, target: Target, bill: Bill, watch: Watch) -> AsyncIterator[PacedStore]:
    """Open a store for reading, until the first signal: then the body ends with its reason."""
    brake = Brake()
    async with target.open_store() as store:
        paced = PacedStore.begin(
            store,
            random.Random(),  # noqa: S311 - jitter, not secrets
            driving.pace,
            driving.concurrency,
            brake=brake,
            quota=bill.quota,
            on_hold=lambda seconds, why: watch(Hold(seconds, why)),
        )
        with listening(brake, lambda words: watch(Said(words))):
            try:
                yield paced
            except Braked:
                assert brake.reason is not None, "a brake is pulled for a reason"
                raise brake.reason from None


@dataclass(frozen=True, slots=True)
class StoreReading:
    """How to read a store for a comparison: which one, how fast."""

    target: Target
    pace: Pace = Pace.STEADY
    concurrency: int | None = None


def survey_reading(request: StoreReading) -> PullSurvey:
    """Look at a store that is to be read whole, into memory. Raises AccessError, RunAgainError."""
    return request.target.read(
        lambda paced: _survey(paced, request.target, request, 0), request.pace, request.concurrency
    )


def read_records(request: StoreReading, seen: PullSurvey, watch: Watch) -> tuple[StoreRecords, Terms]:
    """Read a store whole, into memory. Raises AccessError, RunAgainError, CtrlCError."""
    terms = terms_of(request.target, seen.facts)

    async def read() -> StoreRecords:
        async with _reading(request, request.target, seen.bill, watch) as paced:
            return await read_store(paced, terms, Pages(), watch)

    return asyncio.run(read()), terms


def _write(
    request: PullRequest, tables: Tables, files: Mapping[str, str], manifest: Manifest
) -> tuple[Manifest, dict[str, str]]:
    """Write the dataset; return its manifest, and the cells of the images by id.

    A new folder appears whole, by one rename. One that is there gets its files one after the other: `COMPLETE` says until all
    are there that they are ours.
    """
    replace_file(request.state / COMPLETE, b"")
    is_new = not request.out.exists()
    folder = request.state / _NEW if is_new else request.out
    if is_new:
        shutil.rmtree(folder, ignore_errors=True)
    cells = place_images(request.state / IMAGES, files, folder)
    frames = {kind: _frames(kind, rows, cells) for kind, rows in tables.rows.items()}
    written = write_dataset(folder, frames, manifest, force=True)  # asked before the first request
    if is_new:
        folder.rename(request.out)
        sync_folder(request.out.resolve().parent)
    return written, cells


def _frames(kind: Kind, rows: Sequence[PulledRow], cells: Mapping[str, str]) -> list[pl.DataFrame]:
    """Return the rows as one frame, in the order of the kind's columns; outlets' columns behind the others."""
    filled = [
        row.cells
        | ({"image": cells[row.image[0]]} if row.image is not None and row.image[0] in cells else {})
        for row in rows
    ]
    there = {name for row in filled for name in row}
    ours = [name for name, field in kind.fields.items() if name in there or field.required]
    columns = [*ours, *sorted(there - set(ours))]
    if not filled:
        return []
    return [
        pl.DataFrame(
            {name: [row.get(name) for row in filled] for name in columns},
            schema=dict.fromkeys(columns, pl.String),
        )
    ]


def _unfetched(tables: Tables, failed: Mapping[str, str]) -> list[Loss]:
    return [
        Loss(kind, row.cells[kind.key.field], "image", row.image[1], f"not fetched: {failed[row.image[0]]}")
        for kind, rows in tables.rows.items()
        for row in rows
        if row.image is not None and row.image[0] in failed
    ]


def _require_free(request: PullRequest) -> None:
    """Raise UsageError where a dataset is, unless it may be replaced: before the first request."""
    there = [path for kind in filed_kinds() for path in table_paths(request.out, kind).values()]
    there += [path for path in (request.out / MANIFEST,) if path.exists()]
    if there and not request.force and not (request.state / COMPLETE).exists():
        raise UsageError(
            f"{clean(str(request.out))} holds a dataset already ({there[0].name}).",
            code="dataset-exists",
            hint="Choose another folder, or replace its data with --force (pull).",
        )
    if request.out.exists() and not request.out.is_dir():
        raise UsageError(
            f"{clean(str(request.out))} is a file.", code="out-not-a-folder", hint="Choose another folder."
        )
