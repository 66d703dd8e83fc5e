"""The options that several commands share: one name, one meaning, one help text each."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    pass


from pipeline.cli.options.completion import offer_datasets, offer_paces, offer_packs, offer_profiles

DatasetArgument = Annotated[
    Path,
    typer.Argument(
        metavar="DIR", help="Folder of the dataset.", show_default=False, autocompletion=offer_datasets
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document to stdout, on failure too.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print only data and errors.")]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        help="Use the settings of a profile ($XSERIES_PROFILE).",
        show_default=False,
        autocompletion=offer_profiles,
    ),
]
Domain = Annotated[
    str | None,
    typer.Option(
        "--domain",
        "-d",
        metavar="PREFIX",
        help="The store: PREFIX of PREFIX.retail.lightspeed.app ($XSERIES_DOMAIN).",
        show_default=False,
    ),
]
UseSandbox = Annotated[
    bool,
    typer.Option("--sandbox", help="Use the sandbox on this machine: the dataset's own, else out/.sandbox."),
]
TokenText = Annotated[
    str | None,
    typer.Option(
        "--token",
        "-t",
        metavar="TOKEN",
        help="Personal access token; better in $XSERIES_TOKEN.",
        show_default=False,
    ),
]
TokenFile = Annotated[
    Path | None,
    typer.Option("--token-file", metavar="FILE", help="File that holds the token alone.", show_default=False),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="URL",
        help="API root of a store on this machine ($XSERIES_BASE_URL), such as http://127.0.0.1:8787/api/2.0.",
        show_default=False,
    ),
]
ApiVersion = Annotated[
    str | None,
    typer.Option(
        "--api-version",
        metavar="VERSION",
        help="API version: 2.0, 2026-07 .. (default: 2.0).",
        show_default=False,
    ),
]
Registers = Annotated[
    int | None,
    typer.Option(
        "--registers",
        metavar="N",
        help="Registers of the sandbox; they set its rate limit (default: 10).",
        show_default=False,
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask for confirmation.")]
ConfirmStore = Annotated[
    str | None,
    typer.Option(
        "--confirm-store",
        metavar="PREFIX",
        help="Type the prefix of a store in use, for scripts.",
        show_default=False,
    ),
]
PaceName = Annotated[
    str,
    typer.Option(
        "--pace",
        metavar="PACE",
        help="steady (default), spec or fast: see the help topic pacing.",
        show_default=False,
        autocompletion=offer_paces,
    ),
]
Concurrency = Annotated[
    int | None,
    typer.Option(
        "--concurrency",
        min=1,
        max=8,
        metavar="1..8",
        help="Requests in flight (default: the pace's own).",
        show_default=False,
    ),
]
Packs = Annotated[
    list[str] | None,
    typer.Option(
        "--pack",
        "-p",
        metavar="PACK",
        help="Pack of products; repeat for several.",
        show_default=False,
        autocompletion=offer_packs,
    ),
]
PacksDir = Annotated[
    Path | None,
    typer.Option("--packs-dir", metavar="DIR", help="Folder with packs of your own.", show_default=False),
]
Only = Annotated[
    str | None,
    typer.Option("--only", metavar="KIND", help="customers or products alone.", show_default=False),
]
Keys = Annotated[
    list[str] | None,
    typer.Option(
        "--key", metavar="GLOB", help="Only e-mails or SKUs like this; repeatable.", show_default=False
    ),
]
Limit = Annotated[
    int | None,
    typer.Option("--limit", min=1, metavar="N", help="Only the first N of each kind.", show_default=False),
]
AllowRealEmails = Annotated[
    bool,
    typer.Option("--allow-real-emails", help="Accept e-mails outside reserved domains, such as example.com."),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Print a line for every attempt.")]

RetryFailed = Annotated[
    bool, typer.Option("--retry-failed", help="Only the records that were rejected or in conflict.")
]

MaxErrorsText = Annotated[
    str | None,
    typer.Option("--max-errors", metavar="N|P%", help="Stop after so many rejections.", show_default=False),
]

Settle = Annotated[
    float,
    typer.Option("--settle", min=0, metavar="SECONDS", help="Wait before an uncertain record is looked up."),
]

PriceFieldName = Annotated[
    str, typer.Option("--price-field", metavar="FIELD", help="auto, including or excluding tax.")
]

Adopt = Annotated[bool, typer.Option("--adopt", help="Take over records that are in the store already.")]

Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Mapping JSON (default: DIR/mapping.json).", show_default=False
    ),
]
