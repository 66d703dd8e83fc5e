"""When to look again near the end of the quota, where nothing about its window is proven yet. Pure.

The last credits are looks: each one spent tells whether something came back. They cost no time, since the window has to
be waited for anyway; but what is unspent when it turns is lost, and so are the seconds until a look sees the turn.

- Usually a small share is stretched, more densely at first, and denser where a refill is seen. It is the smaller, the
  faster the pace: where a window slides, what was unspent when it moved comes back later, and `fast` has less to regain.
- Near the end of a run (`near_end`) what is unspent is not lost, it only goes later, a floor apart; and a second lost weighs
  the less, the longer the run has waited already. So there are many looks, at moments that grow with the fourth power
  of their number: seconds apart at first, a tenth of the wait later.
- Where credits come back in parts, what is above the brake's share is spent at once: holding it gains nothing. Near the
  end of a run only `RESERVE` are held, and not for long: what is left at the end was held for nothing. A look without
  credit waits for more to have come back with each refusal.
- A window that was seen to turn does so again a window later, not before: some looks wait until then, the fewer, the
  better that moment is known. `JUMP_SHARE` is stretched at every pace, for what is left behind turns at once.
- Where others had begun a scant window, looks are dear and few. A run that needs that turn and little more spends all,
  where its pace would lose by looking, and is refused once: that tells the moment. A long run, whose other windows all
  wait for the turn of this one, stretches as much as in a window that was seen to turn.
- Where credits come back in parts, no wait is long against the run so far, beside others near its end alone: a refusal
  tells the moment of the next one. Each doubles the next such wait, so that they stay few.
- What comes back in parts comes as others had spent it: so much of it is believed, until it was measured or a refusal
  contradicts, that looks go on.

It promises no turn seen in time: a window that turns between two looks is seen by the later one.
"""

import math

from pipeline.pacing.quota import TURN_SLACK_S, Quota
from pipeline.pacing.sliding_log import WINDOW_S

FRONT_LOAD = 2.0  # the stretch spends early: credit that is left when a window turns early is lost
DISTRUST_SHARE = (
    0.01  # below this share of the quota a refill is trusted less and less: releases come in clumps
)
DRAIN_S = 5.0  # where credits come back in parts, those above that share are spent within this time
LULL_S = 30.0  # in a sliding window n credits are worth a look every LULL_S / n seconds
REST_LULL_S = 8.0  # ... and near the end of a run, where something came back already but not just now
RELEASED = 2  # own requests that must have left a sliding window before a look without credit
RECOVERED = 3.0  # credits that must have come back, by the refill seen, where that tells it earlier; one more per refusal
JUMP_SHARE = 0.05  # of the limit, stretched in a window that was seen to turn at once
LATE_LOOKS = (
    2  # at least so many wait until a window may turn again: one that begins with our request waits for them
)
FEW_SHARE = 0.1  # a run that has at most this share of the quota to go beyond its credit is near its end
LOOKS = 50  # near the end of a run, until the window must have turned: above the last tenth they are cheap
LOOKS_SHARE = 0.2  # ... of the quota at most
POWER = 4  # of their number: the moments of these looks
FEWEST_S = 1.0  # a turn was seen at least this long ago, and the next is at least this far away
OTHERS_SHARE = 0.2  # of the quota was taken when we came: others had begun the window
RISK_WAIT_S = 4.0  # before a refusal is risked: where credits come back in parts, some have by then
REOPENED_S = 30.0  # so long after credits were seen to come back in parts, or again after a refusal
REOPENED_SHARE = 0.5  # ... this much of what others had spent in a window is believed to come back in one
RESERVE = 2  # credits held near the end of a run, where they come back in parts
LONG_RUN = 10  # quotas to go: so many windows follow the turn of this one
BLIND_S = 10.0  # no wait for what comes back in parts is longer than this
BLIND_SHARE = 0.25  # ... or than this share of the run so far; doubled by each refusal


def is_near_end(quota: Quota, requests_left: int | None) -> bool:
    """Tell whether the run needs little more than its credit."""
    if requests_left is None or quota.limit is None:
        return False
    return requests_left - max(quota.credit, 0) <= FEW_SHARE * quota.limit


def begin_at(quota: Quota, share: float, requests_left: int | None, *, near_end: bool) -> float:
    """Return below how many credits the stretch begins: usually that share of the limit."""
    limit = quota.limit or 1
    if near_end:
        return min(LOOKS, LOOKS_SHARE * limit)
    if quota.flows:
        return share * limit
    jumped = quota.quiet_until_s > 0
    many = requests_left is not None and requests_left > LONG_RUN * limit
    begun = many and quota.others >= OTHERS_SHARE * limit
    return max(share, JUMP_SHARE) * limit if jumped or begun else share * limit


def is_risked(quota: Quota, requests_left: int | None, more_than: float, at_most: float) -> bool:
    """Tell whether this run's one refusal is worth the moment that it names: it needs that share of the quota beyond its credit."""
    limit = quota.limit or 1
    if requests_left is None or not quota.scant or quota.others < OTHERS_SHARE * limit:
        return False
    if quota.refused_s is not None or quota.flows or quota.gradual or quota.quiet_until_s > 0:
        return False
    return more_than * limit < requests_left - quota.credit <= at_most * limit


def risk_s(quota: Quota, last_s: float) -> float | None:
    """Return when to start where a refusal is risked; None: as soon as the floors allow."""
    return None if quota.credit > 0 else min(quota.turn_s or last_s, last_s + RISK_WAIT_S)


def blind_s(quota: Quota, last_s: float) -> float:
    """Return when to look at the latest where credits come back in parts: a refusal there says when the next one comes.

    Each refusal in this run doubles the wait, so that few can follow.
    """
    elapsed_s = last_s - (last_s if quota.begun_s is None else quota.begun_s)
    return last_s + max(BLIND_S, BLIND_SHARE * elapsed_s) * 2.0**quota.refusals


def next_start_s(quota: Quota, last_s: float, *, near_end: bool) -> float:
    """Return when the next request may start after the one at `last_s`."""
    limit, turn_s = quota.limit or 1, max(quota.turn_s or last_s, last_s + TURN_SLACK_S)
    refill_per_s = max(quota.refill_per_s(), 0.0)
    reopening = quota.reopened_s is not None and last_s < quota.reopened_s + REOPENED_S
    believed_per_s = REOPENED_SHARE * quota.others / WINDOW_S if reopening and quota.flows else 0.0
    refill_per_s = max(refill_per_s, believed_per_s)
    if quota.credit <= 0:
        latest_s = last_s + WINDOW_S + TURN_SLACK_S if quota.flows else turn_s
        return min(latest_s, _return_s(quota, last_s, refill_per_s, RECOVERED + quota.refusals))
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
    if near_end or quota.gradual:
        spacing_s = min(spacing_s, (REST_LULL_S if near_end else LULL_S) / quota.credit)
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


def _return_s(quota: Quota, last_s: float, refill_per_s: float, recovered: float) -> float:
    """Return when credit should be back after `last_s`; infinity if nothing says so."""
    slides = (quota.gradual or quota.flows) and not quota.evidence.contradicted
    known_s = quota.returned_s(last_s, RELEASED) if slides else None
    back_s = math.inf if known_s is None else known_s
    if (slides and quota.gradual) or refill_per_s <= 0:
        return back_s
    return min(back_s, last_s + (recovered - quota.credit) / refill_per_s)
