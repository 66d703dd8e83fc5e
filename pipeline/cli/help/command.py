"""help: topics that belong to no single command, and any command's own help."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.help.topics import TOPICS, Code, Part, TopicTable
from pipeline.cli.invocation import typed
from pipeline.cli.options import shared
from pipeline.cli.options.completion import offer_topics
from pipeline.cli.render.help import TopicData, TopicsData
from pipeline.cli.session import Answer, Given
from pipeline.errors import Command, UsageError
from pipeline.text import clean, did_you_mean

if TYPE_CHECKING:
    from pipeline.console import Terminal

WIDTH = 100  # characters of a line of a paragraph, at most


def help_(
    topic: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TOPIC]",
            help="A topic, such as fields, pacing or statuses; or a command.",
            autocompletion=offer_topics,
        ),
    ] = None,
    *,
    answer: shared.AnswerOptions,
) -> Given[TopicsData | TopicData]:
    """Explain a topic, or a command.

    Examples:
      x-series-demo help

      x-series-demo help fields

      x-series-demo help profile add
    """
    session = answer.session("help")
    words = topic or []
    if not words:
        topics = {name: each.about for name, each in TOPICS.items()}
        if not session.as_json:
            session.terminal.table("", ("topic", "about"), list(topics.items()))
        return session.give(Answer(TopicsData(topics), next=typed("help", next(iter(TOPICS)))))
    found = TOPICS.get(words[0]) if len(words) == 1 else None
    parts = found.parts() if found else (Code(_help_of_command(words).rstrip()),)
    if not session.as_json:
        _show(session.terminal, parts)
    data = _data(" ".join(words), parts)
    if found and _is_command(words[0]):
        return session.give(Answer(data, next=typed(words[0], "--help"), why="for the command's options"))
    return session.give(Answer(data))


def _show(terminal: "Terminal", parts: Sequence[Part]) -> None:
    """Print a topic's parts, with an empty line between two of them; a table brings its own."""
    after_text = False
    for part in parts:
        if isinstance(part, TopicTable):
            terminal.table("", part.columns, part.rows)
            after_text = False
            continue
        if after_text:
            terminal.data("")
        terminal.data(part.text if isinstance(part, Code) else textwrap.fill(part, WIDTH))
        after_text = True


def _data(topic: str, parts: Sequence[Part]) -> TopicData:
    """Return a topic's texts as one text, and its tables as rows by column."""
    texts = [
        part.text if isinstance(part, Code) else part for part in parts if not isinstance(part, TopicTable)
    ]
    tables = [
        [dict(zip((name.lstrip(">") for name in part.columns), row, strict=True)) for row in part.rows]
        for part in parts
        if isinstance(part, TopicTable)
    ]
    return TopicData(topic, "\n\n".join(texts), tables)


def _is_command(word: str) -> bool:
    from pipeline.cli.app import COMMANDS, GROUPS

    return word in COMMANDS or word in GROUPS


def _help_of_command(words: list[str]) -> str:
    """Return a command's help. Raises UsageError for what is neither topic nor command."""
    from pipeline.cli.app import COMMANDS, GROUPS, help_text

    below = GROUPS[words[0]][1] if words[0] in GROUPS else {}
    known = _is_command(words[0])
    if not known or any(word not in below for word in words[1:]):
        wrong = words[0] if not known else words[1]
        # topics first: a command's help is one --help away
        near = "" if known else did_you_mean(wrong, TOPICS)
        near = near or did_you_mean(wrong, below if known else [*COMMANDS, *GROUPS])
        raise UsageError(
            f'"{clean(wrong, 40)}" is no topic and no command.{near}',
            code="topic-missing",
            hint=f"Topics: {', '.join(TOPICS)}; --help lists the commands.",
            command=Command(("help",)),
        )
    return help_text(words[:2])
