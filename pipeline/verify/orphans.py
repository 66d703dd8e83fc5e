"""What looks like demo data and is in no journal: the way back when a journal is lost.

A guess by looks, for people to judge, and nothing here deletes. Customers with a reserved e-mail domain (RFC 2606, 6761:
nobody's real address) or an e-mail of the dataset; products with a SKU of the dataset, or one of the same make: the
same letters in front and about as many digits behind.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.compare.differences import Difference, What
from pipeline.journal.book import Journal
from pipeline.journal.file import FOLDER
from pipeline.journal.transitions import State
from pipeline.schema.kinds import KeyShape, Kind
from pipeline.schema.records import Id, Record
from pipeline.schema.reserved import is_reserved
from pipeline.stores import key_in
from pipeline.verify.three_way import name_of

_CODE = re.compile(r"(?P<stem>.*\D)(?P<digits>\d{3,12})", re.DOTALL)
SHORTEST_STEM = 2  # a single letter in front is anybody's SKU


@dataclass(frozen=True, slots=True)
class Looks:
    """How records of a dataset look: their keys, and for each stem of its SKUs the lengths of the digits behind."""

    keys: frozenset[Id]
    stems: Mapping[str, tuple[int, int]]

    def fit(self, kind: Kind, key: str) -> bool:
        """Tell whether a record of the store looks like this dataset's."""
        if (kind, key) in self.keys:
            return True
        if kind.key.shape is KeyShape.EMAIL:
            domain = key.rpartition("@")[2]
            return is_reserved(domain)
        found = _CODE.fullmatch(key) if kind.key.shape is KeyShape.CODE else None
        shortest, longest = self.stems.get(found["stem"], (1, 0)) if found else (1, 0)
        return found is not None and shortest <= len(found["digits"]) <= longest


@dataclass(frozen=True, slots=True)
class Known:
    """What the journals here know: ids that they were given, and keys whose create had no known outcome."""

    ids: frozenset[str]
    uncertain: frozenset[Id]


def looks_of(records: Iterable[Record]) -> Looks:
    """Return how a dataset looks. Digits may be one longer than any: counts grow."""
    keys: set[Id] = set()
    lengths: dict[str, list[int]] = {}
    for record in records:
        keys.add((record.kind, record.key))
        found = _CODE.fullmatch(record.key) if record.kind.key.shape is KeyShape.CODE else None
        if found and len(found["stem"]) >= SHORTEST_STEM:
            lengths.setdefault(found["stem"], []).append(len(found["digits"]))
    return Looks(frozenset(keys), {stem: (min(each), max(each) + 1) for stem, each in lengths.items()})


def known_here(dataset: Path, prefix: str) -> Known:
    """Read every journal for this store under the dataset's parent folder. Raises JournalError."""
    ids: set[str] = set()
    uncertain: set[Id] = set()
    paths = {*dataset.resolve().parent.glob(f"*/{FOLDER}/{prefix}.sqlite")}
    for path in sorted(paths):
        journal = Journal.read(path)
        if journal is None:
            continue
        with journal:
            for entry in journal.entries():
                ids.update([entry.remote_id] if entry.remote_id and entry.state is not State.CONFLICT else ())
                uncertain.update([(entry.kind, entry.key)] if entry.state is State.SENT else ())
    return Known(frozenset(ids), frozenset(uncertain))


def find_orphans(
    kind: Kind, rows: Iterable[Mapping[str, Any]], looks: Looks, known: Known
) -> list[Difference]:
    """Return those of the store's records that look like the dataset's and that no journal knows."""
    findings = []
    for row in rows:
        key = key_in(kind, dict(row))
        if row["id"] in known.ids or (kind, key) in known.uncertain or not looks.fit(kind, key):
            continue
        findings.append(
            Difference(kind, key, What.ORPHAN, theirs=name_of(kind, row), remote_id=str(row["id"]))
        )
    return findings
