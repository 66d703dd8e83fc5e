"""The topic sandbox, from the sandbox's own tables: windows, faults, control path."""

import inspect
import json

from pipeline.cli.help.options import options
from pipeline.cli.help.topics import Code, Part, TopicTable
from pipeline.cli.invocation import typed
from pipeline.sandbox.api.shop import STAFF
from pipeline.sandbox.api.versions import DATED
from pipeline.sandbox.faults.kinds import FAULT_KINDS, RULE_PARAMS, FaultKind
from pipeline.sandbox.faults.presets import PRESETS
from pipeline.sandbox.serve.control import ACTIONS, READS
from pipeline.sandbox.windows import WINDOWS

PLAN = """\
  {"seed": 7, "faults": [
    {"kind": "drop-after", "probability": 0.05},
    {"kind": "late-commit", "at": [3, 9], "delay_s": 20, "tell": "502", "resource": "products"},
    {"kind": "lag", "probability": 0.3, "wait_s": 5, "places": ["search"]}]}"""
EDIT = '{"kind": "customers", "id": "...", "changes": {"phone": "+1-555-000-1111"}}'


def sandbox() -> tuple[Part, ...]:
    """Return how to run and steer the sandbox."""
    windows = tuple((name, _first_line(window)) for name, window in WINDOWS.items())
    return (
        (
            "The sandbox is a store on this machine: customers and their groups, products and their families, stock, "
            "brands, suppliers, tags, names of options, categories, outlets, registers, taxes, search, lists by version, the "
            "rate limit; in the versions 2.0 and "
            f"{', '.join(sorted(DATED))}. --sandbox uses it without a port, with 10 registers unless --registers says "
            "otherwise; it is kept in one SQLite file. A dataset goes back to the sandbox that it was loaded into, whatever "
            "the current folder; one that was never loaded to the one beside it, else to out/.sandbox here. The command sandbox runs it on a port of this machine, for any "
            "client:"
        ),
        Code("  " + typed("sandbox", "--port", 8787, "--registers", 1)),
        options(
            "sandbox",
            "port",
            "registers",
            "outlet",
            "domain",
            "tax_exclusive",
            "window",
            "faults",
            "switch",
            "state",
            "fresh",
            "reset",
            "verbose",
        ),
        (
            "It prints its address, its token and the address of its page: what each client was told beside what the store "
            "did, with bodies; products and customers to edit, delete and sell; faults to switch on. It serves the store of "
            "--sandbox, and while it runs --sandbox goes through its port, so that one can watch a load. While XSERIES_BASE_URL and XSERIES_TOKEN are set to them, every command goes "
            "to that store, whatever prefix -d names, but for those with --sandbox."
        ),
        (
            "It answers under the names 127.0.0.1, localhost and [::1] alone (421 otherwise), and refuses changes that a "
            "web page of another site asks for (403). What it answers with success is saved by then. What can't be saved "
            "has not happened: the client gets a 500."
        ),
        "Kinds of windows for --window; which one X-Series has is not documented:",
        TopicTable(("window", "how it counts"), windows),
        *_faults(),
        "The control path, for tests and to play the shop's staff. JSON in and out, no token:",
        TopicTable(("call", "what it does"), _controls()),
        Code(
            f"  curl -s localhost:8787/__sandbox/history\n  curl -s localhost:8787/__sandbox/edit --json '{EDIT}'"
        ),
    )


def _faults() -> tuple[Part, ...]:
    return (
        "--faults plays a plan of faults, the same ones for the same seed: one of these, or a file.",
        TopicTable(("plan", "what it is like"), tuple((name, does) for name, (does, _) in PRESETS.items())),
        "A file may say:",
        Code(PLAN),
        "A rule counts the requests that it could hit, from 1; at, from and until are numbers of that count. It may say:",
        TopicTable(("parameter", "takes"), tuple((name, each.words) for name, each in RULE_PARAMS.items())),
        (
            "At most one fault of a layer happens to a request. The faults, what each hits unless on says otherwise, and the "
            "parameters of its own:"
        ),
        TopicTable(
            ("fault", "layer", "on", "what happens", "parameters"),
            tuple(_fault(name, kind) for name, kind in FAULT_KINDS.items()),
        ),
    )


def _fault(name: str, kind: FaultKind) -> tuple[str, ...]:
    params = "; ".join(
        f"{name} = {json.dumps(param.default)} ({param.words})" for name, param in kind.params.items()
    )
    return name, kind.layer, kind.on, kind.does, params


def _controls() -> tuple[tuple[str, str], ...]:
    gets = (("GET", name, _first_line(action)) for name, action in READS.items())
    posts = (("POST", name, _first_line(action)) for name, action in (*ACTIONS.items(), *STAFF.items()))
    return tuple((f"{method} /__sandbox/{name}", does) for method, name, does in (*gets, *posts))


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").partition("\n")[0].replace("`", "")
