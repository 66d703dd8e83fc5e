"""The help topics: name, one line, and the function that makes the topic from the program's own tables.

Promises: no topic keeps a copy of a table, and listing the topics imports none of them.
"""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple


class TopicTable(NamedTuple):
    """Rows under headings; a heading with '>' in front is set right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Code(NamedTuple):
    """Lines that are printed as they are."""

    text: str


# A plain text is a paragraph, broken to the width of the page.
Part = str | Code | TopicTable


class Topic(NamedTuple):
    """A topic that isn't imported yet: `function` of pipeline.cli.help.`module`."""

    about: str
    module: str
    function: str

    def parts(self) -> tuple[Part, ...]:
        """Import the module and return what the topic says."""
        make: Callable[[], tuple[Part, ...]] = getattr(
            import_module(f"pipeline.cli.help.{self.module}"), self.function
        )
        return make()


TOPICS: dict[str, Topic] = {
    "install": Topic("ways to install, extras, shell completion", "install", "install"),
    "fields": Topic(
        "the columns of customers, products and suppliers, and what a cell may hold", "data", "fields"
    ),
    "files": Topic("what lies in a dataset's folder, and elsewhere", "data", "files"),
    "export": Topic("the formats of export, their columns, and how sure these are", "exports", "export"),
    "packs": Topic("the packs: product lines, prices, cost, examples", "packs", "packs"),
    "regions": Topic("the regions: places, telephone numbers", "packs", "regions"),
    "machines": Topic("how several machines make one large shop", "machines", "machines"),
    "selecting": Topic("how to load, verify, update or unload some of the records", "loads", "selecting"),
    "pacing": Topic("how fast a load goes, and the store's rate limit", "pacing", "pacing"),
    "answers": Topic("what the store may answer, and what happens then", "store", "answers"),
    "endpoints": Topic("every call that is made to the store", "store", "endpoints"),
    "safety": Topic("the right store, the token, what is never done", "loads", "safety"),
    "bring-back": Topic("how to bring deleted records back", "loads", "bring_back"),
    "sandbox": Topic(
        "the built-in store: its pages, rate limits, faults, its control path", "sandbox", "sandbox"
    ),
    "statuses": Topic("what a command's exit status means", "scripts", "statuses"),
    "json": Topic("the document that --json prints", "scripts", "json"),
    "environment": Topic("which variables are read", "scripts", "environment"),
}
