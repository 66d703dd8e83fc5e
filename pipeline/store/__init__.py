"""X-Series over HTTP: one call is one request, and its answer is a value.

Promises: a call never retries, never waits for a quota, never follows a redirect, never takes longer
than its deadline or more memory than its cap, and gives the token to the address's own host alone.
However it ends on the wire, that comes back as a `Reply`. Does not promise to know what an answer means for
a record: that is `load.replies`.

    from pipeline.store import Store, address_of, endpoints

    async with Store(address_of("mystore"), token) as store:
        reply = await endpoints.send(store, endpoints.create("customer", {"first_name": "Ada", …}))

`Store` is imported on first use, because httpx takes a while and `--help` needs none of it.
"""

from typing import TYPE_CHECKING

from pipeline.on_demand import on_demand
from pipeline.store import endpoints
from pipeline.store.address import Address, address_of, local_address
from pipeline.store.reply import Ending, Reply, Secret

if TYPE_CHECKING:
    from pipeline.store.client import Store

__all__ = ["Address", "Ending", "Reply", "Secret", "Store", "address_of", "endpoints", "local_address"]

__getattr__ = on_demand(__name__, {"Store": "client"})
