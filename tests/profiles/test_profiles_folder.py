"""Profiles: whole 0600 files, tokens elsewhere, and nothing of a token in a text."""

import json
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.errors import AccessError, UsageError
from pipeline.profiles import APPLICATION, Place, Profile, Profiles, Setting, config_folder, first_set
from pipeline.settings import Token

TOKEN = Token("lsxs_pt_invented_0123456789")


@dataclass
class FakeRing:
    """A keyring in memory; `locked` makes it refuse, quoting what it was given, as bad backends do."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    locked: bool = False
    dead: bool = False

    def get_password(self, service_name: str, username: str) -> str | None:
        if self.dead:
            raise RuntimeError("the bus is gone")
        return self.kept.get((service_name, username))

    def set_password(self, service_name: str, username: str, password: str) -> None:
        if self.locked:
            raise RuntimeError(f"the collection is locked, can't keep {password}")
        self.kept[service_name, username] = password

    def delete_password(self, service_name: str, username: str) -> None:
        del self.kept[service_name, username]


def without_ring(folder: Path) -> Profiles:
    return Profiles(folder, ring=lambda: None, durable=False)


def with_ring(folder: Path, ring: FakeRing) -> Profiles:
    return Profiles(folder, ring=lambda: ring, durable=False)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_profile_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    profiles = without_ring(tmp_path)
    kept = profiles.keep(Profile("acme", "acme-demo", "nz", "spec"), TOKEN, None)
    assert profiles.get("acme") == kept == Profile("acme", "acme-demo", "nz", "spec", "file")
    token = profiles.token(kept)
    assert token is not None
    assert token.reveal() == TOKEN.reveal()


def test_every_file_is_its_owners_and_the_token_is_not_in_the_profile(tmp_path: Path) -> None:
    profiles = without_ring(tmp_path)
    profiles.keep(Profile("acme", "acme-demo"), TOKEN, "file")
    assert {path.name: mode(path) for path in profiles.files()} == {"acme.json": 0o600, "acme.token": 0o600}
    assert mode(profiles.folder) == 0o700
    assert TOKEN.reveal() not in (profiles.folder / "acme.json").read_text()


def test_a_keyring_goes_before_a_file(tmp_path: Path) -> None:
    ring = FakeRing()
    profiles = with_ring(tmp_path, ring)
    kept = profiles.keep(Profile("acme", "acme-demo"), TOKEN, None)
    assert kept.token_in == "keyring"
    assert ring.kept == {(APPLICATION, "acme"): TOKEN.reveal()}
    assert [path.name for path in profiles.files()] == ["acme.json"]
    read = profiles.token(kept)
    assert read is not None
    assert read.reveal() == TOKEN.reveal()


def test_a_file_can_be_asked_for_where_there_is_a_keyring(tmp_path: Path) -> None:
    ring = FakeRing()
    assert with_ring(tmp_path, ring).keep(Profile("acme", "acme-demo"), TOKEN, "file").token_in == "file"
    assert ring.kept == {}


def test_a_keyring_that_refuses_leaves_the_old_profile_and_quotes_no_token(tmp_path: Path) -> None:
    ring = FakeRing()
    profiles = with_ring(tmp_path, ring)
    before = profiles.keep(Profile("acme", "acme-demo"), TOKEN, None)
    ring.locked = True
    with pytest.raises(AccessError, match="keyring refused: the collection is locked") as refused:
        profiles.keep(Profile("acme", "other"), TOKEN, None, force=True)
    assert TOKEN.reveal() not in refused.value.message + refused.value.hint
    assert profiles.get("acme") == before


def everything(profiles: Profiles, ring: FakeRing) -> tuple[dict[str, bytes], dict[tuple[str, str], str]]:
    """Return the bytes of every file of the folder, and what the keyring keeps."""
    return {path.name: path.read_bytes() for path in profiles.folder.iterdir()}, dict(ring.kept)


@pytest.mark.parametrize("missing", [False, True])
def test_a_secret_that_can_t_be_removed_is_named_and_nothing_changes(tmp_path: Path, missing: bool) -> None:
    ring = FakeRing()
    with_ring(tmp_path, ring).keep(Profile("acme", "acme-demo"), TOKEN, "keyring")
    ring.dead = True
    profiles = without_ring(tmp_path) if missing else with_ring(tmp_path, ring)
    before = everything(profiles, ring)
    for change in (
        lambda: profiles.keep(Profile("acme", "other"), Token("lsxs_pt_another_4567"), "file", force=True),
        lambda: profiles.keep(Profile("acme", "other"), None, None, force=True),
        lambda: profiles.remove("acme"),
    ):
        with pytest.raises(AccessError, match=f"keyring .service {APPLICATION}, user acme.") as refused:
            change()
        assert str(profiles.folder / "acme.json") in refused.value.hint
        assert everything(profiles, ring) == before
    for path in profiles.files():  # the way out: without its file a profile is a new one
        path.unlink()
    assert profiles.keep(Profile("acme", "other"), TOKEN, "file").token_in == "file"


@pytest.mark.parametrize("place", ["file", "keyring"])
@pytest.mark.parametrize("again", ["file", "keyring"])
def test_a_profile_that_can_t_be_written_leaves_the_token_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Place, again: Place
) -> None:
    ring = FakeRing()
    profiles = with_ring(tmp_path, ring)
    profiles.keep(Profile("acme", "acme-demo"), TOKEN, place)
    before = everything(profiles, ring)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.profiles.folder.replace_file", full)
    with pytest.raises(UsageError, match="No space left"):
        profiles.keep(Profile("acme", "other"), Token("lsxs_pt_another_4567"), again, force=True)
    assert everything(profiles, ring) == before


def test_a_damaged_profile_that_is_replaced_or_removed_leaves_no_secret_anywhere(tmp_path: Path) -> None:
    ring = FakeRing()
    profiles = with_ring(tmp_path, ring)
    profiles.keep(Profile("acme", "acme-demo"), TOKEN, "keyring")
    (profiles.folder / "acme.json").write_text("{")
    profiles.keep(Profile("acme", "acme-demo"), TOKEN, "file", force=True)
    assert ring.kept == {}
    profiles.keep(Profile("acme", "acme-demo"), TOKEN, "keyring", force=True)
    (profiles.folder / "acme.json").write_text("{")
    profiles.remove("acme")
    assert everything(profiles, ring) == ({}, {})


@pytest.mark.parametrize("backend", ["nope.Nope", "keyring.backends.Nope", "", "broken"])
def test_a_backend_that_can_t_be_loaded_is_no_keyring(monkeypatch: pytest.MonkeyPatch, backend: str) -> None:
    class Keyring(ModuleType):
        """The keyring package, whose backend can't be loaded."""

        @staticmethod
        def get_keyring() -> object:
            raise {"": ImportError, "broken": RuntimeError}.get(backend, ModuleNotFoundError)(backend)

    monkeypatch.setitem(sys.modules, "keyring", Keyring("keyring"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    with pytest.raises(AccessError, match="No keyring can be used here") as refused:
        Profiles(Path("/nonexistent")).token(Profile("acme", "acme-demo", token_in="keyring"))
    assert ("PYTHON_KEYRING_BACKEND" in refused.value.hint) is bool(backend)


def test_a_keyring_that_is_not_there_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(AccessError, match="No keyring") as refused:
        without_ring(tmp_path).keep(Profile("acme", "acme-demo"), TOKEN, "keyring")
    assert f"{APPLICATION}[keyring]" in refused.value.hint
    assert without_ring(tmp_path).names() == ()


@pytest.mark.parametrize(("first", "second"), [("file", "keyring"), ("keyring", "file"), ("keyring", None)])
def test_a_token_that_moves_is_gone_from_its_old_place(
    tmp_path: Path, first: str, second: str | None
) -> None:
    ring = FakeRing()
    profiles = with_ring(tmp_path, ring)
    profiles.keep(Profile("acme", "acme-demo"), TOKEN, "file" if first == "file" else "keyring")
    again = TOKEN if second else None
    profiles.keep(Profile("acme", "acme-demo"), again, "file" if second == "file" else "keyring", force=True)
    places = {
        "file": (profiles.folder / "acme.token").exists(),
        "keyring": bool(ring.kept),
    }
    assert places == {"file": second == "file", "keyring": second == "keyring"}


def test_a_profile_is_replaced_only_by_force(tmp_path: Path) -> None:
    profiles = without_ring(tmp_path)
    profiles.keep(Profile("acme", "acme-demo"), TOKEN, None)
    with pytest.raises(UsageError) as refused:
        profiles.keep(Profile("acme", "other"), None, None)
    assert refused.value.code == "profile-exists"
    assert profiles.get("acme").domain == "acme-demo"


@pytest.mark.parametrize("place", ["file", "keyring"])
def test_a_removed_profile_leaves_nothing(tmp_path: Path, place: str) -> None:
    ring = FakeRing()
    profiles = with_ring(tmp_path, ring)
    profiles.keep(Profile("acme", "acme-demo"), TOKEN, "file" if place == "file" else "keyring")
    profiles.remove("acme")
    assert list(profiles.folder.iterdir()) == []
    assert ring.kept == {}


def test_a_damaged_profile_can_be_removed(tmp_path: Path) -> None:
    profiles = without_ring(tmp_path)
    profiles.keep(Profile("acme", "acme-demo"), TOKEN, None)
    (profiles.folder / "acme.json").write_text("{")
    profiles.remove("acme")
    assert list(profiles.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{", "profile-unreadable"),
        ("[]", "profile-unreadable"),
        ("{}", "profile-unreadable"),
        ('{"format": true}', "profile-unreadable"),
        ('{"format": 1, "domain": 7}', "profile-unreadable"),
        ('{"format": 1, "token_in": "drawer"}', "profile-unreadable"),
        ('{"format": 1, "domain": "evil.example/"}', "prefix-invalid"),
        ('{"format": 2, "anything": []}', "profile-newer"),
        ("[" * 5000, "profile-unreadable"),
    ],
)
def test_what_is_no_profile_of_this_version_is_refused(tmp_path: Path, document: str, code: str) -> None:
    profiles = without_ring(tmp_path)
    profiles.folder.mkdir(parents=True)
    (profiles.folder / "acme.json").write_text(document)
    with pytest.raises(UsageError) as refused:
        profiles.get("acme")
    assert refused.value.code == code


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../acme", "a/b", "a\\b", ".hidden", "-x", "a\nb", "ä", "a" * 65]
)
def test_a_name_cannot_leave_the_folder_or_hide_in_it(tmp_path: Path, name: str) -> None:
    profiles = without_ring(tmp_path)
    with pytest.raises(UsageError) as refused:
        profiles.get(name)
    assert refused.value.code == "profile-name-invalid"
    with pytest.raises(UsageError) as refused:
        profiles.keep(Profile(name, "acme-demo"), TOKEN, None)
    assert refused.value.code == "profile-name-invalid"
    assert not list(tmp_path.rglob("*"))


def test_a_near_miss_is_named(tmp_path: Path) -> None:
    profiles = without_ring(tmp_path)
    profiles.keep(Profile("acme", "acme-demo"), None, None)
    with pytest.raises(UsageError, match='Did you mean "acme"') as refused:
        profiles.get("acne")
    assert refused.value.code == "profile-missing"


def test_strangers_in_the_folder_are_no_profiles(tmp_path: Path) -> None:
    profiles = without_ring(tmp_path)
    profiles.keep(Profile("b", "b"), None, None)
    profiles.keep(Profile("a", "a"), None, None)
    for name in (".x.json", "notes.txt", "c d.json"):
        (profiles.folder / name).write_text("{}")
    assert profiles.names() == ("a", "b")


def test_a_token_that_was_taken_away_is_said(tmp_path: Path) -> None:
    profiles = without_ring(tmp_path)
    kept = profiles.keep(Profile("acme", "acme-demo"), TOKEN, None)
    (profiles.folder / "acme.token").unlink()
    with pytest.raises(AccessError) as refused:
        profiles.token(kept)
    assert refused.value.code == "profile-token-gone"


def test_the_profile_holds_its_format(tmp_path: Path) -> None:
    profiles = without_ring(tmp_path)
    profiles.keep(Profile("acme", "acme-demo"), None, None)
    assert json.loads((profiles.folder / "acme.json").read_text())["format"] == 1


def test_only_an_absolute_config_home_counts(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert config_folder({"XDG_CONFIG_HOME": str(tmp_path)}, home) == tmp_path / APPLICATION
    for useless in ({}, {"XDG_CONFIG_HOME": ""}, {"XDG_CONFIG_HOME": "relative"}):
        assert config_folder(useless, home) == home / ".config" / APPLICATION


def test_the_first_source_that_has_a_value_wins() -> None:
    sources = [("flag", "--x"), ("variable", "$X"), ("stored", "profile p")]
    for known in range(3):
        candidates = [
            (value if place >= known else None, origin) for place, (value, origin) in enumerate(sources)
        ]
        assert first_set("x", *candidates, default="d") == Setting("x", *sources[known])
    assert first_set("x", (None, "--x"), ("", "$X"), default="d") == Setting("x", "d", "default")
    assert first_set("x", (None, "--x")) == Setting("x", None, "not set")
