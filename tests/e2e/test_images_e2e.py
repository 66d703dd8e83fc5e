"""A demo with its images, from nothing into the sandbox: drawn, uploaded once each, served by it, and taken back."""

import csv
from pathlib import Path

import httpx
import pytest

from pipeline.images.own import size_of
from pipeline.sandbox import SandboxOptions
from tests.e2e.command import TOKEN
from tests.e2e.conftest import Here
from tests.e2e.scenes import PREFIX
from tests.support.pictures import png
from tests.support.sandboxes import on_a_port

pytestmark = pytest.mark.campaign

PRODUCTS = 6


def test_a_demo_is_loaded_with_its_images_and_the_store_serves_them(here: Here, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    made = (
        "-p",
        "home",
        "--customers",
        "2",
        "--products",
        str(PRODUCTS),
        "--seed",
        "7",
        "--out",
        str(folder),
    )
    assert here.run("generate", *made).status == 0
    own = folder / "mine.png"
    own.write_bytes(png(5))
    with (folder / "products.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "products.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "image"])
        writer.writeheader()
        writer.writerows(row | {"image": "" if number else own.name} for number, row in enumerate(rows))
    with on_a_port(SandboxOptions(registers=10)) as shop:
        store = ("-d", PREFIX, "--base-url", shop.base_url, "--pace", "fast", "--json")
        planned = here.run("plan", str(folder), *store, XSERIES_TOKEN=TOKEN)
        loaded = here.run("load", str(folder), *store, "--yes", XSERIES_TOKEN=TOKEN)
        assert loaded.status == 0, loaded.err
        uploads = [each for each in shop.history() if each["kind"] == "product_images"]
        assert len({each["body"]["digest"] for each in uploads}) == len(uploads)
        assert 1 < len(uploads) == planned.document["data"]["images"]
        with shop.client() as client:
            products = client.get("/products").json()["data"]
        urls = [each["url"] for row in products for each in row["images"]]
        served = [httpx.get(url, trust_env=False).content for url in urls]
        assert len(served) == len(uploads)
        assert png(5) in served
        drawn = {path.read_bytes() for path in (folder / "images").glob("*.png")}
        assert drawn == set(served) - {png(5)}
        assert all(size_of(data) is not None for data in served)
        assert here.run("verify", str(folder), *store, XSERIES_TOKEN=TOKEN).status == 0
        left = here.run(
            "unload", str(folder), *store, "--yes", "--confirm-store", PREFIX, XSERIES_TOKEN=TOKEN
        )
        assert left.status == 0, left.err
        assert [httpx.get(url, trust_env=False).status_code for url in urls] == [404] * len(urls)
