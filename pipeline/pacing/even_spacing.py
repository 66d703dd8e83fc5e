"""When to look again where credits come back evenly beside others, as in token buckets and sliding counters. Pure.

There only the noise of what others take is unknown, and each answer tells what remains in whole credits. So a look goes
as soon as so much credit is expected that others have hardly taken all of it: a goal, and a standard deviation of what they
take until then. What is above the goal is spent soon, since a sliding counter loses what is unspent when it turns.

What is held when the last request goes was held for nothing. So the goal sinks over the last requests, where a refusal
costs hardly more than the wait that avoids it, and who has all but one of the credits that are needed waits for nothing:
that one comes back meanwhile. `spec`, refused for every few credits there, takes each as soon as it is there; a run that
held on to the caution of its middle would end a second later.

The numbers were found on the pacing simulator (tests/simulation): so that no time is lost to `spec`, by few refusals.
"""

import math

from pipeline.pacing.quota import TURN_SLACK_S, Quota
from pipeline.pacing.sliding_log import WINDOW_S

GOAL = 4.2  # credits expected at a look
GOAL_LAST = 1.0  # ... at the last one of a run
LANDING = 8  # requests over which it sinks
NOISE = 1.13  # standard deviations of what others take until the look
DRAIN_S = 0.7  # what is above the goal is spent within this time
PART = 0.5  # of a credit is there on average beyond the whole ones that are told
RUSH = 4  # requests to go, and more: all but one of the credits will do
LEFT_SHARE = 0.5  # of what others leave of the average is believed to come back, however little was measured
LEAST_SHARE = 0.05  # of the average comes back at least, however much others take


def next_start_s(quota: Quota, last_s: float, requests_left: int | None) -> float | None:
    """Return when the next request may start after the one at `last_s`; None: as soon as the floors allow."""
    # a refused start took no credit; a request without an answer may have
    credit, ease = max(quota.credit, -len(quota.unanswered)), 1.0
    if requests_left is not None:
        if RUSH <= requests_left <= credit + 1:
            return None
        ease = min(1.0, max(requests_left - 1, 0) / LANDING)
    spare = credit + PART - (GOAL_LAST + (GOAL - GOAL_LAST) * ease)
    per_s = _net_per_s(quota)
    if spare > 0:
        return last_s + 1 / (per_s + spare / DRAIN_S)
    noise = ease * NOISE * math.sqrt(quota.others_per_s)
    return last_s + min(wait_s(-spare, per_s, noise), WINDOW_S + TURN_SLACK_S)


def left_per_s(quota: Quota) -> float:
    """Return how many credits per second others are believed to leave at least."""
    return LEFT_SHARE * ((quota.limit or 0) / WINDOW_S - quota.others_per_s)


def wait_s(missing: float, per_s: float, noise: float) -> float:
    """Return after how long so many credits have come back for all noise: solves per_s x t = missing + noise x sqrt(t)."""
    root = (noise + math.sqrt(noise**2 + 4 * per_s * missing)) / (2 * per_s)
    return float(root**2)


def _net_per_s(quota: Quota) -> float:
    average_per_s = (quota.limit or 1) / WINDOW_S
    least_per_s = max(left_per_s(quota), LEAST_SHARE * average_per_s)
    return min(max(quota.refill.lasting_per_s or 0.0, least_per_s), average_per_s)
