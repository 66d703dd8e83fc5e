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
    """The files that were written, and those that are gone for them."""

    written: Sequence[str]
    removed: Sequence[str]


def convert(
    folder: shared.DatasetArgument,
    file_format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="csv or parquet.")],
    *,
    answer: shared.AnswerOptions,
) -> Given[ConvertData]:
    """Rewrite a dataset as CSV or Parquet, without loss.

    The files of the other format go. A dataset that an older version made becomes one of this version's format; nothing
    else ever rewrites it.

    Examples:
      x-series-demo convert out/demo --format parquet
    """
    from pipeline.dataset.convert import convert as convert_dataset
    from pipeline.dataset.folder import table_paths
    from pipeline.schema.kinds import filed_kinds
    from pipeline.text import listed

    session = answer.session("convert")
    before = [path for kind in filed_kinds() for path in table_paths(folder, kind).values()]
    written = convert_dataset(folder, parse_format(file_format))
    removed = [path for path in before if not path.exists()]
    if written:
        session.terminal.done(f"Written: {', '.join(path.name for path in written)}.")
    if removed:
        names = listed([path.name for path in removed])
        be = "is" if len(removed) == 1 else "are"
        session.terminal.say(
            f"  {names} {be} gone: what was in {'it' if be == 'is' else 'them'} is in the new."
        )
    else:
        session.terminal.done(f"{folder} is in this format already.")
    next_command = typed("check", folder, *carried("profile"))
    data = ConvertData([str(path) for path in written], [str(path) for path in removed])
    return session.give(Answer(data, next=next_command))
