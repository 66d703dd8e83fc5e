"""Which versions of the API are there, and which calls each of them has. Pure.

The dated ones have all of 2.0 and more; 2.1 has nothing but the calls that 2.0 lacks, of which the sandbox knows the
change of a product and one more variant of a family. Stock is read by POST since 2026-04, and comes bare.
"""

DATED = frozenset({"2026-01", "2026-04", "2026-07"})
WHOLE = DATED | {"2.0"}
VERSIONS = WHOLE | {"2.1"}
BARE_STOCK = frozenset({"2026-04", "2026-07"})
# Paths whose POST changes nothing
READ_BY_POST = frozenset({"/inventory"})

# Calls that are not simply in all whole versions
_ELSEWHERE: dict[tuple[str, str], frozenset[str]] = {
    ("POST", "/products"): WHOLE | {"2.1"},
    ("PUT", "/products/{}"): DATED | {"2.1"},
    ("GET", "/inventory"): WHOLE - BARE_STOCK,
    ("GET", "/products/{}/inventory"): WHOLE - BARE_STOCK,
    ("POST", "/inventory"): BARE_STOCK,
    ("GET", "/inventory/{}"): BARE_STOCK,
}


def has_call(version: str, call: tuple[str, str]) -> bool:
    """Tell whether a version has a call, named by its method and its path as the routes have it."""
    return version in _ELSEWHERE.get(call, WHOLE)
