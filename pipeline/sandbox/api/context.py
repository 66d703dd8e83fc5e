"""What every handler of the shop is given: one call and the store that it came to. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.sandbox.api.rows import KINDS, Rows
from pipeline.sandbox.api.values import ApiAnswer, ApiCall, ApiResult, Effect, ShopRow, refuse
from pipeline.sandbox.options import SandboxOptions


@dataclass(frozen=True, slots=True)
class CallContext:
    """The call, the ids in its path, the store it came to, the moment, and the lag that its records get."""

    call: ApiCall
    ids: tuple[str, ...]
    rows: Rows
    options: SandboxOptions
    now_s: float
    hidden_until: Mapping[str, float] = field(default_factory=dict)

    def create(self, kind: str, body: dict[str, Any]) -> ShopRow:
        """Put a new row with this call's lag."""
        return self.rows.put(kind, body, self.now_s, hidden_until=self.hidden_until)

    def done(self, status: int, body: Any, action: str, *touched: ShopRow) -> ApiResult:
        """Return the result of a change to `touched` rows."""
        return ApiResult(
            ApiAnswer(status, body), tuple(self._effect(action, row) for row in touched), touched
        )

    def sees(self, row: ShopRow, place: str) -> bool:
        """Tell whether the row has reached that place yet."""
        return self.now_s >= row.hidden_until.get(place, self.now_s)

    def _effect(self, action: str, row: ShopRow) -> Effect:
        return Effect(
            action=action,
            kind=row.kind,
            id=row.id,
            key=str(row.body.get(KINDS[row.kind].key_field) or ""),
            version=row.version,
            time_s=self.now_s,
            request_id=self.call.request_id,
            actor=self.call.actor,
            body=None if action == "deleted" else self.call.body,
        )


def not_found(what: str) -> ApiResult:
    """Return the API's 404."""
    return refuse(404, f"{what} not found")
