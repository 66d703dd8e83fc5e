"""What is said of a dataset that was made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cli.session import Session

if TYPE_CHECKING:
    from pipeline.dataset.make import Made


@dataclass(frozen=True, slots=True)
class GenerateData:
    """The dataset that was made, or found as it was wished for."""

    folder: str
    seed: int | None
    packs: Sequence[str]
    region: str | None
    counts: Mapping[str, int]
    families: int | None
    already_there: bool
    edited: str
    script: str | None


def show_preview(session: Session, made: "Made") -> None:
    """Show what a person wants to see of each kind."""
    if session.quiet:
        return
    from pipeline.generate import PREVIEWS

    for kind, preview in PREVIEWS.items():
        if kind in made.begins:
            for shown in preview.tables(made.begins[kind], made.manifest.counts[kind]):
                spare = [column.lstrip(">") for column in reversed(shown.columns[2:])]
                session.terminal.table(shown.title, shown.columns, shown.rows, data=False, spare=spare)
