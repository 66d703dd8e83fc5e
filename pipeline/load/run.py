"""A whole load: `run_load` on a context of real effects, and where its mapping may go.

    request = LoadRequest(folder, rows, target, options)
    seen = survey(request)                     # look, and show a person the bill
    outcome = load(request, seen, output, …)

Promises are `context`'s and `run_load`'s; what ended the run is in `Outcome.stop`.
"""

import contextlib
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.load.context import RunContext, run_in_context
from pipeline.load.events import Watch
from pipeline.load.images.pictures import render_wanted
from pipeline.load.planning.survey import LoadRequest, Survey
from pipeline.load.runner import Outcome, Output, run_load
from pipeline.schema import folder

__all__ = ["MAPPING_NAME", "Outcome", "Output", "load", "refuse_output"]

MAPPING_NAME = folder.MAPPING
HEAD_BYTES = 200  # of a mapping: it begins with its metadata


def refuse_output(path: Path) -> None:
    """Raise UsageError for an output file that can't be one: no folder for it, or something else that is there."""
    if not path.parent.is_dir():
        raise UsageError(
            f"{path.parent} is not a folder.",
            code="output-folder-missing",
            hint="Make it, or choose another --output.",
        )
    head = b""
    with contextlib.suppress(OSError):
        if path.is_file():
            with path.open("rb") as file:
                head = file.read(HEAD_BYTES)
    if path.is_dir() or (head and b'"metadata"' not in head):
        raise UsageError(
            f"{path} is there already and is no mapping.",
            code="output-exists",
            hint="Choose another file with --output; only a mapping is ever overwritten.",
        )


def load(
    request: LoadRequest,
    seen: Survey,
    output: Output,
    *,
    command: str,
    tool_version: str,
    watch: Watch,
    durable: bool = True,
) -> Outcome:
    """Load the rows. Raises JournalError (busy, unreadable) and AccessError (another store) before anything is sent.

    What is missing of the images is drawn first: no request waits for that, and a retry sends the same file.
    """
    render_wanted(request.pictures, seen.images, watch)

    async def act(context: RunContext) -> Outcome:
        return await run_load(context, request, seen, output, command=command, tool_version=tool_version)

    store_id = seen.facts.store_id if seen.facts else request.target.prefix
    return run_in_context(
        request, output, act, store_id=store_id, command=command, watch=watch, durable=durable
    )
