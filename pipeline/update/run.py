"""A whole update: `run_update` on a context of real effects.

request = UpdateRequest(folder, rows, target, options)
seen = survey_update(request)              # read, and show a person what differs and the bill
outcome = update(request, seen, output, …)
"""

from pipeline.load.context import RunContext, run_in_context
from pipeline.load.events import Watch
from pipeline.load.images.pictures import render_wanted
from pipeline.load.mapping_file import Output
from pipeline.update.runner import UpdateOutcome, run_update, without_a_run
from pipeline.update.survey import UpdateOptions, UpdateRequest, UpdateSurvey, survey_update

__all__ = [
    "UpdateOptions",
    "UpdateOutcome",
    "UpdateRequest",
    "UpdateSurvey",
    "survey_update",
    "update",
    "without_a_run",
]


def update(
    request: UpdateRequest,
    seen: UpdateSurvey,
    output: Output,
    *,
    command: str,
    tool_version: str,
    watch: Watch,
    durable: bool = True,
) -> UpdateOutcome:
    """Put the plan's records back. Raises JournalError (busy, unreadable) and AccessError before anything is sent.

    What is missing of the images is drawn first.
    """
    render_wanted(request.pictures, seen.plan.images.families, watch)

    async def act(context: RunContext) -> UpdateOutcome:
        return await run_update(context, request, seen, output, command=command, tool_version=tool_version)

    return run_in_context(
        request, output, act, store_id=seen.facts.store_id, command=command, watch=watch, durable=durable
    )
