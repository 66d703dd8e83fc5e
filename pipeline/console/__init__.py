"""Words, tables, progress and prompts on a terminal: the only module that knows rich and questionary.

Data goes to stdout, everything else to stderr. Nothing is read as markup, and every string from a store, a cell or a
file is cleaned before it is printed. Off a terminal there are no prompts, bars or colours.
"""

from typing import TYPE_CHECKING

from pipeline.console.terminal import Terminal
from pipeline.on_demand import on_demand

if TYPE_CHECKING:
    from pipeline.console.counting import Counting
    from pipeline.console.progress import LoadProgress

__all__ = ["Counting", "LoadProgress", "Terminal"]

# Commands that send nothing never need the progress.
__getattr__ = on_demand(__name__, {"Counting": "counting", "LoadProgress": "progress"})
