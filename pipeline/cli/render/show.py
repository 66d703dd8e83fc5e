"""What `show` tells of a dataset: its rows, or the page that it makes of all of it."""

import webbrowser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pipeline.cli.document import SPREAD
from pipeline.cli.invocation import typed
from pipeline.cli.render.guide import EXAMPLE_STORE
from pipeline.cli.session import Session, tool_version
from pipeline.cli.started_as import PROGRAM, started_as
from pipeline.errors import Command, UsageError
from pipeline.files import shown_path
from pipeline.schema.folder import PAGE
from pipeline.settings import SANDBOX_PREFIX
from pipeline.text import counted, listed

if TYPE_CHECKING:
    from pipeline.dataset import Dataset
    from pipeline.schema.kinds import Kind


@dataclass(frozen=True, slots=True)
class ShowData:
    """The rows that were asked for, of each kind."""

    rows: Annotated[Mapping[str, Sequence[Mapping[str, str]]], SPREAD]


@dataclass(frozen=True, slots=True)
class ShopPageData:
    """The page that was made: its file, and what is in it. `real_people`: customers who may be real ones."""

    file: str
    bytes: int
    rows: Mapping[str, int]
    families: int
    findings: int
    edited_cells: int
    real_people: int
    opened: bool


def tell_rows(
    session: Session, dataset: "Dataset", kinds: "Sequence[Kind]", first: int, last: int
) -> ShowData:
    """Print rows of these kinds as tables."""
    from pipeline.dataset import sample

    data: dict[str, list[dict[str, str]]] = {}
    for each in kinds:
        part = sample(dataset, each, first, last)
        columns = [name for number, name in enumerate(part.columns) if any(row[number] for row in part.rows)]
        picked = [part.columns.index(name) for name in columns]
        data[each.plural] = [dict(zip(part.columns, row, strict=True)) for row in part.rows]
        if not session.as_json:
            title = f"{each.plural}: {counted(len(part.rows), 'row')} of {part.total:,}"
            numbered = zip(part.lines, part.rows, strict=True)
            cells = [[line, *(row[number] for number in picked)] for line, row in numbered]
            if part.rows:
                session.terminal.table(title, [">row", *columns], cells)
            else:
                session.terminal.say(f"{each.plural}: no such rows; there are {part.total:,}.")
    return ShowData(data)


def tell_page(
    session: Session,
    dataset: "Dataset",
    only: "Kind | None",
    out: Path | None,
    packs_dir: Path | None,
    *,
    open_it: bool,
) -> ShopPageData:
    """Write a dataset's page, say where it is and, if asked, open it in a browser."""
    from pipeline.pages import PageRequest, make_page, write_page

    path = out or dataset.folder / PAGE
    name = _without_root(dataset.folder)
    request = PageRequest(dataset, str(name), tool_version(), next_commands(dataset.folder), only, packs_dir)
    page = make_page(request)
    size = write_page(path, page.html)
    if page.unknown_packs:
        session.terminal.notice(
            f"There is no pack {listed(page.unknown_packs)} here: its products are shown as cartons. Name its folder with show --packs-dir."
        )
    opened = open_it and webbrowser.open(path.resolve().as_uri())
    if open_it and not opened:
        session.terminal.notice("No browser was found; open the file in one.")
    rows = {kind.plural: count for kind, count in page.rows.items()}
    data = ShopPageData(str(path), size, rows, page.families, page.findings, page.edited, page.real, opened)
    session.terminal.done(_words(data))
    if page.real and only is None:
        session.terminal.notice(
            f"It shows {counted(page.real, 'customer')} who may be real; show --html --only products leaves people out."
        )
    return data


def _words(data: ShopPageData) -> str:
    said = [f"{count:,} {kind}" for kind, count in data.rows.items()]
    more = [counted(data.edited_cells, "edited cell")] if data.edited_cells else []
    more += [counted(data.findings, "finding")] if data.findings else []
    return f"{data.file}: {listed([*said, *more])}, {data.bytes / 1000:,.0f} kB. Open it in any browser."


def next_commands(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return what to do with a dataset: (purpose, command). No command has a path from the root of this machine."""
    from pipeline.dataset import journals_of

    stores = [path.stem for path in journals_of(folder)]
    steps: list[tuple[str, tuple[object, ...]]] = [("Check the files", ("check",))]
    for prefix in stores:
        options = ("--sandbox",) if prefix == SANDBOX_PREFIX else ("-d", prefix)
        steps += [
            (f"Where it stands in {prefix}", ("status", *options)),
            ("Compare with the store", ("verify", *options)),
            ("Take it back", ("unload", *options)),
        ]
    if not stores:
        steps += [
            ("What a load would do", ("plan", "--sandbox")),
            ("Load into the sandbox", ("load", "--sandbox")),
            ("Load into your store", ("load", "-d", EXAMPLE_STORE)),
        ]
    steps.append(("Make this page again", ("show", "--html")))
    return tuple(
        (purpose, _said(str(words[0]), _without_root(folder), *words[1:])) for purpose, words in steps
    )


def _without_root(folder: Path) -> Path:
    """Return a folder as it is called from here; its name alone where it is elsewhere."""
    shown = shown_path(folder)
    return Path(shown.name) if shown.is_absolute() else shown


def _said(*words: object) -> str:
    command, begins = typed(*words), started_as()
    return f"{PROGRAM}{command.removeprefix(begins)}" if Path(begins.lstrip("'")).is_absolute() else command


def require_page(folder: Path, given: Mapping[str, bool]) -> None:
    """Raise UsageError for options that only a page has: `given` says which were given."""
    found = [name for name, there in given.items() if there]
    if found:
        raise UsageError(
            f"{listed(found)} {'goes' if len(found) == 1 else 'go'} with --html.",
            code="html-missing",
            hint="Add --html to make a page.",
            command=Command(("show", folder, "--html")),
        )
