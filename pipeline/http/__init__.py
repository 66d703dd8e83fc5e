"""Stores over HTTP: one call is one request, and its answer is a value. The only room that knows httpx.

Promises: a call never retries, never waits for a quota, never follows a redirect, never takes longer
than its deadline or more memory than its cap, and gives the token to the address's own host alone.
However it ends on the wire, that comes back as a `Reply`. Does not promise to know what an answer means for
a record: that is the store's own room.

    from pipeline.http import Store
    from pipeline.http.calls import Call, send

    async with Store(address, token) as store:
        reply = await send(store, Call("GET", "/retailer"))

`Store` is imported on first use, because httpx takes a while and `--help` needs none of it.
"""

from typing import TYPE_CHECKING

from pipeline.http.address import Address, local_address
from pipeline.http.reply import Ending, Reply, Secret
from pipeline.on_demand import on_demand

if TYPE_CHECKING:
    from pipeline.http.client import Store

__all__ = ["Address", "Ending", "Reply", "Secret", "Store", "local_address"]

__getattr__ = on_demand(__name__, {"Store": "client"})
