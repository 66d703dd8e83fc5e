"""Products are made: one, or a family of variants. Pure.

The rules are pipeline/stores/xseries/README.md's *Create a product*. The first variant that is sent becomes the parent of
the others [A]. The answer lists the ids in another order than the request: none is promised [D, by absence].
"""

from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.fields import PRICES, PRODUCT_RULES, require_object
from pipeline.sandbox.api.products.new_row import complete
from pipeline.sandbox.api.products.rules import (
    find_taken,
    find_wrong_name,
    find_wrong_values,
    refuse_clash,
)
from pipeline.sandbox.api.products.variants import IN_CREATE, find_wrong_family, options_in
from pipeline.sandbox.api.rows import codes_of
from pipeline.sandbox.api.stock.at_create import is_tracked_at_create, start_levels
from pipeline.sandbox.api.stock.levels import find_wrong_stock
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, Json, ShopRow, join_results, refuse

# What belongs to one product alone, so that variants don't inherit it
_OF_ONE = frozenset({"sku", "product_codes", "inventory", "variants"})
_STOCK_REQUIRED = ("outlet_id", "current_amount")


def create_product(context: CallContext) -> ApiResult:
    """Answer `POST /products` with 200 and a list of ids, one per variant."""
    body = context.call.body
    if refusal := require_object(body, PRODUCT_RULES, context.options):
        return refusal
    members = _split_family(context, body)
    for member in members:
        if refusal := require_object(member, PRODUCT_RULES, context.options):
            return refusal
    wrong = find_wrong_name(body.get("name")) | find_wrong_family(context, body.get("variants") or ())
    for member in members:
        wrong.update(find_wrong_member(context, member))
    if wrong:
        return refuse(422, "Validation failed", fields=wrong)
    clashes = find_code_clashes(context, members)
    if taken := find_taken(context, "name", body["name"]):
        clashes.update(name="Already exists", name_existing_id=taken.id)
    if clashes:
        return refuse_clash(context, clashes)
    made = _make(context, members, in_family=bool(body.get("variants")))
    ids = [row.id for row in reversed(made)]
    told = ids[-1:] if context.options.family_answer == "parent" else ids
    done = context.done(200, {"data": told}, "created", *made)
    return join_results(ApiAnswer(200, {"data": told}), done, *start_levels(context, made, members))


def find_wrong_member(context: CallContext, member: Json) -> dict[str, str]:
    """Return field -> words for every value of one new product that can't be."""
    wrong = find_wrong_values(context, member)
    if words := find_wrong_stock(context, member.get("inventory") or (), _STOCK_REQUIRED):
        wrong["inventory"] = words
    return wrong


def find_code_clashes(context: CallContext, members: list[Json]) -> Json:
    """Return what is wrong with SKUs and codes that something else has, or that are repeated."""
    clashes: Json = {}
    seen: set[str] = set()
    for member in members:
        sku = member.get("sku")
        for code in codes_of(member):
            field = "sku" if code == sku else "product_codes"
            if code in seen:
                clashes[field] = "Repeated in this request"
            elif taken := find_taken(context, "codes", code):
                clashes.update({field: "Already exists", f"{field}_existing_id": taken.id})
            seen.add(code)
    return clashes


def _split_family(context: CallContext, body: Json) -> list[Json]:
    """Return one body per product to make: a variant takes from the whole what it doesn't say itself."""
    family = []
    for variant in body.get("variants") or ():
        shared = {name: value for name, value in body.items() if name not in _OF_ONE}
        if PRICES & set(variant):
            shared = {name: value for name, value in shared.items() if name not in PRICES}
        family.append({**shared, **variant, "name": body.get("name")})
    if family and context.options.variant_prices_at_create == "drop":
        one = _prices_in(body) or _prices_in(family[0])
        family = [{**_without_prices(member), **one} for member in family]
    return family or [body]


def _prices_in(body: Json) -> Json:
    return {name: body[name] for name in PRICES if body.get(name) is not None}


def _without_prices(body: Json) -> Json:
    return {name: value for name, value in body.items() if name not in PRICES}


def _make(context: CallContext, members: list[Json], *, in_family: bool) -> list[ShopRow]:
    """Put the rows; those of a family after the first one have it as their parent."""
    tracked = is_tracked_at_create(context.options, members)
    made: list[ShopRow] = []
    for member in members:
        row = complete(context, member, options_in(member, IN_CREATE) if in_family else [], tracked=tracked)
        place: Json = {"variant_parent_id": made[0].id} if made else {"has_variants": in_family}
        made.append(context.create("products", {**row, **place}))
    return made
