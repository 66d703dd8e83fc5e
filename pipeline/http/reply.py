"""How a call ended, as a value. Pure."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from pipeline.http.uploads import Upload


class Ending(Enum):
    """How a call ended on the wire; what that means for a record is decided elsewhere."""

    ANSWER = "answer"  # a status arrived, below 300 or from 400 on; the body may still be unreadable (json is None)
    NOT_SENT = "not sent"  # no byte of the request left: no connection, no name, no proxy's leave
    SILENCE = (
        "silence"  # some of the request may have arrived, and no full answer came: anything may have happened
    )
    CERTIFICATE = "certificate"  # the other side couldn't prove that it is the store; nothing was sent
    REDIRECT = "redirect"  # 3xx, never followed; the store's own host answered it
    TOO_BIG = "too big"  # a status arrived, but its body passed the cap and was dropped


@dataclass(frozen=True, slots=True)
class Reply:
    """One call's end. Every string is cleaned, bounded and free of the token, `json`'s strings of the token.

    `status` is None when no status line arrived; SILENCE has one, and its headers, when the deadline cut the body off.
    `json` is the parsed body, None when the body isn't JSON that can be trusted (broken off, duplicate keys,
    NaN, too deep). `text` is an excerpt of the body for people, `detail` says in few words what went wrong on
    the wire ("" when nothing did). The headers are as they came, or None: reading them is the loader's part.
    """

    ending: Ending
    request_id: str
    elapsed_s: float
    status: int | None = None
    json: Any | None = None
    text: str = ""
    limit: str | None = None
    remaining: str | None = None
    retry_after: str | None = None
    date: str | None = None
    location_host: str | None = None
    detail: str = ""


class Secret(Protocol):
    """What a token must be able to do; `settings.Token` does."""

    def reveal(self) -> str:
        """Return the secret itself, for the one header that needs it."""
        ...


class Caller(Protocol):
    """Whatever can make a call: `Store`, and the stores that tests make up."""

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        json: Any | None = None,
        body_cap: int = ...,
        version: str | None = None,
        upload: Upload | None = None,
    ) -> Reply:
        """Make one request to the store and return how it ended."""
        ...
