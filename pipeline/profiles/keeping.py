"""Where a profile's token is kept: the system's keyring, or a 0600 file of its own.

Promises: what a keyring's backend raises becomes an AccessError that can't hold the secret; the `keyring` package is
imported only when somebody asks for it. Does not encrypt the file: its mode is its protection, and `profile add` says so.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.errors import AccessError, UsageError
from pipeline.files import replace_file
from pipeline.profiles.values import Place
from pipeline.settings import Token
from pipeline.text import clean

APPLICATION = "x-series-demo"  # the keyring's service, and the name of the settings folder
_BACKEND = "PYTHON_KEYRING_BACKEND"  # the keyring package's own variable
SECRET_BYTES = 8192  # a token has at most 4,096


class Ring(Protocol):
    """What a keyring must be able to do; the `keyring` package's module does."""

    def get_password(self, service_name: str, username: str) -> str | None:
        """Return a secret, None when there is none."""
        ...

    def set_password(self, service_name: str, username: str, password: str) -> None:
        """Keep a secret."""
        ...

    def delete_password(self, service_name: str, username: str) -> None:
        """Forget a secret."""
        ...


def system_ring() -> Ring | None:
    """Return the system's keyring, None where the `keyring` extra or a working keyring is missing."""
    try:
        import keyring

        works = keyring.get_keyring().priority > 0
    except Exception:  # noqa: BLE001 - no such package, or whatever the backend that a setting names raises
        return None
    ring: Ring = keyring
    return ring if works else None


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps the token of one profile; `ring` finds the keyring when it is needed, `path` is the file otherwise."""

    name: str
    path: Path
    ring: Callable[[], Ring | None]
    durable: bool = True

    def place(self, wanted: Place | None) -> Place:
        """Return where a token would be kept: as wanted; for None in the keyring where there is one, else in the file."""
        return wanted or ("keyring" if self.ring() is not None else "file")

    def keep(self, token: Token, place: Place) -> None:
        """Keep the token. Raises AccessError, and OSError as the file system gives it."""
        if place == "keyring":
            self._asked(lambda ring: ring.set_password(APPLICATION, self.name, token.reveal()), token)
        else:
            replace_file(self.path, f"{token.reveal()}\n".encode(), durable=self.durable)

    def read(self, place: Place) -> str | None:
        """Return the token's text, None when it is gone. Raises AccessError, UsageError."""
        if place == "keyring":
            return self._asked(lambda ring: ring.get_password(APPLICATION, self.name))
        try:
            with self.path.open("rb") as file:
                return file.read(SECRET_BYTES).decode("utf-8", errors="replace")
        except FileNotFoundError:
            return None
        except OSError as wrong:
            raise UsageError(
                f"The token file {clean(str(self.path))} can't be read: {wrong.strerror}.",
                code="token-file-unreadable",
                hint="Check its permissions.",
            ) from None

    def forget(self, place: Place) -> None:
        """Remove the token from its place. Raises AccessError, naming what stays, and OSError as the file system gives it."""
        if place == "file":
            self.path.unlink(missing_ok=True)
            return
        try:
            self._asked(lambda ring: _forget(ring, self.name))
        except AccessError as wrong:
            raise AccessError(
                f'The token of profile "{self.name}" stays in the keyring (service {APPLICATION}, user {self.name}): '
                f"{wrong.message}",
                code=wrong.code,
                hint="Nothing was changed. Make the keyring work and run this again; or remove the token there by the "
                f"keyring's own means, and then the file {clean(str(self.path.with_suffix('.json')))}.",
            ) from None

    def _asked(self, question: Callable[[Ring], str | None], secret: Token | None = None) -> str | None:
        """Ask the keyring; what its backends raise becomes an AccessError that can't hold the secret."""
        ring = self.ring()
        if ring is None:
            named = f"look at {_BACKEND}, " if os.environ.get(_BACKEND) else ""
            raise AccessError(
                "No keyring can be used here.",
                code="keyring-missing",
                hint=f"Install {APPLICATION}[keyring] (the help topic install), {named}or keep the token in a file: "
                "profile add --token-in file.",
            )
        try:
            return question(ring)
        except Exception as wrong:  # noqa: BLE001 - each backend raises exceptions of its own
            said = str(wrong).replace(secret.reveal(), "…") if secret else str(wrong)
            raise AccessError(
                f"The system's keyring refused: {clean(said, 120) or type(wrong).__name__}.",
                code="keyring-refused",
                hint="Unlock it, or keep the token in a 0600 file: profile add --token-in file.",
            ) from None


def _forget(ring: Ring, name: str) -> None:
    if ring.get_password(APPLICATION, name) is not None:
        ring.delete_password(APPLICATION, name)
