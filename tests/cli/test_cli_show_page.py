"""show --html: one page of a dataset, and what is said of it."""

import os
from pathlib import Path

import pytest

from tests.support.cli_scenes import FOLDER, edit, write_dataset
from tests.support.cli_support import invoke


def test_a_page_is_made_also_where_there_are_findings(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset(customers=2, products=3)
    edit(Path(FOLDER) / "products.csv", "2.95", "2.955")
    ran = invoke(capsys, "show", FOLDER, "--html")
    assert ran.status == 0
    assert f"{FOLDER}/shop.html: 3 products, 2 customers and 1 finding" in " ".join(
        (ran.out + ran.err).split()
    )
    assert f"x-series-demo check {FOLDER}" in ran.out + ran.err
    assert (Path(FOLDER) / "shop.html").stat().st_mode & 0o777 == 0o600


def test_the_document_has_the_pages_file_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset(customers=2, products=3)
    ran = invoke(capsys, "show", FOLDER, "--html", "--out", "page.html", "--json")
    size = Path("page.html").stat().st_size
    assert ran.data == {
        "file": "page.html", "bytes": size, "rows": {"products": 3, "customers": 2}, "families": 3, "findings": 0,
        "edited_cells": 0, "real_people": 0, "opened": False,
    }  # fmt: skip
    only = invoke(capsys, "show", FOLDER, "--html", "--only", "products", "--json")
    assert only.data["rows"] == {"products": 3}


def test_a_browser_is_opened_only_when_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Path("browser")
    script.write_text('#!/bin/sh\necho "$1" >opened\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{os.path.abspath(script)} %s")  # noqa: PTH100 - the module wants a text
    monkeypatch.setattr("webbrowser._tryorder", None)  # it looks at $BROWSER once in a process
    write_dataset()
    assert not invoke(capsys, "show", FOLDER, "--html", "--json").data["opened"]
    assert not Path("opened").exists()
    assert invoke(capsys, "show", FOLDER, "--html", "--open", "--json").data["opened"]
    assert (
        Path("opened").read_text(encoding="utf-8").strip() == (Path(FOLDER) / "shop.html").resolve().as_uri()
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--open",), "html-missing"),
        (("--out", "x.html"), "html-missing"),
        (("--html", "--rows", "0:3"), "rows-invalid"),
        (("--html", "--only", "brands"), "kind-invalid"),
        (("--html", "--only", "suppliers"), "kind-invalid"),
        (("--html", "--out", "."), "out-invalid"),
        (("--html", "--out", f"{FOLDER}/products.csv"), "would-overwrite"),
    ],
)
def test_what_makes_no_page_is_refused(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    write_dataset()
    before = (Path(FOLDER) / "products.csv").read_bytes()
    ran = invoke(capsys, "show", FOLDER, *words, "--json")
    assert (ran.status, ran.document["error"]["code"]) == (2, code)
    assert (Path(FOLDER) / "products.csv").read_bytes() == before


@pytest.mark.campaign
def test_a_page_in_the_folder_is_no_part_of_the_dataset(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    assert invoke(capsys, "show", FOLDER, "--html").status == 0
    for words in (("check",), ("show",), ("convert", "--format", "parquet"), ("check",)):
        assert invoke(capsys, words[0], FOLDER, *words[1:]).status == 0, words
