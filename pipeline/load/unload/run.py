"""A whole unload: hold the journal, look up what is uncertain, delete what this dataset made, leave the mapping behind.

    request = UnloadRequest(folder, target, options)
    seen = survey_unload(request)              # look, and show a person the list and the bill
    outcome = unload(request, seen, output, …)

Promises: a load or unload of the same dataset and store at the same time is refused; the first signal winds the run up,
the second stops it. What happens in between is `taking_back`'s. A load afterwards starts afresh.
"""

import asyncio
import os
import random
import time
from datetime import datetime, timezone

from pipeline.files import replace_file
from pipeline.load.conduct import Output, Stage
from pipeline.load.journal.book import Journal
from pipeline.load.journal.file import hold
from pipeline.load.journal.log import LOG_NAME, Log
from pipeline.load.pacing.brake import Brake, listening
from pipeline.load.unload.kept import KeptFile, kept_path
from pipeline.load.unload.survey import UnloadRequest, UnloadSurvey, survey_unload
from pipeline.load.unload.taking_back import UnloadOutcome, take_back
from pipeline.load.watching import Said, Watch

__all__ = ["UnloadOutcome", "UnloadRequest", "UnloadSurvey", "survey_unload", "unload"]


def unload(
    request: UnloadRequest,
    seen: UnloadSurvey,
    output: Output,
    *,
    command: str,
    tool_version: str,
    watch: Watch,
    durable: bool = True,
) -> UnloadOutcome:
    """Delete the plan's records. Raises JournalError (busy, unreadable) and AccessError before anything is sent."""
    since = datetime.now(timezone.utc).isoformat(timespec="seconds")
    with (
        hold(request.journal, {"pid": os.getpid(), "command": command, "since": since}),
        Journal.open(request.journal, durable=durable) as journal,
        KeptFile(kept_path(request.dataset, request.target.prefix), durable=durable) as kept,
        Log(request.dataset / LOG_NAME) as log,
    ):

        async def run() -> UnloadOutcome:
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
                    return await take_back(
                        stage, kept, request, seen, output, command=command, tool_version=tool_version
                    )

        return asyncio.run(run())
