"""generate: packs and a seed become files to look at."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from pipeline import __version__
from pipeline.cli.document import counts_by_plural
from pipeline.cli.invocation import carried, typed
from pipeline.cli.options import shared
from pipeline.cli.options.completion import offer_regions
from pipeline.cli.options.values import (
    parse_emails,
    parse_format,
    parse_phones,
    parse_rows,
    parse_seed,
    parse_share,
)
from pipeline.cli.out_folder import DEFAULT_OUT
from pipeline.cli.render.generate import GenerateData, show_preview
from pipeline.cli.script import tell_script
from pipeline.cli.session import Answer, Given, Session
from pipeline.errors import UsageError
from pipeline.schema.kinds import counts_in_words
from pipeline.settings import REGION, GenerateOptions
from pipeline.text import counted


def generate(
    *,
    pack: shared.Packs = None,
    customers: Annotated[int, typer.Option("--customers", help="Number of customers.")] = 50,
    products: Annotated[int, typer.Option("--products", help="Number of products.")] = 50,
    seed: shared.Seed = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the dataset.")] = DEFAULT_OUT,
    file_format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="csv or parquet.")] = "csv",
    region: Annotated[
        str | None,
        typer.Option(
            "--region",
            metavar="REGION",
            help="us, nz, au, ca, fr-CA or gb (default: us).",
            autocompletion=offer_regions,
        ),
    ] = None,
    near: Annotated[
        str | None,
        typer.Option("--near", metavar="METRO", help='Cluster customers around a metro: "Portland, OR".'),
    ] = None,
    phones: Annotated[
        str, typer.Option("--phones", metavar="KIND", help="fictional (+1-555-...) or valid (NPA-555-01XX).")
    ] = "fictional",
    emails: Annotated[
        str,
        typer.Option(
            "--emails",
            metavar="KIND",
            help="random (jane.smith.x7k2p9@example.com) or plain (jane.smith@maple.example.com).",
        ),
    ] = "random",
    email_domain: Annotated[
        str, typer.Option("--email-domain", metavar="DOMAIN", help="A reserved domain, or one that you own.")
    ] = "example.com",
    inactive: Annotated[
        str,
        typer.Option(
            "--inactive", metavar="SHARE", help="Share of products with is_active=false, such as 5%."
        ),
    ] = "0%",
    gaps: Annotated[bool, typer.Option("--gaps", help="Leave realistic gaps in customers' fields.")] = False,
    rows: Annotated[
        str | None, typer.Option("--rows", metavar="A:B", help="Only records A to B-1, counted from 0.")
    ] = None,
    start: Annotated[
        int, typer.Option("--start", min=0, metavar="N", help="More of the same shop, from record N on.")
    ] = 0,
    outlet: Annotated[
        list[str] | None,
        typer.Option(
            "--outlet",
            metavar="NAME",
            help="Write stock levels of their own for this outlet; repeat for several.",
        ),
    ] = None,
    no_variants: Annotated[
        bool, typer.Option("--no-variants", help="One product per row, not families of variants.")
    ] = False,
    scenarios: Annotated[
        bool,
        typer.Option(
            "--scenarios/--no-scenarios",
            help="Put known cases at fixed places, with a script for a demo: DIR/script.md.",
        ),
    ] = False,
    apart: Annotated[
        bool,
        typer.Option(
            "--apart",
            help="Use the next seed if a dataset beside DIR has an e-mail, SKU or name of this one.",
        ),
    ] = False,
    no_limit: Annotated[bool, typer.Option("--no-limit", help="More than 500 records of a kind.")] = False,
    force: shared.Force = False,
    packs_dir: shared.PacksDir = None,
    answer: shared.AnswerOptions,
) -> Given[GenerateData]:
    """Write customers and products as files, to look at and edit.

    Examples:
      x-series-demo generate -p apparel

      x-series-demo generate -p apparel -p home --customers 75 --products 100 --seed 7

      x-series-demo generate -p grocery --out out/kiwi --region nz --format parquet
    """
    session = answer.session("generate")
    options = GenerateOptions(
        packs=(),
        customers=customers,
        products=products,
        region=region or session.settings.region or REGION,
        near=near,
        phones=parse_phones(phones),
        email_domain=email_domain,
        emails=parse_emails(emails),
        inactive_share=parse_share(inactive),
        gaps=gaps,
        start=start,
        rows=parse_rows(rows),
        variants=not no_variants,
        outlets=tuple(outlet or ()),
        scenarios=scenarios,
    )
    names = tuple(pack or ()) or choose_packs(session, packs_dir)
    wanted = Asked(options, names, seed, file_format, packs_dir, not no_limit, force, apart)
    made = make(session, out, wanted)
    why = "after looking at the files, and editing them if you like"
    return session.give(
        Answer(made, next=typed("check", out, *_real_emails(email_domain), *carried("profile")), why=why)
    )


def _real_emails(domain: str) -> tuple[str, ...]:
    """Return the option without which check and load refuse e-mails of a domain that somebody may read."""
    from pipeline.schema.reserved import is_reserved

    return () if is_reserved(domain) else ("--allow-real-emails",)


class Asked(NamedTuple):
    """What `generate`, or the bare command, was asked to make."""

    options: GenerateOptions
    packs: tuple[str, ...]
    seed: int | None
    file_format: str
    packs_dir: Path | None
    limited: bool = True
    force: bool = False
    apart: bool = False


def make(session: Session, out: Path, asked: Asked) -> GenerateData:
    """Make the dataset or find it there, show it, and return what was done."""
    from pipeline.dataset.make import Wish, make_dataset
    from pipeline.packs import load_packs, load_region

    packs = load_packs(asked.packs, asked.packs_dir)
    region = load_region(asked.options.region)
    options = replace(asked.options, packs=tuple(pack.name for pack in packs), region=region.region)
    wish = Wish(
        options,
        parse_seed(asked.seed),
        asked.limited,
        parse_format(asked.file_format),
        __version__,
        asked.apart,
    )
    made = make_dataset(out, wish, packs, region, force=asked.force)
    for notice in made.notices:
        session.terminal.notice(notice)
    said = counts_in_words(made.manifest.counts)
    if made.already:
        edits = f" Edited since, and kept: {made.found.edits.words}." if made.found.edits.edited else ""
        session.terminal.done(f"Already there: {said} in {out} (seed {made.manifest.seed}).{edits}")
    else:
        session.terminal.done(
            f"{said} in {out} (seed {made.manifest.seed}).{_families(made.manifest.families)}"
        )
        show_preview(session, made)
    script = tell_script(session, out)
    return GenerateData(
        folder=str(out),
        seed=made.manifest.seed,
        packs=list(made.manifest.packs),
        region=made.manifest.region,
        counts=counts_by_plural(made.manifest.counts),
        families=made.manifest.families,
        already_there=made.already,
        edited=made.found.edits.words,
        script=script,
    )


def _families(count: int | None) -> str:
    return f" The products are {counted(count, 'family', 'families')}." if count else ""


def choose_packs(session: Session, packs_dir: Path | None) -> tuple[str, ...]:
    """Ask for packs on a terminal; elsewhere a missing --pack is a usage error that lists them."""
    from pipeline.packs import find_packs, load_packs

    found = find_packs(packs_dir)
    if not session.terminal.interactive:
        raise UsageError("Which packs?", code="pack-missing", hint=f"Pass --pack NAME: {', '.join(found)}.")
    from pipeline.console.prompts import choose_several

    packs = load_packs(tuple(found), packs_dir)
    return tuple(
        choose_several("Select dataset pack(s):", [(pack.name, pack.title) for pack in packs], ["apparel"])
    )
