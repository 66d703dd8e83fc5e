"""A request as a value: what to ask, how much may come back, and how it looks as a curl line. Pure."""

import json
import shlex
from dataclasses import dataclass
from typing import Any

from pipeline.http.address import Address
from pipeline.http.reply import Caller, Reply
from pipeline.http.uploads import OCTETS, Upload
from pipeline.text import escaped

RECORD_CAP_BYTES = 1024 * 1024  # of the answer to a create, a delete or a single read
PAGE_CAP_BYTES = 32 * 1024 * 1024  # of a list page with up to 1,000 records


@dataclass(frozen=True, slots=True)
class Call:
    """One request that can be sent or shown; it knows neither host nor token."""

    method: str
    path: str
    params: dict[str, str] | None = None
    json: Any | None = None
    body_cap: int = RECORD_CAP_BYTES
    version: str | None = None  # of the API that has this call, where the store is asked in an undated one
    upload: Upload | None = None  # a file in place of JSON


async def send(caller: Caller, call: Call) -> Reply:
    """Make this one call and return how it ended."""
    other: dict[str, Any] = {} if call.version is None else {"version": call.version}
    other |= {} if call.upload is None else {"upload": call.upload}
    return await caller.call(
        call.method, call.path, params=call.params, json=call.json, body_cap=call.body_cap, **other
    )


def body_of(payload: Any) -> str:
    """Return a payload as the JSON text that is sent. Raises ValueError for NaN and infinities."""
    return json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def curl_line(address: Address, call: Call) -> str:
    """Return the call as a line for a POSIX shell; the token stands there as $XSERIES_TOKEN.

    What a terminal must not see stands as JSON escapes: the line is printed, copied and run without losing a character.
    """
    words = ["curl", "--request", call.method]
    if call.params:
        words.append("--get")
        for name, value in call.params.items():
            words += ["--data-urlencode", f"{name}={value}"]
    if call.json is not None:
        words += ["--header", "Content-Type: application/json", "--data-raw", escaped(body_of(call.json))]
    if call.upload is not None and call.upload.bare:
        words += [
            "--header",
            f"Content-Type: {OCTETS}",
            "--data-binary",
            f"@{escaped(str(call.upload.path))}",
        ]
    elif call.upload is not None:
        words += ["--form", escaped(call.upload.form)]
    quoted = " ".join(shlex.quote(word) for word in words)
    url = shlex.quote(address.root(call.version) + call.path)
    return f'{quoted} --header "Authorization: Bearer $XSERIES_TOKEN" {url}'
