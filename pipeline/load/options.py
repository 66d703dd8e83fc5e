"""How to load: frozen values, chosen by a person or a script. Pure."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from glob import escape
from typing import Literal

from pipeline.load.planning.choices import Choice
from pipeline.pacing.pacer import Pace
from pipeline.schema.kinds import Kind, key_of, kind_called

# Longer than a call's deadline and any gateway's time-out (pipeline/load/README.md, *Reconcile*)
SETTLE_S = 60.0
PriceField = Literal["auto", "including", "excluding"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records a command is about; empty means all. `keys` are glob patterns, matched case-insensitively.

    A pattern may begin with its kind, `brand:oat*`; without that it means records that have rows of their own.
    """

    only: Kind | None = None
    keys: tuple[str, ...] = ()
    limit: int | None = None

    def takes(self, kind: Kind, key: str) -> bool:
        """Tell whether a record is selected by itself, leaving the limit aside. What it names comes along."""
        if (
            kind.named
            and self.only is not kind
            and not any(kind_and_key(pattern)[0] for pattern in self.keys)
        ):
            return self == Selection()
        return self.only in (None, kind) and (
            not self.keys or any(_fits(kind, key, pattern) for pattern in self.keys)
        )


def kind_and_key(text: str) -> tuple[Kind | None, str]:
    """Return the kind that stands in front of a key, `brand:Oatlow`, and the key; None for a key alone."""
    word, colon, key = text.partition(":")
    kind = kind_called(word) if colon else None
    return (None, text) if kind is None else (kind, key)


def means(text: str, kind: Kind, key: str) -> bool:
    """Tell whether a key, or a kind and a key, as a person gave it, is that of a record."""
    meant, wanted = kind_and_key(text)
    return key == key_of(text) or (meant is kind and key == key_of(wanted))


def pattern_of(kind: Kind, key_text: str) -> str:
    """Return the pattern of keys that fits one record alone."""
    pattern = escape(key_text)
    return f"{kind.name}:{pattern}" if kind.named or kind_and_key(pattern)[0] else pattern


def _fits(kind: Kind, key: str, pattern: str) -> bool:
    meant, wanted = kind_and_key(pattern)
    if meant is None:
        return not kind.named and fnmatchcase(key, key_of(wanted))
    return meant is kind and fnmatchcase(key, key_of(wanted))


@dataclass(frozen=True, slots=True)
class MaxErrors:
    """Stop after so many rejections: a number, or a share of the records to send."""

    number: int | None = None
    share: float | None = None

    def reached(self, rejected: int, total: int) -> bool:
        """Tell whether `rejected` of `total` is too many."""
        allowed = self.number if self.number is not None else (self.share or 0.0) * total
        return rejected > 0 and rejected >= allowed


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """Everything that steers a load; durations in seconds."""

    pace: Pace = Pace.STEADY
    concurrency: int | None = None
    settle_s: float = SETTLE_S
    price_field: PriceField = "auto"
    adopt: bool = False
    adopt_names: bool = True
    outlets: tuple[str, ...] = ()  # empty: all
    choice: Choice | None = None  # None: as the journal keeps it
    retry_failed: bool = False
    selection: Selection = Selection()
    max_errors: MaxErrors | None = None
