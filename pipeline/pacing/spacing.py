"""When the next request goes near the end of the quota, alone on a store. Pure; the rules and their constants: README.md.

The last credits are looks: each one spent tells whether something came back. They cost no time, since the window has to
be waited for anyway; but what is unspent when it turns is lost, and so are the seconds until a look sees the turn.
It promises no turn seen in time: a window that turns between two looks is seen by the later one.
"""

import math

from pipeline.pacing.quota import TURN_SLACK_S, Quota
from pipeline.pacing.sliding_log import WINDOW_S

FRONT_LOAD = 2.0
DISTRUST_SHARE = 0.01
DRAIN_S = 5.0
RECOVERED = 3.0
LATE_LOOKS = 2
FEW_SHARE = 0.1
LOOKS = 50
LOOKS_SHARE = 0.2
POWER = 4
FEWEST_S = 1.0
OTHERS_SHARE = 0.2
REOPENED_S = 30.0
REOPENED_SHARE = 0.5
RESERVE = 2
BLIND_S = 10.0
BLIND_SHARE = 0.25


def is_near_end(quota: Quota, requests_left: int | None) -> bool:
    """Tell whether the run needs little more than its credit."""
    if requests_left is None or quota.limit is None:
        return False
    return requests_left - max(quota.credit, 0) <= FEW_SHARE * quota.limit


def is_risked(quota: Quota, requests_left: int | None, more_than: float, at_most: float) -> bool:
    """Tell whether this run's one refusal is worth the moment that it names: it needs that share of the quota beyond its credit."""
    limit = quota.limit or 1
    if requests_left is None or not quota.scant or quota.others < OTHERS_SHARE * limit:
        return False
    if quota.refused_s is not None or quota.flows or quota.gradual or quota.quiet_until_s > 0:
        return False
    return more_than * limit < requests_left - quota.credit <= at_most * limit


def blind_s(quota: Quota, last_s: float) -> float:
    """Return when to look at the latest where credits come back in parts: a refusal there says when the next one comes.

    Each refusal in this run doubles the wait, so that few can follow.
    """
    elapsed_s = last_s - (last_s if quota.begun_s is None else quota.begun_s)
    return last_s + max(BLIND_S, BLIND_SHARE * elapsed_s) * 2.0**quota.refusals


def next_start_s(quota: Quota, last_s: float, *, near_end: bool) -> float:
    """Return when the next request may start after the one at `last_s`."""
    limit, turn_s = quota.limit or 1, max(quota.turn_s or last_s, last_s + TURN_SLACK_S)
    refill_per_s = max(quota.refill.per_s, 0.0)
    reopening = quota.reopened_s is not None and last_s < quota.reopened_s + REOPENED_S
    believed_per_s = REOPENED_SHARE * quota.others / WINDOW_S if reopening and quota.flows else 0.0
    refill_per_s = max(refill_per_s, believed_per_s)
    if quota.credit <= 0:
        latest_s = last_s + WINDOW_S + TURN_SLACK_S if quota.flows else turn_s
        missing = RECOVERED + quota.refusals - quota.credit
        return min(latest_s, last_s + missing / refill_per_s) if refill_per_s > 0 else latest_s
    if last_s < quota.quiet_until_s and not quota.flows and not quota.gradual:
        return min(turn_s, _quiet_look_s(quota, last_s, _late_looks(limit, turn_s - quota.quiet_until_s)))
    if near_end and not quota.flows:
        return min(turn_s, last_s + _lookout_s(turn_s - last_s) / quota.credit)
    if near_end and quota.credit > RESERVE:
        return last_s
    reserve = RESERVE if near_end else DISTRUST_SHARE * limit
    brake = min(1.0, quota.credit / reserve)
    surplus = quota.credit - reserve if quota.flows else 0.0
    spent_per_s = max(FRONT_LOAD * quota.credit / (turn_s - last_s), surplus / DRAIN_S)
    spacing_s = 1 / (max(refill_per_s * brake, believed_per_s) + spent_per_s)
    return min(turn_s, last_s + spacing_s)


def _late_looks(limit: int, within_s: float) -> float:
    """Return how many looks are worth it for a turn that comes within so many seconds.

    n looks find it within_s / 2n late, and a credit that is left then is lost: WINDOW_S / limit seconds each.
    """
    return LATE_LOOKS + math.sqrt(within_s * limit / (2 * WINDOW_S))


def _quiet_look_s(quota: Quota, last_s: float, late: float) -> float:
    """Return when to look while no turn is due: what is more than `late` is spent meanwhile, in case this is wrong."""
    quiet_s, spare = quota.quiet_until_s - last_s, quota.credit - late
    return last_s + (quiet_s if spare <= 0 else min(quiet_s, quiet_s / (FRONT_LOAD * spare)))


def _lookout_s(until_turn_s: float) -> float:
    """Return how far apart looks are at moments that grow with that power, if one credit is left for all of them."""
    since_s, whole_s = max(WINDOW_S - until_turn_s, FEWEST_S), WINDOW_S + FEWEST_S
    root = math.pow(since_s / whole_s, 1 / POWER)
    return POWER * since_s / root * (1 - root)
