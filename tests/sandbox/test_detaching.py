"""What is deleted while in use leaves its products later: by the store's clock, saved, and as an effect of its own."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import JournalError
from pipeline.sandbox import SandboxOptions
from pipeline.sandbox.serve.http_request import HttpRequest
from pipeline.sandbox.serve.sandbox import Sandbox
from tests.sandbox.test_saving import unwritable
from tests.support.sandboxes import FakeClock

DELAY_S = 5.0


def ask(sandbox: Sandbox, method: str, path: str, body: Any = None, version: str = "2.0") -> Any:
    headers = {"authorization": f"Bearer {sandbox.options.token}", "x-request-id": "r-1"}
    path, _, query = path.partition("?")
    sent = b"" if body is None else json.dumps(body).encode()
    reply = sandbox.answer(HttpRequest(method, f"/api/{version}{path}", query, headers, sent))
    assert reply.status < 300, reply
    return json.loads(reply.body) if reply.body else None


def tree(sandbox: Sandbox) -> dict[str, str]:
    nodes = [
        {"payload_id": "p", "name": "Pet"},
        {"payload_id": "c", "payload_parent_category_id": "p", "name": "Cat"},
        {"payload_parent_category_id": "c", "name": "Food"},
    ]
    made = ask(sandbox, "POST", "/product_categories/bulk", {"categories": nodes})["data"]
    return {each["name"]: each["id"] for each in made}


class Scene:
    """A store with one product that refers to one of everything."""

    def __init__(self, state: Path | None = None, **options: Any) -> None:
        self.clock, self.state = FakeClock(), state
        self.options = SandboxOptions(detach_after_s=DELAY_S, **options)
        self.sandbox = Sandbox(self.options, state, clock=self.clock)
        self.ids: dict[str, str] = {}
        for kind in ("brands", "suppliers", "tags"):
            self.ids[kind] = ask(self.sandbox, "POST", f"/{kind}", {"name": "Oatlow"})["data"]
        self.tree = tree(self.sandbox)
        body = {
            "name": "Mug", "sku": "M-1", "brand_id": self.ids["brands"], "supplier_id": self.ids["suppliers"],
            "supplier_code": "H-1", "tag_ids": [self.ids["tags"]], "product_category_id": self.tree["Food"],
        }  # fmt: skip
        [self.product] = ask(self.sandbox, "POST", "/products", body)["data"]

    def restart(self) -> None:
        self.sandbox.close()
        self.sandbox = Sandbox(self.options, self.state, clock=self.clock)

    def delete(self, kind: str) -> None:
        if kind == "product_categories":
            ids = {"category_ids": [self.tree["Food"]]}
            ask(self.sandbox, "DELETE", "/product_categories/bulk", ids)
        else:
            ask(self.sandbox, "DELETE", f"/{kind}/{self.ids[kind]}")

    def row(self) -> Any:
        return ask(self.sandbox, "GET", f"/products/{self.product}")["data"]


AFTER: dict[str, dict[str, Any]] = {
    "brands": {"brand_id": None, "brand": {}},
    "suppliers": {"supplier_id": None, "supplier_code": None, "supplier": {}},
    "tags": {"tag_ids": [], "categories": []},
}
KINDS = (*AFTER, "product_categories")


@pytest.mark.parametrize("kind", KINDS)
def test_a_product_leaves_later_and_gets_a_version(kind: str) -> None:
    scene = Scene()
    before = scene.row()
    scene.delete(kind)
    assert scene.sandbox.saved.late == 1
    scene.clock.advance(DELAY_S - 0.5)
    assert scene.row() == before
    scene.clock.advance(0.5)
    after = scene.row()
    assert after["version"] > before["version"]
    parent = {"product_type_id": scene.tree["Cat"]}
    wanted = AFTER.get(kind, parent)
    assert {name: after.get(name) for name in wanted} == wanted
    assert scene.sandbox.saved.late == 0
    effect = scene.sandbox.history()[-1]
    assert (effect.action, effect.kind, effect.key, effect.actor) == ("updated", "products", "M-1", "store")
    assert (effect.id, effect.version, effect.request_id) == (scene.product, after["version"], "r-1")
    changed = {name for name in before if before[name] != after.get(name)}
    shown = {"product_categories": {"product_type_id", "type"}}.get(kind, set(wanted))
    assert changed - {"version", "updated_at"} == shown


@pytest.mark.parametrize("kind", KINDS)
def test_it_happens_at_its_own_moment_without_a_call_in_between_and_after_a_restart(
    tmp_path: Path, kind: str
) -> None:
    scene = Scene(tmp_path / "s")
    scene.delete(kind)
    due_s = scene.clock.now_s + DELAY_S
    scene.restart()
    assert scene.sandbox.saved.late == 1
    scene.clock.advance(3600)
    effect = scene.sandbox.history()[-1]
    assert (effect.actor, effect.time_s) == ("store", due_s)
    scene.restart()
    assert scene.sandbox.saved.late == 0
    assert len([one for one in scene.sandbox.history() if one.actor == "store"]) == 1


def test_what_nothing_refers_to_leaves_nothing_to_do() -> None:
    scene = Scene()
    ask(scene.sandbox, "DELETE", f"/products/{scene.product}")
    for kind in KINDS:
        scene.delete(kind)
    assert scene.sandbox.saved.late == 0


def test_products_of_a_category_go_to_the_nearest_that_is_left_or_to_none() -> None:
    scene = Scene()
    ask(scene.sandbox, "DELETE", "/product_categories/bulk", {"category_ids": [scene.tree["Cat"]]})
    scene.clock.advance(DELAY_S)
    assert scene.row()["type"]["name"] == "Pet"
    ask(scene.sandbox, "DELETE", "/product_categories/bulk", {"category_ids": [scene.tree["Pet"]]})
    scene.clock.advance(DELAY_S)
    row = scene.row()
    assert (row["type"], "product_type_id" in row) == ({}, False)


def test_a_parent_that_goes_before_the_work_is_done_takes_no_product() -> None:
    scene = Scene()
    for name in ("Food", "Cat", "Pet"):
        ask(scene.sandbox, "DELETE", "/product_categories/bulk", {"category_ids": [scene.tree[name]]})
        scene.clock.advance(1)
    scene.clock.advance(DELAY_S)
    assert scene.row()["type"] == {}
    assert len([one for one in scene.sandbox.history() if one.actor == "store"]) == 1


def test_a_deleted_product_is_left_alone() -> None:
    scene = Scene()
    scene.delete("brands")
    ask(scene.sandbox, "DELETE", f"/products/{scene.product}")
    scene.clock.advance(DELAY_S)
    assert all(one.actor == "api" for one in scene.sandbox.history())


def test_staffs_deletes_are_followed_by_the_same_work() -> None:
    scene = Scene()
    scene.sandbox.staff("delete", {"kind": "brands", "id": scene.ids["brands"]})
    scene.sandbox.staff("delete", {"kind": "product_categories", "id": scene.tree["Pet"]})
    scene.clock.advance(DELAY_S)
    row = scene.row()
    assert (row["brand"], row["type"]) == ({}, {})


def test_a_delete_that_commits_late_detaches_later_still() -> None:
    plan = {"faults": [{"kind": "late-commit", "on": "deletes", "tell": "502", "delay_s": 20}]}
    scene = Scene(faults=plan)
    headers = {"authorization": f"Bearer {scene.options.token}"}
    path = f"/api/2026-07/brands/{scene.ids['brands']}"
    assert scene.sandbox.answer(HttpRequest("DELETE", path, "", headers, b"")).status == 502
    scene.clock.advance(20)
    assert scene.row()["brand"]["name"] == "Oatlow"
    assert [one.actor for one in scene.sandbox.history()][-1] == "late"
    scene.clock.advance(DELAY_S)
    assert scene.row()["brand"] == {}
    assert [(one.actor, one.time_s - scene.clock.now_s) for one in scene.sandbox.history()][-2:] == [
        ("late", -DELAY_S),
        ("store", 0),
    ]


def test_a_bulk_delete_that_commits_late_has_its_body() -> None:
    plan = {
        "faults": [{"kind": "late-commit", "on": "deletes", "tell": "502", "resource": "product_categories"}]
    }
    scene = Scene(faults=plan)
    headers = {"authorization": f"Bearer {scene.options.token}"}
    body = json.dumps({"category_ids": [scene.tree["Pet"]]}).encode()
    request = HttpRequest("DELETE", "/api/2.0/product_categories/bulk", "", headers, body)
    assert scene.sandbox.answer(request).status == 502
    scene.clock.advance(20)
    assert ask(scene.sandbox, "GET", "/product_categories")["data"] == {"categories": []}


def test_a_version_that_commits_late_is_still_that_version(tmp_path: Path) -> None:
    second = {"kind": "late-commit", "at": [2], "tell": "502", "resource": "suppliers"}
    plan = {"faults": [second]}
    scene = Scene(tmp_path / "s", faults=plan)
    headers = {"authorization": f"Bearer {scene.options.token}"}
    request = HttpRequest("POST", "/api/2026-07/suppliers", "", headers, b'{"name": "No Contact"}')
    assert scene.sandbox.answer(request).status == 502
    scene.restart()
    scene.clock.advance(20)
    names = [row["name"] for row in ask(scene.sandbox, "GET", "/suppliers")["data"]]
    assert names == ["Oatlow"]  # 2026-07 refuses a supplier without a contact


def test_work_that_can_t_be_saved_did_not_happen_and_is_still_due() -> None:
    scene = Scene()
    scene.delete("brands")
    scene.clock.advance(DELAY_S)
    with unwritable(scene.sandbox):
        assert scene.row()["brand"]["name"] == "Oatlow"
        assert scene.sandbox.saved.late == 1
    assert scene.row()["brand"] == {}


@pytest.mark.parametrize("failure", ["the first write", "the last write"])
def test_a_delete_that_can_t_be_saved_leaves_no_work(failure: str) -> None:
    scene = Scene()
    with unwritable(scene.sandbox, failure), pytest.raises(JournalError):
        scene.delete("brands")
    assert scene.sandbox.saved.late == 0
    scene.clock.advance(DELAY_S)
    assert scene.row()["brand"]["name"] == "Oatlow"
