"""The sandbox's shop alone, without HTTP, token, quota and clock: opened, asked, and steered by its staff."""

from typing import Any

from pipeline.sandbox import SandboxOptions
from pipeline.sandbox.api.shop import Shop
from pipeline.sandbox.api.values import ApiAnswer, ApiCall

NOW_S = 1_800_000_000.0
RETAILER = "7f3b1f5e-0000-4000-8000-000000000001"
NOBODY = "00000000-0000-4000-8000-000000000009"


def opened(**options: Any) -> Shop:
    shop = Shop(SandboxOptions(**options), RETAILER)
    shop.open(NOW_S)
    return shop


def ask(
    shop: Shop, method: str, path: str, body: Any = None, version: str = "2.0", **query: Any
) -> ApiAnswer:
    pairs = tuple((name, str(value)) for name, value in query.items())
    return shop.handle(ApiCall(method, path, pairs, body, version=version), NOW_S).answer


def staff(shop: Shop, action: str, **body: Any) -> ApiAnswer:
    return shop.serve_staff(action, ApiCall("POST", action, body=body, actor="staff"), NOW_S).answer


def make(shop: Shop, kind: str, **body: Any) -> str:
    data = ask(shop, "POST", f"/{kind}", body).body["data"]
    return str(data[0] if isinstance(data, list) else data["id"] if isinstance(data, dict) else data)


def variants_of(shop: Shop, *values: str, skus: str = "T-{}", **each: Any) -> list[dict[str, Any]]:
    """Return the variants of a create that differ in one option, which is made if it is not there."""
    known = {row["name"]: row["id"] for row in ask(shop, "GET", "/variant_attributes").body["data"]}
    size = known.get("Size") or make(shop, "variant_attributes", name="Size")
    return [
        {"sku": skus.format(value), "variant_definitions": [{"attribute_id": size, "value": value}], **each}
        for value in values
    ]


def make_family(shop: Shop, *values: str, **body: Any) -> list[str]:
    """Make a family, one variant for each value; return its ids in that order, the parent's first."""
    whole = {"name": "Tee", "price_including_tax": 20, **body}
    whole.setdefault("variants", variants_of(shop, *values))
    made = ask(shop, "POST", "/products", whole)
    assert made.status == 200, made.body
    skus = [each["sku"] for each in whole["variants"]]
    rows = ask(shop, "GET", "/products", name=whole["name"]).body["data"]
    return [next(row["id"] for row in rows if row["sku"] == sku) for sku in skus]


def read(shop: Shop, kind: str, row_id: str) -> Any:
    return ask(shop, "GET", f"/{kind}/{row_id}").body["data"]
