"""guide: what a dataset holds, where it was loaded, and the commands that go on from there."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.document import by_plural
from pipeline.cli.options import shared
from pipeline.cli.options.shared import StoreOptions
from pipeline.cli.render.guide import Destination, GuideData, by_make, by_tool, command_lines, lines, part_of
from pipeline.cli.script import refresh_script
from pipeline.cli.session import Answer, Given, Session
from pipeline.cli.store.journal import journal_of
from pipeline.cli.store.sandbox_place import find_sandbox
from pipeline.cli.store.target import domain_setting
from pipeline.schema.kinds import filed_kinds, kinds_to_show
from pipeline.text import clean

if TYPE_CHECKING:
    from pipeline.schema.records import Id


def guide(
    folder: shared.DatasetArgument,
    *,
    store: shared.NamedStore,
    make: Annotated[
        str | None, typer.Option("--make", metavar="WORDS", help="Name make targets, called by these words.")
    ] = None,
    answer: shared.AnswerOptions,
) -> Given[GuideData]:
    """Say what a dataset holds, where it is loaded, and how to go on.

    Examples:
      x-series-demo guide out/demo

      x-series-demo guide out/demo --sandbox --make make
    """
    from pipeline.dataset import read_dataset
    from pipeline.load.run import MAPPING_NAME

    session = answer.session("guide")
    dataset = read_dataset(folder)
    there, loaded = _store(session, store, folder)
    found = {kind: part_of(dataset, kind, loaded) for kind in filed_kinds()}
    parts = {kind: found[kind] for kind in kinds_to_show({kind: part.rows for kind, part in found.items()})}
    mapping = folder / MAPPING_NAME if there.begun else None
    script = refresh_script(session, folder)
    if make is None or "--base-url" in there.options:  # which no target takes
        steps = tuple(by_tool(dataset, there))
    else:
        steps = tuple(by_make(dataset, there, make))
    if not session.as_json:
        for line in (
            *lines(folder, there, parts, mapping, script),
            "",
            *command_lines(steps, session.terminal.columns),
        ):
            session.terminal.data(line)
    mapped = None if mapping is None else str(mapping)
    scripted = None if script is None else str(script)
    data = GuideData(str(folder), there.shown, mapped, scripted, by_plural(parts), steps)
    return session.give(Answer(data))


def _store(session: Session, wanted: StoreOptions, folder: Path) -> "tuple[Destination, frozenset[Id]]":
    """Return the store that is meant, and which records the journal has there.

    For a dataset that was never loaded and where none was named it is the sandbox.
    """
    from pipeline.dataset import journals_of
    from pipeline.journal.book import Journal
    from pipeline.journal.file import journal_path
    from pipeline.journal.transitions import State
    from pipeline.settings import SANDBOX_PREFIX

    if not (journals_of(folder) or wanted.base_url or domain_setting(wanted, session).value):
        wanted = StoreOptions(sandbox=True)
    prefix, options = journal_of(session, wanted, folder)
    journal = Journal.read(journal_path(folder, prefix))
    with journal or Journal.blank() as opened:
        made = (entry for entry in opened.entries() if entry.state is State.DONE)
        loaded = frozenset((entry.kind, entry.key) for entry in made)
    if options == ("--sandbox",):
        shown = f"the sandbox ({clean(str(find_sandbox(folder).state))})"
        return Destination(options, shown, "", journal is not None), loaded
    domain = "" if prefix == SANDBOX_PREFIX else prefix
    return Destination(options, prefix, domain, journal is not None), loaded
