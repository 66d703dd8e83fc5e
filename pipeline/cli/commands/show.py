"""show: a dataset's rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from pipeline.cli.document import SPREAD
from pipeline.cli.invocation import carried, typed
from pipeline.cli.options import shared
from pipeline.cli.options.values import parse_kind, parse_rows
from pipeline.cli.session import Answer, Given
from pipeline.schema.kinds import filed_kinds, kinds_to_show
from pipeline.text import counted

SHOWN_ROWS = 10


@dataclass(frozen=True, slots=True)
class ShowData:
    """The rows that were asked for, of each kind."""

    rows: Annotated[Mapping[str, Sequence[Mapping[str, str]]], SPREAD]


def show(
    folder: shared.DatasetArgument,
    kind: Annotated[str | None, typer.Argument(metavar="[customers|products|suppliers]")] = None,
    rows: Annotated[
        str | None,
        typer.Option("--rows", metavar="A:B", help="Rows A to B-1, counted from 0 (default: 0:10)."),
    ] = None,
    *,
    answer: shared.AnswerOptions,
) -> Given[ShowData]:
    """Print a dataset's rows.

    Examples:
      x-series-demo show out/demo

      x-series-demo show out/demo products --rows 10:20
    """
    from pipeline.dataset import read_dataset, sample

    session = answer.session("show")
    first, last = parse_rows(rows) or (0, SHOWN_ROWS)
    dataset = read_dataset(folder)
    kinds = (parse_kind(kind, filed_kinds()),) if kind else kinds_to_show(dataset.tables)
    data: dict[str, list[dict[str, str]]] = {}
    for each in kinds:
        part = sample(dataset, each, first, last)
        columns = [name for number, name in enumerate(part.columns) if any(row[number] for row in part.rows)]
        picked = [part.columns.index(name) for name in columns]
        data[each.plural] = [dict(zip(part.columns, row, strict=True)) for row in part.rows]
        if not session.as_json:
            title = f"{each.plural}: {counted(len(part.rows), 'row')} of {part.total:,}"
            numbered = zip(part.lines, part.rows, strict=True)
            cells = [[line, *(row[number] for number in picked)] for line, row in numbered]
            if part.rows:
                session.terminal.table(title, [">row", *columns], cells)
            else:
                session.terminal.say(f"{each.plural}: no such rows; there are {part.total:,}.")
    return session.give(Answer(ShowData(data), next=typed("check", folder, *carried("profile"))))
