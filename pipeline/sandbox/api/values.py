"""What goes into the shop and what comes out of it: calls, answers, rows, effects. Pure values.

Bodies are plain JSON values (`Json`): the API's own field names, untouched. What a handler did is an
`ApiResult`: the answer for the client, the effects for the history and the rows that have to be saved.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

Json = dict[str, Any]

# A place where a new record may be invisible for a while (search lag)
PLACES = ("search", "sku", "listing")


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One request to the API, its path without the version segment: `GET /customers?after=3`."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Any = None
    request_id: str = ""
    actor: str = "api"
    version: str = "2.0"
    host: str = ""

    def first(self, name: str) -> str | None:
        """Return the first value of the query parameter `name`."""
        return next((value for key, value in self.query if key == name), None)

    def every(self, name: str) -> tuple[str, ...]:
        """Return every value of the query parameter `name`."""
        return tuple(value for key, value in self.query if key == name)


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """Status and JSON body; a body of None is sent as no body at all."""

    status: int
    body: Any = None


@dataclass(frozen=True, slots=True)
class ShopRow:
    """One record of the store. `body` is what the API shows; `hidden_until` maps a place to wall seconds."""

    kind: str
    id: str
    version: int
    deleted: bool
    body: Json
    hidden_until: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that really happened in the store, whatever the client was told about it.

    `action` is created, updated or deleted; `actor` is api, late (a commit after its answer), staff or store (its own work);
    `key` is the e-mail, the SKU or the name as it was sent; `body` is what was sent (None for a deletion).
    """

    action: str
    kind: str
    id: str
    key: str
    version: int
    time_s: float
    request_id: str
    actor: str
    body: Any


@dataclass(frozen=True, slots=True)
class DueCall:
    """Work that the store does by itself at a later moment."""

    due_s: float
    call: ApiCall


@dataclass(frozen=True, slots=True)
class ImageFile:
    """An image as it was uploaded; `digest` is the SHA-256 of its bytes."""

    digest: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ApiResult:
    """What one call did, and what the store has to do later because of it; `files` are new ones to keep."""

    answer: ApiAnswer
    effects: tuple[Effect, ...] = ()
    rows: tuple[ShopRow, ...] = ()
    due: tuple[DueCall, ...] = ()
    files: tuple[ImageFile, ...] = ()


def join_results(answer: ApiAnswer, *parts: ApiResult, due: tuple[DueCall, ...] = ()) -> ApiResult:
    """Return one result under `answer` that did what the parts did, in their order."""
    return ApiResult(
        answer,
        tuple(effect for part in parts for effect in part.effects),
        tuple(row for part in parts for row in part.rows),
        (*(each for part in parts for each in part.due), *due),
        tuple(file for part in parts for file in part.files),
    )


def refuse(status: int, error: str, **more: Any) -> ApiResult:
    """Return an error in the API's common shape, without any effect."""
    return ApiResult(ApiAnswer(status, {"error": error, **more}))


def timestamp(now_s: float) -> str:
    """Return the API's form of a moment: `2017-05-24T01:53:25+00:00`."""
    return datetime.fromtimestamp(math.floor(now_s), tz=timezone.utc).isoformat()
