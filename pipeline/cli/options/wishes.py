"""What the bare command is asked for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import shared
from pipeline.cli.options.completion import offer_regions


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the bare command was given; None is asked for, or has a default."""

    pack: shared.Packs = None
    products: Annotated[int | None, typer.Option("--products", help="Number of products (default: 50).")] = (
        None
    )
    customers: Annotated[
        int | None, typer.Option("--customers", help="Number of customers (default: 50).")
    ] = None
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Mapping JSON (default: ./demo-data-{time}.json)."
        ),
    ] = None
    seed: shared.Seed = None
    file_format: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="csv or parquet (default: csv).")
    ] = None
    region: Annotated[
        str | None,
        typer.Option(
            "--region",
            metavar="REGION",
            help="Where customers live (default: the store's country, else us).",
            autocompletion=offer_regions,
        ),
    ] = None
    outlet: Annotated[
        list[str] | None,
        typer.Option(
            "--outlet",
            metavar="NAME",
            help="Stock for this outlet; repeat for several (default: each of the store's, if it has several).",
        ),
    ] = None
    scenarios: Annotated[
        bool,
        typer.Option(
            "--scenarios/--no-scenarios", help="Known cases at fixed places, with a script for a demo."
        ),
    ] = True
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Validate and show the bill; create nothing.")
    ] = False
    new: Annotated[bool, typer.Option("--new", help="Start another dataset even if one is unfinished.")] = (
        False
    )
    verbose: shared.Verbose = False
