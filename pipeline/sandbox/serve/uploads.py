"""From the body of an upload to the file in it: a form with a field `image`, or the bytes alone. Pure."""

import base64
import re

from pipeline.sandbox.api.products.images import FIELD
from pipeline.sandbox.api.values import ApiAnswer, Json

UPLOAD = re.compile(r"/products/[^/]+/actions/image_upload/?")
MAX_IMAGE_BYTES = 10 * 1024 * 1024  # [D]
MAX_UPLOAD_BYTES = MAX_IMAGE_BYTES + (1 << 16)  # a form's own lines beside the file
OCTETS = "application/octet-stream"
_BOUNDARY = re.compile(r'boundary="?([^";,]{1,70})"?', re.IGNORECASE)
_NAME = re.compile(rb'[;\s]name="?([^";]*)"?', re.IGNORECASE)


def read_upload(body: bytes, content_type: str, taken: str) -> Json | ApiAnswer:
    """Return the body of the call that an upload makes, or its refusal; `taken` is the form that the store takes."""
    kind = content_type.partition(";")[0].strip().lower()
    form = {"multipart/form-data": "multipart", OCTETS: "octet-stream"}.get(kind)
    if form != taken:
        return ApiAnswer(415, {"error": "Unsupported media type"})
    data = body if form == "octet-stream" else _field(body, content_type)
    if data is None:
        return ApiAnswer(400, {"error": f"There is no file in the field {FIELD}"})
    if len(data) > MAX_IMAGE_BYTES:
        return ApiAnswer(413, {"error": "The image is larger than 10 MB"})
    return {FIELD: base64.b64encode(data).decode("ascii")}


def _field(body: bytes, content_type: str) -> bytes | None:
    """Return what stands in the field of a form (RFC 7578), None where there is no such field."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        return None
    line = b"\r\n--" + found[1].encode("latin-1")
    for part in (b"\r\n" + body).split(line)[1:]:
        head, blank, data = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if blank and name is not None and name[1] == FIELD.encode():
            return data
    return None
