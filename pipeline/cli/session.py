"""One invocation: its terminal, its environment, and the one shape of every command's answer."""

import os
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import ExitStatus, StopError

if TYPE_CHECKING:
    from pipeline.console import Terminal
    from pipeline.profiles import Profile, Profiles, Setting
    from pipeline.settings import Token

JSON_FORMAT = 1  # of the document that --json prints; a change of shape raises it
PROGRAM = "x-series-demo"
SHORT_WITH_VALUE = "dop"  # -d PREFIX, -o FILE, -p PACK
_ENDING: ContextVar[ExitStack] = ContextVar("ending")  # what the command in this context leaves open


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found: `data` for scripts, the exit status, and the command to run next."""

    data: dict[str, Any]
    status: ExitStatus = ExitStatus.DONE
    next: str = ""
    why: str = ""


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

    def variable(self, name: str) -> str | None:
        """Return an environment variable, None when it is unset or empty."""
        return self.environment.get(name, "").strip() or None

    def give(self, answer: Answer) -> int:
        """Print the answer's document, or the next command; return the exit status."""
        if self.as_json:
            self._document(answer.status, answer.data, next_step=answer.next)
        elif answer.next:
            self.terminal.next(answer.next, answer.why)
        if self._terminal is not None and self._terminal.lost:
            self._terminal.error(f"stdout can't be written: {self._terminal.lost}.")
            return int(ExitStatus.USAGE)
        return int(answer.status)

    def fail(self, stop: StopError, data: Mapping[str, Any] | None = None, resume: str = "") -> int:
        """Print what ended the command, its findings, the way out and what resumes it; return the exit status."""
        if self.as_json:
            error = {"code": stop.code, "message": stop.message, "next": stop.hint or None}
            found = [asdict(finding) for finding in stop.findings]
            self._document(stop.status, data, error=error, findings=found, next_step=resume or stop.hint)
        else:
            self.terminal.findings(stop.findings)
            self.terminal.error(stop.message, stop.hint)
            if resume:
                self.terminal.next(resume)
        return int(stop.status)

    def _document(
        self,
        status: ExitStatus,
        data: Mapping[str, Any] | None,
        *,
        next_step: str,
        error: Mapping[str, Any] | None = None,
        findings: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Print the document of --json: the same keys whatever the command and however it ended."""
        self.terminal.document(
            {
                "format": JSON_FORMAT,
                "command": self.command,
                "ok": status is ExitStatus.DONE,
                "exit_status": int(status),
                "data": data,
                "error": error,
                "findings": findings,
                "next": next_step or None,
            }
        )


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


def spoken(words: list[str]) -> str:
    """Return the command line as a person could type it, with a token's value left out."""
    shown: list[str] = []
    hide = False
    for word in words:
        if hide:
            shown.append("…")
            hide = False
            continue
        before, option, token = _cut_at_token(word)
        shown.append(f"{before}{option}{'…' if token else ''}")
        hide = bool(option) and not token
    return shlex.join([PROGRAM, *shown])


def _cut_at_token(word: str) -> tuple[str, str, str]:
    """Return what stands before a token's option, the option, and what of the token is in the same word.

    Short options may share a dash: `-vytTOKEN`. The option is empty where a word has none.
    """
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        return ("", name + equals, value) if name == "--token" else (word, "", "")
    for place, letter in enumerate(word) if word.startswith("-") else ():
        if letter == "t":
            return word[:place], "t", word[place + 1 :]
        if letter in SHORT_WITH_VALUE:
            break  # the rest of the word is its value
    return word, "", ""


def typed(*words: object, options: str = "") -> str:
    """Return a command of this program to type in a shell; `options` are quoted already."""
    return " ".join([PROGRAM, shlex.join(str(word) for word in words), *([options] if options else [])])


def tool_version() -> str:
    """Return the version of this tool, as installed; '0' for a checkout that never was."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(PROGRAM)
    except PackageNotFoundError:
        return "0"


def this_command() -> str:
    """Return this process's command line, as journal and lock keep it: without a token."""
    return spoken(sys.argv[1:])
