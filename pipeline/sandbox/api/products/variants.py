"""What is asked of the variants of a family: at most so many, with one value for each of its options. Pure.

An option is named by the id of a variant attribute. In a create it stands with its `value`, in a variant that is added
with its `attribute_value` [D].
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.sandbox.api.catalogue.variant_attributes import KIND
from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.rows import fold
from pipeline.sandbox.api.values import Json

MOST_OPTIONS = 3
MOST_VARIANTS = 200
Combination = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class OptionForm:
    """The names under which a body holds its options and their values."""

    field: str
    value: str


IN_CREATE = OptionForm("variant_definitions", "value")
IN_ADDED = OptionForm("variant_attribute_values", "attribute_value")


def find_wrong_options(context: CallContext, body: Json, form: OptionForm) -> str | None:
    """Return what is wrong with the options of one variant, in words."""
    sent: list[Json] = body.get(form.field) or []
    ids = [each.get("attribute_id") for each in sent]
    if not sent:
        return "Missing required field"
    if len(sent) > MOST_OPTIONS:
        return f"At most {MOST_OPTIONS} attributes"
    if any(context.rows.live(KIND, each) is None for each in ids):
        return "Unknown attribute_id"
    if len(set(ids)) < len(ids):
        return "Only one value for each attribute"
    values = [each.get(form.value) for each in sent]
    if not all(isinstance(value, str) and value.strip() for value in values):
        return "Each attribute needs a value"
    return None


def find_wrong_family(context: CallContext, variants: Sequence[Json]) -> dict[str, str]:
    """Return field -> words for variants that can't be one family."""
    if len(variants) > MOST_VARIANTS:
        return {"variants": f"At most {MOST_VARIANTS} variants"}
    for variant in variants:
        if words := find_wrong_options(context, variant, IN_CREATE):
            return {IN_CREATE.field: words}
    combinations = [combination_of(options_in(variant, IN_CREATE)) for variant in variants]
    if len({attributes_of(each) for each in combinations}) > 1:
        return {IN_CREATE.field: "Every variant needs a value of each attribute"}
    if len(set(combinations)) < len(combinations):
        return {IN_CREATE.field: "Repeated in this request"}
    return {}


def options_in(body: Json, form: OptionForm) -> list[Json]:
    """Return the options of a body as the row of a product has them."""
    return [
        {"id": each["attribute_id"], "value": each[form.value].strip()} for each in body.get(form.field) or ()
    ]


def combination_of(options: Sequence[Json]) -> Combination:
    """Return what tells variants of one family apart."""
    return frozenset((str(each.get("id") or ""), fold(each["value"])) for each in options)


def attributes_of(combination: Combination) -> frozenset[str]:
    """Return the ids of the options that a combination has values of."""
    return frozenset(option_id for option_id, _ in combination)
