"""Named settings for stores that somebody uses often: prefix, region, pace, and where the token is kept."""

from dataclasses import dataclass

from pipeline.settings import Token


@dataclass(frozen=True, slots=True)
class Profile:
    """What a profile sets; None and '' leave it to the next source (flag > environment > profile > default)."""

    name: str = ""
    domain: str | None = None
    region: str | None = None
    pace: str | None = None
    token: Token | None = None


NO_PROFILE = Profile()


def profile_names() -> tuple[str, ...]:
    """Return the names of the profiles."""
    return ()
