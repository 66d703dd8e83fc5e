"""What the tests of the store module share: a token that can be searched for, and one call to a local address."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from pipeline.http import Reply, Store, local_address

MARKED_TOKEN = "lsxs_pt_MARKED0123456789abcdefMARKED"
RECORD_ID = "0af7b240-ab24-11e7-eddc-9fa8ea60e99c"

T = TypeVar("T")


@dataclass(frozen=True)
class FakeToken:
    """A token as the store wants it; its repr would leak, so that a leak is seen."""

    text: str = MARKED_TOKEN

    def reveal(self) -> str:
        return self.text


def run(scenario: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(scenario)


async def call_once(base_url: str, *, deadline_s: float = 5.0, **options: Any) -> Reply:
    """Create a customer at a local address and return how the call ended."""
    options = {"method": "POST", "path": "/customers", "json": {"first_name": "Ada"}} | options
    async with Store(local_address(base_url), FakeToken(), deadline_s=deadline_s) as store:
        return await store.call(options.pop("method"), options.pop("path"), **options)
