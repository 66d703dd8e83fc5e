"""Dataset + store -> journal: what a load is, and everything that a journal then allows.

    from pipeline.load import Output, Request, Target, load, survey_load

    request = Request(folder, rows, Target(prefix, address, token), LoadOptions())
    outcome = load(request, survey_load(request), Output(mapping, packs), …)

The rooms inside: `journal` stands on its own; the load itself is here; `looking` reads what a store holds;
`unload`, `verify` and `standing` are what comes after a load. Names are imported on first use: httpx takes a while.
"""

from typing import TYPE_CHECKING

from pipeline.on_demand import on_demand

if TYPE_CHECKING:
    from pipeline.load.options import LoadOptions
    from pipeline.load.run import Output, load
    from pipeline.load.survey import Request, Target
    from pipeline.load.survey import survey as survey_load

__all__ = ["LoadOptions", "Output", "Request", "Target", "load", "survey_load"]

__getattr__ = on_demand(
    __name__,
    {
        "LoadOptions": "options",
        "Output": "run",
        "Request": "survey",
        "Target": "survey",
        "load": "run",
        "survey_load": "survey:survey",
    },
)
