"""One request on its way through the store: what is remembered of it, and what a fault makes of it. Pure."""

from dataclasses import dataclass, field

from pipeline.sandbox.faults.plan import Fault
from pipeline.sandbox.faults.replies import HttpReply
from pipeline.sandbox.serve.exchanges import Did


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request as it came in and as it was answered."""

    time_s: float
    method: str
    path: str
    query: str
    status: int
    request_id: str
    user_agent: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Served:
    """A reply on its way out, with the faults that it met, what the store did, and the number of a commit to come."""

    reply: HttpReply
    faults: dict[str, Fault] = field(default_factory=dict)
    did: Did = field(default_factory=Did)
    late: int | None = None


def commits(fault: Fault) -> bool:
    """Tell whether the call is done in spite of its fault."""
    return fault.kind.endswith("-after") or bool(fault.params.get("commits"))


def skew_s(fault: Fault | None) -> float:
    """Return how far a fault puts the server's clock ahead."""
    return float(fault.params["by_s"]) if fault and fault.params["form"] == "skewed" else 0.0


def is_forbidden(forbidden: tuple[str, ...], method: str, path: str) -> bool:
    """Match `/retailer` or `POST /products`: a path covers what lies below it."""
    rules = (rule.rpartition(" ") for rule in forbidden)
    return any(
        wanted in ("", method) and f"{path}/".startswith(f"{prefix.rstrip('/')}/")
        for wanted, _, prefix in rules
    )
