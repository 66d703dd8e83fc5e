"""A dataset as one HTML file: to look at, to filter, to print, to send on. Nothing is served and nothing is fetched.

Promises: reads files and journals only; every cell is text or a quoted attribute in the page, never script, style, address or
id; no token and no absolute path is in it. Does not promise a photograph: products are drawn (`images`).
"""

from typing import TYPE_CHECKING

from pipeline.on_demand import on_demand

if TYPE_CHECKING:
    from pipeline.pages.page import PageRequest, make_page
    from pipeline.pages.write import write_page

__all__ = ["PageRequest", "make_page", "write_page"]

__getattr__ = on_demand(__name__, {"PageRequest": "page", "make_page": "page", "write_page": "write"})
