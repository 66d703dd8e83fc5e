"""What is said of the datasets in a folder."""

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.dataset import Summary
    from pipeline.status.loads import Loaded


def dataset_cells(summary: "Summary", loads: "Sequence[Loaded]") -> list[object]:
    """Return a dataset's row of the table."""
    if summary.unsound:
        return [summary.folder, "", "", "", "", summary.unsound, _loaded(loads)]
    manifest = summary.manifest
    counts = {kind.plural: count for kind, count in summary.counts.items()}
    return [
        summary.folder,
        counts.get("customers", 0),
        counts.get("products", 0),
        "" if manifest is None or manifest.seed is None else str(manifest.seed),
        ", ".join(manifest.packs) if manifest else "",
        summary.edits.words or ("no" if manifest else "not known"),
        _loaded(loads),
    ]


def _loaded(loads: "Sequence[Loaded]") -> str:
    return "; ".join(f"{each.prefix} {_moment(each.last_at)}: {each.words}" for each in loads) or "no"


def _moment(at_s: float | None) -> str:
    return "" if at_s is None else f"{datetime.fromtimestamp(at_s).astimezone():%Y-%m-%d %H:%M}"


def dataset_data(summary: "Summary", loads: "Sequence[Loaded]") -> dict[str, Any]:
    """Return a dataset for scripts."""
    manifest = summary.manifest
    return {
        "folder": str(summary.folder),
        "seed": manifest.seed if manifest else None,
        "packs": list(manifest.packs) if manifest else [],
        "region": manifest.region if manifest else None,
        "created_at": manifest.created_at if manifest else None,
        "counts": {kind.plural: count for kind, count in summary.counts.items()},
        "edited": summary.edits.edited,
        "edits": summary.edits.words or None,
        "unsound": summary.unsound or None,
        "loads": [
            {
                "store": each.prefix,
                "states": {state.value: count for state, count in each.states.items()},
                "last_at": each.last_at
                and datetime.fromtimestamp(each.last_at, timezone.utc).isoformat(timespec="seconds"),
                "unsound": each.unsound or None,
            }
            for each in loads
        ],
    }
