"""Dataset + store -> journal: what a load is, and everything that a journal then allows.

    from pipeline.load import Output, Request, Target, load, survey_load

    request = Request(folder, rows, Target(prefix, address, token), LoadOptions())
    outcome = load(request, survey_load(request), Output(mapping, packs), …)

The rooms inside: `pacing` and `journal` stand on their own; the load itself is here; `looking` reads what a store holds;
`unload`, `verify` and `standing` are what comes after a load. Names are imported on first use: httpx takes a while.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.load.options import LoadOptions
    from pipeline.load.run import Output, load
    from pipeline.load.survey import Request, Target
    from pipeline.load.survey import survey as survey_load

__all__ = ["LoadOptions", "Output", "Request", "Target", "load", "survey_load"]


def __getattr__(name: str) -> Any:
    """Import a stage's name when somebody first asks for it."""
    from importlib import import_module

    places = {
        "LoadOptions": ("options", "LoadOptions"),
        "Output": ("run", "Output"),
        "Request": ("survey", "Request"),
        "Target": ("survey", "Target"),
        "load": ("run", "load"),
        "survey_load": ("survey", "survey"),
    }
    if name not in places:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = places[name]
    return getattr(import_module(f"{__name__}.{module}"), attribute)
