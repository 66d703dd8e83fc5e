"""When the next request goes beside others who spend from the same quota. Pure; the rules and their constants: README.md.

Waiting for the turn of a window that others drain leaves them all that comes back before it; taking every credit to the
last gets refused. In between, it aims at a fair share, not at more: taking what others come back for is no speed. It does
not promise that no 429 comes.
"""

import math
from dataclasses import dataclass

from pipeline.pacing import even_spacing
from pipeline.pacing.quota import TURN_SLACK_S, Quota
from pipeline.pacing.sliding_log import WINDOW_S
from pipeline.pacing.spacing import FRONT_LOAD


@dataclass(frozen=True, slots=True)
class Caution:
    """How sure to be that a look is not refused: credit kept, standard deviations at a look and at a return.

    `recovered`: the credits that must have come back, by the refill seen, before a look without credit.
    """

    keep: float
    look: float
    back: float
    recovered: float


USUAL = Caution(keep=2.0, look=3.0, back=3.0, recovered=3.0)
LOG = Caution(keep=5.0, look=3.3, back=4.5, recovered=5.0)
REST = Caution(keep=1.0, look=1.5, back=2.0, recovered=3.0)
REST_SHARE = 0.1
RISK_LIMIT = 1000
WORTH_S = 20.0
RISK_WAIT_S = 4.0


def next_start_s(quota: Quota, last_s: float, requests_left: int | None) -> float | None:
    """Return when the next request may start after the one at `last_s`; None: as soon as the floors allow."""
    if quota.flows and quota.scant and quota.evidence.no_log:
        return even_spacing.next_start_s(quota, last_s, requests_left)
    if requests_left is not None and requests_left <= REST_SHARE * (quota.limit or 0):
        caution = REST
    else:
        caution = LOG if quota.aged(last_s) else USUAL
    per_s = quota.others_per_s
    usable = quota.credit - caution.keep - caution.look * math.sqrt(per_s)
    # so long the credit outlasts the noise
    calm_s = (max(quota.credit, 0) / caution.look) ** 2 / (2 * per_s)
    if not quota.flows:
        return None if usable > 0 else _turn_or_risk_s(quota, last_s, calm_s)
    noise = caution.back * math.sqrt(2 * per_s)
    back_s = min(last_s + WINDOW_S + TURN_SLACK_S, _back_s(quota, last_s, -usable, noise))
    if usable <= 0:
        return min(back_s, _recovered_s(quota, last_s, caution.recovered - usable, noise))
    spent_per_s = FRONT_LOAD * usable / (back_s - last_s)
    return min(back_s, last_s + min(1 / (max(quota.refill.per_s, 0.0) + spent_per_s), calm_s))


def _turn_or_risk_s(quota: Quota, last_s: float, calm_s: float) -> float:
    """Return the turn of the window; or, once in a run and if that is far away, the moment for a look that is risked.

    Before a scant window was seen to turn, all credits but one are looks, each while the credit outlasts the noise.
    """
    turn_s = max(quota.turn_s or last_s, last_s + TURN_SLACK_S)
    if quota.credit > 1 and quota.scant and quota.quiet_until_s == 0:
        return min(turn_s, last_s + calm_s)
    ahead_s = quota.others / quota.others_per_s  # so long before us others had begun the window
    ample = (quota.limit or 0) > RISK_LIMIT
    if ample or quota.refused_s is not None or min(turn_s - last_s, ahead_s) <= WORTH_S:
        return turn_s
    return min(turn_s, last_s + (calm_s if quota.credit > 0 else RISK_WAIT_S))


def _recovered_s(quota: Quota, after_s: float, missing: float, noise: float) -> float:
    """Return when the refill seen has brought back enough; infinity if it never does.

    No more than the quota's average is believed: a burst of returns ends as suddenly as it came.
    """
    refill_per_s = min(quota.refill.per_s, (quota.limit or 0) / WINDOW_S)
    if quota.evidence.no_log:  # no log, and yet it flows: it refills, whether or not that was seen just now
        refill_per_s = max(refill_per_s, even_spacing.left_per_s(quota))
    return math.inf if refill_per_s <= 0 else after_s + even_spacing.wait_s(missing, refill_per_s, noise)


def _back_s(quota: Quota, after_s: float, missing: float, noise: float) -> float:
    """Return when enough own requests have left a sliding window; infinity if that never happens."""
    if quota.evidence.no_log:
        return math.inf
    returned = 0
    for one in quota.spent:
        left_s = one.until_s + WINDOW_S + TURN_SLACK_S
        if left_s <= after_s:
            continue
        returned += one.requests
        if returned >= missing + noise * math.sqrt(left_s - after_s):
            return left_s
    return math.inf
