"""One invocation: its terminal, its environment, and the one shape of every command's answer."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from pipeline.cli.invocation import advised, invocation
from pipeline.errors import ExitStatus, Finding, StopError

if TYPE_CHECKING:
    from pipeline.cli.document import DifferenceData, Failure
    from pipeline.console import Terminal
    from pipeline.profiles import Profile, Profiles, Setting
    from pipeline.settings import Token

D_co = TypeVar("D_co", covariant=True)
T = TypeVar("T")
_ENDING: ContextVar[ExitStack] = ContextVar("ending")  # what the command in this context leaves open


class Given(int, Generic[D_co]):
    """The exit status of a command that answers with data of this type: what --json-schema describes."""


@dataclass(frozen=True, slots=True)
class Answer(Generic[D_co]):
    """What a command found: `data` for scripts, a dataclass; the exit status, and the command to run next.

    `differences` are the document's findings where a command compares; people are shown them otherwise.
    """

    data: D_co
    status: ExitStatus = ExitStatus.DONE
    next: str = ""
    why: str = ""
    differences: "tuple[DifferenceData, ...]" = ()


@dataclass(slots=True)
class Session:
    """What a command works with. `command` is its name, for the answer; `words` is the whole command line."""

    command: str
    as_json: bool = False
    quiet: bool = False
    profile: str | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    _terminal: "Terminal | None" = None
    _settings: "Profile | None" = None

    @property
    def terminal(self) -> "Terminal":
        """The terminal; made when first used, because rich takes a while to import."""
        if self._terminal is None:
            from pipeline.console import Terminal

            self._terminal = Terminal(as_json=self.as_json, quiet=self.quiet)
        return self._terminal

    @property
    def profiles(self) -> "Profiles":
        """The profiles on this machine."""
        from pipeline.profiles import Profiles, config_folder  # here, as below: --help has no use for them

        return Profiles(config_folder(self.environment, Path.home()))

    @property
    def profile_setting(self) -> "Setting":
        """The name of the chosen profile, and who chose it."""
        from pipeline.profiles import first_set

        chosen = (self.profile, "--profile"), (self.variable("XSERIES_PROFILE"), "$XSERIES_PROFILE")
        return first_set("profile", *chosen)

    @property
    def settings(self) -> "Profile":
        """What the chosen profile sets. Raises UsageError for one that is missing or unreadable."""
        from pipeline.profiles import NO_PROFILE

        if self._settings is None:
            name = self.profile_setting.value
            self._settings = self.profiles.get(name) if name else NO_PROFILE
        return self._settings

    @property
    def profile_token(self) -> "Token | None":
        """The chosen profile's token, read only now: a keyring may ask its owner. Raises UsageError, AccessError."""
        return self.profiles.token(self.settings)

    def say_retry(self, seconds: float, why: str) -> None:
        """Say that a read is made again, and why."""
        from pipeline.load.events import Retry

        self.terminal.notice(Retry(seconds, why).words(seconds))

    def variable(self, name: str) -> str | None:
        """Return an environment variable, None when it is unset or empty."""
        return self.environment.get(name, "").strip() or None

    def give(self, answer: Answer[T]) -> Given[T]:
        """Print the answer's document, or the next command; return the exit status."""
        if self.as_json:
            self._document(answer.status, answer.data, answer.next, findings=answer.differences)
        else:
            self._next(answer.next, answer.why)
        if self._terminal is not None and self._terminal.lost:
            self._terminal.error(f"stdout can't be written: {self._terminal.lost}.")
            return Given(ExitStatus.USAGE)
        return Given(answer.status)

    def fail(self, stop: StopError, data: T | None = None, resume: str = "") -> Given[T]:
        """Print what ended the command, its findings, the way out and what to run next; return the exit status."""
        next_step = resume or (advised(stop.command) if stop.command else "")
        if self.as_json:
            from pipeline.cli.document import Failure

            error = Failure(stop.code, stop.message, stop.hint or None)
            self._document(stop.status, data, next_step, error, stop.findings)
        else:
            self.terminal.findings(stop.findings)
            self.terminal.error(*said_once(stop))
            self._next(next_step)
        return Given(stop.status)

    def _next(self, command: str, why: str = "") -> None:
        """Print the command to run next, if there is one, with what it needs besides."""
        needs = [why] if why else []
        needs += ["with the token in XSERIES_TOKEN"] if invocation().token_typed else []
        if command:
            self.terminal.next(command, ", ".join(needs))

    def _document(
        self,
        status: ExitStatus,
        data: object,
        next_step: str,
        error: "Failure | None" = None,
        findings: "tuple[Finding | DifferenceData, ...]" = (),
    ) -> None:
        """Print the document of --json."""
        from pipeline.cli.document import JSON_FORMAT, Document, to_json  # here: --help has no use for it

        done = status is ExitStatus.DONE
        document = Document(
            JSON_FORMAT, self.command, done, int(status), data, error, findings, next_step or None
        )
        self.terminal.document(to_json(document))


def said_once(stop: StopError) -> tuple[str, str]:
    """Return a stop's message and hint without the sentences that its findings, printed above it, say already."""
    message = stop.message
    for finding in stop.findings:
        message = message.replace(finding.rule, "").strip() or message
    hint = "" if stop.hint in {finding.way_out for finding in stop.findings} else stop.hint
    return (message if message.endswith((".", "!", "?")) else f"{message.rstrip(': ')}."), hint


@contextmanager
def ending() -> Iterator[None]:
    """Close what was left to `close_at_end` when the body ends, however it ends."""
    with ExitStack() as stack:
        before = _ENDING.set(stack)
        try:
            yield
        finally:
            _ENDING.reset(before)


def close_at_end(close: Callable[[], None]) -> None:
    """Call `close` when the command ends; outside of `ending` its caller is left with it."""
    stack = _ENDING.get(None)
    if stack is not None:
        stack.callback(close)
