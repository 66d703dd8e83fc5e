"""A dataset whose products have images of their own, in a world of the simulation; what the store then has of them."""

import base64
from collections import Counter
from pathlib import Path
from typing import Any, TypeVar

from pipeline.load.images.pictures import Pictures
from pipeline.load.planning.choices import Choice, chosen_rows
from pipeline.sandbox.api.values import ApiCall
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.kinds import PRODUCT
from pipeline.schema.records import record_from_row
from tests.simulation.unload_world import World
from tests.support.pictures import png

UPLOAD = "/actions/image_upload"
FILES = ("red.png", "blue.png", "mug.png", "lamp.png")
SIZES = (("S", "red.png"), ("M", "red.png"), ("L", "blue.png"))
ALL = {"TEE-S": 2, "MUG-1": 1, "LAMP-1": 1}
W = TypeVar("W", bound=World)


def rows_with_images() -> tuple[Any, dict[Any, str]]:
    """Return a family of three in two colours, and two products alone; and each one's file."""
    cells = [
        {
            "sku": f"TEE-{size}", "name": "Tee", "handle": "tee", "price_including_tax": "20",
            "variant_option_one_name": "Size", "variant_option_one_value": size, "image": file,
        }
        for size, file in SIZES
    ]  # fmt: skip
    cells += [
        {"sku": f"{name.upper()}-1", "name": name, "price_including_tax": "9", "image": f"{name}.png"}
        for name in ("mug", "lamp")
    ]
    records = [record_from_row(PRODUCT, row) for row in cells]
    files = {record.id: row["image"] for record, row in zip(records, cells, strict=True)}
    return chosen_rows([(record, line + 2) for line, record in enumerate(records)], Choice()), files


def world_with_images(folder: Path, kind: type[W], **options: Any) -> W:
    folder.mkdir(exist_ok=True)
    for number, name in enumerate(FILES):
        (folder / name).write_bytes(png(number))
    rows, files = rows_with_images()
    return kind(folder, SandboxOptions(**options), rows=rows, pictures=Pictures(folder, files))


def images(world: World) -> dict[str, int]:
    """Return how many images each product has in the store, shown or not, by SKU; none for those without."""
    skus = {row.id: row.body["sku"] for row in world.live(PRODUCT)}
    rows = [row for row in world.shop.rows.walk("product_images") if not row.deleted]
    return dict(Counter(skus[row.body["product_id"]] for row in rows))


def uploads(world: World) -> int:
    """Return how many uploads were asked for."""
    return sum(path.endswith(UPLOAD) for _, path in world.requests)


def hand_image(world: World, sku: str) -> None:
    """Let somebody else upload an image of a product."""
    body = {"image": base64.b64encode(png(99)).decode()}
    world.ask(ApiCall("POST", f"/products/{world.id_of(PRODUCT, sku)}{UPLOAD}", body=body))


def lose_image(world: World, sku: str) -> None:
    """Let the store's staff delete the first image of a product."""
    rows = world.shop.rows.find("product_images", "product_id", world.id_of(PRODUCT, sku))
    image = next(each.id for each in rows if not each.deleted)
    world.ask(ApiCall("DELETE", f"/product_images/{image}"))
