"""What is said of a profile."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pipeline.cli.document import OPTIONAL
from pipeline.profiles import Profile
from pipeline.settings import Token


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """What a profile sets, and where its token is kept."""

    name: str
    domain: str | None
    region: str | None
    pace: str | None
    token_in: str | None


@dataclass(frozen=True, slots=True)
class ProfileData(ProfileSettings):
    """A profile with its token, masked."""

    token: Annotated[str | None, OPTIONAL] = None


@dataclass(frozen=True, slots=True)
class ListedProfile(ProfileSettings):
    """A profile in a list; `unsound` says why it can't be used."""

    chosen: bool
    unsound: str | None


@dataclass(frozen=True, slots=True)
class ProfilesData:
    """The profiles on this machine."""

    profiles: Sequence[ListedProfile]


@dataclass(frozen=True, slots=True)
class RemovedData:
    """Whether the profile was removed."""

    removed: bool


def spoken_place(place: Literal["keyring", "file"] | None) -> str:
    """Return where a token is kept, for people."""
    if place == "keyring":
        return "in the system's keyring"
    return "in a file that only you may read (0600), unencrypted"


def profile_data(profile: Profile, token: Token | None = None) -> ProfileData:
    """Return a profile for scripts, its token masked."""
    return ProfileData(*_settings(profile), token=None if token is None else token.masked)


def listed_profile(profile: Profile, chosen: str | None, unsound: str | None) -> ListedProfile:
    """Return a profile of the list for scripts."""
    return ListedProfile(*_settings(profile), chosen=profile.name == chosen, unsound=unsound or None)


def _settings(profile: Profile) -> tuple[str, str | None, str | None, str | None, str | None]:
    return profile.name, profile.domain, profile.region, profile.pace, profile.token_in
