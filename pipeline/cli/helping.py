"""help: topics that belong to no single command, and any command's own help."""

from typing import Annotated

import typer

from pipeline.cli.invocation import typed
from pipeline.cli.options import shared
from pipeline.cli.options.completion import offer_topics
from pipeline.cli.render.help import TopicData, TopicsData
from pipeline.cli.session import Answer, Given
from pipeline.errors import Command, UsageError
from pipeline.text import clean, did_you_mean


def help_(
    topic: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TOPIC]",
            help="exit-statuses, environment, files, pacing; or a command.",
            autocompletion=offer_topics,
        ),
    ] = None,
    *,
    answer: shared.AnswerOptions,
) -> Given[TopicsData | TopicData]:
    """Explain a topic, or a command.

    Examples:
      x-series-demo help

      x-series-demo help exit-statuses

      x-series-demo help profile add
    """
    from pipeline.cli.topics import TOPICS

    session = answer.session("help")
    words = topic or []
    if not words:
        if not session.as_json:
            rows = [(name, about) for name, (about, _) in TOPICS.items()]
            session.terminal.table("", ("topic", "about"), rows)
        topics = {name: about for name, (about, _) in TOPICS.items()}
        return session.give(Answer(TopicsData(topics), next=typed("help", next(iter(TOPICS)))))
    found = TOPICS.get(words[0])
    text = found[1]() if found else _help_of_command(words)
    if not session.as_json:
        session.terminal.data(text.rstrip())
    return session.give(Answer(TopicData(" ".join(words), text)))


def _help_of_command(words: list[str]) -> str:
    """Return a command's help. Raises UsageError for what is neither topic nor command."""
    from pipeline.cli.app import COMMANDS, GROUPS, help_text
    from pipeline.cli.topics import TOPICS

    below = GROUPS[words[0]][1] if words[0] in GROUPS else {}
    known = words[0] in COMMANDS or words[0] in GROUPS
    if not known or any(word not in below for word in words[1:]):
        wrong = words[0] if not known else words[1]
        choices = below if known else [*TOPICS, *COMMANDS, *GROUPS]
        raise UsageError(
            f'"{clean(wrong, 40)}" is no topic and no command.{did_you_mean(wrong, choices)}',
            code="topic-missing",
            hint=f"Topics: {', '.join(TOPICS)}; --help lists the commands.",
            command=Command(("--help",)),
        )
    return help_text(words[:2])
