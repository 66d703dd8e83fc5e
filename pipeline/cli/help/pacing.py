"""The topic pacing, from the pacer's own table and constants."""

from pipeline.cli.help.topics import Part, TopicTable
from pipeline.pacing.pacer import FLOORS, Floors, Pace
from pipeline.pacing.quota import QUOTA_BASE, QUOTA_PER_REGISTER, SCARCE_SHARE
from pipeline.pacing.sliding_log import WINDOW_S

ABOUT: dict[Pace, str] = {
    Pace.STEADY: "the default; the end of the quota is spread over the rest of the window",
    Pace.SPEC: "waits for each answer first; at the end of the quota it waits for a 429 and what that says",
    Pace.FAST: "as fast as answers come; the end of the quota is spread less",
}


def pacing() -> tuple[Part, ...]:
    """Return the paces."""
    rows = tuple(_pace(pace, floors) for pace, floors in FLOORS.items())
    last = f"last {SCARCE_SHARE:.0%}"
    return (
        (
            f"A store answers {QUOTA_PER_REGISTER} x registers + {QUOTA_BASE} requests in {WINDOW_S / 60:.0f} minutes, for "
            "all of its users together. Every answer says how many are left. --pace says how a load uses them: the least "
            f"time between two starts, also in the {last} of the quota, and how many requests are in flight at most "
            "(--concurrency lowers that)."
        ),
        TopicTable(("pace", ">apart", f">in the {last}", ">in flight", "besides"), rows),
        (
            "When the store answers 429, no request starts for as long as the store asks, then one goes first. Nothing is "
            "lost and nothing counts as a failure. Beside others who use the same quota, or who had used a part of it "
            "before, steady and fast may meet a few 429s in a run."
        ),
        (
            "plan shows the number of requests and the time before anything is sent. A load can be stopped and resumed at "
            "any time."
        ),
    )


def _pace(pace: Pace, floors: Floors) -> tuple[str, ...]:
    apart = (f"{seconds:g} s" for seconds in (floors.plenty_s, floors.scarce_s))
    return (pace.value, *apart, str(floors.in_flight), ABOUT[pace])
