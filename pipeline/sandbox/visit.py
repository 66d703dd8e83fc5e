"""One call on its way through the shop, and what every handler gets told. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.sandbox.options import SandboxOptions
from pipeline.sandbox.rows import Rows
from pipeline.sandbox.values import Answer, Call, Outcome, Row, effect_of, refuse


@dataclass(frozen=True, slots=True)
class Visit:
    """The call, the ids in its path, the store it came to, the moment, and the lag that its records get."""

    call: Call
    ids: tuple[str, ...]
    rows: Rows
    options: SandboxOptions
    now_s: float
    hidden_until: Mapping[str, float] = field(default_factory=dict)

    def create(self, kind: str, body: dict[str, Any]) -> Row:
        """Put a new row with this visit's lag."""
        return self.rows.put(kind, body, self.now_s, hidden_until=self.hidden_until)

    def done(self, status: int, body: Any, action: str, *touched: Row) -> Outcome:
        """Return the outcome of a change to `touched` rows."""
        sent = None if action == "deleted" else self.call.body
        effects = tuple(effect_of(action, row, self.call, self.now_s, sent) for row in touched)
        return Outcome(Answer(status, body), effects, touched)

    def sees(self, row: Row, place: str) -> bool:
        """Tell whether the row has reached that place yet."""
        return self.now_s >= row.hidden_until.get(place, self.now_s)


def not_found(what: str) -> Outcome:
    """Return the API's 404."""
    return refuse(404, f"{what} not found")
