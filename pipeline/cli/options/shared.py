"""The options that several commands share: one name, one meaning, one help text each, grouped by what they are about.

A command takes a group as one parameter (`store: StoreOptions`); `splice` makes options of its fields.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.invocation import path_of
from pipeline.cli.options.completion import offer_datasets, offer_paces, offer_packs, offer_profiles
from pipeline.cli.options.splice import Without
from pipeline.cli.session import Session
from pipeline.settings import Token

if TYPE_CHECKING:
    from pipeline.load.options import Selection

DatasetArgument = Annotated[
    Path, typer.Argument(metavar="DIR", help="Folder of the dataset.", autocompletion=offer_datasets)
]
TokenFile = Annotated[
    Path | None, typer.Option("--token-file", metavar="FILE", help="File that holds the token alone.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask for confirmation.")]
Packs = Annotated[
    list[str] | None,
    typer.Option(
        "--pack",
        "-p",
        metavar="PACK",
        help="Pack of products; repeat for several.",
        autocompletion=offer_packs,
    ),
]
PacksDir = Annotated[
    Path | None, typer.Option("--packs-dir", metavar="DIR", help="Folder with packs of your own.")
]
Seed = Annotated[
    int | None,
    typer.Option("--seed", metavar="N", help="The same seed gives the same shop (default: random)."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace the data of a dataset that is there.")]
AllowRealEmails = Annotated[
    bool,
    typer.Option("--allow-real-emails", help="Accept e-mails outside reserved domains, such as example.com."),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Print a line for every attempt.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Mapping JSON (default: DIR/mapping.json)."),
]


def print_schema(context: typer.Context, asked: bool) -> bool:
    """Print the schema of the document of the command in this context, and end the command. Needs no arguments."""
    if asked and not context.resilient_parsing:
        import json

        from pipeline.cli.schema import schema_of_command

        command = " ".join(path_of(context))
        Session(command).terminal.data(
            json.dumps(schema_of_command(command, context.command.callback), indent=2)
        )
        raise typer.Exit
    return asked


@dataclass(frozen=True, slots=True)
class AnswerOptions:
    """How a command answers, and with whose settings."""

    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document to stdout, on failure too.")
    ] = False
    json_schema: Annotated[
        bool,
        typer.Option(
            "--json-schema",
            is_eager=True,
            callback=print_schema,
            help="Print the JSON Schema of that document, and stop.",
        ),
    ] = False
    quiet: Annotated[bool, typer.Option("--quiet", help="Print only data and errors.")] = False
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile",
            metavar="NAME",
            help="Use the settings of a profile ($XSERIES_PROFILE).",
            autocompletion=offer_profiles,
        ),
    ] = None

    def session(self, command: str) -> Session:
        """Return what a command of this name works with."""
        return Session(command, self.as_json, self.quiet, self.profile)


ProfilelessAnswer = Annotated[AnswerOptions, Without("profile")]


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """Which store is meant, as it was given. `asked` is a token that was typed at a prompt."""

    domain: Annotated[
        str | None,
        typer.Option(
            "--domain",
            "-d",
            metavar="PREFIX",
            help="The store: PREFIX of PREFIX.retail.lightspeed.app ($XSERIES_DOMAIN).",
        ),
    ] = None
    sandbox: Annotated[
        bool,
        typer.Option(
            "--sandbox", help="Use the sandbox on this machine: the dataset's own, else out/.sandbox."
        ),
    ] = False
    token: Annotated[
        str | None,
        typer.Option(
            "--token", "-t", metavar="TOKEN", help="Personal access token; better in $XSERIES_TOKEN."
        ),
    ] = None
    token_file: TokenFile = None
    base_url: Annotated[
        str | None,
        typer.Option(
            "--base-url",
            metavar="URL",
            help="API root of a store on this machine ($XSERIES_BASE_URL), such as http://127.0.0.1:8787/api/2.0.",
        ),
    ] = None
    api_version: Annotated[
        str | None,
        typer.Option("--api-version", metavar="VERSION", help="API version: 2.0, 2026-07 .. (default: 2.0)."),
    ] = None
    registers: Annotated[
        int | None,
        typer.Option(
            "--registers",
            metavar="N",
            help="Registers of the sandbox; they set its rate limit (default: 10).",
        ),
    ] = None
    asked: Token | None = None


UnpacedStore = Annotated[StoreOptions, Without("registers")]
NamedStore = Annotated[StoreOptions, Without("token", "token_file", "api_version", "registers")]


@dataclass(frozen=True, slots=True)
class ConfirmOptions:
    """What stands for a person's answers before a store is written to."""

    yes: Yes = False
    confirm_store: Annotated[
        str | None,
        typer.Option(
            "--confirm-store", metavar="PREFIX", help="Type the prefix of a store in use, for scripts."
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class PaceOptions:
    """How fast requests go."""

    pace: Annotated[
        str,
        typer.Option(
            "--pace",
            metavar="PACE",
            help="steady (default), spec or fast: see the help topic pacing.",
            autocompletion=offer_paces,
        ),
    ] = ""
    concurrency: Annotated[
        int | None,
        typer.Option(
            "--concurrency",
            min=1,
            max=8,
            metavar="1..8",
            help="Requests in flight (default: the pace's own).",
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class SelectionOptions:
    """Which records are meant."""

    only: Annotated[
        str | None,
        typer.Option("--only", metavar="KIND", help="One kind alone: customers, products, brands ..."),
    ] = None
    key: Annotated[
        list[str] | None,
        typer.Option(
            "--key", metavar="GLOB", help="Only e-mails or SKUs like this, or KIND:NAME; repeatable."
        ),
    ] = None
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Only the first N of each kind.")
    ] = None

    def selection(self) -> "Selection":
        """Return the selection. Raises UsageError for what is no kind."""
        from pipeline.cli.options.values import parse_kind  # here: --help needs no kinds
        from pipeline.load.options import Selection

        return Selection(parse_kind(self.only) if self.only else None, tuple(self.key or ()), self.limit)
