"""The help topics: short plain texts about what belongs to no single command. A test holds them against the code."""

from collections.abc import Callable

from pipeline.errors import EXIT_STATUS_MEANINGS

VARIABLES: dict[str, str] = {
    "XSERIES_TOKEN": "The personal access token. Hidden from the process list, unlike --token.",
    "XSERIES_DOMAIN": "The store's prefix, for every command that has no --domain.",
    "XSERIES_PROFILE": "The profile to use, for every command that has no --profile.",
    "XSERIES_BASE_URL": "API root of a store on this machine, such as http://127.0.0.1:8787/api/2.0.",
    "XSERIES_ALLOWED_STORES": "Prefixes, separated by commas: any other store is refused before the token is sent.",
}
STANDARD_VARIABLES: dict[str, str] = {
    "XDG_CONFIG_HOME": "Where profiles are kept (default: ~/.config).",
    "NO_COLOR": "Set to anything: no colours.",
    "FORCE_COLOR": "Set to anything: colours in a pipe too.",
    "COLUMNS": "Width of the output in characters.",
    "HTTPS_PROXY": "Proxy for the way to the store; NO_PROXY and ALL_PROXY count too. Never used on this machine.",
    "SSL_CERT_FILE": "Certificates to trust, where a proxy has some of its own.",
}

FILES = """\
Everything about a dataset is in its folder, out/demo unless --out says otherwise:

  customers.csv, products.csv   the data, or .parquet; look at it, edit it
  dataset.json                  seed, packs, region and digests: how check knows what was edited
  .generated/                   the rows as they were made, for the same purpose
  .load/PREFIX.sqlite           the journal of loads into one store: every record and what became of it
  load.log                      one line for each attempt
  mapping.json                  e-mail and SKU -> the store's ids, rewritten by each load

The folder can be archived and moved to another machine with all of it, and go on there.

Elsewhere:

  out/.sandbox/shop.sqlite      the store on this machine; each dataset's journal notes where the one is that it was
                                loaded into, so that it is found from any folder. For a fresh one remove it, and
                                .load/sandbox.sqlite of the datasets
  ~/.config/x-series-demo/profiles/NAME.json and NAME.token
                                profiles; the token file only where no keyring keeps it

Files that hold people's data or tokens are for their owner alone (0600). A .env file is never read.
"""

PACING = """\
A store answers 300 x registers + 50 requests in 5 minutes, shared by everybody who uses it. --pace says how near a
load goes to that:

  steady   the default: at least 0.1 s between starts, 0.5 s in the last tenth of the quota, 4 in flight
  spec     the same floors, one request at a time
  fast     no floor until the last tenth, up to 8 in flight

All of them watch what the answers say is left, so that the store is not told off (429) and others keep their share.
When a 429 comes all the same, everybody holds for as long as the store asks; nothing is lost and nothing counts as a
failure. plan shows the bill before anything is sent. A load can be stopped and resumed at any time.
"""


def exit_statuses() -> str:
    """Return what each exit status means."""
    lines = [f"  {int(status):>3}  {meaning}" for status, meaning in EXIT_STATUS_MEANINGS.items()]
    head = "Every command ends with one of these:\n\n"
    return f"{head}{chr(10).join(lines)}\n\nWith --json the same number is in exit_status, and error.code names the case.\n"


def environment() -> str:
    """Return the variables that are read."""
    ours, others = _listed(VARIABLES), _listed(STANDARD_VARIABLES)
    return (
        "An option goes before a variable, a variable before a profile, a profile before the default; doctor shows which "
        f"one it was.\n\n{ours}\n\nBesides, as usual:\n\n{others}\n\nA .env file is never read.\n"
    )


def _listed(variables: dict[str, str]) -> str:
    width = max(len(name) for name in VARIABLES)
    return "\n".join(f"  {name:<{width}}  {meaning}" for name, meaning in variables.items())


TOPICS: dict[str, tuple[str, Callable[[], str]]] = {
    "exit-statuses": ("what a command's exit status means", exit_statuses),
    "environment": ("which variables are read", environment),
    "files": ("what is kept where", lambda: FILES),
    "pacing": ("how fast a load goes, and why", lambda: PACING),
}
