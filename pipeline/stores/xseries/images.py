"""Images of products in an X-Series store: how they are sent, and what a row tells of them. Pure.

A family's images stand on the product that heads it. The same bytes on the same product are one image [D], so an upload of
unknown outcome is sent again as it was. Rows show images without their state [D]: one that is shown is there. What a load
has put, its journal says: `{"head": id, "files": [{"file", "sha256", "tried", "id", "words"}]}`, where `tried` means
that a request may have arrived, `id` is the image's, and `words` say why there is none.
"""

from collections.abc import Mapping
from typing import Any

from pipeline.http import Reply
from pipeline.http.calls import Call
from pipeline.stores.protocol import IMAGES_NAME, Step, Terms
from pipeline.stores.xseries.reading.rows import is_id
from pipeline.text import counted

IMAGE_ERROR, IMAGE_PROCESSING = "error", "processing"


def images_in(row: Mapping[str, Any]) -> list[str]:
    """Return the ids of the images that a product's row shows, in their order."""
    shown = row.get("images") or ()
    return [str(each["id"]) for each in shown if isinstance(each, dict) and each.get("id")]


def uploaded_in(reply: Reply) -> tuple[str | None, Any]:
    """Return the id of the image that an upload made, None where none is told, and what is told of its product's."""
    data = reply.json.get("data") if isinstance(reply.json, dict) else None
    found = data if isinstance(data, dict) else {}
    return found["id"] if is_id(found.get("id")) else None, found.get("product_id")


def lost_in(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> frozenset[str]:
    """Return the ids of the images of ours that a product's row shows no more; none where somebody put others in their place."""
    ours = {each["id"] for each in wanted["files"] if each["id"] and not each["words"]}
    shown = images_in(row) if "images" in row and row.get("id") == wanted["head"] else ours
    return frozenset(ours.difference(shown)) if len(shown) < len(ours) else frozenset()


def _found(row: Mapping[str, Any], _terms: Terms) -> dict[str, Any] | None:
    return {"head": row.get("id"), "ids": images_in(row)} if "images" in row else None


def _is_there(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return len(found["ids"]) == (len(_files(wanted, "sha256")) if found["head"] == wanted["head"] else 0)


def _explains(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Tell whether all that is there can be ours: no more than what was sent, and no less than what arrived."""
    if found["head"] != wanted["head"]:
        return not found["ids"]
    arrived = [each for each in wanted["files"] if each["id"] and not each["words"]]
    least = len({each["sha256"] for each in arrived})
    return least <= len(found["ids"]) <= len(_files(wanted, "sha256", tried=True))


def _files(wanted: Mapping[str, Any], name: str, *, tried: bool = False) -> set[str]:
    """Return what tells the files apart; with `tried` of those alone that may have arrived."""
    return {each[name] for each in wanted["files"] if each["tried"] or not tried}


def _text(value: Any, _terms: Terms, _beside: Any = None) -> str:
    ids = value.get("ids")
    return counted(len(_files(value, "sha256") if ids is None else ids), "image")


def _no_call(_remote_id: str, _wanted: Any, _first: Any) -> Call:
    raise AssertionError("images are uploaded one by one")


IMAGES_STEP = Step(
    name=IMAGES_NAME,
    wanted=lambda _record, _terms: None,
    found=_found,
    call=_no_call,
    is_there=_is_there,
    text=_text,
    is_set=lambda found: bool(found["ids"]),
    explains=_explains,
    by_files=True,
)
