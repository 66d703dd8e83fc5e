"""What a person sees while records go: a bar, the quota, a countdown; off a terminal one plain line now and then."""

import threading
import time
from collections.abc import Callable
from types import TracebackType

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.text import Text

from pipeline.console.screen import Screen
from pipeline.console.terminal import Terminal
from pipeline.journal.log import line_of
from pipeline.load.events import Event, Hold, Phase, Progress, Said, Tried
from pipeline.text import clean

PLAIN_EVERY_S = 10.0  # off a terminal
BAR_WIDTH = 31  # the specification's
REFRESHES_PER_S = 8
TICK_S = 1.0  # how often it is seen whether a plain line is due, while nothing else happens


class LoadProgress:
    """Watches a run: call it with the run's events. Use it as a context manager around the run."""

    def __init__(
        self, terminal: Terminal, *, verbose: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._terminal = terminal
        self._verbose = verbose
        self._clock = clock
        self._phase: Phase | None = None
        self._step = Progress(0, None, None)
        self._began_s = 0.0
        self._held: tuple[float, Hold] | None = None  # until when, by the clock
        self._spoken_s = clock()
        self._live: Live | None = None
        self._ended = threading.Event()
        self._speaking = threading.Lock()
        self._ticking = threading.Thread(target=self._tick_on, daemon=True)

    def __enter__(self) -> "LoadProgress":  # noqa: PYI034 - Self needs Python 3.11
        if not (self._terminal.watched or self._terminal.quiet):
            self._ticking.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._ticking.is_alive():
            self._ticking.join()
        self._close()

    def __call__(self, event: Event) -> None:
        """Take note of an event and show it."""
        if isinstance(event, Phase):
            self._open(event)
        elif isinstance(event, Progress):
            self._step = event
        elif isinstance(event, Hold):
            self._held = (self._clock() + event.seconds, event)
            if not self._terminal.watched:
                self._terminal.say(f"{event.words(event.seconds)}.")
        elif isinstance(event, Tried):
            if self._verbose:
                self._terminal.say(line_of(event.attempt))
        elif isinstance(event, Said):
            self._terminal.notice(event.words)
        self.tick()

    def tick(self) -> None:
        """Off a terminal: say a line when the last one is ten seconds old, in a long wait as well."""
        if self._terminal.watched:
            return
        with self._speaking:
            now_s = self._clock()
            if self._phase is None or now_s - self._spoken_s < PLAIN_EVERY_S:
                return
            self._spoken_s = now_s
            self._terminal.say(f"  {self.line(0)}  {self._below()}")

    def _tick_on(self) -> None:
        while not self._ended.wait(TICK_S):
            self.tick()

    def _open(self, phase: Phase) -> None:
        self._close()
        self._phase, self._step, self._began_s = phase, Progress(0, None, None), self._clock()
        self._terminal.say(f"{phase.verb}...")
        screen = self._terminal.err
        if self._terminal.watched and isinstance(screen, Screen):
            self._live = Live(self, console=screen, refresh_per_second=REFRESHES_PER_S, redirect_stdout=False)
            self._live.start()

    def _close(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None
        elif self._phase is not None:
            self._terminal.say(f"  {self.line(0)}")
        self._phase = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw the bar, and the quota or the countdown under it, as narrow as the terminal is."""
        del console
        yield Text(
            f"  {self.line(min(BAR_WIDTH, max(0, options.max_width - 32)))}",
            no_wrap=True,
            overflow="ellipsis",
        )
        yield Text(f"  {self._below()}", no_wrap=True, overflow="ellipsis", style="dim")

    def line(self, width: int) -> str:
        """Return '[████░░] 32/50 (64%) about 12 s left', without a bar when `width` is small."""
        total = self._phase.total if self._phase else 0
        if not total:  # nobody knows how many there are
            return f"{self._step.done:,} found"
        done = min(self._step.done, total)
        share = done / total
        bar = (
            f"[{'█' * round(share * width)}{'░' * (width - round(share * width))}] "
            if width >= len("[█]")
            else ""
        )
        return f"{bar}{done:,}/{total:,} ({share:.0%}){self._left(done, total)}"

    def _left(self, done: int, total: int) -> str:
        spent_s = self._clock() - self._began_s
        if not 0 < done < total or spent_s <= 0:
            return ""
        return f", {duration(spent_s / done * (total - done))} left"

    def _below(self) -> str:
        if self._held is not None and (left_s := self._held[0] - self._clock()) > 0:
            return clean(self._held[1].words(left_s), 100)
        if self._step.limit is None:
            return "Rate limit: not known yet"
        return f"Rate limit: {self._step.remaining:,}/{self._step.limit:,} remaining"


def duration(seconds: float) -> str:
    """Return seconds as people say them: '8 s', '10½ minutes', '2 h 5 min'."""
    if seconds < 90:  # noqa: PLR2004 - below a minute and a half seconds read better
        return f"{seconds:.0f} s"
    halves = round(seconds / 30)
    if halves < 2 * 60:
        return f"{halves // 2}{'½' if halves % 2 else ''} minutes"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min"
