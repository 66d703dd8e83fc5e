"""convert: a dataset as CSV or Parquet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from pipeline.cli.invocation import carried, typed
from pipeline.cli.options import shared
from pipeline.cli.options.values import parse_format
from pipeline.cli.session import Answer, Given


@dataclass(frozen=True, slots=True)
class ConvertData:
    """The files that were written."""

    written: Sequence[str]


def convert(
    folder: shared.DatasetArgument,
    file_format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="csv or parquet.")],
    *,
    answer: shared.AnswerOptions,
) -> Given[ConvertData]:
    """Rewrite a dataset as CSV or Parquet, without loss.

    One that an older version made becomes a dataset of this version's format; nothing else ever rewrites it.

    Examples:
      x-series-demo convert out/demo --format parquet
    """
    from pipeline.dataset.convert import convert as convert_dataset

    session = answer.session("convert")
    written = convert_dataset(folder, parse_format(file_format))
    if written:
        session.terminal.done(f"Written: {', '.join(path.name for path in written)}.")
    else:
        session.terminal.done(f"{folder} is in this format already.")
    next_command = typed("check", folder, *carried("profile"))
    return session.give(Answer(ConvertData([str(path) for path in written]), next=next_command))
