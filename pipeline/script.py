"""The presenter's script: whom and what to search for in a dataset with known cases, and what it shows.

Promises: it says what stands in the files and in the journals at the moment; a script that somebody made their own is
left alone. Asks no store. A case whose rows were taken out of the files, or edited, says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from pipeline.dataset import Dataset, journals_of
from pipeline.dataset.edits import Edits, edits_of
from pipeline.errors import JournalError
from pipeline.files import replace_file
from pipeline.http.address import local_address
from pipeline.journal.book import Journal
from pipeline.journal.transitions import State
from pipeline.schema.folder import SCRIPT
from pipeline.schema.kinds import Kind, key_of
from pipeline.schema.records import Id, record_from_row
from pipeline.schema.scenarios import SCENARIOS, Scenario
from pipeline.settings import SANDBOX_PREFIX
from pipeline.stores import address_of, page_of
from pipeline.text import clean, counted

MARK = "<!-- made by x-series-demo: it makes this file again; delete this line to keep yours -->"
_EDITS = 100_000  # rows looked at: a case stands near the beginning
SANDBOX_ROOT = "http://127.0.0.1:8787"  # where the sandbox's pages are, unless a port is named


class LoadedStore(NamedTuple):
    """A store that has records of the dataset: its prefix, and a page for each of them."""

    prefix: str
    ids: Mapping[Id, str]
    root: str

    def link(self, kind: Kind, remote_id: str) -> str:
        """Return the page of a record."""
        if self.root.startswith("http://"):
            return f"{self.root}/office/{kind.plural}?id={remote_id}"
        return page_of(self.root, kind.name, remote_id)


@dataclass(frozen=True, slots=True)
class ScriptRow:
    """A row of the files: what people call it, its cells by heading, and where it is: (prefix, id, link)."""

    label: str
    cells: Sequence[tuple[str, str]]
    places: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class ScriptCase:
    """A known case: its title, what it shows, its rows; `missing` says why it has none."""

    kind: Kind
    title: str
    shows: str
    rows: Sequence[ScriptRow]
    missing: str = ""


def script_of(dataset: Dataset) -> tuple[ScriptCase, ...]:
    """Return the known cases of a dataset, as its files have them now; () for one without."""
    manifest = dataset.manifest
    if manifest is None or not manifest.scenarios:
        return ()
    stores, edits = tuple(_stores(dataset)), edits_of(dataset, named=_EDITS)
    return tuple(
        _case(each, manifest.scenarios.get(each.name, ()), dataset, stores, edits) for each in SCENARIOS
    )


def write_script(dataset: Dataset) -> bool:
    """Write the script beside the dataset, or take away one that says nothing any more; tell whether ours is there.

    Raises OSError as the file system gives it.
    """
    path = dataset.folder / SCRIPT
    if path.exists() and not path.read_text(encoding="utf-8", errors="replace").startswith(MARK):
        return False
    cases = script_of(dataset)
    if not cases:
        path.unlink(missing_ok=True)
        return False
    replace_file(path, ("\n".join(_lines(cases)) + "\n").encode(), durable=False)
    return True


def _stores(dataset: Dataset) -> Iterator[LoadedStore]:
    """Yield the stores that have something of the dataset; a journal that can't be read tells nothing here."""
    for path in journals_of(dataset.folder):
        try:
            journal = Journal.read(path)
        except JournalError:
            continue
        if journal is None:
            continue
        with journal:
            done = [entry for entry in journal.entries() if entry.state is State.DONE]
            base_url = str((journal.note("binding") or {}).get("base_url", ""))
        if done:
            ids = {entry.id: entry.remote_id or "" for entry in done}
            yield LoadedStore(path.stem, ids, _root(path.stem, base_url))


def _root(prefix: str, base_url: str) -> str:
    """Return where a store's pages are: its own address; of the sandbox that of its pages."""
    if base_url.startswith("http://"):
        return local_address(base_url).base_url.partition("/api/")[0]
    return SANDBOX_ROOT if prefix == SANDBOX_PREFIX else base_url or address_of(prefix).base_url


def _case(
    case: Scenario,
    keys: "tuple[str, ...] | str",
    dataset: Dataset,
    stores: Sequence[LoadedStore],
    edits: Edits,
) -> ScriptCase:
    if isinstance(keys, str):
        return ScriptCase(case.kind, case.title, case.shows, (), keys)
    table = dataset.tables.get(case.kind)
    key = case.kind.key.field
    if table is None or key not in table.frame.columns:
        return ScriptCase(case.kind, case.title, case.shows, (), "the files have none any more")
    found = table.whole.filter(pl.col(key).is_in(keys))
    rows = tuple(_row(case, cells, stores) for cells in found.iter_rows(named=True))
    blank = _blank(found, case) if case.whole else ""
    missing = "" if rows else "its rows were taken out of the files, or have another key now"
    return ScriptCase(case.kind, case.title, case.shows + blank + _edited(case, keys, edits), rows, missing)


def _edited(case: Scenario, keys: Sequence[str], edits: Edits) -> str:
    """Return in words what a person changed in the rows of a case: they may not show it any more."""
    theirs = {key_of(key) for key in keys}
    of_kind = [each for each in edits.kinds if each.kind is case.kind]
    rows = [row for each in of_kind for row in each.rows if key_of(row.key) in theirs]
    said = list(dict.fromkeys(name for row in rows if row.line is not None for name in row.columns))
    if gone := sum(row.line is None for row in rows):
        said.append(f"{counted(gone, 'row')} taken out")
    if any(not each.rows_known for each in of_kind):
        said = ["which rows is not known"]
    return f" Edited since: {', '.join(said)}; see whether it still shows that." if said else ""


def _blank(found: pl.DataFrame, case: Scenario) -> str:
    """Return in words which fields are blank nevertheless."""
    blank = [
        name
        for name in case.kind.fields
        if name not in found.columns or found[name].null_count() == len(found)
    ]
    return f" Blank: {', '.join(blank)}." if blank and len(found) else ""


def _row(case: Scenario, cells: Mapping[str, str | None], stores: Sequence[LoadedStore]) -> ScriptRow:
    key = cells[case.kind.key.field] or ""
    try:
        label = record_from_row(case.kind, cells).label
    except ValueError:  # check says which cell
        label = key
    columns = [(_heading(case.kind, name), clean(cells.get(name) or "", 200)) for name in case.columns]
    ids = ((store, store.ids.get((case.kind, key_of(key)))) for store in stores)
    places = [(store.prefix, found, store.link(case.kind, found)) for store, found in ids if found]
    return ScriptRow(clean(label, 200), columns, places)


def _heading(kind: Kind, name: str) -> str:
    return kind.key.noun if name == kind.key.field else name.replace("_including_tax", "").replace("_", " ")


def _lines(cases: Sequence[ScriptCase]) -> Iterator[str]:
    yield from (MARK, "", "# What to show", "")
    yield "Search for a name, an e-mail, a SKU or a barcode of these. Links are there once the dataset is loaded."
    for case in cases:
        yield from ("", f"## {case.title}", "", case.shows)
        if case.missing:
            yield from ("", f"Not in this dataset: {case.missing}.")
            continue
        yield ""
        yield from _table(case.rows)


def _table(rows: Sequence[ScriptRow]) -> Iterator[str]:
    """Yield the rows as a table of Markdown, without columns that are blank in all of them."""
    shown = [at for at in range(len(rows[0].cells)) if any(row.cells[at][1] for row in rows)]
    stores = list(dict.fromkeys(prefix for row in rows for prefix, _, _ in row.places))
    heads = ["name", *(rows[0].cells[at][0] for at in shown), *(f"in {prefix}" for prefix in stores)]
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        links = {prefix: f"[{found}]({link})" for prefix, found, link in row.places}
        cells = [_plain(row.label), *(_plain(row.cells[at][1]) for at in shown)]
        yield f"| {' | '.join([*cells, *(links.get(prefix, '') for prefix in stores)])} |"


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return "".join(f"\\{each}" if each in "\\`*_[]<>|#" else each for each in text)
