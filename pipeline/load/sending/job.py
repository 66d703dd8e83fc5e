"""What a load works with, beyond its effects: the plan, the records, how this store wants them. Reads the journal."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.journal.entries import Entry
from pipeline.journal.transitions import State
from pipeline.load.options import LoadOptions
from pipeline.load.planning.plan import Plan
from pipeline.load.sending.effects import Effects
from pipeline.load.sending.units import Unit
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Id, Record
from pipeline.stores.protocol import References, Row, Terms

MADE_AFTER = "made_after"  # notes of a journal: the store's version before the first record with steps,
AT_CREATE = "at_create"  # and what its create did with what a step puts
IGNORED, KEPT = "ignored", "kept"


@dataclass(slots=True, kw_only=True)
class Job(Effects):
    """What a load works with: its plan, the file's records, and how this store wants them."""

    plan: Plan
    records: Mapping[Id, Record]
    options: LoadOptions
    price_field: str
    watermark: int
    marks: Mapping[Kind, int] = field(default_factory=dict)
    terms: Terms = field(default_factory=Terms)
    looked_at_create: bool = False  # or a look is under way
    listed: dict[str, Row] = field(default_factory=dict)  # rows of acknowledged ids, where pages were read

    @property
    def listed_after(self) -> int:
        """The version after which all is that this journal's load made, save named things."""
        return int(self.journal.note(MADE_AFTER) or self.watermark)

    @property
    def ignores_stock(self) -> bool:
        """Whether this store was seen to ignore at a create what a step puts."""
        return bool(self.journal.note(AT_CREATE) == IGNORED)

    def mark_of(self, entry: Entry) -> int:
        """Return the version after which the store's records may be this one's: its own intent's, of a named kind."""
        return (entry.mark or 0) if entry.kind.named else self.watermark

    def references(self, unit: Unit) -> References:
        """Return the ids of what a unit's records name. All of them are done, or it would not be sent."""
        found: dict[Id, str] = {}
        for place in unit.ids:
            for named in self.records[place].references:
                entry = self.journal.entry(*named)
                if named in unit.ids:
                    continue
                assert entry is not None, f"{place} names {named}, which no file has"
                assert entry.state is State.DONE, f"{place} names {named}, which is {entry.state}"
                found[named] = str(entry.remote_id)
        return found

    def there(self, unit: Unit) -> dict[str, str]:
        """Return the members of a unit that the store has already, by key."""
        if unit.name is None:
            return {}
        members = self.journal.members(unit.kind, unit.name)
        return {each.key: str(each.remote_id) for each in members if each.state is State.DONE}
