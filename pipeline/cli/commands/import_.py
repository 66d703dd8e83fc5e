"""import: a dataset made of files that a person has."""

from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli.document import counts_by_plural
from pipeline.cli.invocation import carried, typed
from pipeline.cli.options import shared
from pipeline.cli.render.import_ import ImportData, file_data, say_file
from pipeline.cli.session import Answer, Given
from pipeline.errors import UsageError
from pipeline.schema.kinds import counts_in_words
from pipeline.text import clean, listed


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="CSV in any encoding and with any separator, .xlsx, Parquet, what export wrote, or a folder of these.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the dataset.")],
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="THEIRS=OURS",
            help="Their column is our column; nothing behind the = drops it. Repeatable.",
        ),
    ] = None,
    *,
    sheet: Annotated[
        str | None,
        typer.Option("--sheet", metavar="NAME", help="Sheet of a workbook (.xlsx); else the first."),
    ] = None,
    force: shared.Force = False,
    anonymize: Annotated[
        bool,
        typer.Option(
            "--anonymize",
            help="Made people in place of the files' own: names, e-mails, phones, streets. The same person is always the same.",
        ),
    ] = False,
    answer: shared.AnswerOptions,
) -> Given[ImportData]:
    """Make a dataset from CSV, .xlsx and Parquet files of yours.

    Columns are matched by name and common aliases, keys made where there are none; what was matched, dropped and made
    is said. Rows of variants become families. --force replaces the kinds that are given, and no others.
    What export wrote is read exactly as it was written.

    --anonymize: cities, postcodes, groups and limits stay, and names of suppliers; notes, web addresses and custom fields
    are emptied, and of a date of birth the year is left. Texts of products stay; a mail address is replaced in any cell.

    Examples:
      x-series-demo import customers.csv products.csv --out out/theirs

      x-series-demo import out/demo/export/shopify --out out/again

      x-series-demo import "Price list.csv" --out out/theirs --map "Shelf price=price_including_tax" --map Remarks=

      x-series-demo import shop.xlsx --sheet Products --out out/theirs

      x-series-demo import customers.csv --out out/theirs --anonymize
    """
    from pipeline.dataset import import_files

    session = answer.session("import")
    made = import_files(
        files,
        out,
        parse_mapping(mapping or []),
        tool_version=__version__,
        created_at=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        force=force,
        anonymize=anonymize,
        sheet=sheet,
    )
    for each in made.files:
        say_file(session, each)
    said = counts_in_words({kind: count for kind, count in made.manifest.counts.items() if count})
    session.terminal.done(f"{said or 'No rows'} in {out}.")
    if made.kept:
        session.terminal.notice(
            f"{listed(made.kept)} was there and is kept: what is given replaces its own kind."
        )
    if made.older:
        session.terminal.notice(
            f"{listed(made.older)} in {out} {'was' if len(made.older) == 1 else 'were'} made before and may name the people "
            "who were there: import into a new folder to have none."
        )
    files_data = [file_data(each) for each in made.files]
    data = ImportData(str(out), counts_by_plural(made.manifest.counts), files_data, made.kept, made.older)
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
