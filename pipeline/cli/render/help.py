"""The data of the topics of help."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TopicsData:
    """The topics, and what they are about."""

    topics: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TopicData:
    """A topic's text, or a command's help."""

    topic: str
    text: str
