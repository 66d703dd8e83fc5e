"""What is said of files that were imported."""

from typing import TYPE_CHECKING, Any

from pipeline.cli.session import Session
from pipeline.text import counted

if TYPE_CHECKING:
    from pipeline.dataset import ImportedFile


def say_file(session: Session, told: "ImportedFile") -> None:
    """Say what was taken over from a file, and what wasn't."""
    terminal = session.terminal
    terminal.say(f"{told.path}: {counted(told.rows, told.kind.name)}")
    renamed = [(theirs, ours) for theirs, ours in told.matched.items() if theirs != ours]
    terminal.table("", ("their column", "ours"), renamed, data=False) if renamed else None
    for line in told.notes:
        terminal.say(f"  {line}")
    if told.dropped:
        terminal.notice(f"Not taken over: {', '.join(told.dropped)}. --map THEIRS=OURS says what one is.")


def file_data(told: "ImportedFile") -> dict[str, Any]:
    """Return an imported file for scripts."""
    return {
        "file": str(told.path),
        "kind": told.kind.name,
        "rows": told.rows,
        "matched": dict(told.matched),
        "dropped": list(told.dropped),
        "notes": list(told.notes),
    }
