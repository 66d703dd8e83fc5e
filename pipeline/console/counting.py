"""What a person sees while a piece of work of known size goes on: a bar; off a terminal one line at its end."""

from types import TracebackType

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.text import Text

from pipeline.console.screen import Screen
from pipeline.console.terminal import Terminal

_BAR_WIDTH = 31  # as that of a load
_REFRESHES_PER_S = 8


class Counting:
    """Shows `done` of `total`: call it with how many are done. Use it as a context manager around the work."""

    def __init__(self, terminal: Terminal, verb: str, total: int) -> None:
        self._terminal, self._verb, self._total = terminal, verb, total
        self._done = 0
        self._live: Live | None = None

    def __enter__(self) -> "Counting":  # noqa: PYI034 - Self needs Python 3.11
        screen = self._terminal.err
        if self._total:
            self._terminal.say(f"{self._verb} ...")
        if self._total and self._terminal.watched and isinstance(screen, Screen):
            self._live = Live(
                self, console=screen, refresh_per_second=_REFRESHES_PER_S, redirect_stdout=False
            )
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def __call__(self, done: int) -> None:
        """Take note of how many are done."""
        self._done = done

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw the bar, as narrow as the terminal is."""
        del console
        width = min(_BAR_WIDTH, max(0, options.max_width - 24))
        full = round(self._done / self._total * width)
        bar = f"[{'█' * full}{'░' * (width - full)}] " if width else ""
        yield Text(f"  {bar}{self._done:,}/{self._total:,}", no_wrap=True, overflow="ellipsis")
