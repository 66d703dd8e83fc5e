"""datasets: what lies under out/."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.invocation import typed
from pipeline.cli.options import shared
from pipeline.cli.out_folder import OUT, to_generate
from pipeline.cli.render.datasets import DatasetsData, dataset_cells, dataset_data, shown_kinds
from pipeline.cli.session import Answer, Given
from pipeline.errors import UsageError
from pipeline.text import clean


def datasets(
    root: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where to look.")] = OUT,
    *,
    answer: shared.AnswerOptions,
) -> Given[DatasetsData]:
    """List the datasets under out/: seed, packs, edited, loaded where.

    Examples:
      x-series-demo datasets

      x-series-demo datasets ~/demos --json | jq '.data.datasets[].folder'
    """
    from pipeline.dataset import datasets_under
    from pipeline.status.loads import loads_of

    session = answer.session("datasets")
    if not root.is_dir() and root != OUT:
        raise UsageError(
            f"{clean(str(root))} is not a folder.", code="folder-missing", hint="Name the folder of datasets."
        )
    found = [(summary, loads_of(summary.journals)) for summary in datasets_under(root)]
    if found and not session.as_json:
        kinds = shown_kinds(summary for summary, _ in found)
        columns = ("dataset", *(f">{kind.plural}" for kind in kinds), ">seed", "packs", "edited", "loaded")
        session.terminal.table(
            "", columns, [dataset_cells(summary, loads, kinds) for summary, loads in found]
        )
    if not found:
        session.terminal.say(f"There are no datasets under {root}.")
    newest = max((summary for summary, _ in found), key=lambda each: each.modified_at, default=None)
    next_command = typed("check", newest.folder) if newest else to_generate("apparel", under=root)
    data = DatasetsData([dataset_data(summary, loads) for summary, loads in found])
    return session.give(Answer(data, next=next_command))
