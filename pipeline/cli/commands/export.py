"""export: a dataset in the files of another program, or in one file that people edit."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.invocation import carried, typed
from pipeline.cli.options import shared
from pipeline.cli.options.completion import offer_datasets, offer_exports
from pipeline.cli.options.values import parse_export_format
from pipeline.cli.render.export import ExportData, ExportSchemaData, export_data, say_export
from pipeline.cli.session import Answer, Given, Session
from pipeline.errors import Command, UsageError
from pipeline.files import shown_path, unused

if TYPE_CHECKING:
    from pipeline.dataset import Dataset


def export(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="Folder of the dataset.", autocompletion=offer_datasets),
    ] = None,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="xlsx, lightspeed-x, shopify, woocommerce, square, json, csv or parquet: see the help topic export.",
            autocompletion=offer_exports,
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="PATH",
            help="A folder, or one file by the format's suffix (default: DIR/export/FORMAT).",
        ),
    ] = None,
    outlet: Annotated[
        list[str] | None,
        typer.Option(
            "--outlet",
            metavar="NAME",
            help="The outlet (location) that stock is written for, where the format asks for one; repeat for several.",
        ),
    ] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace an export that is there.")] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of the format json, and stop.")
    ] = False,
    answer: shared.AnswerOptions,
) -> Given[ExportData | ExportSchemaData]:
    """Write a dataset for another program, or as a workbook to edit.

    What the format can't hold is said, by column and count; import reads all that it holds back. Cells are written as they
    are, in a workbook as text. The dataset itself stays as it is.

    Examples:
      x-series-demo export out/demo --to xlsx

      x-series-demo export out/demo --to shopify --out ~/upload

      x-series-demo export --to json --schema
    """
    session = answer.session("export")
    export_format = parse_export_format(to)
    if schema:
        return _schema(session, export_format.name)
    if folder is None:
        raise UsageError(
            "Name the dataset to export.", code="dataset-missing", command=Command(("datasets",))
        )
    if outlet and not export_format.outlets:
        raise UsageError(
            f"--outlet says nothing in {export_format.name}: a product has one stock there, or our own columns.",
            code="export-outlet",
            hint="Leave it out.",
        )
    from pipeline.dataset.exports.export import export_dataset

    done = export_dataset(_checked(session, folder), export_format, out, outlets=outlet or (), force=force)
    say_export(session, export_format, done)
    dataset = folder.resolve()  # a name of its own, whatever was typed for it
    back = unused(shown_path(dataset.with_name(f"{dataset.name}-{export_format.name}")))
    next_command = typed("import", done.place, "--out", back, *carried("profile"))
    return session.give(
        Answer(
            export_data(folder, export_format, done), next=next_command, why="to read it back, edited or not"
        )
    )


def _checked(session: Session, folder: Path) -> "Dataset":
    """Return a dataset without findings; an export sends no mail, so whose addresses it has is no matter."""
    from pipeline.cli.dataset import checked

    return checked(session, folder, allow_real_emails=True, undone="written")[0]


def _schema(session: Session, name: str) -> Given[ExportData | ExportSchemaData]:
    import json

    from pipeline.dataset.exports.document import DOCUMENT, schema_of_document

    if name != DOCUMENT:
        raise UsageError(
            f"--schema describes the format json; {name} has none.",
            code="export-schema",
            hint="The help topic export has the columns of every other format.",
        )
    described = schema_of_document()
    if not session.as_json:
        session.terminal.data(json.dumps(described, indent=2))
    return session.give(Answer(ExportSchemaData(described)))
