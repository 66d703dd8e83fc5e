"""Words, tables, progress and prompts on a terminal: the only module that knows rich and questionary.

Data goes to stdout, everything else to stderr. Nothing is read as markup, and every string from a store, a cell or a
file is cleaned before it is printed. Off a terminal there are no prompts, bars or colours.
"""

from typing import TYPE_CHECKING, Any

from pipeline.console.terminal import Terminal

if TYPE_CHECKING:
    from pipeline.console.progress import LoadProgress

__all__ = ["LoadProgress", "Terminal"]


def __getattr__(name: str) -> Any:
    """Import the progress when it is first asked for: commands that send nothing never need it."""
    if name == "LoadProgress":
        from pipeline.console.progress import LoadProgress

        return LoadProgress
    raise AttributeError(name)
