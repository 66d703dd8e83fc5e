"""The presenter's script of a dataset, made again by whatever changes what it tells."""

from pathlib import Path

from pipeline.cli.session import Session
from pipeline.errors import StopError


def refresh_script(session: Session, folder: Path) -> Path | None:
    """Write the script of a dataset with known cases; return its place, None where there is none of ours.

    A script that can't be written, or a dataset that can't be read, is said and ends nothing.
    """
    from pipeline.dataset import read_manifest
    from pipeline.schema.folder import SCRIPT

    path = folder / SCRIPT
    try:
        manifest = read_manifest(folder)
        if (manifest is None or not manifest.scenarios) and not path.exists():
            return None
        from pipeline.dataset import read_dataset
        from pipeline.script import write_script

        return path if write_script(read_dataset(folder)) else None
    except OSError as wrong:
        session.terminal.notice(f"{path} can't be written: {wrong.strerror}.")
    except StopError as stop:
        session.terminal.notice(f"{path} is as it was. {stop.message}")
    return None


def tell_script(session: Session, folder: Path) -> str | None:
    """Write the script and say where it is."""
    path = refresh_script(session, folder)
    if path is not None:
        session.terminal.say(f"  Whom and what to show: {path}")
    return None if path is None else str(path)
