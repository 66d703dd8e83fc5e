"""What is said of the datasets in a folder."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from pipeline.cli.document import by_state, counts_by_plural
from pipeline.schema.kinds import filed_kinds, kinds_to_show

if TYPE_CHECKING:
    from pipeline.dataset import Summary
    from pipeline.schema.kinds import Kind
    from pipeline.status.loads import Loaded


@dataclass(frozen=True, slots=True)
class LoadedData:
    """What a dataset's journal has of one store; `unsound` says why it can't be read."""

    store: str
    states: Mapping[str, int]
    last_at: str | None
    unsound: str | None


@dataclass(frozen=True, slots=True)
class DatasetData:
    """A dataset: how it was made, whether it was edited, and where it was loaded."""

    folder: str
    seed: int | None
    packs: Sequence[str]
    region: str | None
    created_at: str | None
    counts: Mapping[str, int]
    edited: bool
    edits: str | None
    unsound: str | None
    loads: Sequence[LoadedData]


@dataclass(frozen=True, slots=True)
class DatasetsData:
    """The datasets of a folder."""

    datasets: Sequence[DatasetData]


def shown_kinds(summaries: "Iterable[Summary]") -> "tuple[Kind, ...]":
    """Return the kinds that have a column in the table of datasets: those with files, named ones where one has some."""
    totals = dict.fromkeys(filed_kinds(), 0)
    for summary in summaries:
        totals |= {kind: totals[kind] + summary.counts.get(kind, 0) for kind in totals}
    return kinds_to_show(totals)


def dataset_cells(summary: "Summary", loads: "Sequence[Loaded]", kinds: "Sequence[Kind]") -> list[object]:
    """Return a dataset's row of the table."""
    if summary.unsound:
        return [summary.folder, *[""] * len(kinds), "", "", summary.unsound, _loaded(loads)]
    manifest = summary.manifest
    return [
        summary.folder,
        *(summary.counts.get(kind, 0) for kind in kinds),
        "" if manifest is None or manifest.seed is None else str(manifest.seed),
        ", ".join(manifest.packs) if manifest else "",
        summary.edits.words or ("no" if manifest else "not known"),
        _loaded(loads),
    ]


def _loaded(loads: "Sequence[Loaded]") -> str:
    return "; ".join(f"{each.prefix} {_moment(each.last_at)}: {each.words}" for each in loads) or "no"


def _moment(at_s: float | None) -> str:
    return "" if at_s is None else f"{datetime.fromtimestamp(at_s).astimezone():%Y-%m-%d %H:%M}"


def dataset_data(summary: "Summary", loads: "Sequence[Loaded]") -> DatasetData:
    """Return a dataset for scripts."""
    manifest = summary.manifest
    return DatasetData(
        folder=str(summary.folder),
        seed=manifest.seed if manifest else None,
        packs=list(manifest.packs) if manifest else [],
        region=manifest.region if manifest else None,
        created_at=manifest.created_at if manifest else None,
        counts=counts_by_plural(summary.counts),
        edited=summary.edits.edited,
        edits=summary.edits.words or None,
        unsound=summary.unsound or None,
        loads=[
            LoadedData(each.prefix, by_state(each.states), _utc(each.last_at), each.unsound or None)
            for each in loads
        ],
    )


def _utc(at_s: float | None) -> str | None:
    return None if at_s is None else datetime.fromtimestamp(at_s, timezone.utc).isoformat(timespec="seconds")
