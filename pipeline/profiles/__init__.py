"""Named settings for stores that somebody uses often: prefix, region, pace, and where the token is kept.

    profiles = Profiles(config_folder(os.environ, Path.home()))
    acme = profiles.keep(Profile("acme", domain="acme"), token, place=None)  # the keyring, else a 0600 file
    token = profiles.token(acme)

Precedence is flag > environment > profile > default, and `first_set` is the one place that decides it.
"""

from typing import TYPE_CHECKING

from pipeline.on_demand import on_demand
from pipeline.profiles.values import NO_PROFILE, Place, Profile, Setting, first_set

if TYPE_CHECKING:
    from pipeline.profiles.folder import Profiles, config_folder
    from pipeline.profiles.keeping import APPLICATION

__all__ = [
    "APPLICATION",
    "NO_PROFILE",
    "Place",
    "Profile",
    "Profiles",
    "Setting",
    "config_folder",
    "first_set",
]

# What a command without a profile has no use for is imported when somebody asks for it.
__getattr__ = on_demand(
    __name__,
    {
        "APPLICATION": "keeping",
        "Profiles": "folder",
        "config_folder": "folder",
    },
)
