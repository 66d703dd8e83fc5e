"""generate: makes a dataset once, keeps what people did to it, and says what comes next."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli_scenes import EMBEDDED, FAST, FOLDER, edit
from tests.support.cli_support import Ran, invoke

SMALL = ("-p", "apparel", "--customers", "3", "--products", "3")


def rows(kind: str = "customers", folder: str = FOLDER) -> list[str]:
    return Path(folder, f"{kind}.csv").read_text(encoding="utf-8").splitlines()[1:]


def manifest(folder: str = FOLDER) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(Path(folder, "dataset.json").read_text(encoding="utf-8"))
    return document


def generated(capsys: pytest.CaptureFixture[str], *words: str) -> Ran:
    ran = invoke(capsys, "generate", *SMALL, *words)
    assert ran.status == 0, ran.err
    return ran


def test_a_random_seed_is_said_and_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    ran = generated(capsys)
    [seed] = re.findall(r"3 customers, 3 products and \d suppliers? in out/demo \(seed (\d+)\)", ran.err)
    assert manifest()["seed"] == int(seed)
    other = invoke(capsys, "generate", *SMALL, "--out", "out/other", "--json")
    assert other.data["seed"] == manifest("out/other")["seed"] != int(seed)


def test_it_ends_with_a_few_rows_and_the_next_command(capsys: pytest.CaptureFixture[str]) -> None:
    ran = generated(capsys)
    assert ran.out == ""
    assert rows()[0].split(",")[2] in ran.err
    assert ran.err.splitlines()[-2:] == [
        "After looking at the files, and editing them if you like:",
        "Next: x-series-demo check out/demo",
    ]


def test_the_next_command_can_be_typed_for_a_folder_with_blanks(capsys: pytest.CaptureFixture[str]) -> None:
    ran = generated(capsys, "--out", "out/my shop's", "--json")
    assert ran.document["next"] == """x-series-demo check 'out/my shop'"'"'s'"""


def test_the_same_seed_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    generated(capsys, "--seed", "7")
    generated(capsys, "--seed", "7", "--out", "out/again")
    assert [rows(kind) for kind in ("customers", "products")] == [
        rows(kind, "out/again") for kind in ("customers", "products")
    ]


@pytest.mark.campaign
@pytest.mark.parametrize("seed", [("--seed", "7"), ()])
def test_the_same_options_again_find_it_there_with_its_edits(
    capsys: pytest.CaptureFixture[str], seed: tuple[str, ...]
) -> None:
    generated(capsys, "--seed", "7")
    assert "Already there" in generated(capsys, *seed).err
    first, second = rows()[:2]
    edit(Path(FOLDER, "customers.csv"), f"{first}\n{second}\n", f"X{first}\n")
    again = generated(capsys, *seed)
    assert "Edited since, and kept: customers: 1 changed, 1 removed." in again.err
    assert rows()[0] == f"X{first}"
    assert generated(capsys, *seed, "--json").data["already_there"] is True


def test_a_folder_whose_manifest_cannot_be_read_is_left_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    generated(capsys, "--seed", "7")
    Path(FOLDER, "dataset.json").write_text("{", encoding="utf-8")
    ran = invoke(capsys, "generate", *SMALL, "--seed", "8")
    assert ran.status == 2
    said = " ".join(ran.err.split())
    assert "replacing it would lose something: out/demo/dataset.json can't be used. It can't be read" in said
    assert ".." not in said


def test_other_options_replace_what_nobody_edited_or_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    generated(capsys, "--seed", "7")
    before = rows()
    generated(capsys, "--seed", "8")
    assert (rows() != before, manifest()["seed"]) == (True, 8)


@pytest.mark.campaign
def test_other_options_are_refused_where_edits_would_be_lost(capsys: pytest.CaptureFixture[str]) -> None:
    generated(capsys, "--seed", "7")
    edit(Path(FOLDER, "customers.csv"), rows()[0], f"X{rows()[0]}")
    before = rows()
    ran = invoke(capsys, "generate", *SMALL, "--seed", "8")
    assert ran.status == 2
    assert all(
        words in ran.err for words in ("customers: 1 changed", "Differing: seed", "--force", "another folder")
    )
    assert rows() == before
    generated(capsys, "--seed", "8", "--force")
    assert manifest()["seed"] == 8


@pytest.mark.campaign
def test_what_was_loaded_is_replaced_by_force_alone_and_its_journal_is_kept(
    capsys: pytest.CaptureFixture[str],
) -> None:
    generated(capsys, "--seed", "7")
    assert "Already there" in generated(capsys, "--seed", "7").err
    loaded = invoke(capsys, "load", FOLDER, *EMBEDDED, "--yes", *FAST, "--json").data
    assert "Already there" in generated(capsys, "--seed", "7").err
    refused = invoke(capsys, "generate", *SMALL, "--seed", "8", "--json")
    assert (refused.status, refused.document["error"]["code"]) == (2, "dataset-precious")
    generated(capsys, "--seed", "8", "--force")
    after = invoke(capsys, "status", FOLDER, "--json").data
    assert after["counts"]["customers"] == after["counts"]["products"] == {"done": 3, "pending": 3}
    coming = after["next_load"]  # of the same pack: some names may be those that are loaded
    assert coming["gone"] + coming["done"] + coming["changed"] == sum(loaded["created"].values())
    assert coming["send"] == sum(counts.get("pending", 0) for counts in after["counts"].values())


def test_too_many_are_clamped_and_it_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("generate", "-p", "apparel", "--customers", "501", "--products", "0", "--seed", "1")
    ran = invoke(capsys, *words)
    assert (ran.status, len(rows()), Path(FOLDER, "products.csv").exists()) == (0, 500, False)
    assert "501 customers asked for, 500 customers made, the most. generate --no-limit lifts this." in ran.err
    assert "0 products asked for" not in ran.err
    again = invoke(capsys, *words)
    assert (again.status, len(rows())) == (0, 500)
    assert "Already there" in again.err


def test_the_clamp_never_touches_rows_that_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("generate", "-p", "apparel", "--customers", "510", "--products", "1", "--seed", "1")
    assert invoke(capsys, *words, "--no-limit").status == 0
    assert len(rows()) == 510
    again = invoke(capsys, *words)
    assert (again.status, len(rows())) == (0, 510)
    assert "Already there" in again.err
    assert "asked for" not in again.err


@pytest.mark.parametrize("limit", [(), ("--no-limit",)])
@pytest.mark.parametrize(
    ("customers", "products", "code"),
    [("0", "0", "nothing-to-make"), ("-5", "2", "count-invalid"), ("2", "-1", "count-invalid")],
)
def test_nothing_and_less_than_nothing_are_refused_before_anything_is_written(
    capsys: pytest.CaptureFixture[str], customers: str, products: str, code: str, limit: tuple[str, ...]
) -> None:
    counts = ("--customers", customers, "--products", products)
    for words in (("generate", "-p", "home", *counts, *limit), ("--sandbox", "-p", "home", "--yes", *counts)):
        ran = invoke(capsys, *words, "--json")
        assert (ran.status, ran.document["error"]["code"]) == (2, code)
    assert list(Path("out").glob("demo*")) == []


@pytest.mark.campaign
@pytest.mark.parametrize(
    ("customers", "products", "there"),
    [("0", "2", ["products.csv", "suppliers.csv"]), ("2", "0", ["customers.csv"])],
)
def test_none_of_a_kind_is_none_and_the_other_is_checked_and_loaded_alone(
    capsys: pytest.CaptureFixture[str], customers: str, products: str, there: list[str]
) -> None:
    counts = ("--customers", customers, "--products", products)
    ran = invoke(capsys, "generate", "-p", "home", *counts, "--json")
    suppliers = {"suppliers": 1} if int(products) else {}  # named only where there are some
    assert ran.data["counts"] == {"customers": int(customers), "products": int(products)} | suppliers
    assert [path.name for path in sorted(Path(FOLDER).glob("*.csv"))] == there
    assert invoke(capsys, "check", FOLDER).status == 0
    loaded = invoke(capsys, "load", FOLDER, *EMBEDDED, "--yes", *FAST, "--json")
    created = loaded.data["created"]
    assert (loaded.status, created.get("customers", 0) + created.get("products", 0)) == (0, 2)
    assert "Already there" in invoke(capsys, "generate", "-p", "home", *counts).err


def test_a_file_in_the_place_of_the_folder_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path("taken").write_text("mine")
    ran = invoke(capsys, "generate", *SMALL, "--out", "taken")
    assert (ran.status, "taken is a file." in ran.err) == (2, True)
    assert Path("taken").read_text() == "mine"


def test_without_a_pack_off_a_terminal_the_packs_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "generate")
    assert ran.status == 2
    names = ("apparel", "beauty", "electronics", "grocery", "home", "services")
    assert f"Pass --pack NAME: {', '.join(names)}." in ran.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--format", "xlsx"), "choice-invalid"),
        (("--phones", "real"), "choice-invalid"),
        (("--seed", "-1"), "seed-invalid"),
        (("--seed", str(2**64)), "seed-invalid"),
        (("--rows", "5"), "rows-invalid"),
        (("--rows", "5:3"), "rows-invalid"),
        (("--rows", "-1:3"), "rows-invalid"),
        (("--inactive", "120%"), "share-invalid"),
        (("--inactive", "nan"), "share-invalid"),
        (("--customers", "many"), "usage"),
        (("--start", "-1"), "usage"),
    ],
)
def test_a_wrong_value_is_a_usage_error_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    ran = invoke(capsys, "generate", *SMALL, *words, "--json")
    assert (ran.status, ran.document["error"]["code"]) == (2, code)
    assert not Path(FOLDER).exists()


@pytest.mark.parametrize(("share", "inactive"), [("0%", 0), ("100%", 3), ("1.0", 3)])
def test_a_share_may_be_a_percentage_or_a_fraction(
    capsys: pytest.CaptureFixture[str], share: str, inactive: int
) -> None:
    generated(capsys, "--inactive", share)
    assert sum(",false," in row for row in rows("products")) == inactive


def test_a_slice_is_the_same_rows_of_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    generated(capsys, "--seed", "7")
    generated(capsys, "--seed", "7", "--rows", "1:3", "--out", "out/slice")
    assert rows("customers", "out/slice") == rows()[1:3]


def test_quiet_says_nothing_and_makes_it(capsys: pytest.CaptureFixture[str]) -> None:
    ran = generated(capsys, "--quiet")
    assert (ran.out, ran.err, len(rows())) == ("", "", 3)


def test_several_packs_share_the_products_evenly(capsys: pytest.CaptureFixture[str]) -> None:
    words = (
        "generate",
        "-p",
        "apparel",
        "-p",
        "home",
        "-p",
        "apparel",
        "--customers",
        "1",
        "--products",
        "10",
    )
    assert invoke(capsys, *words).status == 0
    prefixes = [row[:3] for row in rows("products")]
    assert {prefixes.count("APP"), prefixes.count("HOM")} <= {4, 5, 6}  # families stay whole


def test_families_are_counted_and_no_variants_writes_one_product_per_row(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("generate", "-p", "home", "--customers", "0", "--products", "30", "--seed", "7")
    ran = invoke(capsys, *words)
    handles = [row.split(",")[1] for row in rows("products")]
    assert f"The products are {len(set(handles))} families." in ran.err
    document = json.loads(Path(FOLDER, "dataset.json").read_text(encoding="utf-8"))
    assert document["families"] == len(set(handles))
    flat = invoke(capsys, *words, "--no-variants", "--json")
    assert flat.data["families"] is None
    assert {row.split(",")[1] for row in rows("products")} == {""}
    assert any(" - " in row for row in rows("products"))


def test_outlets_have_columns_and_two_of_one_heading_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("generate", "-p", "home", "--customers", "0", "--products", "5", "--outlet", "Market Square")
    assert invoke(capsys, *words, "--outlet", "Main").status == 0
    header = Path(FOLDER, "products.csv").read_text(encoding="utf-8").split("\n")[0]
    assert (
        "inventory_Market_Square,reorder_point_Market_Square,restock_level_Market_Square,inventory_Main"
        in header
    )
    assert invoke(capsys, "check", FOLDER).status == 0
    refused = invoke(capsys, *words, "--outlet", "market_square", "--json")
    assert (refused.status, refused.document["error"]["code"]) == (2, "outlet-twice")


@pytest.mark.campaign
def test_rows_move_to_whole_families_and_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("generate", "-p", "home", "--customers", "0", "--products", "50", "--seed", "7")
    for last in range(3, 9):
        said = invoke(capsys, *words, "--rows", f"0:{last}", "--out", f"out/{last}").err
        moved = "Families stay whole: products 0:" in said
        count = len(Path(f"out/{last}/products.csv").read_text(encoding="utf-8").splitlines()) - 1
        assert moved == (count != last)


def test_the_dataset_that_another_takes_the_place_of_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    first = generated(capsys)
    seed = manifest()["seed"]
    assert "takes the place" not in first.err
    assert "takes the place" not in generated(capsys).err, "already there"
    again = generated(capsys, "--region", "nz")
    [said] = [line for line in again.err.splitlines() if "takes the place" in line]
    assert "3 customers, 3 products and " in said
    assert f"seed {seed} (generate --seed {seed} makes that one again)" in said


BEAUTY = ("generate", "-p", "beauty", "--customers", "3", "--products", "30")


@pytest.mark.campaign
@pytest.mark.parametrize(
    ("seed", "shared"),
    [
        (19, "1 SKU is in out/one, too, such as BTY-02965"),
        (29, "1 product name is in out/one, too, such as Fennelune Everyday Argan Shampoo"),
    ],
)
def test_what_a_store_has_once_and_a_dataset_beside_has_too_is_named_with_a_seed_that_is_free(
    capsys: pytest.CaptureFixture[str], seed: int, shared: str
) -> None:
    assert "One store" not in invoke(capsys, *BEAUTY, "--seed", "7", "--out", "out/one").err
    said = " ".join(invoke(capsys, *BEAUTY, "--seed", str(seed), "--out", "out/two").err.split())
    assert f"{shared}. One store can't hold both: generate --seed {seed + 1} makes others." in said
    again = invoke(capsys, *BEAUTY, "--seed", str(seed + 1), "--out", "out/two")
    assert "One store" not in again.err
    assert manifest("out/two")["seed"] == seed + 1


@pytest.mark.parametrize(("seed", "taken"), [(28, 28), (29, 30)])
def test_apart_takes_the_next_seed_that_is_free_and_finds_it_again(
    capsys: pytest.CaptureFixture[str], seed: int, taken: int
) -> None:
    invoke(capsys, *BEAUTY, "--seed", "7", "--out", "out/one")
    apart = (*BEAUTY, "--seed", str(seed), "--apart", "--out", "out/two")
    said = invoke(capsys, *apart).err
    in_place = f"Seed {taken} is used instead of {seed}. With {seed}, 1 product name is in out/one, too"
    assert (in_place in " ".join(said.split())) == (seed != taken)
    assert manifest("out/two")["seed"] == taken
    again = invoke(capsys, *apart).err
    assert "Already there" in again
    assert (
        f"is kept. It has seed {taken}, not {seed}: generate --force makes seed {seed}"
        in " ".join(again.split())
    ) == (seed != taken)
    assert "One store" not in said
    invoke(capsys, *BEAUTY, "--seed", str(taken), "--out", "out/exactly")
    for name in ("customers.csv", "products.csv"):
        assert Path("out/two", name).read_bytes() == Path("out/exactly", name).read_bytes()


def test_apart_with_force_makes_the_seed_that_is_asked_for_if_it_is_free(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seven = (*BEAUTY, "--seed", "7", "--apart", "--out", "out/one")
    invoke(capsys, *BEAUTY, "--seed", "9", "--out", "out/one")
    said = " ".join(invoke(capsys, *seven).err.split())
    assert "The dataset that is there is kept. It has seed 9, not 7: generate --force makes seed 7" in said
    assert "is kept" not in invoke(capsys, *seven, "--force").err
    assert manifest("out/one")["seed"] == 7


def test_a_seed_that_nobody_gave_is_free(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _: 7)
    for folder, seed in (("one", 7), ("two", 8), ("three", 9)):
        said = invoke(capsys, *BEAUTY, "--out", f"out/{folder}").err
        assert "Seed" not in said
        assert manifest(f"out/{folder}")["seed"] == seed


def test_of_many_datasets_beside_the_first_ones_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    invoke(capsys, *BEAUTY, "--seed", "7", "--out", "out/1")
    for beside in "2345":
        shutil.copytree("out/1", f"out/{beside}")
    said = " ".join(invoke(capsys, *BEAUTY, "--seed", "7", "--out", "out/new").err.split())
    assert re.findall(r"are in out/(\d), too", said) == ["1", "1", "2"]
    assert "; and so on with 3 datasets more. One store can't hold both" in said


@pytest.mark.campaign
def test_where_no_seed_is_free_the_way_out_is_to_make_fewer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.dataset.clashes.SEEDS_TRIED", 1)
    invoke(capsys, *BEAUTY, "--seed", "7", "--out", "out/one")
    for apart in ((), ("--apart",)):
        said = invoke(capsys, *BEAUTY, "--seed", "7", *apart, "--force", "--out", "out/two").err
        assert "One store can't hold both: make fewer, with another --seed." in " ".join(said.split())


@pytest.mark.campaign
def test_people_are_kept_apart_across_packs(capsys: pytest.CaptureFixture[str]) -> None:
    invoke(capsys, *BEAUTY, "--seed", "1", "--out", "out/one")
    other_pack = invoke(
        capsys, "generate", "-p", "home", "--customers", "3", "--seed", "1", "--out", "out/home"
    ).err
    assert "3 e-mails are in out/one, too" in " ".join(other_pack.split())
