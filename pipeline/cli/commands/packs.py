"""packs: what can be generated, with examples."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.invocation import carried, typed
from pipeline.cli.options import shared
from pipeline.cli.options.completion import offer_packs
from pipeline.cli.out_folder import to_generate
from pipeline.cli.render.packs import (
    PackNamesData,
    PackSchemaData,
    PacksData,
    pack_data,
    price_band,
    show_one,
    supply_band,
)
from pipeline.cli.session import Answer, Given, Session

if TYPE_CHECKING:
    from pipeline.packs import Pack


def packs(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="One pack, with examples.", autocompletion=offer_packs),
    ] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of a pack file.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Read packs as a person would: words, names, formulas.")
    ] = False,
    packs_dir: shared.PacksDir = None,
    *,
    answer: shared.AnswerOptions,
) -> Given[PacksData | PackSchemaData | PackNamesData]:
    """List the packs, show one with examples, or check your own.

    Examples:
      x-series-demo packs

      x-series-demo packs grocery

      x-series-demo packs --packs-dir ./my-packs --check

      x-series-demo packs --schema > pack.schema.json
    """
    from pipeline.packs import find_packs, pack_schema

    session = answer.session("packs")
    if schema:
        document = pack_schema()
        if not session.as_json:
            session.terminal.data(json.dumps(document, indent=2))
        return session.give(Answer(PackSchemaData(document)))
    found = _each((name,) if name else tuple(find_packs(packs_dir)), packs_dir)
    if check:
        return _check(session, found, name)
    data = [pack_data(pack) for pack in found]
    if name:
        examples = show_one(session, found[0])
        return session.give(
            Answer(PacksData(data, examples), next=to_generate(found[0].name, *carried("packs_dir")))
        )
    if not session.as_json:
        cells = [
            [pack.name, pack.prefix, price_band(pack), supply_band(pack), pack.summary] for pack in found
        ]
        session.terminal.table("", ("pack", "SKU", ">price", ">supply", "what it holds"), cells)
    return session.give(
        Answer(
            PacksData(data),
            next=typed("packs", found[0].name, *carried("packs_dir")),
            why="for examples of one",
        )
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


def _check(session: Session, found: "tuple[Pack, ...]", name: str | None) -> Given[PackNamesData]:
    from pipeline.errors import Command, FindingsError
    from pipeline.packs import lint_packs, load_region, region_names
    from pipeline.packs.names import name_count
    from pipeline.text import counted

    for region in region_names():
        load_region(region)  # raises what is wrong with it
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
    return session.give(Answer(PackNamesData(counts), next=to_generate(found[0].name, *carried("packs_dir"))))
