"""Topics for whoever writes scripts: exit statuses, the JSON document, the environment."""

from pipeline.cli.help.topics import Code, Part, TopicTable
from pipeline.cli.invocation import typed
from pipeline.errors import EXIT_STATUS_MEANINGS

DOCUMENT: dict[str, str] = {
    "format": "number of this shape; it is raised when the shape changes",
    "command": "the command that ran, such as load or profile add",
    "ok": "true where exit_status is 0",
    "exit_status": "the number that the command ends with",
    "data": "what the command found; each command has keys of its own",
    "error": "null, or an object: code (stable, for scripts), message, next (the way out, in words)",
    "findings": "what is wrong in files: file, row, column, value, rule, way_out, cure (the text that way_out proposes, or null); of verify and compare what differs: what, kind, key, field, ours, theirs, id, row",
    "next": "a command to run as it stands, or null",
}
VARIABLES: dict[str, str] = {
    "XSERIES_TOKEN": "The personal access token. Hidden from the process list, unlike --token.",
    "XSERIES_DOMAIN": "The store's prefix, for every command that has no --domain.",
    "XSERIES_PROFILE": "The profile to use, for every command that has no --profile.",
    "XSERIES_BASE_URL": "API root of a store on this machine, such as http://127.0.0.1:8787/api/2.0.",
    "XSERIES_ALLOWED_STORES": "Prefixes, separated by commas: any other store is refused before the token is sent.",
}
STANDARD_VARIABLES: dict[str, str] = {
    "XDG_CONFIG_HOME": "Where profiles are kept (default: ~/.config).",
    "XDG_STATE_HOME": "Where the locks of stores are kept (default: ~/.local/state).",
    "NO_COLOR": "Set to anything: no colours.",
    "FORCE_COLOR": "Set to anything: colours in a pipe too.",
    "COLUMNS": "Width of the output in characters.",
    "HTTPS_PROXY": "Proxy for the way to the store; NO_PROXY and ALL_PROXY count too. Never used on this machine.",
    "SSL_CERT_FILE": "Certificates to trust, where a proxy has some of its own.",
}


def statuses() -> tuple[Part, ...]:
    """Return what each exit status means."""
    rows = tuple((str(int(status)), meaning) for status, meaning in EXIT_STATUS_MEANINGS.items())
    return (
        "Every command ends with one of these:",
        TopicTable((">status", "meaning"), rows),
        (
            "A command's --help lists those that it may end with by itself. One that a signal (SIGTERM, SIGHUP) tells to end "
            "ends with 75."
        ),
        "With --json the same number is in exit_status, and error.code names the case.",
    )


def json() -> tuple[Part, ...]:
    """Return the keys of the document."""
    return (
        (
            "Every command takes --json. It prints one document to stdout, on failure too, and asks nothing. "
            "The keys are always the same:"
        ),
        TopicTable(("key", "meaning"), tuple(DOCUMENT.items())),
        "Such as:",
        Code("  " + typed("check", "out/demo", "--json")),
        (
            "What data holds, and of which types: --json-schema prints the JSON Schema of a command's document, such as "
            "check --json-schema. It needs no other arguments."
        ),
        (
            "Without --json, data goes to stdout and everything else to stderr; --quiet leaves only data and errors. "
            "Without a terminal nothing is asked."
        ),
    )


def environment() -> tuple[Part, ...]:
    """Return the variables that are read."""
    return (
        (
            "An option goes before a variable, a variable before a profile, a profile before the default; doctor shows "
            "which one it was."
        ),
        TopicTable(("variable", "meaning"), tuple(VARIABLES.items())),
        "Besides, as usual:",
        TopicTable(("variable", "meaning"), tuple(STANDARD_VARIABLES.items())),
        "A .env file is never read.",
    )
