"""packs: what can be generated, with examples."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import flags
from pipeline.cli.generating import to_generate
from pipeline.cli.invocation import carried, typed
from pipeline.cli.offering import offer_packs
from pipeline.cli.session import Answer, Session

if TYPE_CHECKING:
    from pipeline.packs import Pack

EXAMPLES = 12


def packs(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help="One pack, with examples.",
            show_default=False,
            autocompletion=offer_packs,
        ),
    ] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of a pack file.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Read packs as a person would: words, names, formulas.")
    ] = False,
    packs_dir: flags.PacksDir = None,
    as_json: flags.Json = False,
    quiet: flags.Quiet = False,
    profile: flags.Profile = None,
) -> int:
    """List the packs, show one with examples, or check your own.

    Examples:
      x-series-demo packs

      x-series-demo packs grocery

      x-series-demo packs --packs-dir ./my-packs --check

      x-series-demo packs --schema > pack.schema.json
    """
    from pipeline.packs import find_packs, pack_schema

    session = Session("packs", as_json, quiet, profile)
    if schema:
        document = pack_schema()
        if not as_json:
            session.terminal.data(json.dumps(document, indent=2))
        return session.give(Answer({"schema": document}))
    found = _each((name,) if name else tuple(find_packs(packs_dir)), packs_dir)
    if check:
        return _check(session, found, name)
    data: dict[str, Any] = {"packs": [_data(pack) for pack in found]}
    if name:
        data["examples"] = _show_one(session, found[0])
        return session.give(Answer(data, next=to_generate(found[0].name, *carried("packs_dir"))))
    if not as_json:
        cells = [[pack.name, pack.prefix, _money(pack), _supply(pack), pack.summary] for pack in found]
        session.terminal.table("", ("pack", "SKU", ">price", ">supply", "what it holds"), cells)
    return session.give(
        Answer(data, next=typed("packs", found[0].name, *carried("packs_dir")), why="for examples of one")
    )


def _each(names: tuple[str, ...], packs_dir: Path | None) -> "tuple[Pack, ...]":
    """Return the packs, each by itself: two that can't be used together are both listed. Raises FindingsError (all)."""
    from pipeline.errors import FindingsError
    from pipeline.packs import load_packs

    found: list[Pack] = []
    wrong: list[FindingsError] = []
    for name in names:
        try:
            found.extend(load_packs((name,), packs_dir))
        except FindingsError as error:
            wrong.append(error)
    if wrong:
        findings = tuple(finding for error in wrong for finding in error.findings)
        raise FindingsError(wrong[0].message, code=wrong[0].code, hint=wrong[0].hint, findings=findings)
    return tuple(found)


def _check(session: Session, found: "tuple[Pack, ...]", name: str | None) -> int:
    from pipeline.errors import Command, FindingsError
    from pipeline.packs import lint_packs
    from pipeline.packs.names import name_count
    from pipeline.text import counted

    findings = lint_packs(found)
    if findings:
        raise FindingsError(
            f"{counted(len(findings), 'finding')} in {counted(len(found), 'pack')}.",
            code="packs-findings",
            hint="Mend the pack files, then check again.",
            command=Command(("packs", *([name] if name else []), *carried("packs_dir", "check"))),
            findings=findings,
        )
    counts = {pack.name: name_count(pack) for pack in found}
    for pack_name, count in counts.items():
        session.terminal.done(f"{pack_name}: {count:,} distinct names, nothing wrong.")
    return session.give(
        Answer({"distinct_names": counts}, next=to_generate(found[0].name, *carried("packs_dir")))
    )


def _show_one(session: Session, pack: "Pack") -> list[dict[str, Any]]:
    """Print a pack's rules, its lines, and some products that it gives."""
    from pipeline.generate import examples_of

    rows = examples_of(pack, EXAMPLES).to_dicts()
    if not session.as_json:
        terminal = session.terminal
        terminal.data(f"{pack.title} ({pack.name}): {pack.summary}")
        stock = "" if pack.stock else "; nothing to stock: created as ordinary products without stock"
        terminal.data(
            f"SKU {pack.prefix}-#####, price {_money(pack)}, supply price {_supply(pack)} of it{stock}."
        )
        lines = [[line.name, line.category, _cents(line.price_cents)] for line in pack.lines]
        terminal.table("", ("line", "category", ">price"), lines)
        cells = [[row["sku"], row["name"], row["price_including_tax"], row["supply_price"]] for row in rows]
        terminal.table("Such as", ("SKU", "name", ">price", ">supply"), cells)
    return [{name: str(value) for name, value in row.items()} for row in rows]


def _data(pack: "Pack") -> dict[str, Any]:
    low, high = pack.price_cents
    return {
        "name": pack.name,
        "title": pack.title,
        "prefix": pack.prefix,
        "price": [low / 100, high / 100],
        "supply_percent": list(pack.supply_percent),
        "categories": list(pack.categories),
        "lines": [line.name for line in pack.lines],
        "stock": pack.stock,
        "source": pack.source,
    }


def _cents(band: tuple[int, int]) -> str:
    return f"${band[0] / 100:,.0f} - ${band[1] / 100:,.0f}"


def _money(pack: "Pack") -> str:
    return _cents(pack.price_cents)


def _supply(pack: "Pack") -> str:
    return f"{pack.supply_percent[0]}-{pack.supply_percent[1]} %"
