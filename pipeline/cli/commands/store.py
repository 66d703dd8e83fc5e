"""store customers|products|brands|…: look things up, and change nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from pipeline.cli.document import SPREAD
from pipeline.cli.invocation import typed
from pipeline.cli.options import shared
from pipeline.cli.session import Answer, Given, Session
from pipeline.cli.store.target import choose
from pipeline.text import counted

LIMIT = 50

Query = Annotated[
    str | None,
    typer.Argument(
        metavar="[QUERY]", help="An id, an e-mail or a SKU; or a part of a name, a city, a note ..."
    ),
]
Most = Annotated[int, typer.Option("--limit", min=1, metavar="N", help="At most N.")]


@dataclass(frozen=True, slots=True)
class LookUpData:
    """What was found, as the store has it; `more`: there is more of it."""

    found: Annotated[Mapping[str, Sequence[Mapping[str, Any]]], SPREAD]
    more: bool
    requests: int


def look_up(
    session: Session, what: str, wanted: shared.StoreOptions, query: str | None, limit: int
) -> Given[LookUpData]:
    """Look things up in the store that is meant, and print them."""
    from pipeline.lookup import lookup
    from pipeline.stores import SHELVES

    chosen = choose(wanted, session)
    found = lookup.look_up(chosen.target, what, query, limit)
    if not session.as_json:
        columns = SHELVES[what].columns
        cells = [[lookup.cell_of(record, column) for column in columns] for record in found.records]
        if cells:
            session.terminal.table("", [column.heading for column in columns], cells)
        fitting = f' for "{query}"' if query else ""
        said = counted(len(found.records), SINGULARS.get(what, what.removesuffix("s")), what)
        session.terminal.say(f"{said}{fitting} at {chosen.shown}.")
    if found.more:
        session.terminal.notice(f"There are more: --limit {limit * 10} shows some of them.")
    data = LookUpData({what: found.records}, found.more, found.requests)
    return session.give(Answer(data, next=typed("doctor", *chosen.options)))


def _finder(what: str, example: str) -> Callable[..., int]:
    def find(
        query: Query = None, limit: Most = LIMIT, *, store: shared.UnpacedStore, answer: shared.AnswerOptions
    ) -> Given[LookUpData]:
        return look_up(answer.session(f"store {what}"), what, store, query, limit)

    find.__doc__ = f"""Look {what} up: all of them, or those that fit. Changes nothing.

    Examples:
      x-series-demo store {what} --sandbox

      x-series-demo store {what} {example} -d mystore --json
    """
    return find


EXAMPLES = {
    "outlets": "main",
    "registers": "front",
    "customers": "ada@example.com",
    "products": "APP-00042",
    "suppliers": "acme",
    "brands": "oat",
    "categories": "knitwear",
    "tags": "wool",
    "groups": "vip",
    "taxes": "sales",
}
SINGULARS = {"taxes": "tax", "categories": "category"}
COMMANDS: dict[str, Callable[..., int]] = {what: _finder(what, example) for what, example in EXAMPLES.items()}
