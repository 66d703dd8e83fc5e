"""Stores: what the rooms above ask of the store, and the one place that knows whose it is.

`protocol`, `facts` and `comparing` hold for any store; a folder for each kind of store tells how that one is asked.
The names below are the store's: they stand for those of X-Series, and no module of another room knows that.
Names are imported on first use.
"""

from typing import TYPE_CHECKING

from pipeline.on_demand import on_demand

if TYPE_CHECKING:
    from pipeline.stores.xseries.address import address_of, page_of
    from pipeline.stores.xseries.endpoints import PAGE_SIZE, retailer, upload_image
    from pipeline.stores.xseries.every_call import ANY_ID, CREATES, every_call
    from pipeline.stores.xseries.filed import image_addresses, is_tracked, name_in, read_values, stock_values
    from pipeline.stores.xseries.images import IMAGE_ERROR, IMAGE_PROCESSING, images_in, lost_in, uploaded_in
    from pipeline.stores.xseries.reading.facts import bound_facts, read_facts, read_identity, read_retailer
    from pipeline.stores.xseries.reading.pages import Listing, Page, list_keys, walk_kind, walk_while_cheaper
    from pipeline.stores.xseries.reading.reads import Missing, is_trouble, read_record, read_rows
    from pipeline.stores.xseries.reading.rows import is_deleted, is_id, version_of
    from pipeline.stores.xseries.reading.shelves import SHELVES, Column, Shelf
    from pipeline.stores.xseries.reading.single import (
        find_by_key,
        is_guarded,
        read_below,
        read_image_state,
        read_live,
    )
    from pipeline.stores.xseries.reading.views import (
        by_product,
        list_stock,
        list_views,
        needs_stock,
        read_view,
        walk_stock,
    )
    from pipeline.stores.xseries.replies import CLASHES, STOPS, judge_change, judge_create, stop_of
    from pipeline.stores.xseries.resources import key_in, resource_of
    from pipeline.stores.xseries.versions import past_its_time, require_supported, unspoken

__all__ = [
    "ANY_ID", "CLASHES", "CREATES", "IMAGE_ERROR", "IMAGE_PROCESSING", "PAGE_SIZE", "SHELVES", "STOPS",
    "Column", "Listing", "Missing", "Page", "Shelf", "address_of", "bound_facts", "by_product", "every_call",
    "find_by_key", "image_addresses", "images_in", "is_deleted", "is_guarded", "is_id", "is_tracked",
    "is_trouble", "judge_change", "judge_create", "key_in", "list_keys", "list_stock", "list_views", "lost_in",
    "name_in", "needs_stock", "page_of", "past_its_time", "read_below", "read_facts", "read_identity",
    "read_image_state", "read_live", "read_record", "read_retailer", "read_rows", "read_values", "read_view",
    "require_supported", "resource_of", "retailer", "stock_values", "stop_of", "unspoken", "upload_image",
    "uploaded_in", "version_of", "walk_kind", "walk_stock", "walk_while_cheaper",
]  # fmt: skip

_MODULES = {
    "address": ("address_of", "page_of"),
    "endpoints": ("PAGE_SIZE", "retailer", "upload_image"),
    "every_call": ("ANY_ID", "CREATES", "every_call"),
    "reading.facts": ("bound_facts", "read_facts", "read_identity", "read_retailer"),
    "filed": ("image_addresses", "is_tracked", "name_in", "read_values", "stock_values"),
    "images": ("IMAGE_ERROR", "IMAGE_PROCESSING", "images_in", "lost_in", "uploaded_in"),
    "reading.pages": ("Listing", "Page", "list_keys", "walk_kind", "walk_while_cheaper"),
    "reading.reads": ("Missing", "is_trouble", "read_record", "read_rows"),
    "replies": ("CLASHES", "STOPS", "judge_change", "judge_create", "stop_of"),
    "resources": ("key_in", "resource_of"),
    "reading.rows": ("is_deleted", "is_id", "version_of"),
    "reading.shelves": ("Column", "SHELVES", "Shelf"),
    "reading.single": ("find_by_key", "is_guarded", "read_below", "read_image_state", "read_live"),
    "versions": ("past_its_time", "require_supported", "unspoken"),
    "reading.views": ("by_product", "list_stock", "list_views", "needs_stock", "read_view", "walk_stock"),
}
__getattr__ = on_demand(
    __name__, {name: f"xseries.{module}" for module, names in _MODULES.items() for name in names}
)
