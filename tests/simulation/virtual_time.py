"""Virtual time as the rehearsal has it, on a machine whose wall clock may be set wrong and that may be booted anew."""

from pipeline.rehearsal import virtual_time
from pipeline.rehearsal.virtual_time import EPOCH_S, run_virtually

__all__ = ["EPOCH_S", "Clock", "run_virtually"]


class Clock(virtual_time.Clock):
    """The world's time in seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.booted_s = 0.0
        self.wall_error_s = 0.0

    def wall_s(self) -> float:
        """Return what the machine's wall clock shows."""
        return super().wall_s() + self.wall_error_s

    def monotonic_s(self) -> float:
        """Return the seconds since the machine was booted."""
        return self.now_s - self.booted_s  # the loop asks more often than anything else happens
