"""Who still uses what is to be deleted: a delete in use succeeds in X-Series, and takes it from everybody. Reads only.

Promises: what names a record of ours was changed after that record was made, so the version pages since then show every
user, without a search that may lag; they are read on before each kind's deletes. A user is believed only once it was
read by its id and still names the record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.files import shown_path
from pipeline.journal.book import Journal
from pipeline.journal.transitions import State
from pipeline.load.planning.siblings import Sibling
from pipeline.pacing.paced_store import PacedStore
from pipeline.schema.kinds import Kind, all_kinds
from pipeline.stores import is_deleted, read_live, resource_of, walk_kind
from pipeline.stores.comparing import held_value
from pipeline.stores.protocol import Row
from pipeline.text import clean


def users_of(kind: Kind) -> list[Kind]:
    """Return the kinds whose records name records of this one; a tree's own branches are no users."""
    return [
        each
        for each in all_kinds()
        if each is not kind and any(ref.to == kind.name for ref in each.references)
    ]


@dataclass(frozen=True, slots=True)
class Use:
    """Why a record is kept; `ours`: another dataset here uses it, whose unload takes it away."""

    why: str
    ours: bool


@dataclass(slots=True)
class Uses:
    """What names what, as the store's pages say since the version `after`."""

    paced: PacedStore
    journal: Journal
    siblings: Sequence[Sibling]
    after: int
    _named: dict[tuple[Kind, str], frozenset[str]] = field(default_factory=dict)
    _read_to: dict[Kind, int] = field(default_factory=dict)

    async def read_on(self, kind: Kind) -> None:
        """Read what changed since the last time among the users of a kind. Raises like `walk`."""
        for user in users_of(kind):
            after = self._read_to.get(user, self.after)
            async for page in walk_kind(self.paced, user, after):
                for row in page.rows:
                    place = (user, str(row.get("id")))
                    self._named[place] = frozenset() if is_deleted(row) else named_in(user, row)
                after = max(after, page.newest or 0)
            self._read_to[user] = after

    async def find(self, remote_id: str) -> Use | None:
        """Return why a record is to be kept, None where nothing in the store names it any more. Raises like `read_live`."""
        by_sibling: Use | None = None
        for (kind, user_id), named in self._named.items():
            if remote_id not in named or self._is_deleted(user_id):
                continue
            row = await read_live(self.paced, kind, user_id)
            if row is None or remote_id not in named_in(kind, row):
                continue
            owner = next((each for each in self.siblings if user_id in each.ids), None)
            if owner is None or self.journal.holder(user_id) is not None:
                label = clean(" ".join(str(row.get(name) or "") for name in resource_of(kind).columns), 80)
                whose = "was left alone" if self.journal.holder(user_id) is not None else "is not from here"
                return Use(f"the {kind} {label} uses it, and {whose}", ours=False)
            by_sibling = _used_by(owner)
        return by_sibling

    def made_by_other(self, remote_id: str) -> Use | None:
        """Return that another dataset here made a record, None if none did."""
        owner = next((each for each in self.siblings if remote_id in each.ids), None)
        return None if owner is None else _used_by(owner)

    def _is_deleted(self, remote_id: str) -> bool:
        holder = self.journal.holder(remote_id)
        entry = self.journal.entry(*holder) if holder is not None else None
        return entry is not None and entry.state is State.DELETED


def _used_by(owner: Sibling) -> Use:
    return Use(f"used by {clean(str(shown_path(owner.folder)), 80)}", ours=True)


def named_in(kind: Kind, row: Row) -> frozenset[str]:
    """Return the ids of what a record of the store names."""
    resource = resource_of(kind)
    found: set[str] = set()
    for each in kind.references:
        value = held_value(resource, row, each.name)
        found |= set(_texts(value))
    return frozenset(found)


def _texts(value: object) -> Iterable[str]:
    if value is None:
        return ()
    return (str(each) for each in value) if isinstance(value, (list, tuple)) else (str(value),)
