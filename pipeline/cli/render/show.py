"""What `show` tells of a dataset: its rows, or the page that it makes of all of it."""

import csv
import functools
import io
import webbrowser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pipeline import __version__
from pipeline.cli.dataset import rows_loaded
from pipeline.cli.document import SPREAD
from pipeline.cli.invocation import typed
from pipeline.cli.render.guide import EXAMPLE_STORE
from pipeline.cli.session import Session
from pipeline.cli.started_as import PROGRAM, started_as
from pipeline.errors import Command, UsageError
from pipeline.files import shown_path
from pipeline.schema.folder import PAGE
from pipeline.settings import SANDBOX_PREFIX
from pipeline.text import clean, counted, did_you_mean, listed

if TYPE_CHECKING:
    from pipeline.dataset import Dataset, Sample
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


# Columns that a narrow terminal keeps as long as it can, behind a record's key and name; the first goes first
_LAST_TO_GO = (
    "brand_name",
    "physical_city",
    "phone",
    "inventory",
    "variant_option_two_value",
    "variant_option_one_value",
    "price_including_tax",
    "first_name",
    "last_name",
)


@dataclass(frozen=True, slots=True)
class WantedRows:
    """Which rows are asked for: first .. last-1, or those with these keys; and which columns of them (none: all)."""

    first: int = 0
    last: int | None = None
    keys: Sequence[str] = ()
    columns: Sequence[str] = ()

    def of(self, dataset: "Dataset", kind: "Kind") -> "Sample":
        """Return these rows of a kind. Raises UsageError for a column that it does not have."""
        from pipeline.dataset import sample
        from pipeline.schema.kinds import key_of

        part = sample(dataset, kind, *((0, None) if self.keys else (self.first, self.last)))
        wanted = {key_of(key) for key in self.keys}
        place = part.columns.index(kind.key.field) if kind.key.field in part.columns else None
        numbers = [
            number
            for number, row in enumerate(part.rows)
            if not wanted or (place is not None and key_of(row[place]) in wanted)
        ]
        lost = [name for name in self.columns if name not in part.columns]
        if lost and part.columns:
            raise UsageError(
                f'{kind.plural} have no column "{clean(lost[0], 60)}".{did_you_mean(lost[0], part.columns)}',
                code="column-unknown",
                hint=f"They have {', '.join(part.columns)}.",
            )
        names = tuple(self.columns) or part.columns
        picked = [part.columns.index(name) for name in names] if part.columns else []
        return part._replace(
            columns=names,
            rows=tuple(tuple(part.rows[number][at] for at in picked) for number in numbers),
            lines=tuple(part.lines[number] for number in numbers),
        )


def tell_rows(session: Session, dataset: "Dataset", kinds: "Sequence[Kind]", wanted: WantedRows) -> ShowData:
    """Print rows of these kinds as tables: on a narrow terminal those columns that fit, the record's own name at least."""
    data: dict[str, list[dict[str, str]]] = {}
    parts = {each: wanted.of(dataset, each) for each in kinds}
    if wanted.keys and not any(part.rows for part in parts.values()):
        raise UsageError(
            f'No row of {listed([each.nouns for each in kinds])} has the key "{clean(wanted.keys[0], 80)}".',
            code="key-unknown",
            hint="A customer is known by its e-mail, a product by its SKU, a supplier by its name.",
        )
    for each, part in parts.items():
        data[each.plural] = [dict(zip(part.columns, row, strict=True)) for row in part.rows]
        if not session.as_json and (part.rows or not wanted.keys):
            _tell_table(session, each, part, is_picked=bool(wanted.columns))
    return ShowData(data)


def _tell_table(session: Session, kind: "Kind", part: "Sample", *, is_picked: bool) -> None:
    columns = [name for number, name in enumerate(part.columns) if any(row[number] for row in part.rows)]
    picked = [part.columns.index(name) for name in columns]
    title = f"{kind.plural}: {counted(len(part.rows), 'row')} of {part.total:,}"
    numbered = zip(part.lines, part.rows, strict=True)
    cells = [[line, *(row[number] for number in picked)] for line, row in numbered]
    if not part.rows:
        session.terminal.say(f"{kind.plural}: no such rows; there are {part.total:,}.")
        return
    last = [name for name in _LAST_TO_GO if name in columns]
    others = [name for name in reversed(columns) if name not in (kind.key.field, "name", *last)]
    spare = () if is_picked else (*others, *last)
    hidden = session.terminal.table(title, [">row", *columns], cells, spare=spare)
    if hidden:
        session.terminal.say(
            f"{counted(len(hidden), 'more column')}, such as {hidden[0]}: --columns picks some, --csv prints all."
        )


def print_csv(session: Session, dataset: "Dataset", kinds: "Sequence[Kind]", wanted: WantedRows) -> ShowData:
    """Print rows of one kind as CSV, with a header. Raises UsageError where several kinds could be meant."""
    if len(kinds) > 1:
        raise UsageError(
            f"A CSV file holds one kind, and {dataset.folder} has {listed([each.plural for each in kinds])}.",
            code="kind-missing",
            hint="Name one of them.",
            command=Command(("show", dataset.folder, kinds[0].plural, "--csv")),
        )
    parts = [(each, wanted.of(dataset, each)) for each in kinds]
    for _, part in parts:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows([part.columns, *part.rows])
        session.terminal.data(buffer.getvalue().removesuffix("\n"))
    return ShowData(
        {
            each.plural: [dict(zip(part.columns, row, strict=True)) for row in part.rows]
            for each, part in parts
        }
    )


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
    request = PageRequest(
        dataset,
        str(name),
        __version__,
        next_commands(dataset.folder),
        only,
        packs_dir,
        functools.partial(rows_loaded, dataset.folder),
    )
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
    session.terminal.done(_words(data, page.rows))
    if page.real and only is None:
        session.terminal.notice(
            f"It shows {counted(page.real, 'customer')} who may be real; show --html --only products leaves people out."
        )
    return data


def _words(data: ShopPageData, rows: "Mapping[Kind, int]") -> str:
    said = [counted(count, kind.noun, kind.nouns) for kind, count in rows.items()]
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
            ("Load what is not there yet", ("load", *options)),
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
