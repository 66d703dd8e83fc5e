"""The profiles of one settings folder: one JSON file each, whole and 0600; the token is kept elsewhere.

Promises: a file of a newer version is refused, a damaged one names itself; the token is read only when somebody asks for
it. Does not promise that store, region and pace exist: whoever uses them says so.
"""

import contextlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import AccessError, Command, UsageError
from pipeline.files import inside, replace_file
from pipeline.profiles.keeping import APPLICATION, Keeper, Ring, system_ring
from pipeline.profiles.values import Place, Profile
from pipeline.settings import Token, parse_prefix, parse_token
from pipeline.text import clean, did_you_mean

FORMAT = 1
FILE_BYTES = 8192  # a real profile is under 300
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def config_folder(environment: Mapping[str, str], home: Path) -> Path:
    """Return the tool's folder of settings: under XDG_CONFIG_HOME if that is an absolute path, else ~/.config."""
    named = Path(environment.get("XDG_CONFIG_HOME", ""))
    return (named if named.is_absolute() else home / ".config") / APPLICATION


@dataclass(frozen=True, slots=True)
class Profiles:
    """The profiles of one settings folder; `ring` finds the keyring when a token is kept or read."""

    settings: Path
    ring: Callable[[], Ring | None] = field(default=system_ring)
    durable: bool = True

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return self.settings / "profiles"

    def names(self) -> tuple[str, ...]:
        """Return the names of the profiles, sorted."""
        try:
            stems = [path.stem for path in self.folder.iterdir() if path.suffix == ".json"]
        except OSError:
            return ()
        return tuple(sorted(stem for stem in stems if _NAME.fullmatch(stem)))

    def files(self) -> tuple[Path, ...]:
        """Return every file of the profiles that is there: they are to be 0600."""
        places = [place for name in self.names() for place in (self._path(name), self._keeper(name).path)]
        return tuple(place for place in places if place.exists())

    def require(self, name: str) -> None:
        """Raise UsageError if there is no such profile; its file may be damaged."""
        if not self._path(name).exists():
            raise self._missing(name)

    def require_free(self, name: str) -> None:
        """Raise UsageError for a name that is taken, or can't be one."""
        if self._path(name).exists():
            raise UsageError(
                f'There is a profile "{name}" already.',
                code="profile-exists",
                hint="profile add --force replaces it, its token included.",
            )

    def get(self, name: str) -> Profile:
        """Return a profile, without its token. Raises UsageError for a missing, damaged or newer one."""
        path = self._path(name)
        try:
            with path.open("rb") as file:
                data = file.read(FILE_BYTES)
        except FileNotFoundError:
            raise self._missing(name) from None
        except OSError as wrong:
            raise _unreadable(path, wrong.strerror or "it can't be opened") from None
        return _parse(name, path, data)

    def all(self) -> list[tuple[Profile, str]]:
        """Return each profile with '' or the reason why it can't be read; one that can't ends no list."""
        return [self._told(name) for name in self.names()]

    def _told(self, name: str) -> tuple[Profile, str]:
        try:
            return self.get(name), ""
        except UsageError as wrong:
            return Profile(name), wrong.message

    def keep(
        self, profile: Profile, token: Token | None, place: Place | None, *, force: bool = False
    ) -> Profile:
        """Write a profile and its token, or change nothing; return it with the place that the token went to.

        `place` None takes the keyring where there is one, else the file. Raises UsageError for a name that can't be
        one, or for a profile that is there unless `force`; AccessError when the keyring refuses.
        """
        path, keeper = self._path(profile.name), self._keeper(profile.name)
        if not force:
            self.require_free(profile.name)
        before = self._said_places(profile.name)
        kept_in = keeper.place(place) if token is not None else None
        with _writing(self.folder), contextlib.ExitStack() as undo:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if token is not None and kept_in is not None:
                former = keeper.read(kept_in) if kept_in in before else None
                keeper.keep(token, kept_in)
                undo.callback(_put_back, keeper, kept_in, former)
            old = path.read_bytes() if path.exists() else None
            replace_file(path, _document(profile, kept_in), durable=self.durable)
            undo.callback(
                lambda: path.unlink() if old is None else replace_file(path, old, durable=self.durable)
            )
            for each in before:
                if each != kept_in:
                    keeper.forget(each)
            undo.pop_all()
        return profile._replace(token_in=kept_in)

    def token(self, profile: Profile) -> Token | None:
        """Return a profile's token. Raises UsageError or AccessError when it isn't where it was put."""
        if profile.token_in is None:
            return None
        text = self._keeper(profile.name).read(profile.token_in)
        if text is None:
            raise AccessError(
                f'The token of profile "{profile.name}" is gone from its {profile.token_in}.',
                code="profile-token-gone",
                hint="Put it back: profile add asks for it, or reads XSERIES_TOKEN.",
                command=_kept_again(profile),
            )
        return parse_token(text)

    def remove(self, name: str) -> None:
        """Remove a profile, its token first. Raises UsageError (no such profile), AccessError (the keyring refuses)."""
        self.require(name)
        path, keeper = self._path(name), self._keeper(name)
        with _writing(self.folder):
            for place in self._said_places(name):
                keeper.forget(place)
            path.unlink(missing_ok=True)

    def _said_places(self, name: str) -> tuple[Place, ...]:
        """Return where a profile's token is: one place or none; of a file that can't be read each place that there is."""
        if not self._path(name).exists():
            return ()
        try:
            place = self.get(name).token_in
        except UsageError:
            return ("keyring", "file") if self.ring() is not None else ("file",)
        return () if place is None else (place,)

    def _keeper(self, name: str) -> Keeper:
        return Keeper(name, inside(self.folder, f"{_checked(name)}.token"), self.ring, self.durable)

    def _path(self, name: str) -> Path:
        return inside(self.folder, f"{_checked(name)}.json")

    def _missing(self, name: str) -> UsageError:
        names = self.names()
        return UsageError(
            f'There is no profile "{clean(name, 60)}".{did_you_mean(name, names)}',
            code="profile-missing",
            hint=f"There are: {', '.join(names)}." if names else "There are none; profile add makes one.",
            command=None if names else Command(("profile", "add", "--help")),
        )


def _put_back(keeper: Keeper, place: Place, former: str | None) -> None:
    """Make a place hold what it held before: another token, or none."""
    if former is None:
        keeper.forget(place)
    else:
        keeper.keep(Token(former.strip()), place)


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise UsageError(
            f'"{clean(name, 60)}" can\'t be the name of a profile.',
            code="profile-name-invalid",
            hint="Letters, digits, dots, dashes and underscores, at most 64, the first a letter or digit.",
        )
    return name


def _document(profile: Profile, kept_in: Place | None) -> bytes:
    values = {"domain": profile.domain, "region": profile.region, "pace": profile.pace, "token_in": kept_in}
    return (json.dumps({"format": FORMAT, **values}, indent=2) + "\n").encode()


def _parse(name: str, path: Path, data: bytes) -> Profile:
    try:
        document: Any = json.loads(data)
    except (ValueError, RecursionError):
        raise _unreadable(path, "it is no JSON") from None
    version = document.get("format") if isinstance(document, dict) else None
    if not isinstance(version, int) or isinstance(version, bool):
        raise _unreadable(path, "it is no profile")
    if version > FORMAT:
        raise UsageError(
            f'Profile "{name}" was written by a newer version (format {version}).',
            code="profile-newer",
            hint=f"Update {APPLICATION}, or write it again with profile add --force.",
        )
    texts = {key: document.get(key) for key in ("domain", "region", "pace", "token_in")}
    if not all(value is None or isinstance(value, str) for value in texts.values()):
        raise _unreadable(path, "its values must be texts")
    if texts["token_in"] not in (None, "keyring", "file"):
        raise _unreadable(path, 'token_in must be "keyring" or "file"')
    domain = parse_prefix(texts["domain"]) if texts["domain"] else None
    return Profile(name, domain, texts["region"] or None, texts["pace"] or None, texts["token_in"])


def _unreadable(path: Path, why: str) -> UsageError:
    return UsageError(
        f"The profile {clean(str(path))} can't be read: {why}.",
        code="profile-unreadable",
        hint="Mend it, or write it again with profile add --force.",
    )


def _kept_again(profile: Profile) -> Command:
    """Return the command that keeps a profile as it is, with a token."""
    set_ = (("-d", profile.domain), ("--region", profile.region), ("--pace", profile.pace))
    options = [
        word
        for option, value in (*set_, ("--token-in", profile.token_in))
        if value
        for word in (option, value)
    ]
    return Command(("profile", "add", profile.name, *options, "--force"))


@contextlib.contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        raise UsageError(
            f"Profiles can't be written in {clean(str(folder))}: {wrong.strerror}.",
            code="profile-unwritable",
            hint="Check the folder's permissions, or name another with XDG_CONFIG_HOME.",
        ) from None
