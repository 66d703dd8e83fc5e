"""The command by itself where nobody can be asked: what it needs, what it leaves, how it goes on."""

import json
import re
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import wizard
from tests.support.cli_scenes import shop_on_a_port
from tests.support.cli_support import invoke

SMALL = ("-p", "apparel", "--customers", "2", "--products", "2")
ALONE = ("--sandbox", *SMALL, "--yes")


def outputs() -> list[Path]:
    return sorted(Path().glob("demo-data-*.json"))


def datasets() -> list[Path]:
    return sorted(Path("out").glob("demo-*"))


def read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


@pytest.mark.campaign
@pytest.mark.parametrize(
    ("words", "status", "named"),
    [
        ((), 2, "--domain PREFIX"),
        (("--sandbox",), 2, "--pack NAME"),
        (("--sandbox", "-p", "aparel"), 2, 'Did you mean "apparel"?'),
        (("-d", "mystore", *SMALL), 4, "XSERIES_TOKEN"),
        (("-d", "evil.com/", *SMALL), 2, "is not a domain prefix"),
        (("--sandbox", *SMALL), 2, "--yes"),
        (("--sandbox", *SMALL, "--yes", "--format", "xml"), 2, "csv, parquet"),
        (("--sandbox", *SMALL, "--yes", "--seed", "-1"), 2, "is not a seed"),
        (("--sandbox", *SMALL, "--yes", "-o", "nowhere/x.json"), 2, "is not a folder"),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], status: int, named: str
) -> None:
    ran = invoke(capsys, *words)
    assert (ran.status, named in ran.err) == (status, True), ran.err
    assert outputs() == []


@pytest.mark.campaign
def test_it_runs_unattended_and_says_the_same_in_two_steps(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, *ALONE)
    assert (ran.status, ran.out) == (0, "")
    [folder], [output] = datasets(), outputs()
    said = [line.strip() for line in ran.err.splitlines()]
    place = said.index("Confirm generation:")
    assert said[place + 1 : place + 4] == [
        "Domain:     the sandbox (out/.sandbox/shop.sqlite)",
        "Products:   2 (Apparel)",
        "Customers:  2",
    ]
    seed = read(folder / "dataset.json")["seed"]
    first = f"x-series-demo generate -p apparel --customers 2 --products 2 --scenarios --seed {seed} --out {folder}"
    second = f"x-series-demo load {folder} --sandbox -o {output.absolute()}"
    assert said[said.index("The same in two steps:") + 1 :][:2] == [first, second]
    assert said.index("✓ Complete!") > place
    assert said[-1] == f"Next: x-series-demo verify {folder} --sandbox"


@pytest.mark.campaign
def test_its_output_is_named_after_the_moment_that_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    before = datetime.now(timezone.utc).replace(microsecond=0)
    assert invoke(capsys, *ALONE).status == 0
    [output] = outputs()
    metadata = read(output)["metadata"]
    moment = datetime.strptime(metadata["generated_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    assert before <= moment <= datetime.now(timezone.utc)
    assert output.name == f"demo-data-{moment:%Y-%m-%d-%H%M%S}.json"
    assert (metadata["domain"], metadata["packs"]) == ("sandbox", ["apparel"])
    assert metadata["counts"] == {"customers": 2, "products": 2}


@pytest.mark.campaign
def test_the_two_commands_that_it_says_do_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, *ALONE, "--format", "parquet")
    lines = [line.split()[1:] for line in ran.err.splitlines() if line.startswith("  x-series-demo")]
    for words in lines:
        again = invoke(capsys, *words, *(("--yes",) if words[0] == "load" else ()))
        assert again.status == 0, again.err
        assert "Already there" in again.err or "Bill:       nothing to send" in again.err


@pytest.mark.campaign
def test_the_two_commands_make_the_customers_of_the_profiles_region(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert invoke(capsys, "profile", "add", "kiwi", "--region", "nz").status == 0
    ran = invoke(capsys, *ALONE, "--profile", "kiwi")
    (generate,) = (
        line.split()[1:] for line in ran.err.splitlines() if line.startswith("  x-series-demo gen")
    )
    again = invoke(capsys, *generate)
    assert (again.status, "Already there" in again.err) == (0, True), again.err


@pytest.mark.campaign
def test_a_finished_one_is_followed_by_another(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(capsys, *ALONE).status == 0
    assert invoke(capsys, *ALONE).status == 0
    assert (len(datasets()), len(outputs())) == (2, 2)


def test_an_output_that_is_there_is_never_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.json").write_text("mine")
    ran = invoke(capsys, *ALONE, "-o", "mine.json", "--json")
    assert (ran.status, ran.document["error"]["code"]) == (2, "output-exists")
    assert Path("mine.json").read_text() == "mine"
    assert datasets() == []


@pytest.mark.campaign
@pytest.mark.parametrize("output", ["{up}/victim", "here/../../victim", "victim"])
def test_a_memory_leads_to_no_file_outside_and_over_nothing_but_a_mapping(
    capsys: pytest.CaptureFixture[str], output: str
) -> None:
    assert invoke(capsys, "--sandbox", *SMALL, "--dry-run").status == 0
    [folder] = datasets()
    memory = folder / "quickstart.json"
    memory.write_text(json.dumps(read(memory) | {"output": output.format(up=Path.cwd().parent)}))
    Path("here").mkdir()
    victims = [Path(place, "victim") for place in ("..", "here", ".")]
    for victim in victims:
        victim.write_text("precious")
    for more in ((), ("-o", "mine.json"), ("--dry-run",)):
        refused = invoke(capsys, *ALONE, *more, "--json")
        code = "output-exists" if output == "victim" else "output-elsewhere"
        assert (refused.status, refused.document["error"]["code"]) == (2, code)
    assert {victim.read_text() for victim in victims} == {"precious"}
    assert outputs() == []


@pytest.mark.campaign
def test_an_output_elsewhere_is_gone_on_with_by_the_same_words(capsys: pytest.CaptureFixture[str]) -> None:
    Path("here").mkdir()
    words = (*ALONE, "-o", "here/data.json")
    assert invoke(capsys, *words, "--dry-run").status == 0
    assert invoke(capsys, *words).status == 0
    assert read(Path("here/data.json"))["metadata"]["counts"] == {"customers": 2, "products": 2}
    assert len(datasets()) == 1


@pytest.mark.parametrize("name", ["../victim", "/tmp/victim", "..", "a/b"])
def test_names_of_packs_and_profiles_lead_nowhere(capsys: pytest.CaptureFixture[str], name: str) -> None:
    there = sorted(Path("..").rglob("*"))
    assert invoke(capsys, "generate", "-p", name).status == 2
    assert invoke(capsys, "generate", "-p", "home", "--region", name).status == 2
    assert invoke(capsys, "profile", "add", name, "-d", "acme").status == 2
    assert sorted(Path("..").rglob("*")) == there


@pytest.mark.campaign
def test_a_dry_run_makes_the_files_and_creates_nothing_and_is_gone_on_with(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ran = invoke(capsys, "--sandbox", *SMALL, "--dry-run")
    assert ran.status == 0
    assert "Dry run: nothing was created." in ran.err
    assert outputs() == []
    [folder] = datasets()
    real = invoke(capsys, *ALONE)
    assert f"Going on with {folder}, which is unfinished" in real.err
    assert (datasets(), len(outputs())) == ([folder], 1)


def test_a_dry_run_for_a_store_needs_no_token(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "-d", "mystore", *SMALL, "--dry-run", "--json")
    assert ran.status == 0
    assert (ran.data["create"]["customers"], ran.data["create"]["products"]) == (2, 2)
    assert re.fullmatch(
        rf"x-series-demo load {datasets()[0]} -d mystore -o {Path.cwd()}/demo-data-[0-9-]+\.json",
        ran.document["next"],
    )


@pytest.mark.campaign
def test_what_was_cut_off_goes_on_with_the_same_files_and_output(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = {"kind": "refuse", "status": 401, "on": "creates", "at": [2]}
    with shop_on_a_port(capsys, monkeypatch, fault) as shop:
        words = (*shop.options, *SMALL, "--yes", "-o", "data.json")
        cut = invoke(capsys, *words)
        assert cut.status == 4
        assert len(read(Path("data.json"))["customers"]) < 2
        [folder] = datasets()
        assert cut.err.splitlines()[-1] == (
            f"Next: x-series-demo load {folder} {' '.join(shop.options)} -o {Path('data.json').absolute()} --yes"
        )
        shop.port.control("faults", {})
        again = invoke(capsys, *words)
        assert again.status == 0, again.err
        assert "Going on with" in again.err
        assert datasets() == [folder]
        made = [each["kind"] for each in shop.effects("created")]
        assert (made.count("customers"), made.count("products")) == (2, 2)
        rows = [each["id"] for each in shop.effects("created")]
        assert len(rows) == len(set(rows))
        assert read(Path("data.json"))["metadata"]["counts"] == {"customers": 2, "products": 2}


@pytest.mark.campaign
def test_new_starts_another_and_other_options_do_too(capsys: pytest.CaptureFixture[str]) -> None:
    dry = ("--sandbox", *SMALL, "--dry-run")
    for more in ((), ("--new",), ("--seed", "5"), ("--format", "parquet")):
        assert invoke(capsys, *dry, *more).status == 0
    assert len(datasets()) == 4
    assert invoke(capsys, *dry, "--seed", "5").status == 0
    assert len(datasets()) == 4


@pytest.mark.campaign
def test_counts_have_defaults_and_are_clamped(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "--sandbox", "-p", "home", "--products", "501", "--dry-run")
    assert "501 products asked for, 500 products made" in ran.err
    assert "To create:  50 customers and 500 products" in ran.err


@pytest.mark.campaign
def test_a_token_on_the_command_line_is_warned_of_and_never_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with shop_on_a_port(capsys, monkeypatch) as shop:
        monkeypatch.delenv("XSERIES_TOKEN")
        ran = invoke(capsys, *shop.options, *SMALL, "--yes", "-t", shop.port.token)
        assert ran.status == 0
        assert "process list" in ran.err
        assert shop.port.token not in ran.err
        kept = [path.read_bytes() for path in Path().rglob("*") if path.is_file()]
        assert not [data for data in kept if shop.port.token.encode() in data]


@pytest.mark.campaign
def test_json_is_the_loads_document(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, *ALONE, "--json")
    assert (ran.status, ran.err) == (0, "")
    assert (ran.data["created"]["customers"], ran.data["created"]["products"]) == (2, 2)
    assert ran.data["states"] == {kind: {"done": number} for kind, number in ran.data["created"].items()}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--domain", "x", "generate", "-p", "apparel"), "Leave it out: generate has no such option."),
        (("-p", "apparel", "generate"), "--pack stands before generate, which would not see it."),
        (("-p", "apparel", "generate"), "Put it at the end."),
        (("--yes", "load", "out/demo"), "Put it at the end."),
        (("-v", "load", "out/demo"), "Put it at the end."),
        (("--seed", "0", "generate"), "Put it at the end."),
        (("--format", "parquet", "generate"), "--format stands before generate"),
        (("--version", "check", "out/demo"), "Leave it out: check has no such option."),
        (("-d", "x", "store", "outlets"), "Put it at the end."),
        (("--yes", "store", "outlets"), "Leave it out: store has no such option."),
    ],
)
def test_options_before_a_subcommand_are_refused(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    ran = invoke(capsys, *words)
    assert (ran.status, said in ran.err) == (2, True), ran.err


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert re.fullmatch(r"x-series-demo \d+\.\d+\.\d+\n", invoke(capsys, "--version").out)


@pytest.mark.parametrize("as_json", [False, True])
def test_ctrl_c_is_told_with_its_status(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(wizard, "run_wizard", interrupted)
    ran = invoke(capsys, *(("--json",) if as_json else ()))
    assert ran.status == 130
    assert "Stopped; nothing more was sent." in (ran.out if as_json else ran.err)
