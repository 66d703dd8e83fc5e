"""The tree of categories: read by path, saved and deleted in bulk, leaves for products."""

from typing import Any

import pytest

from pipeline.sandbox.api.shop import Shop
from tests.support.pure_shop import NOBODY, ask, make, opened, read, staff

PETS = [
    {"payload_parent_category_id": "cat", "name": "Cat Food"},
    {"payload_id": "pet", "name": "Pet"},
    {"payload_parent_category_id": "pet", "payload_id": "cat", "name": "Cat"},
    {"payload_parent_category_id": "pet", "name": "Ant"},
]


def save(shop: Shop, *nodes: dict[str, Any]) -> Any:
    return ask(shop, "POST", "/product_categories/bulk", {"categories": list(nodes)})


def saved(shop: Shop, *nodes: dict[str, Any]) -> dict[str, str]:
    """Save nodes; return name -> id."""
    return {each["name"]: each["id"] for each in save(shop, *nodes).body["data"]}


def listed(shop: Shop, **query: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = ask(shop, "GET", "/product_categories", **query).body["data"]["categories"]
    return rows


def paths(shop: Shop, **query: Any) -> list[str]:
    return ["/".join(step["name"] for step in row["category_path"]) for row in listed(shop, **query)]


def test_a_tree_is_made_by_one_call_whatever_its_order() -> None:
    shop = opened()
    answer = save(shop, *PETS)
    assert answer.status == 200
    food, pet, cat, ant = answer.body["data"]
    assert pet == {"id": pet["id"], "payload_id": "pet", "name": "Pet"}
    assert food == {"id": food["id"], "name": "Cat Food", "parent_category_id": cat["id"]}
    assert cat["parent_category_id"] == ant["parent_category_id"] == pet["id"]
    root, first, second, third = listed(shop)
    assert [each["id"] for each in (root, first, second, third)] == [
        pet["id"],
        ant["id"],
        cat["id"],
        food["id"],
    ]
    assert root == {
        "id": pet["id"], "name": "Pet", "root_category_id": pet["id"], "parent_category_id": None,
        "leaf_category": False, "category_path": [{"id": pet["id"], "name": "Pet"}],
    }  # fmt: skip
    assert (third["root_category_id"], third["leaf_category"]) == (pet["id"], True)
    assert [step["name"] for step in third["category_path"]] == ["Pet", "Cat", "Cat Food"]


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pages_walk_the_tree_in_the_order_of_paths(size: int) -> None:
    shop = opened(duplicate_names="accept")
    save(shop, *PETS, {"name": "pet"}, {"name": "Art"})
    whole = [row["id"] for row in listed(shop)]
    assert paths(shop)[0] == "Art"
    seen: list[str] = []
    after: dict[str, Any] = {}
    while True:
        page = ask(shop, "GET", "/product_categories", page_size=size, **after).body
        seen += [row["id"] for row in page["data"]["categories"]]
        if not page["page_info"]["has_next"]:
            assert "last_seen" not in page["page_info"]
            break
        after = {"after": page["page_info"]["last_seen"]}
    assert seen == whole
    assert len(set(seen)) == 6


@pytest.mark.parametrize("query", [{"after": NOBODY}, {"page_size": 0}, {"page_size": "many"}])
def test_a_page_that_can_t_be_is_refused(query: dict[str, Any]) -> None:
    shop = opened()
    save(shop, *PETS)
    assert ask(shop, "GET", "/product_categories", **query).status == 400


def test_parent_and_include_choose_a_part_of_the_tree() -> None:
    shop = opened()
    ids = saved(shop, *PETS, {"name": "Art"})
    assert paths(shop, parent="none") == ["Art", "Pet"]
    assert paths(shop, parent=ids["Pet"]) == ["Pet/Ant", "Pet/Cat", "Pet/Cat/Cat Food"]
    assert paths(shop, parent=ids["Pet"], include="children") == ["Pet/Ant", "Pet/Cat"]
    assert paths(shop, parent=NOBODY) == []


def test_trees_of_one_name_are_not_mixed() -> None:
    shop = opened(duplicate_names="accept")
    twins = [{"payload_id": str(n), "name": "Pet"} for n in range(4)]
    below = [{"payload_parent_category_id": str(n % 4), "name": name} for n, name in enumerate("DCBADCBA")]
    save(shop, *twins, *below)
    roots = [row["root_category_id"] for row in listed(shop)]
    assert [roots[n : n + 3].count(roots[n]) for n in range(0, 12, 3)] == [3] * 4


def test_the_list_is_doubled_where_chosen() -> None:
    shop = opened(category_answer="double")
    save(shop, {"name": "Pet"})
    body = ask(shop, "GET", "/product_categories").body
    assert body["page_info"] == {"has_next": False}
    assert [row["name"] for row in body["data"]["data"]["categories"]] == ["Pet"]


def test_a_category_is_renamed_and_the_paths_follow() -> None:
    shop = opened()
    ids = saved(shop, *PETS)
    product = make(shop, "products", name="Tuna", product_category_id=ids["Cat Food"])
    answer = save(shop, {"id": ids["Cat"], "name": "Cats"}, {"id": ids["Pet"], "name": "Pet"})
    assert [each["id"] for each in answer.body["data"]] == [ids["Cat"], ids["Pet"]]
    assert paths(shop)[-1] == "Pet/Cats/Cat Food"
    kind = read(shop, "products", product)["type"]
    assert [step["name"] for step in kind["category_path"]] == ["Pet", "Cats", "Cat Food"]


@pytest.mark.parametrize(
    ("nodes", "field"),
    [
        ([], "categories"),
        ([{"name": " "}], "name"),
        ([{"payload_id": "a"}], "name"),
        ([{"name": 5}], "name"),
        ([{"name": "A", "payload_id": "a"}, {"name": "B", "payload_id": "a"}], "payload_id"),
        ([{"name": "A", "parent_category_id": NOBODY}], "parent_category_id"),
        ([{"name": "A", "payload_parent_category_id": "a"}], "payload_parent_category_id"),
        ([{"name": "A", "payload_id": "a", "payload_parent_category_id": "a"}], "payload_parent_category_id"),
        (
            [
                {"name": "A", "payload_id": "a", "payload_parent_category_id": "b"},
                {"name": "B", "payload_id": "b", "payload_parent_category_id": "a"},
            ],
            "payload_parent_category_id",
        ),
        ([{"name": "A", "id": NOBODY}], "id"),
        ([{"name": "A"}, {"name": " a "}], "name"),
        ([{"name": "PET"}], "name"),
    ],
)
def test_one_wrong_node_refuses_the_whole(nodes: list[dict[str, Any]], field: str) -> None:
    shop = opened()
    save(shop, *PETS)
    version = shop.rows.version
    answer = save(shop, {"name": "Art"}, *nodes) if nodes else save(shop)
    assert (answer.status, field in answer.body["fields"]) == (422, True)
    assert shop.rows.version == version


def test_a_category_has_one_parent_and_stays_there() -> None:
    shop = opened()
    ids = saved(shop, *PETS)
    both = {"name": "A", "parent_category_id": ids["Pet"], "payload_parent_category_id": "x"}
    moved = {"id": ids["Ant"], "name": "Ant", "parent_category_id": ids["Cat"]}
    for node in (both, moved):
        answer = save(shop, {"payload_id": "x", "name": "X"}, node)
        assert (answer.status, set(answer.body["fields"])) == (422, {"parent_category_id"})
    assert save(shop, {**moved, "parent_category_id": ids["Pet"]}).status == 200


@pytest.mark.parametrize(("choice", "status"), [("refuse", 422), ("accept", 200)])
def test_siblings_with_one_name_are_refused_or_accepted(choice: str, status: int) -> None:
    shop = opened(duplicate_names=choice)
    ids = saved(shop, *PETS)
    below = save(shop, {"name": "ant", "parent_category_id": ids["Pet"]})
    renamed = save(shop, {"id": ids["Cat"], "name": "ANT"})
    assert {below.status, renamed.status} == {status}
    if status == 422:
        assert below.body["fields"] == {"name": "Already exists", "name_existing_id": ids["Ant"]}
    assert save(shop, {"name": "Ant"}).status == 200  # beside another parent


@pytest.mark.parametrize(("levels", "status"), [("3", 422), ("unlimited", 200)])
def test_levels_are_counted_with_the_root(levels: str, status: int) -> None:
    shop = opened(category_levels=levels)
    ids = saved(shop, *PETS)
    assert save(shop, {"name": "Dry", "parent_category_id": ids["Cat Food"]}).status == status
    chain = [{"name": "0", "payload_id": "0"}] + [
        {"name": str(n), "payload_id": str(n), "payload_parent_category_id": str(n - 1)} for n in range(1, 4)
    ]
    assert save(shop, *reversed(chain)).status == status
    assert save(opened(category_levels=levels), *chain[:3]).status == 200


def test_products_take_leaves_alone_and_keep_them_leaves() -> None:
    shop = opened()
    ids = saved(shop, *PETS)
    for field in ("product_category_id", "product_type_id"):
        refused = ask(shop, "POST", "/products", {"name": "Tuna", field: ids["Cat"]})
        assert (refused.status, set(refused.body["fields"])) == (422, {field})
    product = make(shop, "products", name="Tuna", product_category_id=ids["Cat Food"])
    row = read(shop, "products", product)
    assert (row["product_type_id"], row["type"]["name"], row["type"]["leaf_category"]) == (
        ids["Cat Food"], "Cat Food", True,
    )  # fmt: skip
    assert "product_category_id" not in row
    wide = opened(category_levels="unlimited")
    ids = saved(wide, *PETS)
    tuna = make(wide, "products", name="Tuna", product_category_id=ids["Cat Food"])
    child = {"name": "Dry", "parent_category_id": ids["Cat Food"]}
    refused = save(wide, child)
    assert (refused.status, refused.body["fields"]) == (422, {"parent_category_id": "Has products"})
    ask(wide, "DELETE", f"/products/{tuna}")
    assert save(wide, child).status == 200


def test_a_delete_takes_all_below_with_it() -> None:
    shop = opened()
    ids = saved(shop, *PETS)
    staff(shop, "add", product_categories=[{"name": "Dog", "parent_category_id": ids["Pet"]}])
    body = {"category_ids": [ids["Cat"], ids["Cat Food"], ids["Ant"]]}
    told = ask(shop, "DELETE", "/product_categories/bulk", body).body["data"]["categories"]
    assert [each["ids"] for each in told] == [[ids["Cat"], ids["Cat Food"]], [ids["Ant"]]]
    assert len({each["job_id"] for each in told}) == 2
    assert paths(shop) == ["Pet", "Pet/Dog"]
    ask(shop, "DELETE", "/product_categories/bulk", {"category_ids": [ids["Pet"]]})
    assert paths(shop) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [(None, 400), ({}, 422), ({"category_ids": []}, 422), ({"category_ids": "x"}, 422), ({"category_ids": [NOBODY]}, 404)],
)  # fmt: skip
def test_a_delete_without_categories_is_refused(body: Any, status: int) -> None:
    shop = opened()
    ids = saved(shop, *PETS)
    assert ask(shop, "DELETE", "/product_categories/bulk", body).status == status
    one_gone = {"category_ids": [ids["Ant"], NOBODY]}
    assert ask(shop, "DELETE", "/product_categories/bulk", one_gone).status == 404
    assert len(paths(shop)) == 4


def test_staff_adds_renames_and_deletes_them() -> None:
    shop = opened()
    [pet] = staff(shop, "add", product_categories=[{"name": "Pet"}]).body["data"]
    assert staff(shop, "edit", kind="product_categories", id=pet, changes={"name": "Pets"}).status == 200
    assert paths(shop) == ["Pets"]
    assert staff(shop, "delete", kind="product_categories", id=pet).status == 200
    assert paths(shop) == []
