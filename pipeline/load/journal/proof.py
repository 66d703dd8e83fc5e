"""What proves that a create was not applied: only this takes a record from `sent` back to `pending` (invariant 2). Pure."""

from dataclasses import dataclass
from enum import Enum


class Refusal(Enum):
    """The store, or the way to it, turned the request away before anything was done."""

    QUOTA = "429"
    NOT_SENT = "no connection"
    DOOR = "401, 403 or 404 in the API's own words"


@dataclass(frozen=True, slots=True)
class LookedUp:
    """A completed look-up: both places were asked, after the wait, and neither had the record."""

    places: tuple[str, ...]
