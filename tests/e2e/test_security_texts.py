"""Nothing that a store, a cell, a pack or a file name says reaches a terminal as more than plain characters."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.sandbox import SandboxOptions
from tests.e2e.command import TOKEN, Ended
from tests.e2e.conftest import Here
from tests.e2e.hostile import ESCAPES, Asked, Told, friendly, hostile
from tests.e2e.scenes import QUICK, dataset
from tests.e2e.terminals import person_at
from tests.support.sandboxes import on_a_port

pytestmark = pytest.mark.campaign

HARMFUL = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
RETAILER = {"id": "0af7b240-ab24-11e7-eddc-9fa8ea60e99c", "name": f"Shop {ESCAPES}", "currency": ESCAPES}


def assert_plain(said: Ended) -> None:
    """Hold everything that was printed to plain characters and line breaks."""
    for text in (said.out, said.err):
        found = {c for c in text if c != "\n" and unicodedata.category(c) in HARMFUL}
        assert not found, (found, text)
    assert "Traceback" not in said.err


def nasty(asked: Asked) -> Told:
    """Answer every question with escape sequences in all places where words can stand."""
    path = asked.path.split("?")[0]
    if path.endswith("/retailer"):
        return Told(body={"data": RETAILER})
    if path.endswith("/outlets"):
        return Told(body={"data": [{"id": RETAILER["id"], "name": ESCAPES}], "version": {"min": 1, "max": 1}})
    answer = friendly(asked)
    if answer is not None:
        return answer
    body: dict[str, Any] = {"error": f"no {ESCAPES}", "message": ESCAPES, "fields": {ESCAPES: [ESCAPES]}}
    return Told(422, body)


def shouting(status: int) -> Callable[[Asked], Told]:
    return lambda _: Told(
        status, f"<html><title>{ESCAPES}</title>{ESCAPES}</html>", {"Content-Type": "text/html"}
    )


def test_a_stores_words_are_cleaned_wherever_they_are_shown(here: Here, tmp_path: Path) -> None:
    with hostile(nasty) as store:
        folder = dataset(tmp_path, 2, 2)
        words = ["load", str(folder), "-d", "x", "--base-url", store.base_url, "--yes", *QUICK]
        for more in (["-v"], ["--json"], ["--dry-run"], ["--dry-run", "--json"]):
            said = here.run(*words, *more, XSERIES_TOKEN=TOKEN)
            assert said.status == (0 if "--dry-run" in more else 1), said.err
            assert_plain(said)
        log = (folder / "load.log").read_text()
        assert "no" in log
        assert not {c for c in log if c != "\n" and unicodedata.category(c) in HARMFUL}
    for status in (401, 403, 404, 418):
        with hostile(shouting(status)) as store:
            said = here.run(
                "load",
                str(folder),
                "-d",
                "x",
                "--base-url",
                store.base_url,
                "--yes",
                *QUICK,
                XSERIES_TOKEN=TOKEN,
            )
            assert said.status in (4, 75), said.err
            assert_plain(said)


def test_on_a_terminal_the_stores_words_move_no_cursor(tmp_path: Path) -> None:
    folder = dataset(tmp_path, 1, 1)
    with hostile(nasty) as store:
        words = ["load", str(folder), "-d", "x", "--base-url", store.base_url, "--yes", "-v"]
        with person_at(tmp_path, *words, XSERIES_TOKEN=TOKEN) as person:
            assert person.leave() == 1
    shown = person.raw.decode()
    for harm in (
        "\x1b]0;owned",
        "\x1b[2J",
        "\x1b[31mred",
        "\x9b",
        "\x90",
        "\u202e",
        "\u2066",
        "\u200b",
        "\x08",
    ):
        assert harm not in shown, harm
    assert "[bold]m[/bold]" in shown  # no markup either: it stands there as it was said


def test_cells_are_shown_and_refused_without_their_harm(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path, 1, 1)
    cell = ESCAPES.replace("\u2028", "").replace('"', "")
    (folder / "customers.csv").write_text(
        f'first_name,last_name,email,ph{cell}one\n"{cell}","=cmd|{cell}","{cell}@example.com","{cell}"\n',
        newline="",
    )
    (folder / "products.csv").write_text(
        f'sku,name,price_including_tax\n"{cell}","{cell}","{cell}"\n', newline=""
    )
    for words in (("check", str(folder)), ("show", str(folder)), ("load", str(folder), "--sandbox", "--yes")):
        for more in ((), ("--json",)):
            said = here.run(*words, *more)
            assert said.status in (0, 3)
            assert_plain(said)
    findings = here.run("check", str(folder), "--json").document["findings"]
    assert any(
        ESCAPES[:4] in (finding["value"] or "") or "owned" in (finding["value"] or "") for finding in findings
    )


def test_packs_and_names_are_shown_without_their_harm(here: Here, tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    packs.mkdir()
    flat = {"products": [f"Lamp {ESCAPES}"], "adjectives": [ESCAPES], "materials": ["Wood"]}
    (packs / "lamps.json").write_text(json.dumps(flat))
    (packs / "broken.json").write_text(json.dumps({"title": ESCAPES, "lines": [{ESCAPES: ESCAPES}]}))
    (packs / "deep.json").write_text("[" * 100_000)
    for words in (
        ("packs", "--packs-dir", "packs"),
        ("packs", "lamps", "--packs-dir", "packs"),
        ("packs", "broken", "--packs-dir", "packs"),
        ("packs", "deep", "--packs-dir", "packs"),
        ("packs", ESCAPES, "--packs-dir", "packs"),
        ("generate", "-p", "lamps", "--packs-dir", "packs", "--out", "out/l"),
        ("load", ESCAPES.replace("\x00", ""), "--sandbox"),
        ("load", "packs", "-d", ESCAPES),
        ("load", "packs", "-d", "x", "--base-url", f"http://{ESCAPES}/api/2.0"),
        ("generate", "-p", ESCAPES),
        (ESCAPES,),
        (f"--{ESCAPES}",),
    ):
        for more in ((), ("--json",)):
            said = here.run(*words, *more)
            assert said.status in (0, 1, 2, 3, 4), (words, said.err)
            assert_plain(said)


@pytest.mark.parametrize("name", ["Shop \x1b[31m", "Shop \u202e"])
def test_json_says_what_was_said_but_in_escapes(here: Here, tmp_path: Path, name: str) -> None:
    folder = dataset(tmp_path, 1, 1)
    with on_a_port(SandboxOptions(name=name)) as shop:
        said = here.load(folder, shop, "--dry-run", "--json")
    assert_plain(said)
    assert said.document["data"]["store"]["name"].startswith("Shop")
