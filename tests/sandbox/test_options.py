"""Names of options: listed without pages, shown by name in products, kept while one has them."""

from typing import Any

import pytest

from tests.support.pure_shop import NOBODY, ask, make, make_family, opened, read, staff

PATH = "/variant_attributes"


def test_each_call_has_the_documented_shape() -> None:
    shop = opened()
    made = ask(shop, "POST", PATH, {"name": "Size"})
    assert made.status == 201
    assert set(made.body["data"]) == {"id", "name", "created_at", "updated_at"}
    size = made.body["data"]["id"]
    assert ask(shop, "PUT", f"{PATH}/{size}", {"name": "Sizes"}).body == {
        "data": {"id": size, "name": "Sizes"}
    }
    color = make(shop, "variant_attributes", name="Color")
    listed = ask(shop, "GET", PATH, page_size=1, after=10**9).body
    assert listed == {"data": [{"id": size, "name": "Sizes"}, {"id": color, "name": "Color"}]}
    assert ask(shop, "DELETE", f"{PATH}/{size}").body == {"data": {"id": size}}
    assert ask(shop, "DELETE", f"{PATH}/{size}").status == 404
    assert ask(shop, "GET", f"{PATH}/{size}").status == 404
    assert [row["id"] for row in ask(shop, "GET", PATH).body["data"]] == [color]
    gone = {row["id"]: row for row in ask(shop, "GET", PATH, deleted="true").body["data"]}[size]
    assert gone["deleted_at"]
    assert ask(shop, "DELETE", f"{PATH}/{NOBODY}").status == 404


@pytest.mark.parametrize(("choice", "wrapped"), [("wrapped", True), ("plain", False)])
def test_one_is_read_with_or_without_data(choice: str, *, wrapped: bool) -> None:
    shop = opened(option_read=choice)
    size = make(shop, "variant_attributes", name="Size")
    row = {"id": size, "name": "Size"}
    assert ask(shop, "GET", f"{PATH}/{size}").body == ({"data": row} if wrapped else row)


@pytest.mark.parametrize(("choice", "status"), [("refuse", 422), ("accept", 201)])
def test_a_repeated_name_is_refused_or_accepted(choice: str, status: int) -> None:
    shop = opened(duplicate_names=choice)
    size = make(shop, "variant_attributes", name="Size")
    answer = ask(shop, "POST", PATH, {"name": " SIZE "})
    assert answer.status == status
    if status == 422:
        assert answer.body["fields"]["name_existing_id"] == size


@pytest.mark.parametrize("body", [{}, {"name": None}, {"name": " "}, {"name": 3}])
def test_a_name_is_needed(body: dict[str, Any]) -> None:
    assert ask(opened(), "POST", PATH, body).status == 422


@pytest.mark.parametrize("status", [422, 409])
def test_one_in_use_stays_until_its_last_product_is_gone(status: int) -> None:
    shop = opened(option_in_use=status)
    small, large = make_family(shop, "S", "L")
    [size] = [row["id"] for row in ask(shop, "GET", PATH).body["data"]]
    version = shop.rows.version
    assert ask(shop, "DELETE", f"{PATH}/{size}").status == status
    assert staff(shop, "delete", kind="variant_attributes", id=size).status == status
    assert shop.rows.version == version
    ask(shop, "DELETE", f"/products/{small}")
    assert ask(shop, "DELETE", f"{PATH}/{size}").status == status
    ask(shop, "DELETE", f"/products/{large}")
    assert ask(shop, "DELETE", f"{PATH}/{size}").status == 200


def test_products_show_an_option_by_its_name_of_today() -> None:
    shop = opened()
    small, _ = make_family(shop, "S", "L")
    before = read(shop, "products", small)
    [size] = before["variant_options"]
    ask(shop, "PUT", f"{PATH}/{size['id']}", {"name": "Measure"})
    after = read(shop, "products", small)
    assert after == {**before, "variant_options": [{**size, "name": "Measure"}]}
