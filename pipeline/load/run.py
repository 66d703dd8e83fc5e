"""A whole load: hold the journal, plan, send, and leave the mapping behind on every way out.

    request = Request(folder, rows, target, options)
    seen = survey(request)                     # look, and show a person the bill
    outcome = load(request, seen, output, …)

Promises: a second load of the same dataset into the same store is refused; the first signal winds the run up, the
second stops it. What happens in between is `conduct`'s; what ended it is in `Outcome.stop`.
"""

import asyncio
import contextlib
import os
import random
import time
from datetime import datetime, timezone
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.files import replace_file
from pipeline.load.conduct import Outcome, Output, Stage, conduct
from pipeline.load.journal.book import Journal
from pipeline.load.journal.file import hold
from pipeline.load.journal.log import LOG_NAME, Log
from pipeline.load.pacing.brake import Brake, listening
from pipeline.load.survey import Request, Survey
from pipeline.load.watching import Said, Watch

__all__ = ["MAPPING_NAME", "Outcome", "Output", "load", "refuse_output"]

MAPPING_NAME = "mapping.json"
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
    request: Request,
    seen: Survey,
    output: Output,
    *,
    command: str,
    tool_version: str,
    watch: Watch,
    durable: bool = True,
) -> Outcome:
    """Load the rows. Raises JournalError (busy, unreadable) and AccessError (another store) before anything is sent."""
    holder = {
        "pid": os.getpid(),
        "command": command,
        "since": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }
    with (
        hold(request.journal, holder),
        Journal.open(request.journal, durable=durable) as journal,
        Log(request.dataset / LOG_NAME) as log,
    ):

        async def run() -> Outcome:
            brake = Brake()
            async with request.target.open_store() as store:
                stage = Stage(
                    journal=journal,
                    log=log,
                    store=store,
                    brake=brake,
                    save=lambda data: replace_file(output.path, data, durable=durable),
                    wall_s=time.time,
                    lots=random.Random(),  # noqa: S311 - jitter, not secrets
                    watch=watch,
                )
                with listening(brake, lambda words: watch(Said(words))):
                    return await conduct(
                        stage, request, seen, output, command=command, tool_version=tool_version
                    )

        return asyncio.run(run())
