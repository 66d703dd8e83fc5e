"""What a profile sets, and which of several sources a value is taken from. Pure."""

from typing import Literal, NamedTuple

Place = Literal["keyring", "file"]


class Profile(NamedTuple):
    """What a profile sets; None leaves it to the next source (flag > environment > profile > default)."""

    name: str = ""
    domain: str | None = None
    region: str | None = None
    pace: str | None = None
    token_in: Place | None = None


NO_PROFILE = Profile()


class Setting(NamedTuple):
    """A value in force and where it comes from: '--domain', '$XSERIES_DOMAIN', 'profile acme', 'default'."""

    name: str
    value: str | None
    origin: str


def first_set(name: str, *candidates: tuple[str | None, str], default: str | None = None) -> Setting:
    """Return the first candidate (value, origin) that has a value, else the default."""
    for value, origin in candidates:
        if value:
            return Setting(name, value, origin)
    return Setting(name, default, "default" if default else "not set")
