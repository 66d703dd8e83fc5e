"""What a store holds on its first day, and how it follows changed options later. Pure.

A fresh store has a retailer, two taxes, its outlets, its registers, a customer group, a walk-in customer and the
discount product (pipeline/stores/xseries/README.md, *A fresh store*). None of this stands in the history of effects.
"""

from dataclasses import replace

from pipeline.sandbox.api.rows import Rows, fold
from pipeline.sandbox.api.values import Json, ShopRow
from pipeline.sandbox.options import SandboxOptions

_SYMBOLS = {"USD": "$", "CAD": "$", "AUD": "$", "NZD": "$", "GBP": "£", "EUR": "€"}
_COUNTRIES = {"CAD": "CA", "AUD": "AU", "NZD": "NZ", "GBP": "GB", "EUR": "IE"}


def create_rows(rows: Rows, options: SandboxOptions, now_s: float) -> list[ShopRow]:
    """Fill an empty store; return the new rows."""
    no_tax = rows.put("taxes", _tax(rows, "No Tax", 0.0, is_default=False), now_s)
    tax = rows.put("taxes", _tax(rows, "Sales Tax", options.tax_rate, is_default=True), now_s)
    opened = replace(options, outlets=options.outlets or ("Main Outlet",))
    outlets = _apply_outlets(rows, opened, now_s)
    group = rows.put("customer_groups", {"name": "All Customers", "group_id": "ALL"}, now_s)
    walk_in: Json = {
        "customer_code": "WALKIN", "first_name": None, "last_name": None, "year_to_date": 0, "balance": 0,
        "loyalty_balance": 0, "do_not_email": False, "customer_group_id": group.id, "enable_loyalty": False,
    }  # fmt: skip
    customer = rows.put("customers", walk_in, now_s)
    discount = rows.put("products", _discount(), now_s)
    retailer = rows.put(
        "retailer", _retailer(options, discount.id, no_tax.id), now_s, row_id=rows.retailer_id
    )
    made = [no_tax, tax, *outlets, group, customer, discount, retailer]
    return [*made, *apply_options(rows, options, now_s)]


def apply_options(rows: Rows, options: SandboxOptions, now_s: float) -> list[ShopRow]:
    """Make outlets, registers, prefix, name, currency and tax mode what the options say; return the rows that moved.

    Raises LookupError for rows without the retailer itself: somebody took it out of the file that they are from.
    """
    moved = _apply_outlets(rows, options, now_s)
    outlets = _live_outlets(rows)
    retailer = rows.get("retailer", rows.retailer_id)
    if retailer is None:
        raise LookupError("the store has no retailer")
    wanted = {**retailer.body, **_retailer_choices(options)}
    if wanted != retailer.body:
        moved.append(rows.put("retailer", wanted, now_s, row_id=retailer.id))
        moved += [
            rows.put("outlets", {**outlet.body, **_outlet_choices(options)}, now_s, row_id=outlet.id)
            for outlet in outlets
        ]
    live = [row for row in rows.walk("registers") if not row.deleted]
    missing = range(len(live) + 1, options.registers + 1)
    moved += [
        rows.put("registers", _register(number, outlets[(number - 1) % len(outlets)].id), now_s)
        for number in missing
    ]
    moved += [
        rows.put("registers", row.body, now_s, row_id=row.id, deleted=True)
        for row in live[options.registers :]
    ]
    return moved + _move_registers(rows, outlets, now_s)


def _move_registers(rows: Rows, outlets: list[ShopRow], now_s: float) -> list[ShopRow]:
    """Put the registers of outlets that are gone into the first one that is left."""
    ids = {outlet.id for outlet in outlets}
    lost = [row for row in rows.walk("registers") if not row.deleted and row.body["outlet_id"] not in ids]
    return [
        rows.put("registers", {**row.body, "outlet_id": outlets[0].id}, now_s, row_id=row.id) for row in lost
    ]


def _live_outlets(rows: Rows) -> list[ShopRow]:
    return sorted(
        (row for row in rows.walk("outlets") if not row.deleted), key=lambda row: row.body["created_at"]
    )


def _apply_outlets(rows: Rows, options: SandboxOptions, now_s: float) -> list[ShopRow]:
    """Make the outlets those that the options name, told apart by their names; without any they stay as they are."""
    wanted = {name.strip(): fold(name) for name in options.outlets}
    if not wanted:
        return []
    tax = next(row for row in rows.walk("taxes") if row.body["is_default"])
    live = {fold(row.body["name"]): row for row in _live_outlets(rows)}
    made = [
        rows.put("outlets", _outlet(name, tax.id, options), now_s)
        for name, folded in wanted.items()
        if folded not in live
    ]
    gone = [row for folded, row in live.items() if folded not in wanted.values()]
    return made + [rows.put("outlets", row.body, now_s, row_id=row.id, deleted=True) for row in gone]


def _retailer_choices(options: SandboxOptions) -> Json:
    return {
        "domain_prefix": options.prefix,
        "name": options.name,
        "tax_exclusive": options.tax_exclusive,
        "currency": {"code": options.currency, "symbol": _SYMBOLS.get(options.currency, options.currency)},
        "country": _COUNTRIES.get(options.currency, "US"),
    }


def _outlet_choices(options: SandboxOptions) -> Json:
    return {
        "currency": options.currency,
        "currency_symbol": _SYMBOLS.get(options.currency, options.currency),
        "display_prices": "exclusive" if options.tax_exclusive else "inclusive",
    }


def _retailer(options: SandboxOptions, discount_id: str, no_tax_id: str) -> Json:
    return {
        **_retailer_choices(options),
        "account_status": "active",
        "account_type": "demo",
        "discount_product_id": discount_id,
        "no_tax_group_id": no_tax_id,
        "culture": "en",
        "store_credit": False,
        "loyalty": {"enabled": False, "ratio": 0, "send_welcome_email": False},
        "sku_sequence": {"enabled": True, "value": 10_000},
        "gift_cards": {"enabled": False, "never_enabled": True},
    }


def _tax(rows: Rows, name: str, rate: float, *, is_default: bool) -> Json:
    # A tax rate has an id of its own; the tax's serial makes it unlike every row's
    rate_id = rows.retailer_id[:-4] + f"{rows.version:04x}"
    rates = [{"id": rate_id, "name": name, "rate": rate, "display_name": name}]
    return {
        "name": name, "rates": rates, "is_default": is_default, "display_name": name, "deleted_at": None,
    }  # fmt: skip


def _outlet(name: str, tax_id: str, options: SandboxOptions) -> Json:
    return {
        "name": name,
        "time_zone": "America/New_York",
        "default_tax_id": tax_id,
        **_outlet_choices(options),
        "physical_country_id": "US",
        "attributes": [],
    }


def _register(number: int, outlet_id: str) -> Json:
    return {
        "name": "Main Register" if number == 1 else f"Main Register {number}",
        "outlet_id": outlet_id,
        "ask_for_note_on_save": 1,
        "print_receipt": True,
        "email_receipt": False,
        "invoice_prefix": f"R{number}-",
        "invoice_suffix": "",
        "invoice_sequence": 1,
        "is_open": True,
    }


def _discount() -> Json:
    return {
        "name": "Discount", "variant_name": "Discount", "handle": "vend-discount", "sku": "vend-discount",
        "active": True, "is_active": True, "has_inventory": False, "has_variants": False, "is_composite": False,
        "source": "USER", "supply_price": 0, "price_including_tax": 0, "price_excluding_tax": 0,
        "variant_options": [], "categories": [], "images": [], "tag_ids": [], "attributes": [],
        "type": {}, "supplier": {}, "brand": {},
    }  # fmt: skip
