"""What is said of a profile."""

from typing import Any, Literal

from pipeline.profiles import Profile
from pipeline.settings import Token


def spoken_place(place: Literal["keyring", "file"] | None) -> str:
    """Return where a token is kept, for people."""
    if place == "keyring":
        return "in the system's keyring"
    return "in a file that only you may read (0600), unencrypted"


def profile_data(profile: Profile, token: Token | None = None) -> dict[str, Any]:
    """Return a profile for scripts, its token masked."""
    shown = {"token": token.masked} if token is not None else {}
    return {
        "name": profile.name,
        "domain": profile.domain,
        "region": profile.region,
        "pace": profile.pace,
        "token_in": profile.token_in,
    } | shown
