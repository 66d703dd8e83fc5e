"""What becomes of the stock that a create sends (`stock_at_create`). Pure.

Whether a create turns tracking on is not documented. Tracking belongs to a family: one variant with stock tracks all.
"""

from collections.abc import Iterable, Sequence

from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.stock.levels import put_levels
from pipeline.sandbox.api.values import ApiResult, Json, ShopRow
from pipeline.sandbox.options import SandboxOptions


def is_tracked_at_create(options: SandboxOptions, members: Iterable[Json]) -> bool:
    """Tell whether products that are made together are tracked from the beginning."""
    sent = any(member.get("inventory") for member in members)
    return options.stock_at_create == "zero" or (options.stock_at_create == "tracks" and sent)


def start_levels(
    context: CallContext, products: Sequence[ShopRow], members: Sequence[Json]
) -> list[ApiResult]:
    """Make the rows of stock of new products, each at every outlet; none for those that are not tracked."""
    kept = context.options.stock_at_create == "tracks"
    return [
        part
        for product, member in zip(products, members, strict=True)
        if product.body["has_inventory"]
        for part in put_levels(
            context, product.id, member.get("inventory") or () if kept else (), everywhere=True
        )
    ]
