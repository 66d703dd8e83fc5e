"""Images of products in the sandbox: one for each file, worked on, shown, served, and gone with their product."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.http import Store
from pipeline.http.address import local_address
from pipeline.http.calls import Call, send
from pipeline.http.reply import Ending, Reply
from pipeline.http.uploads import Upload
from pipeline.sandbox import SandboxOptions
from pipeline.sandbox.api.products.images import MOST
from pipeline.settings import Token
from tests.support.pictures import png
from tests.support.sandboxes import InMemory, in_memory, on_a_port

UPLOAD = "/products/{}/actions/image_upload"


def ask(world: InMemory, method: str, path: str, **options: Any) -> httpx.Response:
    async def call() -> httpx.Response:
        async with world.client() as client:
            return await client.request(method, path, **options)

    return asyncio.run(call())


def make(world: InMemory, sku: str = "MUG-1") -> str:
    body = {"sku": sku, "name": f"Mug {sku}", "price_including_tax": 9}
    return str((ask(world, "POST", "/products", json=body)).json()["data"][0])


def upload(world: InMemory, product: str, data: bytes, name: str = "a.png") -> httpx.Response:
    files = {"image": (name, data, "image/png")}
    return ask(world, "POST", UPLOAD.format(product), files=files)


def shown(world: InMemory, product: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (ask(world, "GET", f"/products/{product}")).json()["data"]["images"]
    return found


def test_same_bytes_on_same_product_are_same_image_however_often_and_named() -> None:
    with in_memory() as world:
        one, two = make(world, "A"), make(world, "B")
        first = upload(world, one, png(1))
        again = upload(world, one, png(1), "other.png")
        elsewhere = upload(world, two, png(1))
        other = upload(world, one, png(2))
        assert [each.status_code for each in (first, again, elsewhere, other)] == [201] * 4
        ids = [each.json()["data"]["id"] for each in (first, again, elsewhere, other)]
        assert ids[0] == ids[1]
        assert len(set(ids)) == 3
        assert [each["id"] for each in shown(world, one)] == [ids[0], ids[3]]
        made = [effect for effect in world.history() if effect.kind == "product_images"]
        assert [(effect.action, effect.key) for effect in made] == [
            ("created", one),
            ("created", two),
            ("created", one),
        ]
        assert "image" not in made[0].body, "the history keeps no files"


def test_image_is_worked_on_until_it_was_asked_for_often_enough() -> None:
    with in_memory(SandboxOptions(image_polls=2)) as world:
        product = make(world)
        made = (upload(world, product, png())).json()["data"]
        assert made["status"] == "processing"
        states: list[str] = []
        for _ in range(3):
            assert bool(shown(world, product)) is (len(states) == 2)
            answer = ask(world, "GET", f"/product_images/{made['id']}")
            states.append(answer.json()["data"]["status"])
        assert states == ["processing", "processing", "uploaded"]


def test_image_in_error_is_never_shown_and_same_bytes_then_make_another() -> None:
    with in_memory(SandboxOptions(image_error=1)) as world:
        product = make(world)
        failed = (upload(world, product, png())).json()["data"]
        state = (ask(world, "GET", f"/product_images/{failed['id']}")).json()["data"]["status"]
        assert (state, shown(world, product)) == ("error", [])
        again = (upload(world, product, png())).json()["data"]
        assert again["id"] != failed["id"]
        assert [each["id"] for each in shown(world, product)] == [again["id"]]


def test_what_is_no_image_of_a_product_is_refused() -> None:
    with in_memory() as world:
        product = make(world)
        nowhere = UPLOAD.format("00000000-0000-4000-8000-000000000001")
        files = {"image": ("a.png", png(), "image/png")}
        assert (upload(world, product, png(padding=10 * 1024 * 1024))).status_code == 413
        assert (upload(world, product, bytes(12 * 1024 * 1024))).status_code == 413
        assert (upload(world, product, b"<svg/>")).status_code == 422
        assert (ask(world, "POST", nowhere, files=files)).status_code == 404
        wrong_field = {"picture": ("a.png", png(), "image/png")}
        assert (ask(world, "POST", UPLOAD.format(product), files=wrong_field)).status_code == 400
        assert (ask(world, "POST", UPLOAD.format(product), json={"image": "aaaa"})).status_code == 415
        assert (ask(world, "GET", f"/product_images/{product}")).status_code == 404
        assert shown(world, product) == []


def test_a_deleted_image_is_gone_and_its_bytes_may_come_again() -> None:
    with in_memory() as world:
        product = make(world)
        first, second = (upload(world, product, png(number)).json()["data"] for number in (1, 2))
        assert ask(world, "DELETE", f"/product_images/{first['id']}").status_code == 204
        assert [each["id"] for each in shown(world, product)] == [second["id"]]
        assert ask(world, "DELETE", f"/product_images/{first['id']}").status_code == 404
        again = upload(world, product, png(1)).json()["data"]
        assert [each["id"] for each in shown(world, product)] == [second["id"], again["id"]]


def test_product_has_only_so_many_images() -> None:
    with in_memory(SandboxOptions(registers=20)) as world:
        product = make(world)
        states = [(upload(world, product, png(number))).status_code for number in range(MOST + 1)]
        assert states == [201] * MOST + [422]


def test_images_go_with_their_product_and_their_files_with_the_last_that_has_them() -> None:
    with in_memory() as world:
        one, two = make(world, "A"), make(world, "B")
        urls = []
        for product in (one, two):
            upload(world, product, png())
            urls.append((shown(world, product))[0]["url"])
        digest = next(row.body["digest"] for row in world.shop.rows.walk("product_images"))
        ask(world, "DELETE", f"/products/{one}")
        assert [(ask(world, "GET", url)).status_code for url in urls] == [404, 200]
        assert world.sandbox.saved.storage.file(digest) == png()
        ask(world, "DELETE", f"/products/{two}")
        assert world.sandbox.saved.storage.file(digest) is None


def test_file_is_served_on_the_port_without_a_token_and_survives_a_restart(tmp_path: Path) -> None:
    options, state = SandboxOptions(), tmp_path / "shop.sqlite"
    with on_a_port(options, state) as world, world.client() as client:
        made = client.post("/products", json={"sku": "A", "name": "A", "price_including_tax": 1}).json()
        product = made["data"][0]
        client.post(UPLOAD.format(product), files={"image": ("a.png", png(7), "image/png")})
        url = client.get(f"/products/{product}").json()["data"]["images"][0]["url"]
        assert url.startswith(world.base_url.split("/api/")[0])
        served = httpx.get(url, trust_env=False)
        assert (served.status_code, served.headers["content-type"]) == (200, "image/png")
        assert served.content == png(7)
        assert served.headers["x-content-type-options"] == "nosniff"
        assert httpx.post(url, trust_env=False).status_code == 405
    with on_a_port(options, state) as world, world.client() as client:
        url = client.get(f"/products/{product}").json()["data"]["images"][0]["url"]
        assert httpx.get(url, trust_env=False).content == png(7)


def test_late_commit_of_an_upload_keeps_its_file() -> None:
    faults = {"faults": [{"kind": "late-commit", "at": [2], "delay_s": 20, "tell": "502"}]}
    with in_memory(SandboxOptions(faults=faults)) as world:
        product = make(world)
        assert (upload(world, product, png())).status_code == 502
        assert (upload(world, product, png())).status_code == 201
        world.clock.advance(30)
        assert len(shown(world, product)) == 1


@pytest.mark.parametrize("form", ["multipart", "octet-stream"])
def test_client_sends_a_file_in_either_form(tmp_path: Path, form: str) -> None:
    file = tmp_path / 'a "quoted" name.png'
    file.write_bytes(png(3))
    with in_memory(SandboxOptions(image_body=form)) as world:
        product = make(world)

        async def sent(*, bare: bool) -> Reply:
            address = local_address("http://127.0.0.1:1/api/2.0")
            call = Call("POST", UPLOAD.format(product), upload=Upload("image", file, "image/png", bare))
            async with Store(address, Token(world.options.token), app=world.app) as store:
                return await send(store, call)

        replies = [asyncio.run(sent(bare=False)), asyncio.run(sent(bare=True))]
        assert [reply.status for reply in replies] == ([201, 415] if form == "multipart" else [415, 201])
        file.unlink()
        gone = asyncio.run(sent(bare=False))
        assert (gone.ending, gone.status) == (Ending.NOT_SENT, None)
