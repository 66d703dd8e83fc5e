"""The address of an X-Series store: its prefix's own host over https, and a version of the API. Pure."""

from pipeline.errors import UsageError
from pipeline.http.address import STANDARD_PORTS, VERSION_SHAPE, Address
from pipeline.settings import API_VERSION, HOST_SUFFIX, PREFIX_SHAPE
from pipeline.stores.xseries.versions import require_supported
from pipeline.text import clean


def address_of(prefix: str, api_version: str = API_VERSION) -> Address:
    """Return the address of the store with this prefix. Raises UsageError for what can't be a prefix or version."""
    if not PREFIX_SHAPE.fullmatch(prefix):
        raise UsageError(
            f"\"{clean(prefix, 80)}\" can't be a store's prefix.",
            code="prefix-invalid",
            hint=f"Use only the first part of the store's address: mystore of mystore{HOST_SUFFIX}.",
        )
    if not VERSION_SHAPE.fullmatch(api_version):
        raise UsageError(
            f'"{clean(api_version, 80)}" can\'t be an API version.',
            code="api-version-invalid",
            hint="Versions look like 2.0 or 2026-07.",
        )
    require_supported(api_version)
    host = prefix + HOST_SUFFIX
    return Address(
        f"https://{host}/api/{api_version}", "https", host, STANDARD_PORTS["https"], loopback=False
    )


def page_of(base_url: str, name: str, remote_id: str) -> str:
    """Return where staff look at a record of this kind: a page of the store of this API root."""
    return f"{base_url.partition('/api/')[0]}/{name}/{remote_id}"
