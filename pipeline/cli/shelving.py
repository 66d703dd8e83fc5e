"""datasets and import: what lies under out/, and datasets made of files that somebody has."""

from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import flags
from pipeline.cli.generating import to_generate
from pipeline.cli.invocation import carried, typed
from pipeline.cli.session import Answer, Session, tool_version
from pipeline.errors import UsageError
from pipeline.schema.kinds import counts_in_words, filed_kinds
from pipeline.text import clean, counted

if TYPE_CHECKING:
    from pipeline.dataset import ImportedFile, Summary
    from pipeline.status.loads import Loaded

OUT = Path("out")


def datasets(
    root: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where to look.")] = OUT,
    as_json: flags.Json = False,
    quiet: flags.Quiet = False,
    profile: flags.Profile = None,
) -> int:
    """List the datasets under out/: seed, packs, edited, loaded where.

    Examples:
      x-series-demo datasets

      x-series-demo datasets ~/demos --json | jq '.data.datasets[].folder'
    """
    from pipeline.dataset import datasets_under
    from pipeline.status.loads import loads_of

    session = Session("datasets", as_json, quiet, profile)
    if not root.is_dir() and root != OUT:
        raise UsageError(
            f"{clean(str(root))} is not a folder.", code="folder-missing", hint="Name the folder of datasets."
        )
    found = [(summary, loads_of(summary.journals)) for summary in datasets_under(root)]
    if found and not as_json:
        kinds = [f">{kind.plural}" for kind in filed_kinds()]
        columns = ("dataset", *kinds, ">seed", "packs", "edited", "loaded")
        session.terminal.table("", columns, [_cells(summary, loads) for summary, loads in found])
    if not found:
        session.terminal.say(f"There are no datasets under {root}.")
    newest = max((summary for summary, _ in found), key=lambda each: each.modified_at, default=None)
    next_command = typed("check", newest.folder) if newest else to_generate("apparel", under=root)
    data = {"datasets": [_data(summary, loads) for summary, loads in found]}
    return session.give(Answer(data, next=next_command))


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="CSV in any encoding and with any separator, or Parquet.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder of the dataset.", show_default=False)
    ],
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="THEIRS=OURS",
            help="Their column is our column; nothing behind the = drops it. Repeatable.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the data of a dataset that is there.")
    ] = False,
    as_json: flags.Json = False,
    quiet: flags.Quiet = False,
    profile: flags.Profile = None,
) -> int:
    """Make a dataset from CSV files that you have, such as exports.

    Columns are matched by name and common aliases, keys made where there are none; what was matched, dropped and made
    is said.

    Examples:
      x-series-demo import customers.csv products.csv --out out/theirs

      x-series-demo import "Price list.csv" --out out/theirs --map "Shelf price=price_including_tax" --map Remarks=
    """
    from pipeline.dataset import import_files

    session = Session("import", as_json, quiet, profile)
    made = import_files(
        files,
        out,
        parse_mapping(mapping or []),
        tool_version=tool_version(),
        created_at=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        force=force,
    )
    for each in made.files:
        _say_file(session, each)
    counts = {kind.plural: count for kind, count in made.manifest.counts.items()}
    said = counts_in_words({kind: count for kind, count in made.manifest.counts.items() if count})
    session.terminal.done(f"{said or 'No rows'} in {out}.")
    data = {"folder": str(out), "counts": counts, "files": [_file_data(each) for each in made.files]}
    return session.give(Answer(data, next=typed("check", out, *carried("profile"))))


def parse_mapping(texts: Sequence[str]) -> dict[str, str]:
    """Return {theirs: ours} of 'theirs=ours' texts; the last = divides. Raises UsageError."""
    mapping: dict[str, str] = {}
    for text in texts:
        theirs, equals, ours = text.rpartition("=")
        if not equals or not theirs.strip():
            raise UsageError(
                f'"{clean(text, 60)}" maps no column.',
                code="import-map-invalid",
                hint="--map theirs=ours, such as --map 'Shelf price=price_including_tax'.",
            )
        mapping[theirs.strip()] = ours.strip()
    return mapping


def _say_file(session: Session, told: "ImportedFile") -> None:
    terminal = session.terminal
    terminal.say(f"{told.path}: {counted(told.rows, told.kind.name, told.kind.plural)}")
    renamed = [(theirs, ours) for theirs, ours in told.matched.items() if theirs != ours]
    terminal.table("", ("their column", "ours"), renamed, data=False) if renamed else None
    for line in told.notes:
        terminal.say(f"  {line}")
    if told.dropped:
        terminal.notice(f"Not taken over: {', '.join(told.dropped)}. --map THEIRS=OURS says what one is.")


def _file_data(told: "ImportedFile") -> dict[str, Any]:
    return {
        "file": str(told.path),
        "kind": told.kind.name,
        "rows": told.rows,
        "matched": dict(told.matched),
        "dropped": list(told.dropped),
        "notes": list(told.notes),
    }


def _cells(summary: "Summary", loads: "Sequence[Loaded]") -> list[object]:
    if summary.unsound:
        blank = [""] * len(filed_kinds())
        return [summary.folder, *blank, "", "", summary.unsound, _loaded(loads)]
    manifest = summary.manifest
    return [
        summary.folder,
        *(summary.counts.get(kind, 0) for kind in filed_kinds()),
        "" if manifest is None or manifest.seed is None else str(manifest.seed),
        ", ".join(manifest.packs) if manifest else "",
        summary.edits.words or ("no" if manifest else "not known"),
        _loaded(loads),
    ]


def _loaded(loads: "Sequence[Loaded]") -> str:
    return "; ".join(f"{each.prefix} {_moment(each.last_at)}: {each.words}" for each in loads) or "no"


def _moment(at_s: float | None) -> str:
    return "" if at_s is None else f"{datetime.fromtimestamp(at_s).astimezone():%Y-%m-%d %H:%M}"


def _data(summary: "Summary", loads: "Sequence[Loaded]") -> dict[str, Any]:
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
