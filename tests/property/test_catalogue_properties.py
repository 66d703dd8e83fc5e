"""Whatever is made, renamed and deleted in whatever order: nothing refers to what is gone, and the tree is a tree."""

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.sandbox import SandboxOptions
from pipeline.sandbox.api.rows import fold
from pipeline.sandbox.serve.http_request import HttpRequest
from pipeline.sandbox.serve.sandbox import Sandbox
from tests.support.sandboxes import FakeClock

RETAILER = "7f3b1f5e-0000-4000-8000-000000000001"
NAMED = ("brands", "suppliers", "tags", "customer_groups")
KINDS = (*NAMED, "product_categories")
REFERENCES = {
    "brand_id": "brands",
    "supplier_id": "suppliers",
    "tag_ids": "tags",
    "product_type_id": "product_categories",
}
steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["make", "rename", "delete", "tree", "delete tree", "product", "change", "customer", "wait"]
        ),
        st.integers(0, 11),
    ),
    max_size=40,
)


class Driver:
    """Turns abstract steps into calls on one sandbox."""

    def __init__(self, state: Path | None = None, **options: Any) -> None:
        self.clock, self.state = FakeClock(), state
        self.options = SandboxOptions(detach_after_s=7, **options)
        self.open()

    def open(self) -> None:
        self.sandbox = Sandbox(self.options, self.state, clock=self.clock, retailer_id=RETAILER)

    def restart(self) -> None:
        self.sandbox.close()
        self.open()

    def live(self, kind: str) -> list[str]:
        return sorted(row.id for row in self.sandbox.shop.rows.walk(kind) if not row.deleted)

    def pick(self, kind: str, key: int) -> str:
        ids = self.live(kind)
        return ids[key % len(ids)] if ids else "none"

    def send(self, method: str, path: str, body: Any = None) -> int:
        headers = {"authorization": f"Bearer {self.options.token}"}
        sent = b"" if body is None else json.dumps(body).encode()
        reply = self.sandbox.answer(HttpRequest(method, f"/api/2026-04{path}", "", headers, sent))
        assert reply.status < 500
        return reply.status

    def do(self, step: str, key: int) -> None:
        kind = NAMED[key % len(NAMED)]
        references = {
            "brand_id": self.pick("brands", key),
            "supplier_id": self.pick("suppliers", key),
            "tag_ids": self.live("tags")[: key % 3],
            "product_category_id": self.pick("product_categories", key),
        }
        wanted = {name: value for name, value in references.items() if value != "none"}
        parent = self.pick("product_categories", key)
        node = {
            "name": f"C{key % 3}",
            **({"parent_category_id": parent} if parent != "none" and key % 4 else {}),
        }
        calls: dict[str, tuple[str, str, Any]] = {
            "make": ("POST", f"/{kind}", {"name": f"N{key}"}),
            "rename": ("PUT", f"/{kind}/{self.pick(kind, key)}", {"name": f"N{key + 1}"}),
            "delete": ("DELETE", f"/{kind}/{self.pick(kind, key)}", None),
            "tree": ("POST", "/product_categories/bulk", {"categories": [node]}),
            "delete tree": ("DELETE", "/product_categories/bulk", {"category_ids": [parent]}),
            "product": ("POST", "/products", {"name": f"P{key}", **wanted}),
            "change": ("PUT", f"/products/{self.pick('products', key)}", {"common": wanted}),
            "customer": (
                "POST",
                "/customers",
                {"first_name": "A", "last_name": "B", "customer_group_id": self.pick("customer_groups", key)},
            ),
        }
        self.clock.advance(key if step == "wait" else 0)
        if step in calls:
            self.send(*calls[step])

    def state_of_everything(self) -> Any:
        return self.sandbox.shop.rows.saved(), self.sandbox.history()


@given(steps)
def test_nothing_refers_to_what_is_gone_once_the_work_is_done(taken: list[tuple[str, int]]) -> None:
    driver = Driver()
    for step, key in taken:
        driver.do(step, key)
    driver.clock.advance(10)
    driver.sandbox.history()
    live = {kind: set(driver.live(kind)) for kind in KINDS}
    rows = driver.sandbox.shop.rows
    for product in (row for row in rows.walk("products") if not row.deleted):
        for field, kind in REFERENCES.items():
            held = product.body.get(field) or []
            assert set([held] if isinstance(held, str) else held) <= live[kind]
    groups = {row.body["customer_group_id"] for row in rows.walk("customers") if not row.deleted}
    assert groups <= live["customer_groups"]
    assert driver.sandbox.saved.late == 0
    assert rows.saved() == list(driver.sandbox.saved.storage.rows())
    driver.sandbox.close()


@given(steps)
def test_the_tree_is_whole_no_deeper_than_allowed_and_siblings_differ(taken: list[tuple[str, int]]) -> None:
    driver = Driver()
    for step, key in taken:
        driver.do(step, key)
    rows = [row for row in driver.sandbox.shop.rows.walk("product_categories") if not row.deleted]
    parents = {row.id: row.body.get("parent_category_id") for row in rows}
    assert {parent for parent in parents.values() if parent} <= set(parents)
    for parent in parents.values():
        levels, step_up = 1, parent
        while step_up:
            levels, step_up = levels + 1, parents[step_up]
        assert levels <= 3
    names = [(row.body.get("parent_category_id"), fold(row.body["name"])) for row in rows]
    assert len(set(names)) == len(names)
    driver.sandbox.close()


@settings(max_examples=25, deadline=None)
@given(steps, st.sets(st.integers(0, 40), max_size=4))
def test_restarts_anywhere_change_nothing(taken: list[tuple[str, int]], restarts: set[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole, cut = Driver(), Driver(Path(folder) / "s")
        for number, (step, key) in enumerate(taken):
            if number in restarts:
                cut.restart()
            whole.do(step, key)
            cut.do(step, key)
        for driver in (whole, cut):
            driver.clock.advance(10)
        cut.restart()
        assert cut.state_of_everything()[1] == whole.state_of_everything()[1]
        assert cut.state_of_everything() == whole.state_of_everything()
        whole.sandbox.close()
        cut.sandbox.close()
