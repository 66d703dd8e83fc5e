"""compare: two datasets, exports or a store against each other."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.document import difference_data
from pipeline.cli.invocation import carried, typed
from pipeline.cli.options import shared
from pipeline.cli.options.load import parse_pace
from pipeline.cli.render.compare import CompareData, compare_data, show_comparison
from pipeline.cli.session import Answer, Given, Session
from pipeline.errors import UsageError
from pipeline.schema.kinds import KeyShape
from pipeline.text import clean, did_you_mean

if TYPE_CHECKING:
    from pipeline.compare.compare import Comparison, Side
    from pipeline.compare.rules import StockWay

STORE, SANDBOX = "store:", "sandbox"
SUFFIXES = (".csv", ".md")


def compare(
    a: Annotated[
        str, typer.Argument(metavar="A", help="A dataset's folder, an export file, store:PREFIX, or sandbox.")
    ],
    b: Annotated[
        str,
        typer.Argument(
            metavar="[B]", help="The same; at most one of the two is a store (default: the one of -d)."
        ),
    ] = "",
    *,
    tolerance: Annotated[
        list[str] | None,
        typer.Option(
            "--tolerance",
            metavar="FIELD=N,...",
            help="How far numbers may be apart: inventory=5,price=0.01. Repeatable.",
        ),
    ] = None,
    stock: Annotated[
        str,
        typer.Option(
            "--stock",
            metavar="WAY",
            help="outlets or summed (default: outlets, summed where a side has one number for all).",
        ),
    ] = "",
    mapping: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE", help="Which SKU of A is which of B, as --suggest writes it."),
    ] = None,
    suggest: Annotated[
        Path | None,
        typer.Option(
            "--suggest",
            metavar="FILE",
            help="Write a mapping of SKUs: what matches, what is likely, the rest.",
        ),
    ] = None,
    report: Annotated[
        list[Path] | None,
        typer.Option(
            "--report", metavar="FILE", help="Write all differences: FILE.csv or FILE.md. Repeatable."
        ),
    ] = None,
    store: shared.StoreOptions,
    pace: shared.PaceOptions,
    answer: shared.AnswerOptions,
) -> Given[CompareData]:
    """Compare two datasets, exports or a store. Exit status 0: the same; 1: differences.

    Records are matched by SKU, then barcode, and by e-mail; a mapping goes before these. A field that one side leaves
    blank is not compared, nor what a store makes by itself.

    Examples:
      x-series-demo compare out/demo sandbox
      x-series-demo compare out/demo export.csv --tolerance inventory=5,price=0.01
      x-series-demo compare out/demo store:mystore --report differences.csv --suggest skus.json
    """
    from pipeline.compare.compare import compare_sides
    from pipeline.compare.rules import Rules, parse_tolerances
    from pipeline.compare.sku_map import read_mapping

    session = answer.session("compare")
    rules = Rules(parse_tolerances(tolerance or []), _parse_way(stock))
    for path in report or []:
        _require_suffix(path)
    mapped = read_mapping(mapping) if mapping is not None else {}
    ours, theirs = _read_sides((a, b), session, store, pace)
    found = compare_sides(ours, theirs, rules, mapped)
    show_comparison(session, found)
    for path in report or []:
        _write_report(session, found, path, (a, b))
    if suggest is not None:
        _write_suggestions(session, found, (ours, theirs), suggest)
    next_command, why = _next((a, b), found, suggest)
    return session.give(
        Answer(
            compare_data(a, b, found),
            found.status,
            next=next_command,
            why=why,
            differences=difference_data(found.findings),
        )
    )


def _parse_way(text: str) -> "StockWay | None":
    from pipeline.compare.rules import StockWay

    ways = [way.value for way in StockWay]
    if not text:
        return None
    if text.lower() not in ways:
        raise UsageError(
            f'--stock "{clean(text, 40)}" is no way to compare stock.{did_you_mean(text, ways)}',
            code="stock-way-unknown",
            hint="outlets: by outlet; summed: all outlets together.",
        )
    return StockWay(text.lower())


def _require_suffix(path: Path) -> None:
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"{clean(str(path))} is no report: its name says neither CSV nor Markdown.",
            code="report-format",
            hint="End the name in .csv, or in .md.",
        )


def _read_sides(
    words: tuple[str, str], session: Session, store: shared.StoreOptions, pace: shared.PaceOptions
) -> "tuple[Side, Side]":
    """Read both sides, files first: what is wrong with them is known before a store is asked."""
    from pipeline.compare.sides import read_side

    live = [_is_live(word) for word in words]
    if words[1] and (store.domain or store.sandbox):
        raise UsageError(
            "There are three sides: A, B, and the store of an option.",
            code="sides-three",
            hint="Leave out B or the option.",
        )
    if all(live):
        raise UsageError(
            "Two stores can't be compared at once: one token is the key of one store.",
            code="two-stores",
            hint="Pull one of them into a dataset first, then compare that.",
        )
    read: list[Side | None] = [
        None if is_live else read_side(Path(word)) for word, is_live in zip(words, live, strict=True)
    ]
    other = next((Path(word) for word, is_live in zip(words, live, strict=True) if not is_live), None)
    one, two = (
        side if side is not None else _read_store(word, session, store, pace, other)
        for word, side in zip(words, read, strict=True)
    )
    return one, two


def _is_live(word: str) -> bool:
    return word.startswith(STORE) or word in (SANDBOX, "")


def _read_store(
    word: str, session: Session, store: shared.StoreOptions, pace: shared.PaceOptions, dataset: Path | None
) -> "Side":
    from pipeline.cli.render.pull import show_reading
    from pipeline.cli.store.target import choose
    from pipeline.compare.sides import store_side
    from pipeline.console import LoadProgress
    from pipeline.pull.run import StoreReading, read_records, survey_reading

    if word == SANDBOX:
        store = replace(store, sandbox=True)
    elif word:
        store = replace(store, domain=word.removeprefix(STORE))
    chosen = choose(store, session, dataset=dataset if dataset is not None and dataset.is_dir() else None)
    request = StoreReading(chosen.target, parse_pace(session, pace.pace), pace.concurrency)
    seen = survey_reading(request)
    show_reading(session, chosen, seen.facts, seen.bill)
    with LoadProgress(session.terminal, verbose=False) as watch:
        found, terms = read_records(request, seen, watch)
    return store_side(word or chosen.target.prefix, found, terms)


def _write_report(session: Session, found: "Comparison", path: Path, names: tuple[str, str]) -> None:
    from pipeline.compare.compare import WORDS
    from pipeline.compare.reports import findings_csv, findings_markdown
    from pipeline.files import write_asked
    from pipeline.text import counted

    if path.suffix.lower() == SUFFIXES[0]:
        data = findings_csv(found.findings, {what: words for what, (words, _) in WORDS.items()})
    else:
        compared = f"A is {names[0]}, B is {names[1]}: {counted(found.records, 'record')} on both sides, {found.same:,} the same."
        data = findings_markdown(
            found.findings, "Differences between A and B", compared, WORDS, ("A", "B")
        ).encode()
    write_asked(path, data)
    session.terminal.done(f"Report: {path}.")


def _write_suggestions(session: Session, found: "Comparison", sides: "Sequence[Side]", path: Path) -> None:
    from pipeline.compare.sku_map import mapping_of, write_mapping

    coded = next((kind for kind in found.matchings if kind.key.shape is KeyShape.CODE), None)
    if coded is None:
        raise UsageError(
            "One side has no products, so there is nothing to map.",
            code="map-nothing",
            hint="Leave out --suggest.",
        )
    document = mapping_of(sides[0].records(coded), sides[1].records(coded), found.matchings[coded])
    write_mapping(path, document)
    session.terminal.done(
        f"Mapping: {path}, {len(document['sku_mappings']):,} SKUs; unmapped: {len(document['unmapped_a']):,} of A, "
        f"{len(document['unmapped_b']):,} of B."
    )


def _next(words: tuple[str, str], found: "Comparison", suggest: Path | None) -> tuple[str, str]:
    """Return the command that goes on from the differences; '' where nothing helps."""
    sides = [word for word in words if word]
    carrying = carried(
        "domain", "sandbox", "base_url", "api_version", "token_file", "profile", "tolerance", "stock"
    )
    if suggest is not None:
        return typed("compare", *sides, *carrying, "--map", suggest), "after looking at the mapping"
    coded = [matching for kind, matching in found.matchings.items() if kind.key.shape is KeyShape.CODE]
    if any(each.only_ours and each.only_theirs for each in coded):
        line = typed("compare", *sides, *carrying, "--suggest", "skus.json")
        return line, "to see which of them are probably one"
    return "", ""
