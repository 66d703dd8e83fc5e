"""A dataset as commands read it: checked, or as far as its files can be read."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.invocation import carried
from pipeline.cli.render.record import Rows
from pipeline.cli.session import Session
from pipeline.errors import Command, FindingsError
from pipeline.schema.kinds import filed_kinds
from pipeline.text import counted

if TYPE_CHECKING:
    from pipeline.dataset import Dataset, Report
    from pipeline.journal.book import Journal
    from pipeline.load.images.pictures import Pictures


def checked(
    session: Session, folder: Path, *, allow_real_emails: bool, undone: str = "sent"
) -> "tuple[Dataset, Report]":
    """Read and check a dataset, say its notes, and return it. Raises FindingsError with everything that is wrong.

    `undone` is what the command would have done with it.
    """
    from pipeline.dataset import check_dataset, read_dataset

    dataset = read_dataset(folder)
    report = check_dataset(dataset, allow_real_emails=allow_real_emails)
    for note in report.notes:
        session.terminal.notice(note)
    if not report.passed:
        raise refused(report, folder, undone)
    return dataset, report


def refused(report: "Report", folder: Path, undone: str = "sent", *, fixes: bool = True) -> FindingsError:
    """Return what ends a command for the findings of a report; unless told otherwise, it says what `check --fix` would write."""
    certain = report.fixable if fixes else 0
    hint = "Mend the files, then check them again."
    if certain:
        hint += f" check --fix writes what is certain, in {counted(certain, 'place')}."
    return FindingsError(
        f"{counted(report.total, 'finding')} in {folder}; nothing was {undone}.",
        code="check-findings",
        hint=hint,
        command=Command(
            ("check", folder, *(["--fix"] if certain else []), *carried("allow_real_emails", "profile"))
        ),
        findings=report.findings,
    )


def rows_or_none(folder: Path, journal: "Journal | None", *, loaded: bool = True) -> Rows | None:
    """Return the dataset's rows, or None when its files can't be read: the journal tells without them.

    They are as its load chose to send them. Where nothing was `loaded`, there must be files to speak of. Raises UsageError, FindingsError for what is no dataset.
    """
    from pipeline.dataset import read_dataset
    from pipeline.dataset.folder import table_paths
    from pipeline.errors import FindingsError
    from pipeline.load.planning.choices import NOTE, choice_from
    from pipeline.load.request import filed_rows

    try:
        noted = journal.note(NOTE) if journal else None
        return filed_rows(read_dataset(folder), choice_from(noted), journal.entries() if journal else ())
    except FindingsError:
        if not loaded and not any(table_paths(folder, kind) for kind in filed_kinds()):
            raise
        return None


def rows_loaded(folder: Path, prefix: str) -> Rows | None:
    """Return the dataset's rows as its load into a store sends them, None when its files can't be read."""
    from pipeline.journal.book import Journal
    from pipeline.journal.file import journal_path

    journal = Journal.read(journal_path(folder, prefix))
    if journal is None:
        return rows_or_none(folder, None)
    with journal:
        return rows_or_none(folder, journal)


def pictures_loaded(dataset: "Dataset", prefix: str) -> "Pictures":
    """Return the images of a dataset's products as its load into a store brings them: none where they were left out."""
    from pipeline.journal.book import Journal
    from pipeline.journal.file import journal_path
    from pipeline.load.images.pictures import NO_PICTURES, PART, pictures_of
    from pipeline.load.planning.choices import NOTE, choice_from

    journal = Journal.read(journal_path(dataset.folder, prefix))
    with journal or nullcontext():
        choice = choice_from(journal.note(NOTE) if journal else None)
    return NO_PICTURES if journal is None or PART in choice.without else pictures_of(dataset)
