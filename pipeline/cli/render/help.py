"""The data of the topics of help."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TopicsData:
    """The topics, and what they are about."""

    topics: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TopicData:
    """A topic's text and its tables, each as rows by column; or a command's help, which has none."""

    topic: str
    text: str
    tables: Sequence[Sequence[Mapping[str, str]]]
