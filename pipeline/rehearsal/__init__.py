"""A load that never happens: the production path against a throw-away store, on a clock that jumps.

`rehearse` says how long a load would take and what would be refused; `virtual_time` is the loop that it runs on.
"""

from pipeline.rehearsal.rehearse import Rehearsal, rehearse, scene_of

__all__ = ["Rehearsal", "rehearse", "scene_of"]
