"""A row is read back into the look that its pack gave it, as long as it can be told."""

import pytest

from pipeline.images import Look, svg
from pipeline.images.lines import drawing_of
from pipeline.images.rows import LookFinder
from pipeline.packs import load_packs

LOOKS = LookFinder(load_packs(("apparel", "home", "services")))
CARDIGAN = {
    "sku": "APP-86580",
    "name": "Oatlow Chunky Lambswool Cardigan - Charcoal / L",
    "brand_name": "Oatlow",
    "product_category": "Clothing > Knitwear",
}
LOOK = Look(
    "Cardigan", "sweaters", "Chunky", "Lambswool", (("colour", "Charcoal"), ("size", "L")), "Oatlow", "good"
)


def test_a_generated_row_gives_all_its_words() -> None:
    assert LOOKS.of(CARDIGAN) == LOOK


def test_options_in_columns_of_their_own_are_the_same_look() -> None:
    columns = {
        "name": "Oatlow Chunky Lambswool Cardigan",
        "variant_option_one_name": "colour",
        "variant_option_one_value": "Charcoal",
        "variant_option_two_name": "size",
        "variant_option_two_value": "L",
    }
    assert LOOKS.of(CARDIGAN | columns) == LOOK


@pytest.mark.parametrize(
    ("edit", "drawing"),
    [
        ({"name": "Oatlow Bramble 2 Chunky Lambswool Cardigan - Charcoal / L"}, "sweater"),
        ({"name": "oatlow chunky lambswool cardigan"}, "sweater"),
        ({"brand_name": None}, "sweater"),
        ({"brand_name": "Another Brand"}, "sweater"),
        ({"product_category": "Elsewhere"}, "sweater"),
        ({"name": "Oatlow Grandpa's Favourite - Charcoal / L"}, "sweater"),  # still in the category
        ({"sku": "XYZ-1"}, "sweater"),
        ({"sku": "XYZ-1", "product_category": None}, "carton"),
        ({"name": "Oatlow Gift Card", "product_category": None}, "carton"),
        ({"sku": None, "name": None, "brand_name": None, "product_category": None}, "carton"),
        ({"sku": "SVC-12345", "name": "Fettlebrook Something New", "product_category": None}, "card"),
    ],
)
def test_an_edited_row_is_still_told_or_is_a_carton(edit: dict[str, str | None], drawing: str) -> None:
    look = LOOKS.of({**CARDIGAN, **edit})
    assert drawing_of(look)[0] == drawing
    assert svg(look)


def test_a_service_in_a_pack_of_goods_is_shown_by_a_card() -> None:
    name = {"name": "Invisible Tear Repair - Shirt / Standard", "product_category": "Repairs > Alterations"}
    look = LOOKS.of({"sku": "APP-12345", **name})
    assert (look.service, look.brand, look.adjective, look.noun) == (True, "", "Invisible", "Tear Repair")
    goods = LOOKS.of(
        {"sku": "APP-12345", "name": "Oatlow Festive Merino Sock Gift Set", "brand_name": "Oatlow"}
    )
    assert (goods.service, drawing_of(goods)[0]) == (False, "gift box")


def test_no_packs_give_cartons_with_the_brand_and_the_name() -> None:
    look = LookFinder(()).of(CARDIGAN)
    assert drawing_of(look)[0] == "carton"
    assert (look.brand, look.noun) == ("Oatlow", "Chunky Lambswool Cardigan")


def test_a_pack_may_name_a_drawing_with_its_parts() -> None:
    assert drawing_of(Look("Rose Water", "my line", drawing="pump")) == ("pump", "")
    assert drawing_of(Look("Stem Vase", "my line", drawing="Vase bud")) == ("vase", "bud")
    assert drawing_of(Look("Stem Vase", "my line", drawing="no such thing"))[0] == "carton"
