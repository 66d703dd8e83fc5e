"""When to look again near the end of the quota, where nothing about its window is proven yet. Pure.

The last credits are looks: each one spent tells whether something came back. They cost no time, since the window has to
be waited for anyway; but what is unspent when it turns is lost, and so are the seconds until a look sees the turn.

- Usually a small share is stretched, more densely at first, and denser where a refill is seen.
- Near the end of a run (`few`) what is unspent is not lost, it only goes later, a floor apart. The wait for a look grows
  with the time between looks, the rest to send with their number: the sum is least with looks sqrt(2 x floor x time
  since the turn) apart, so the stretch begins with as many credits as that takes until the window must have turned.
- Where credits come back in parts, what is above the brake's share is spent at once: holding it gains nothing.

- A window that was seen to turn does so again a window later, not before: half of the looks wait until then.

It promises no turn seen in time: a window that turns between two looks is seen by the later one.
"""

import math

from pipeline.load.pacing.budget import TURN_SLACK_S, Budget
from pipeline.load.pacing.returns import WINDOW_S

FRONT_LOAD = 2.0  # the stretch spends early: credit that is left when a window turns early is lost
BRAKE_SHARE = 0.02  # below this share of the quota a refill is trusted less and less: releases come in clumps
DRAIN_S = 5.0  # where credits come back in parts, those above that share are spent within this time
LULL_S = 30.0  # in a sliding window n credits are worth a look every LULL_S / n seconds
RELEASED = 2  # own requests that must have left a sliding window before a look without credit
RECOVERED = 3.0  # credits that must have come back, by the refill seen, where that tells it earlier
LATE_SHARE = 0.025  # of the limit: the looks that wait until a window may turn again
FEW_SHARE = 0.1  # a run that has at most this share of the quota to go beyond its credit is near its end
FEWEST_S = 1.0  # a turn was seen at least this long ago, and the next is at least this far away


def is_few(budget: Budget, requests_left: int | None) -> bool:
    """Tell whether the run needs little more than its credit."""
    if requests_left is None or budget.limit is None:
        return False
    return requests_left - max(budget.credit, 0) <= FEW_SHARE * budget.limit


def begin_at(limit: int, share: float, floor_s: float, *, few: bool) -> float:
    """Return below how many credits the stretch begins: a share of the limit, or as many looks as are worth it."""
    if few:
        return min(FEW_SHARE * limit, math.sqrt(2 * WINDOW_S / floor_s))
    return share * limit


def look_s(budget: Budget, last_s: float, *, few: bool) -> float:
    """Return when the next request may start after the one at `last_s`."""
    limit, turn_s = budget.limit or 1, max(budget.turn_s or last_s, last_s + TURN_SLACK_S)
    refill_per_s = max(budget.refill_per_s(), 0.0)
    if budget.credit <= 0:
        latest_s = last_s + WINDOW_S + TURN_SLACK_S if budget.flows else turn_s
        return min(latest_s, _return_s(budget, last_s, refill_per_s))
    if last_s < budget.quiet_until_s and not budget.flows and not budget.gradual:
        return min(turn_s, _quiet_look_s(budget, last_s, LATE_SHARE * limit))
    if few and not budget.flows:
        return min(turn_s, last_s + _lookout_s(turn_s - last_s) / budget.credit)
    brake = min(1.0, budget.credit / (BRAKE_SHARE * limit))
    surplus = budget.credit - BRAKE_SHARE * limit if budget.flows else 0.0
    spent_per_s = max(FRONT_LOAD * budget.credit / (turn_s - last_s), surplus / DRAIN_S)
    spacing_s = 1 / (refill_per_s * brake + spent_per_s)
    if budget.gradual:
        spacing_s = min(spacing_s, LULL_S / budget.credit)
    return min(turn_s, last_s + spacing_s)


def _quiet_look_s(budget: Budget, last_s: float, late: float) -> float:
    """Return when to look while no turn is due: what is more than `late` is spent meanwhile, in case this is wrong."""
    quiet_s, spare = budget.quiet_until_s - last_s, budget.credit - late
    return last_s + (quiet_s if spare <= 0 else min(quiet_s, quiet_s / (FRONT_LOAD * spare)))


def _lookout_s(until_turn_s: float) -> float:
    """Return how far apart looks are that grow with the root of the time, if one credit is left for all of them."""
    root, whole = math.sqrt(max(WINDOW_S - until_turn_s, FEWEST_S)), math.sqrt(WINDOW_S + FEWEST_S)
    return 2 * root * (whole - root)


def _return_s(budget: Budget, last_s: float, refill_per_s: float) -> float:
    """Return when credit should be back after `last_s`; infinity if nothing says so."""
    slides = (budget.gradual or budget.flows) and not budget.mirror.exceeded
    known_s = budget.returned_s(last_s, RELEASED) if slides else None
    back_s = math.inf if known_s is None else known_s
    if budget.gradual or refill_per_s <= 0:
        return back_s
    return min(back_s, last_s + (RECOVERED - budget.credit) / refill_per_s)
