"""Named settings for stores that somebody uses often: prefix, region, pace, and where the token is kept.

    profiles = Profiles(config_folder(os.environ, Path.home()))
    acme = profiles.keep(Profile("acme", domain="acme"), token, place=None)  # the keyring, else a 0600 file
    token = profiles.token(acme)

Precedence is flag > environment > profile > default, and `first_set` is the one place that decides it.
"""

from pipeline.profiles.folder import FORMAT, Profiles, config_folder
from pipeline.profiles.keeping import APPLICATION, Place, Ring, system_ring
from pipeline.profiles.values import NO_PROFILE, Profile, Setting, first_set

__all__ = [
    "APPLICATION",
    "FORMAT",
    "NO_PROFILE",
    "Place",
    "Profile",
    "Profiles",
    "Ring",
    "Setting",
    "config_folder",
    "first_set",
    "system_ring",
]
