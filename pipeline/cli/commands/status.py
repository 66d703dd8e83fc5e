"""status: where a dataset stands in a store, by its journal alone."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import shared
from pipeline.cli.render.record import HistoriesData, tell_one
from pipeline.cli.render.status import (
    RecordsData,
    RejectedData,
    RunsData,
    StatusData,
    tell_list,
    tell_overview,
    tell_runs,
    write_rejected_rows,
)
from pipeline.cli.session import Given
from pipeline.cli.store.journal import journal_or_blank


def status(
    folder: shared.DatasetArgument,
    key: Annotated[
        str | None, typer.Argument(metavar="[KEY]", help="One record: its e-mail, SKU or name.")
    ] = None,
    *,
    store: shared.UnpacedStore,
    list_all: Annotated[bool, typer.Option("--list", help="List the records.")] = False,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="STATE", help="With --list: pending, done, rejected ..."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help="With --list or KEY: customers, products, brands ..."),
    ] = None,
    runs: Annotated[bool, typer.Option("--runs", help="Show the past runs.")] = False,
    rejected: Annotated[
        Path | None,
        typer.Option("--rejected", metavar="FILE", help="Write the rejected rows to a CSV, to mend."),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="With --rejected: replace FILE.")] = False,
    answer: shared.AnswerOptions,
) -> Given[StatusData | HistoriesData | RecordsData | RunsData | RejectedData]:
    """Say where a dataset stands in a store, and what comes next. What was rejected, and why.

    With KEY: one record's attempts, its id, and, where a token is at hand, how it stands in the store.

    Examples:
      x-series-demo status out/demo --sandbox

      x-series-demo status out/demo -d mystore --list --state rejected

      x-series-demo status out/demo APP-12345 --sandbox

      x-series-demo status out/demo --runs
    """
    session = answer.session("status")
    with journal_or_blank(session, store, folder) as (journal, where):
        if key is not None:
            return tell_one(session, journal, where, key, store, kind=kind)
        if runs:
            return tell_runs(session, journal, where)
        if list_all or state or kind:
            return tell_list(session, journal, where, state or [], kind)
        if rejected is not None:
            return write_rejected_rows(session, journal, where, rejected, overwrite=overwrite)
        return tell_overview(session, journal, where)
