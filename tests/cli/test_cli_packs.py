"""packs: what there is, examples that keep a pack's rules, and a wrong pack refused with file and path."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest

from tests.packs.test_packs import SHIPPED
from tests.support.cli_support import invoke

FLAT = {"products": ["Kite", "Ball"], "adjectives": ["Classic", "Modern"], "materials": ["Cotton", "Wooden"]}


def own(name: str, document: Any) -> Path:
    path = Path("mine", f"{name}.json")
    path.parent.mkdir(exist_ok=True)
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def shipped(name: str) -> Any:
    """A shipped pack under another name and prefix."""
    document = json.loads((Path(__file__).parents[2] / "packs" / f"{name}.json").read_text(encoding="utf-8"))
    return document | {"name": "bad", "prefix": "BAD"}


def test_the_packs_are_listed_with_their_rules(capsys: pytest.CaptureFixture[str]) -> None:
    listed = invoke(capsys, "packs", "--json").data["packs"]
    assert tuple(each["name"] for each in listed) == SHIPPED
    apparel = listed[0]
    assert (apparel["prefix"], apparel["price"], apparel["supply_percent"]) == ("APP", [15, 120], [40, 60])
    assert [each["name"] for each in listed if not each["stock"]] == ["services"]
    out = invoke(capsys, "packs").out
    assert re.search(r"electronics +ELE +\$50 - \$1,200 +50-70 %", out)


@pytest.mark.campaign
@pytest.mark.parametrize("name", SHIPPED)
def test_the_examples_of_a_pack_keep_its_rules(capsys: pytest.CaptureFixture[str], name: str) -> None:
    ran = invoke(capsys, "packs", name, "--json")
    pack, examples = ran.data["packs"][0], ran.data["examples"]
    assert len(examples) == 12
    for each in examples:
        assert re.fullmatch(rf"{pack['prefix']}-\d{{5}}", each["sku"])
        assert pack["price"][0] <= Decimal(each["price_including_tax"]) <= pack["price"][1]
    assert ran.document["next"] == f"x-series-demo generate -p {name}"


def test_one_pack_is_shown_with_lines_and_examples(capsys: pytest.CaptureFixture[str]) -> None:
    out = invoke(capsys, "packs", "services").out
    assert "nothing to stock" in out
    assert "SVC-" in out
    assert (
        "; alterations: created as ordinary products without stock" in invoke(capsys, "packs", "apparel").out
    )


def test_the_schema_is_one_and_the_shipped_packs_keep_it(capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads(invoke(capsys, "packs", "--schema").out)
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    assert validator.is_valid(shipped("apparel"))
    assert not validator.is_valid(shipped("apparel") | {"foo": 1})


def test_shipped_packs_read_well(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "packs", "--check", "--json")
    assert (ran.status, set(ran.data["distinct_names"])) == (0, set(SHIPPED))


def test_a_pack_of_ones_own_is_listed_shown_and_used(capsys: pytest.CaptureFixture[str]) -> None:
    own("toys", FLAT)
    listed = invoke(capsys, "packs", "--packs-dir", "mine", "--json").data["packs"]
    assert {each["name"] for each in listed} == {*SHIPPED, "toys"}
    shown = invoke(capsys, "packs", "toys", "--packs-dir", "mine", "--json")
    assert shown.document["next"] == "x-series-demo generate -p toys --packs-dir mine"
    words = ("generate", "-p", "toys", "--packs-dir", "mine", "--customers", "1", "--products", "3")
    assert invoke(capsys, *words).status == 0
    rows = Path("out/demo/products.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert all(re.search("Kite|Ball", row) for row in rows)


def test_a_pack_that_reads_badly_is_a_finding_with_its_path(capsys: pytest.CaptureFixture[str]) -> None:
    own("toys", FLAT)
    ran = invoke(capsys, "packs", "toys", "--packs-dir", "mine", "--check", "--json")
    assert (ran.status, ran.document["error"]["code"]) == (3, "packs-findings")
    [finding] = ran.document["findings"]
    assert (finding["file"], finding["column"], finding["value"]) == ("mine/toys.json", "lines", "8 names")


def _without(document: Any, name: str) -> Any:
    return {key: value for key, value in document.items() if key != name}


@pytest.mark.campaign
@pytest.mark.parametrize(
    ("document", "path"),
    [
        (shipped("home") | {"foo": 1}, "foo"),
        (shipped("home") | {"price": [90, 3]}, "price"),
        (_without(shipped("home"), "lines"), "lines"),
        ({**shipped("home"), "lines": [{**shipped("home")["lines"][0], "price": [9, 3]}]}, "lines[0].price"),
        ('{"format": 1,', None),
    ],
)
@pytest.mark.parametrize("command", [("packs",), ("packs", "bad"), ("generate", "-p", "bad")])
def test_a_wrong_pack_is_refused_with_file_and_path(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...], document: Any, path: str | None
) -> None:
    own("bad", document)
    ran = invoke(capsys, *command, "--packs-dir", "mine", "--json")
    assert ran.status == 3
    found = ran.document["findings"]
    assert {each["file"] for each in found} == {"mine/bad.json"}
    assert path in [each["column"] for each in found]
    assert all(each["rule"] and each["way_out"] for each in found)
    assert not Path("out").exists()


def test_every_wrong_pack_is_named_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    own("bad", "{")
    own("worse", "[]")
    found = invoke(capsys, "packs", "--packs-dir", "mine", "--json").document["findings"]
    assert {each["file"] for each in found} == {"mine/bad.json", "mine/worse.json"}


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("aparel",), 2, 'Did you mean "apparel"?'),
        (("--packs-dir", "nowhere"), 2, "nowhere is not a folder"),
    ],
)
def test_a_name_or_folder_that_is_not_there_is_said(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], status: int, said: str
) -> None:
    ran = invoke(capsys, "packs", *words)
    assert (ran.status, said in ran.err) == (status, True)
