"""Images of products: uploaded, worked on, shown, and gone with their product. Pure.

The same bytes on the same product are the same image [D]: an upload that is sent twice makes one. An image is worked on
(`processing`) until it has been asked for `image_polls` times; the first `image_error` images of a store end in `error`,
and the same bytes then make a new one. A product's row shows those that are `uploaded`, and moves with each [A]. What a
file is, its bytes say; the name and the type that a client gives are not believed.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable

from pipeline.sandbox.api.context import CallContext, not_found
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, ImageFile, Json, ShopRow, refuse

KIND = "product_images"
FIELD = "image"
PATH = "/images"  # of the files themselves, beside the API
MOST = 250  # images of a product [D]
PROCESSING, UPLOADED, ERROR = "processing", "uploaded", "error"
_SIZES = ("original", "standard", "thumb")
_SHOWN = ("id", "product_id", "position", "status", "version")
# How files begin, and what they are
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)


def upload_image(context: CallContext) -> ApiResult:
    """Answer `POST /products/{id}/actions/image_upload` with 201; the same bytes again with the image that is there."""
    product = context.rows.live("products", context.ids[0])
    if product is None:
        return not_found("Product")
    file = _file_of(context.call.body)
    if file is None:
        return refuse(422, "Validation failed", fields={FIELD: "Must be a jpg, png, gif, webp or tif file"})
    there = images_of(context, product.id)
    same = next(
        (row for row in there if row.body["digest"] == file.digest and _status(context, row) != ERROR), None
    )
    if same is not None:
        return ApiResult(ApiAnswer(201, {"data": _view(context, same)}))
    if len(there) >= MOST:
        return refuse(422, "Validation failed", fields={FIELD: "A product can't have that many images"})
    fails = sum(context.rows.count(KIND)) < context.options.image_error
    position = 1 + max((row.body["position"] for row in there), default=0)
    row = context.create(
        KIND,
        {"product_id": product.id, "position": position, "polls": 0, "fails": fails, "digest": file.digest,
         "media_type": file.media_type, "bytes": len(file.data)},
    )  # fmt: skip
    moved = context.rows.put("products", product.body, context.now_s, row_id=product.id)
    told = {"digest": file.digest, "media_type": file.media_type, "bytes": len(file.data)}
    done = context.done(
        201, {"data": {**_view(context, row), "status": PROCESSING}}, "created", row, body=told
    )
    return ApiResult(done.answer, done.effects, (*done.rows, moved), files=(file,))


def read_image(context: CallContext) -> ApiResult:
    """Answer `GET /product_images/{id}`; each such look brings an image nearer to its end."""
    row = context.rows.live(KIND, context.ids[0])
    if row is None:
        return not_found("Product image")
    told = ApiAnswer(200, {"data": _view(context, row)})
    if _status(context, row) != PROCESSING:
        return ApiResult(told)
    polled = context.rows.put(
        KIND, {**row.body, "polls": row.body["polls"] + 1}, context.now_s, row_id=row.id
    )
    return ApiResult(told, rows=(polled,))


def delete_image(context: CallContext) -> ApiResult:
    """Answer `DELETE /product_images/{id}` with 204; its product changes with it."""
    row = context.rows.live(KIND, context.ids[0])
    if row is None:
        return not_found("Product image")
    gone = context.rows.put(KIND, row.body, context.now_s, row_id=row.id, deleted=True)
    done = context.done(204, None, "deleted", gone)
    product = context.rows.live("products", row.body["product_id"])
    moved = () if product is None else (
        context.rows.put("products", product.body, context.now_s, row_id=product.id),
    )  # fmt: skip
    return ApiResult(done.answer, done.effects, (*done.rows, *moved))


def images_of(context: CallContext, product_id: str) -> list[ShopRow]:
    """Return a product's images, in their order."""
    rows = [row for row in context.rows.find(KIND, "product_id", product_id) if not row.deleted]
    return sorted(rows, key=lambda row: row.body["position"])


def show_images(context: CallContext, product_id: str) -> list[Json]:
    """Return the images that a product's row shows."""
    shown = [row for row in images_of(context, product_id) if _status(context, row) == UPLOADED]
    return [_shown(context, row) for row in shown]


def remove_images(context: CallContext, products: Iterable[ShopRow]) -> list[ApiResult]:
    """Take the images away of products that are deleted."""
    return [
        context.done(
            200, None, "deleted", context.rows.put(KIND, row.body, context.now_s, row_id=row.id, deleted=True)
        )
        for product in products
        for row in images_of(context, product.id)
    ]


def _file_of(body: object) -> ImageFile | None:
    """Return the file in a call's body, None for one that is no image of a known kind."""
    text = body.get(FIELD) if isinstance(body, dict) else None
    try:
        data = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (ValueError, binascii.Error):
        return None
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    kind = next(
        (kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), "image/webp" if webp else ""
    )
    return ImageFile(hashlib.sha256(data).hexdigest(), kind, data) if kind else None


def _status(context: CallContext, row: ShopRow) -> str:
    if row.body["polls"] < context.options.image_polls:
        return PROCESSING
    return ERROR if row.body["fails"] else UPLOADED


def _view(context: CallContext, row: ShopRow) -> Json:
    full = {**row.body, "status": _status(context, row)}
    return {name: full[name] for name in _SHOWN}


def _shown(context: CallContext, row: ShopRow) -> Json:
    host = context.call.host
    url = (f"http://{host}" if host else "") + f"{PATH}/{row.id}"
    return {"id": row.id, "url": url, "version": row.version, "sizes": dict.fromkeys(_SIZES, url)}
