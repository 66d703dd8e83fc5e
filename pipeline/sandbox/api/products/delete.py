"""Products are deleted: one, or a family. Pure."""

from pipeline.sandbox.api.context import CallContext, not_found
from pipeline.sandbox.api.products.family import family_of
from pipeline.sandbox.api.products.images import remove_images
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, ShopRow, join_results, refuse


def delete_product(context: CallContext) -> ApiResult:
    """Answer `DELETE /products/{id}` with 200: that product or variant alone."""
    row = context.rows.get("products", context.ids[0])
    return not_found("Product") if row is None else _delete(context, row, [row])


def delete_family(context: CallContext) -> ApiResult:
    """Answer `DELETE /products/{id}/all` with 200: the product and all its variants."""
    row = context.rows.get("products", context.ids[0])
    if row is None:
        return not_found("Product")
    return _delete(context, row, family_of(context.rows, row))


def _delete(context: CallContext, named: ShopRow, family: list[ShopRow]) -> ApiResult:
    live = [row for row in family if not row.deleted]
    if named.deleted and not (live and len(family) > 1):
        status = context.options.repeated_delete_status
        return ApiResult(ApiAnswer(200, {})) if status in (200, 204) else refuse(status, "Product not found")
    gone = [
        context.rows.put("products", row.body, context.now_s, row_id=row.id, deleted=True) for row in live
    ]
    done = context.done(200, {}, "deleted", *gone)
    return join_results(done.answer, done, *remove_images(context, gone))
