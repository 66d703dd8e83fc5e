"""A whole unload: `run_unload` on a context of real effects, with a file for the bodies of what is deleted.

    request = UnloadRequest(folder, target, options)
    seen = survey_unload(request)              # look, and show a person the list and the bill
    outcome = unload(request, seen, output, …)

Promises are `load.context`'s and `runner`'s. A load afterwards starts afresh.
"""

from pipeline.load.context import RunContext, run_in_context
from pipeline.load.events import Watch
from pipeline.load.mapping_file import Output
from pipeline.unload.kept import KeptFile, kept_path
from pipeline.unload.runner import UnloadOutcome, run_unload
from pipeline.unload.survey import UnloadRequest, UnloadSurvey, survey_unload

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

    async def act(context: RunContext) -> UnloadOutcome:
        with KeptFile(kept_path(request.dataset, request.target.prefix), durable=durable) as kept:
            return await run_unload(
                context, kept, request, seen, output, command=command, tool_version=tool_version
            )

    store_id = seen.facts.store_id if seen.facts else request.target.prefix
    return run_in_context(
        request, output, act, store_id=store_id, command=command, watch=watch, durable=durable
    )
