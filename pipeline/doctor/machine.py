"""This machine: Python, the packages, and the files that nobody else should read."""

import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import metadata
from pathlib import Path

from pipeline.doctor.checks import Check, Health, ill, note, of_stop, well
from pipeline.errors import ExitStatus, JournalError
from pipeline.journal.book import Journal
from pipeline.profiles import APPLICATION
from pipeline.text import clean, counted

FLOOR = (3, 10)
OTHERS = stat.S_IRWXG | stat.S_IRWXO
NAMED = 3  # files named in one line; the rest is counted
_FLOOR_OF = re.compile(r"([A-Za-z0-9._-]+)\s*>=\s*([0-9][0-9.]*)")


def check_python(version: tuple[int, int, int] = sys.version_info[:3]) -> Check:
    """Check the interpreter."""
    shown = ".".join(str(part) for part in version)
    if version[:2] < FLOOR:
        wanted = ".".join(str(part) for part in FLOOR)
        return ill(
            "Python", f"{shown}; {wanted} or newer is needed", "Install a newer Python.", ExitStatus.USAGE
        )
    return well("Python", shown)


def installed(name: str) -> str | None:
    """Return a package's version, None when it isn't there."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def requirements() -> tuple[str, ...]:
    """Return what this tool requires, as its own metadata says; optional extras are left out."""
    try:
        lines = metadata.requires(APPLICATION) or []
    except metadata.PackageNotFoundError:
        return ()
    return tuple(line for line in lines if "extra ==" not in line)


def check_packages(
    required: Iterable[str] | None = None, version_of: Callable[[str], str | None] = installed
) -> Check:
    """Check that each required package is there and not too old."""
    there, wrong = [f"{APPLICATION} {version_of(APPLICATION) or '(a checkout, not installed)'}"], []
    for line in requirements() if required is None else required:
        found = _FLOOR_OF.match(line)
        if found is None:
            continue
        name, floor = found.groups()
        version = version_of(name)
        if version is None or _numbers(version) < _numbers(floor):
            wrong.append(f"{name} {version or 'is missing'} ({floor} or newer is needed)")
        else:
            there.append(f"{name} {version}")
    if wrong:
        way_out = f"Install {APPLICATION} again, with what it requires (the help topic install)."
        return ill("packages", ", ".join(wrong), way_out, ExitStatus.USAGE)
    return well("packages", ", ".join(there))


def check_private(name: str, paths: Sequence[Path]) -> Check:
    """Check that files with secrets or people's data are their owner's alone (0600)."""
    open_to_others = [path for path in paths if _mode(path) & OTHERS]
    if open_to_others:
        files = " ".join(clean(str(path)) for path in open_to_others)
        words = f"{counted(len(open_to_others), 'file')} can be read by others: {_some(open_to_others)}"
        return ill(name, words, f"chmod 600 {files}", ExitStatus.ACCESS)
    return well(name, f"{counted(len(paths), 'file')}, 0600" if paths else "none")


def check_journals(paths: Sequence[Path], copies: Sequence[Path] = ()) -> Check:
    """Check that each journal can be read, opened for looking only. `copies` are what sync programs left beside them."""
    for path in paths:
        try:
            journal = Journal.read(path)
        except JournalError as stop:
            return of_stop("journals", stop)
        if journal is not None:
            journal.close()
    private = check_private("journals", paths)
    if copies and private.health is Health.WELL:
        words = f"{counted(len(copies), 'copy', 'copies')} of a sync program beside them: {_some(copies)}"
        return note("journals", words, "Load from one machine; keep .load out of what is synced.")
    return private


def check_writable(folder: Path) -> Check:
    """Check that datasets can be written: into the folder, or into the one where it would be made."""
    place = folder if folder.exists() else folder.absolute().parent
    if os.access(place, os.W_OK | os.X_OK):
        return (
            well("folder", f"{folder} can be written")
            if place == folder
            else note("folder", f"{folder} is not there yet; generate makes it")
        )
    return ill(
        "folder",
        f"{place} can't be written",
        "Run in a folder of your own, or name one with generate --out.",
        ExitStatus.USAGE,
    )


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:  # gone meanwhile, or not ours to look at: then others may not either
        return 0


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _some(paths: Sequence[Path]) -> str:
    shown = ", ".join(clean(str(path)) for path in paths[:NAMED])
    return f"{shown}, …" if len(paths) > NAMED else shown
