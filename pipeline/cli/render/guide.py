"""What is said of a dataset by `guide`: its parts, and the commands that go on from there."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pipeline.cli.document import SPREAD
from pipeline.cli.invocation import typed
from pipeline.cli.out_folder import DEFAULT_OUT
from pipeline.files import unused
from pipeline.text import clean, counted, listed

if TYPE_CHECKING:
    from pipeline.dataset import Dataset
    from pipeline.schema.kinds import Kind
    from pipeline.schema.records import Id

EXAMPLE_STORE = "mystore"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a dataset is loaded, or is to be: the words that name it on a command line, and for people.

    `domain` is its prefix where it isn't the sandbox; `begun` tells whether a load ever was.
    """

    options: tuple[str, ...]
    shown: str
    domain: str
    begun: bool


@dataclass(frozen=True, slots=True)
class PartData:
    """One kind: how many rows, how many of them are in the store, what is to be known of them, and their file."""

    rows: int
    loaded: int
    known: str
    file: str


@dataclass(frozen=True, slots=True)
class StepData:
    """A command to type, and what for."""

    purpose: str
    command: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class GuideData:
    """What a dataset holds, where it is, and the commands that go on from there."""

    folder: str
    store: str
    mapping: str | None
    script: str | None
    parts: Annotated[Mapping[str, PartData], SPREAD]
    steps: Sequence[StepData]


def part_of(dataset: "Dataset", kind: "Kind", loaded: "frozenset[Id]") -> PartData:
    """Return how much of a kind there is, and what is to be known of it."""
    from pipeline.generate import PREVIEWS
    from pipeline.schema.kinds import key_of

    table = dataset.tables.get(kind)
    if table is None:
        return PartData(0, 0, "", "")
    rows = table.frame.height
    keys = table.frame[kind.key.field] if kind.key.field in table.frame.columns else ()
    there = sum((kind, key_of(key or "")) in loaded for key in keys)
    known = PREVIEWS[kind].gist(table.whole) if kind in PREVIEWS else ""
    return PartData(rows, there, clean(known, 60), clean(str(table.path)))


def lines(
    folder: Path,
    store: Destination,
    parts: "dict[Kind, PartData]",
    mapping: Path | None,
    script: Path | None,
) -> Iterator[str]:
    """Yield what is where."""
    sizes = [_size(kind, part, begun=store.begun) for kind, part in parts.items()]
    where = f"in {store.shown}" if store.begun else "not loaded yet"
    yield f"{clean(str(folder))}: {listed(sizes)}, {where}"
    named = [(kind.nouns.capitalize(), part.known, part.file) for kind, part in parts.items() if part.rows]
    if mapping is not None:
        named.append(("Their ids", "by e-mail and SKU", clean(str(mapping))))
    if script is not None:
        named.append(("What to show", "whom to search for", clean(str(script))))
    width = max((len(known) for _, known, _ in named), default=0)
    for name, known, file in named:
        yield f"  {name:<15} {known:<{width}}   {file}"


def _size(kind: "Kind", part: PartData, *, begun: bool) -> str:
    partly = f"{part.loaded:,} of " if begun and part.loaded != part.rows else ""
    return f"{partly}{counted(part.rows, kind.noun, kind.nouns)}"


def command_lines(steps: tuple[StepData, ...], width: int) -> Iterator[str]:
    """Yield the commands, each purpose said once; notes that don't fit on their line are left out."""
    before = ""
    for step in steps:
        line = f"  {'' if step.purpose == before else step.purpose:<15} {step.command}"
        noted = f"{line}   # {step.note}" if step.note else line
        yield noted if len(noted) <= width else line
        before = step.purpose


def _see(dataset: "Dataset", store: Destination, look: str) -> Iterator[StepData]:
    yield StepData("See it", look, "one page of it, with images")
    if store.begun:
        yield StepData("See it", typed("verify", dataset.folder, *store.options), "is it really there?")


def by_make(dataset: "Dataset", store: Destination, make: str) -> Iterator[StepData]:
    """Yield the steps as targets of the Makefile."""
    folder = dataset.folder
    out = "" if folder == DEFAULT_OUT else f" OUT={shlex.quote(str(folder))}"
    there = f"{out} DOMAIN={store.domain}" if store.domain else out
    yield from _see(dataset, store, f"{make} look{out}")
    if store.begun:
        yield from _edit(dataset)
        yield StepData("Change it", f"{make} reset load{there}", "after editing the files")
    else:
        yield StepData("Load it", f"{make} load{there}", "after editing the files, if you like")
    yield StepData(
        "Make another", f"{make} demo PACKS={_other_pack(dataset)}", "or CUSTOMERS=100, REGION=nz ..."
    )
    if not store.domain:
        yield StepData("Your own store", f"{make} load{out} DOMAIN={EXAMPLE_STORE}", _OWN)
    if store.begun:
        yield StepData("Take it back", f"{make} reset{there}")


def by_tool(dataset: "Dataset", store: Destination) -> Iterator[StepData]:
    """Yield the steps as commands of this program."""
    folder = dataset.folder
    load, update, unload = (typed(name, folder, *store.options) for name in ("load", "update", "unload"))
    yield from _see(dataset, store, typed("show", folder, "--html", "--open"))
    if store.begun:
        yield from _edit(dataset)
        yield StepData("Change it", update, "after editing the files")
    else:
        yield StepData("Load it", load, "after editing the files, if you like")
    pack = _other_pack(dataset)
    yield StepData("Make another", typed("generate", "-p", pack, "--out", unused(folder.parent / pack)))
    if not store.domain:
        yield StepData("Your own store", typed("load", folder, "-d", EXAMPLE_STORE), _OWN)
    if store.begun:
        yield StepData("Take it back", unload)


_OWN = "its prefix; the token in XSERIES_TOKEN"


def _edit(dataset: "Dataset") -> Iterator[StepData]:
    if any(table.format == "parquet" for table in dataset.tables.values()):
        yield StepData("Change it", typed("convert", dataset.folder, "--format", "csv"), "files to edit")


def _other_pack(dataset: "Dataset") -> str:
    """Return a pack that the dataset is not made of."""
    from pipeline.packs import find_packs

    there = dataset.manifest.packs if dataset.manifest else {}
    return next((name for name in find_packs() if name not in there), "apparel")
