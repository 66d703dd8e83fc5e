"""Where a store answers: a host over https, or a loopback address for the sandbox. Pure.

Promises: an `Address` made here has exactly the host that its prefix names (or a loopback one), so that
the token can't be led elsewhere. The whole text is matched, never parsed by one library and fetched by another.
"""

import ipaddress
import re
from dataclasses import dataclass

from pipeline.errors import UsageError
from pipeline.text import clean

VERSION_SHAPE = re.compile(r"[0-9]{1,4}[.-][0-9]{1,2}")  # 2.0 and the dated ones, 2026-07
_LOCAL_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>localhost|[0-9.]{7,15}|\[::1\])(:(?P<port>[0-9]{1,5}))?"
    rf"(?P<root>(/[a-z0-9_~-]+)*/api/{VERSION_SHAPE.pattern})/?",
    re.IGNORECASE | re.ASCII,
)
STANDARD_PORTS = {"http": 80, "https": 443}
LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Address:
    """One API root. Made by `address_of` and `local_address` only; `base_url` has no slash at its end."""

    base_url: str
    scheme: str
    host: str
    port: int
    loopback: bool

    @property
    def version(self) -> str:
        """The version in the base URL."""
        return self.base_url.rsplit("/", 1)[-1]

    def root(self, version: str | None = None) -> str:
        """Return the API root for a call that this version has; a dated one has them all."""
        stem, own = self.base_url.rsplit("/", 1)
        return self.base_url if version is None or "-" in own else f"{stem}/{version}"


def local_address(base_url: str) -> Address:
    """Return a loopback address from an API root with its version. Raises UsageError for any other host or form."""
    found = _LOCAL_URL.fullmatch(base_url.strip())
    host = found["host"].lower() if found else ""
    port = int((found and found["port"]) or 0)
    if found is None or not _is_loopback(host) or port > LAST_PORT:
        raise UsageError(
            f'"{clean(base_url, 120)}" can\'t be used as the base URL.',
            code="base-url-invalid",
            hint="It is for this machine only, an API root with its version: http://127.0.0.1:8787/api/2.0. "
            "For a real store give its prefix instead.",
        )
    scheme = found["scheme"].lower()
    shown_port = f":{port}" if port else ""
    return Address(
        base_url=f"{scheme}://{host}{shown_port}{found['root']}",
        scheme=scheme,
        host=host.strip("[]"),
        port=port or STANDARD_PORTS[scheme],
        loopback=True,
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
