"""What every handler of the shop is given: one call and the store that it came to. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.sandbox.api.rows import KINDS, Rows
from pipeline.sandbox.api.values import ApiAnswer, ApiCall, ApiResult, Effect, ShopRow, refuse
from pipeline.sandbox.options import SandboxOptions

AS_SENT: Any = object()


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

    def done(
        self, status: int, answer: Any, action: str, *touched: ShopRow, body: Any = AS_SENT
    ) -> ApiResult:
        """Return the result of a change to `touched` rows; the history has the call's body, or `body` in its place."""
        sent = self.call.body if body is AS_SENT else body
        effects = tuple(self._effect(action, row, sent) for row in touched)
        return ApiResult(ApiAnswer(status, answer), effects, touched)

    def sees(self, row: ShopRow, place: str) -> bool:
        """Tell whether the row has reached that place yet."""
        return self.now_s >= row.hidden_until.get(place, self.now_s)

    def _effect(self, action: str, row: ShopRow, body: Any) -> Effect:
        return Effect(
            action=action,
            kind=row.kind,
            id=row.id,
            key=str(row.body.get(KINDS[row.kind].key_field) or ""),
            version=row.version,
            time_s=self.now_s,
            request_id=self.call.request_id,
            actor=self.call.actor,
            body=None if action == "deleted" else body,
        )


def not_found(what: str) -> ApiResult:
    """Return the API's 404."""
    return refuse(404, f"{what} not found")
