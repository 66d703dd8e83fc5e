"""skip: a record is left out of loads, or taken back in."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from pipeline.cli.dataset import rows_loaded
from pipeline.cli.invocation import typed
from pipeline.cli.options import shared
from pipeline.cli.session import Answer, Given
from pipeline.cli.store.journal import journal_of


@dataclass(frozen=True, slots=True)
class SkipData:
    """The keys that were marked, and those that were so already."""

    changed: Sequence[str]
    unchanged: Sequence[str]


def skip(
    folder: shared.DatasetArgument,
    key: Annotated[str, typer.Argument(metavar="KEY", help="E-mail or SKU of the record, or KIND:NAME.")],
    *,
    store: shared.NamedStore,
    undo: Annotated[bool, typer.Option("--undo", help="Take the record back in.")] = False,
    answer: shared.AnswerOptions,
) -> Given[SkipData]:
    """Leave a record out of loads into a store, or take it back in. The files stay as they are.

    Examples:
      x-series-demo skip out/demo APP-12345 --sandbox

      x-series-demo skip out/demo APP-12345 --sandbox --undo
    """
    from pipeline.status.skip import skip as skip_record

    session = answer.session("skip")
    prefix, options = journal_of(session, store, folder)
    done = skip_record(folder, prefix, key, rows_loaded(folder, prefix) or [], at=time.time(), undo=undo)
    for entry in done.changed:
        session.terminal.done(f"{entry.key_text} is {'taken back in' if undo else 'left out of loads'}.")
    for entry in done.unchanged:
        session.terminal.done(f"{entry.key_text} stood so already.")
    data = SkipData([each.key_text for each in done.changed], [each.key_text for each in done.unchanged])
    return session.give(Answer(data, next=typed("load", folder, *options)))
