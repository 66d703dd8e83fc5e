"""Who delivers the brands of a pack, as its file says.

Promises: a supplier carries whole brands of the pack, no brand has two, and a code in front of its own numbers is neither
the start of the pack's SKUs nor what a spreadsheet takes for a date.
"""

import re
from typing import Any

from pipeline.packs.names import FORMULA_STARTS
from pipeline.packs.reading import Reader
from pipeline.packs.values import Brand, Supplier
from pipeline.text import did_you_mean

SUPPLIER_LIMIT = 50  # as many as there may be brands
CODE_RULE = "two to four capital letters, none of them the start of a month"
_CODE = re.compile(r"[A-Z]{2,4}")
# As months begin in English, French and Spanish: "MAR48172" might be read as a date.
MONTHS = (
    "JAN", "FEB", "FEV", "MAR", "APR", "AVR", "ABR", "MAY", "MAI", "JUN", "JUI", "JUL", "AUG", "AOU", "AGO",
    "SEP", "OCT", "NOV", "DEC", "DIC", "ENE",
)  # fmt: skip


def parse_suppliers(
    reader: Reader, node: Any, brands: tuple[Brand, ...], prefix: str
) -> tuple[Supplier, ...]:
    """Return the suppliers of a pack with these brands and this start of its SKUs; what is wrong is noted."""
    suppliers: list[Supplier] = []
    for k, item in enumerate(reader.items(node, "suppliers", 0, SUPPLIER_LIMIT)):
        path = f"suppliers[{k}]"
        supplier = _supplier(reader, item, path, prefix)
        taken = {name for other in suppliers for name in other.brands}
        _hold_brands(reader, supplier.brands, f"{path}.brands", {brand.name for brand in brands}, taken)
        for other in suppliers:
            for what, one, two in (("name", other.name, supplier.name), ("code", other.code, supplier.code)):
                if one and one.casefold() == two.casefold():
                    reader.complain(f"{path}.{what}", two, "stands twice", "Change one of them.")
        suppliers.append(supplier)
    return tuple(suppliers)


def _supplier(reader: Reader, node: Any, path: str, prefix: str) -> Supplier:
    fields = reader.fields(node, path, ("name", "code", "brands"), ("description", "contact"))
    name = reader.text(fields.get("name"), f"{path}.name", limit=60)
    if name.startswith(FORMULA_STARTS):
        reader.complain(f"{path}.name", name, "starts like a spreadsheet formula", "Change it.")
    contact = reader.texts(fields["contact"], f"{path}.contact", 2, 2) if "contact" in fields else ()
    return Supplier(
        name=name,
        code=_code(reader, fields.get("code"), f"{path}.code", prefix),
        brands=reader.texts(fields.get("brands", []), f"{path}.brands", 1, SUPPLIER_LIMIT),
        description=reader.text(fields["description"], f"{path}.description")
        if "description" in fields
        else "",
        contact=(contact[0], contact[1]) if len(contact) == 2 else ("", ""),  # noqa: PLR2004 - first and last name
    )


def _code(reader: Reader, node: Any, path: str, prefix: str) -> str:
    code = reader.text(node, path, limit=40)
    if code and (not _CODE.fullmatch(code) or code.startswith(MONTHS)):
        reader.complain(path, code, f"must be {CODE_RULE}", 'Such as "HLT".')
    elif code and code == prefix:
        reader.complain(
            path, code, "is the start of the pack's SKUs", "Its own numbers would look like SKUs: change it."
        )
    return code


def _hold_brands(
    reader: Reader, wanted: tuple[str, ...], path: str, known: set[str], taken: set[str]
) -> None:
    for k, name in enumerate(wanted):
        if name not in known:
            way_out = f"Name one of its brands.{did_you_mean(name, sorted(known))}"
            reader.complain(f"{path}[{k}]", name, "is no brand of this pack", way_out)
        if name in taken:
            reader.complain(f"{path}[{k}]", name, "has another supplier already", "A brand has one supplier.")
