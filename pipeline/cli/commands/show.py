"""show: a dataset's rows, or a page of all of it."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.invocation import carried, typed
from pipeline.cli.options import shared
from pipeline.cli.options.values import parse_kind, parse_rows
from pipeline.cli.render.show import (
    ShopPageData,
    ShowData,
    WantedRows,
    print_csv,
    require_page,
    tell_page,
    tell_rows,
)
from pipeline.cli.script import refresh_script
from pipeline.cli.session import Answer, Given
from pipeline.errors import UsageError
from pipeline.schema.kinds import filed_kinds, kinds_to_show

SHOWN_ROWS = 10


def show(
    folder: shared.DatasetArgument,
    kind: Annotated[str | None, typer.Argument(metavar="[customers|products|suppliers]")] = None,
    rows: Annotated[
        str | None,
        typer.Option("--rows", metavar="A:B", help="Rows A to B-1, counted from 0 (default: 0:10)."),
    ] = None,
    *,
    columns: Annotated[
        list[str] | None,
        typer.Option("--columns", metavar="A,B", help="These columns alone, in this order."),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option("--key", metavar="KEY", help="The rows of these e-mails or SKUs; repeat for several."),
    ] = None,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV of one kind: all rows, unless --rows picks some.")
    ] = False,
    html: Annotated[
        bool, typer.Option("--html", help="Make one HTML file of it all, with images: DIR/shop.html.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where that file goes.")] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open it in a browser.")] = False,
    only: Annotated[
        str | None,
        typer.Option("--only", metavar="KIND", help="One kind alone: products makes a page without people."),
    ] = None,
    packs_dir: shared.PacksDir = None,
    answer: shared.AnswerOptions,
) -> Given[ShowData | ShopPageData]:
    """Print a dataset's rows, or make one HTML page of it to look at.

    The page is a single file that asks no network: products by families with their images, customers, what was edited, what
    check finds, and where it stands in the stores that it was loaded into.

    Examples:
      x-series-demo show out/demo

      x-series-demo show out/demo products --rows 10:20

      x-series-demo show out/demo customers --columns email,phone,physical_city --csv

      x-series-demo show out/demo --html --open

      x-series-demo show out/demo --html --only products --out products.html
    """
    from pipeline.dataset import read_dataset

    session = answer.session("show")
    wanted = kind or only
    picked = parse_kind(wanted, filed_kinds()) if wanted else None
    names = tuple(name.strip() for each in columns or () for name in each.split(",") if name.strip())
    first, last = parse_rows(rows) or (0, None if as_csv else SHOWN_ROWS)
    asked = WantedRows(first, last, tuple(key or ()), names)
    for_rows = {"--rows": rows is not None, "--columns": bool(names), "--key": bool(key), "--csv": as_csv}
    if not html:
        require_page(folder, {"--out": out is not None, "--open": open_it})
    elif misplaced := [name for name, given in for_rows.items() if given]:
        raise UsageError(
            f"A page shows all rows; {misplaced[0]} is for the terminal.",
            code="rows-invalid",
            hint=f"Leave {misplaced[0]} out.",
        )
    dataset = read_dataset(folder)
    refresh_script(session, folder)
    following = typed("check", folder, *carried("profile"))
    if html:
        page = tell_page(session, dataset, picked, out, packs_dir, open_it=open_it)
        return session.give(Answer(page, next=following))
    kinds = (picked,) if picked else kinds_to_show(dataset.tables)
    if as_csv and not session.as_json:
        return session.give(Answer(print_csv(session, dataset, kinds, asked), next=following))
    return session.give(Answer(tell_rows(session, dataset, kinds, asked), next=following))
