"""When the next request goes beside others where credits come back evenly. Pure; the rules and their constants: README.md.

There only the noise of what others take is unknown, and each answer tells what remains in whole credits. So a look goes
as soon as so much credit is expected that others have hardly taken all of it: a goal, and a standard deviation of what they
take until then. What is held when the last request goes was held for nothing, so the goal sinks over the last requests.
"""

import math

from pipeline.pacing.quota import TURN_SLACK_S, Quota
from pipeline.pacing.sliding_log import WINDOW_S

GOAL = 3.7
GOAL_LAST = 0.5
LANDING = 8
NOISE = 1.13
DRAIN_S = 0.7
LEFT_SHARE = 0.5
LEAST_SHARE = 0.05


def next_start_s(quota: Quota, last_s: float, requests_left: int | None) -> float:
    """Return when the next request may start after the one at `last_s`."""
    # a refused start took no credit; a request without an answer may have
    credit, ease = max(quota.credit, -len(quota.unanswered)), 1.0
    if requests_left is not None:
        ease = min(1.0, max(requests_left - 1, 0) / LANDING)
    spare = credit - (GOAL_LAST + (GOAL - GOAL_LAST) * ease)
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
    return min(max(quota.refill.per_s, least_per_s), average_per_s)
