"""Words, tables, progress and prompts on a terminal: the only module that knows rich and questionary.

Data goes to stdout, everything else to stderr. Nothing is read as markup, and every string from a store, a cell or a
file is cleaned before it is printed. Off a terminal there are no prompts, bars or colours.
"""

from pipeline.console.progress import LoadProgress
from pipeline.console.terminal import Terminal

__all__ = ["LoadProgress", "Terminal"]
