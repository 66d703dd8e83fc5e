"""The command line: options in, one call, words out. The only room that knows typer.

No logic lives here, no file is opened, and errors are caught in one place (`main`).
"""

from pipeline.cli.main import main

__all__ = ["main"]
