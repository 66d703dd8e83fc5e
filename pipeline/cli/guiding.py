"""guide: what a dataset holds, where it was loaded, and the commands that go on from there."""

import shlex
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import flags
from pipeline.cli.embedded import find_sandbox
from pipeline.cli.generating import DEFAULT_OUT
from pipeline.cli.invocation import typed
from pipeline.cli.session import Answer, Session
from pipeline.cli.standing import journal_of
from pipeline.cli.target import Wanted, domain_setting
from pipeline.files import unused
from pipeline.schema.kinds import filed_kinds
from pipeline.text import clean, counted, listed

if TYPE_CHECKING:
    from pipeline.dataset import Dataset
    from pipeline.schema.kinds import Kind
    from pipeline.schema.records import Id

EXAMPLE_STORE = "mystore"


@dataclass(frozen=True, slots=True)
class Store:
    """Where a dataset is loaded, or is to be: the words that name it on a command line, and for people.

    `domain` is its prefix where it isn't the sandbox; `begun` tells whether a load ever was.
    """

    options: tuple[str, ...]
    shown: str
    domain: str
    begun: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One kind: how many rows, how many of them are in the store, what is to be known of them, and their file."""

    rows: int
    loaded: int
    known: str
    file: str


@dataclass(frozen=True, slots=True)
class Step:
    """A command to type, and what for."""

    purpose: str
    command: str
    note: str = ""


def guide(
    folder: flags.DatasetArgument,
    domain: flags.Domain = None,
    sandbox: flags.UseSandbox = False,
    base_url: flags.BaseUrl = None,
    make: Annotated[
        str | None,
        typer.Option(
            "--make", metavar="WORDS", help="Name make targets, called by these words.", show_default=False
        ),
    ] = None,
    as_json: flags.Json = False,
    quiet: flags.Quiet = False,
    profile: flags.Profile = None,
) -> int:
    """Say what a dataset holds, where it is loaded, and how to go on.

    Examples:
      x-series-demo guide out/demo

      x-series-demo guide out/demo --sandbox --make make
    """
    from pipeline.dataset import read_dataset
    from pipeline.load.run import MAPPING_NAME

    session = Session("guide", as_json, quiet, profile)
    dataset = read_dataset(folder)
    store, loaded = _store(session, Wanted(domain, sandbox, base_url=base_url), folder)
    parts = {kind: _part(dataset, kind, loaded) for kind in filed_kinds()}
    mapping = folder / MAPPING_NAME if store.begun else None
    if make is None or "--base-url" in store.options:  # which no target takes
        steps = tuple(_by_tool(dataset, store))
    else:
        steps = tuple(_by_make(dataset, store, make))
    if not as_json:
        for line in (*_lines(folder, store, parts, mapping), "", *_commands(steps)):
            session.terminal.data(line)
    data = {
        "folder": str(folder),
        "store": store.shown,
        "mapping": mapping and str(mapping),
        **{kind.plural: asdict(part) for kind, part in parts.items()},
        "steps": [asdict(step) for step in steps],
    }
    return session.give(Answer(data))


def _store(session: Session, wanted: Wanted, folder: Path) -> "tuple[Store, frozenset[Id]]":
    """Return the store that is meant, and which records the journal has there.

    For a dataset that was never loaded and where none was named it is the sandbox.
    """
    from pipeline.dataset import journals_of
    from pipeline.journal.book import Journal
    from pipeline.journal.file import journal_path
    from pipeline.journal.transitions import State
    from pipeline.settings import SANDBOX_PREFIX

    if not (journals_of(folder) or wanted.base_url or domain_setting(wanted, session).value):
        wanted = Wanted(sandbox=True)
    prefix, options = journal_of(session, wanted, folder)
    journal = Journal.read(journal_path(folder, prefix))
    with journal or Journal.blank() as opened:
        made = (entry for entry in opened.entries() if entry.state is State.DONE)
        loaded = frozenset((entry.kind, entry.key) for entry in made)
    if options == ("--sandbox",):
        shown = f"the sandbox ({clean(str(find_sandbox(folder).state))})"
        return Store(options, shown, "", journal is not None), loaded
    domain = "" if prefix == SANDBOX_PREFIX else prefix
    return Store(options, prefix, domain, journal is not None), loaded


def _part(dataset: "Dataset", kind: "Kind", loaded: "frozenset[Id]") -> Part:
    from pipeline.generate import PREVIEWS
    from pipeline.schema.kinds import key_of

    table = dataset.tables.get(kind)
    if table is None:
        return Part(0, 0, "", "")
    rows = table.frame.height
    keys = table.frame[kind.key.field] if kind.key.field in table.frame.columns else ()
    there = sum((kind, key_of(key or "")) in loaded for key in keys)
    known = PREVIEWS[kind].gist(table.frame) if kind in PREVIEWS else ""
    return Part(rows, there, clean(known, 60), clean(str(table.path)))


def _lines(folder: Path, store: Store, parts: "dict[Kind, Part]", mapping: Path | None) -> Iterator[str]:
    """Yield what is where."""
    sizes = [_size(kind, part, begun=store.begun) for kind, part in parts.items()]
    where = f"in {store.shown}" if store.begun else "not loaded yet"
    yield f"{clean(str(folder))}: {listed(sizes)}, {where}"
    named = [(kind.plural.capitalize(), part.known, part.file) for kind, part in parts.items() if part.rows]
    if mapping is not None:
        named.append(("Their ids", "by e-mail and SKU", clean(str(mapping))))
    width = max((len(known) for _, known, _ in named), default=0)
    for name, known, file in named:
        yield f"  {name:<15} {known:<{width}}   {file}"


def _size(kind: "Kind", part: Part, *, begun: bool) -> str:
    partly = f"{part.loaded:,} of " if begun and part.loaded != part.rows else ""
    return f"{partly}{counted(part.rows, kind.name, kind.plural)}"


def _commands(steps: tuple[Step, ...]) -> Iterator[str]:
    """Yield the commands, each purpose said once."""
    before = ""
    for step in steps:
        note = f"   # {step.note}" if step.note else ""
        yield f"  {'' if step.purpose == before else step.purpose:<15} {step.command}{note}"
        before = step.purpose


def _see(dataset: "Dataset", store: Store) -> Iterator[Step]:
    kind = next(iter(dataset.tables)).plural
    yield Step("See it", typed("show", dataset.folder, kind, "--rows", "0:5"))
    if store.begun:
        yield Step("See it", typed("verify", dataset.folder, *store.options), "is it really there?")


def _by_make(dataset: "Dataset", store: Store, make: str) -> Iterator[Step]:
    """Yield the steps as targets of the Makefile."""
    folder = dataset.folder
    out = "" if folder == DEFAULT_OUT else f" OUT={shlex.quote(str(folder))}"
    there = f"{out} DOMAIN={store.domain}" if store.domain else out
    yield from _see(dataset, store)
    if store.begun:
        yield from _edit(dataset)
        yield Step("Change it", f"{make} reset load{there}", "after editing the files")
    else:
        yield Step("Load it", f"{make} load{there}", "after editing the files, if you like")
    yield Step("Make another", f"{make} demo PACKS={_other_pack(dataset)}", "or CUSTOMERS=100, REGION=nz ...")
    if not store.domain:
        yield Step("Your own store", f"{make} load{out} DOMAIN={EXAMPLE_STORE}", _OWN)
    if store.begun:
        yield Step("Take it back", f"{make} reset{there}")


def _by_tool(dataset: "Dataset", store: Store) -> Iterator[Step]:
    """Yield the steps as commands of this program."""
    folder = dataset.folder
    load, unload = (typed(name, folder, *store.options) for name in ("load", "unload"))
    yield from _see(dataset, store)
    if store.begun:
        yield from _edit(dataset)
        yield Step("Change it", unload, "then edit the files, and:")
        yield Step("Change it", load)
    else:
        yield Step("Load it", load, "after editing the files, if you like")
    pack = _other_pack(dataset)
    yield Step("Make another", typed("generate", "-p", pack, "--out", unused(folder.parent / pack)))
    if not store.domain:
        yield Step("Your own store", typed("load", folder, "-d", EXAMPLE_STORE), _OWN)
    if store.begun:
        yield Step("Take it back", unload)


_OWN = "its prefix; the token in XSERIES_TOKEN"


def _edit(dataset: "Dataset") -> Iterator[Step]:
    if any(table.format == "parquet" for table in dataset.tables.values()):
        yield Step("Change it", typed("convert", dataset.folder, "--format", "csv"), "files to edit")


def _other_pack(dataset: "Dataset") -> str:
    """Return a pack that the dataset is not made of."""
    from pipeline.packs import find_packs

    there = dataset.manifest.packs if dataset.manifest else {}
    return next((name for name in find_packs() if name not in there), "apparel")
