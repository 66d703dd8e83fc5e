"""One more variant is added to a family, by the call of 2.1 that is the create's in the dated versions. Pure.

`common` has the name, by which the family is known: no other product has it [D]. `details` is the variant's own. It takes
from the family what is the family's, and is tracked when the family is [A]. What happens where there is no family of
that name is not documented; a refusal is assumed, and the answer's form is a switch (`variant_answer`).
"""

from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.fields import CHANGE_RULES, OBJECTS, PRODUCT_RULES, FieldRule, require_object
from pipeline.sandbox.api.products.create import create_product, find_code_clashes, find_wrong_member
from pipeline.sandbox.api.products.family import family_of
from pipeline.sandbox.api.products.new_row import complete
from pipeline.sandbox.api.products.rules import find_wrong_name, refuse_clash
from pipeline.sandbox.api.products.variants import (
    IN_ADDED,
    MOST_VARIANTS,
    attributes_of,
    combination_of,
    find_wrong_options,
    options_in,
)
from pipeline.sandbox.api.stock.at_create import start_levels
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, Json, ShopRow, join_results, refuse
from pipeline.sandbox.api.versions import DATED

_RULES: dict[str, FieldRule] = {**PRODUCT_RULES, IN_ADDED.field: OBJECTS}
# What a variant has from its family, and what it has from it unless it says so itself
_OF_FAMILY = frozenset({
    "name", "description", "handle", "source", "brand_id", "product_type_id", "product_category_id", "tag_ids",
})  # fmt: skip
_UNLESS_SAID = frozenset({"supplier_id", "is_active"})


def post_product(context: CallContext) -> ApiResult:
    """Answer `POST /products`: 2.1 adds a variant, 2.0 makes products, a dated version does what its body says."""
    body = context.call.body
    parted = isinstance(body, dict) and bool(set(CHANGE_RULES) & set(body))
    if context.call.version == "2.1" or (context.call.version in DATED and parted):
        return _add_variant(context)
    return create_product(context)


def _add_variant(context: CallContext) -> ApiResult:
    body = context.call.body
    if refusal := require_object(body, CHANGE_RULES, context.options):
        return refusal
    common, details = body.get("common") or {}, body.get("details") or {}
    for part in (common, details):
        if refusal := require_object(part, _RULES, context.options):
            return refusal
    family = _find_family(context, common.get("name"))
    wrong = find_wrong_name(common.get("name")) or _find_wrong_place(context, family, details)
    wrong = {**wrong, **find_wrong_member(context, details)}
    if wrong:
        return refuse(422, "Validation failed", fields=wrong)
    if clashes := find_code_clashes(context, [details]):
        return refuse_clash(context, clashes)
    made = _make(context, family[0], details)
    told: Json = {"data": [made.id] if context.options.variant_answer == "list" else {"id": made.id}}
    done = context.done(200, told, "created", made)
    return join_results(ApiAnswer(200, told), done, *start_levels(context, [made], [details]))


def _make(context: CallContext, like: ShopRow, details: Json) -> ShopRow:
    """Put the row of a variant that is in the family of another one."""
    shared = {name: like.body[name] for name in _OF_FAMILY | _UNLESS_SAID if name in like.body}
    own = {name: value for name, value in details.items() if value is not None and name not in _OF_FAMILY}
    row = complete(
        context, shared | own, options_in(details, IN_ADDED), tracked=bool(like.body["has_inventory"])
    )
    parent_id = like.body.get("variant_parent_id") or like.id
    return context.create("products", {**row, "variant_parent_id": parent_id})


def _find_family(context: CallContext, name: str | None) -> list[ShopRow]:
    """Return the live products of the family with a name, ascending by version."""
    named = [row for row in context.rows.find("products", "name", name or "") if not row.deleted]
    return next(
        (
            [each for each in family_of(context.rows, row) if not each.deleted]
            for row in named
            if row.body.get("has_variants") or row.body.get("variant_parent_id")
        ),
        [],
    )


def _find_wrong_place(context: CallContext, family: list[ShopRow], details: Json) -> dict[str, str]:
    """Return what is wrong with a variant in its family."""
    if not family:
        return {"name": "No family has this name"}
    if words := find_wrong_options(context, details, IN_ADDED):
        return {IN_ADDED.field: words}
    new = combination_of(options_in(details, IN_ADDED))
    there = [combination_of(row.body["variant_options"]) for row in family]
    if attributes_of(new) != attributes_of(there[0]):
        return {IN_ADDED.field: "Needs a value of each attribute of the family, and of no other"}
    if new in there:
        return {IN_ADDED.field: "Already exists"}
    return {"variants": f"At most {MOST_VARIANTS} variants"} if len(family) >= MOST_VARIANTS else {}
