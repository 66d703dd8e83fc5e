"""Dataset + store -> journal: what a load is, and everything that a journal then allows.

    from pipeline.load import LoadRequest, Output, Target, load, survey_load

    request = LoadRequest(folder, rows, Target(prefix, address, token), LoadOptions())
    outcome = load(request, survey_load(request), Output(mapping, packs), …)

`unload`, `verify` and `status` are what comes after a load. Names are imported on first use: httpx takes a while.
"""

from typing import TYPE_CHECKING

from pipeline.on_demand import on_demand

if TYPE_CHECKING:
    from pipeline.load.options import LoadOptions
    from pipeline.load.request import Target
    from pipeline.load.run import Output, load
    from pipeline.load.survey import LoadRequest
    from pipeline.load.survey import survey as survey_load

__all__ = ["LoadOptions", "LoadRequest", "Output", "Target", "load", "survey_load"]

__getattr__ = on_demand(
    __name__,
    {
        "LoadOptions": "options",
        "Output": "run",
        "LoadRequest": "survey",
        "Target": "request",
        "load": "run",
        "survey_load": "survey:survey",
    },
)
