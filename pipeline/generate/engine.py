"""Options, packs and a region in; records of every kind that has a maker out, in batches that any slice reproduces.

Promises: record i is a function of (seed, i), the packs and the region only. Batches have exactly the
columns of `generated_columns`: text, prices as Decimal with two places, `is_active` boolean, empty cells
null. Memory is flat: one batch at a time. Writes no file and asks no network.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.errors import UsageError
from pipeline.generate.customers import vocabulary
from pipeline.generate.frames import Frames
from pipeline.generate.identity import CUSTOMER_LIMIT
from pipeline.generate.makers import MAKERS, Recipe, product_span
from pipeline.generate.products import family
from pipeline.generate.products.barcodes import PRODUCT_LIMIT
from pipeline.generate.products.interleave import put_in_order
from pipeline.generate.products.layout import lay_out
from pipeline.generate.products.stock import hold_outlets
from pipeline.generate.scenarios import customers as customer_cases
from pipeline.generate.scenarios import products as product_cases
from pipeline.generate.scenarios.recorded import Recorded, recorded, said
from pipeline.packs import Pack, Region
from pipeline.packs.shelf import hold_apart
from pipeline.packs.turning.turn import turned
from pipeline.schema.kinds import Kind, all_kinds
from pipeline.schema.reserved import is_reserved
from pipeline.settings import SEED_LIMIT, GenerateOptions
from pipeline.text import clean

_DOMAIN_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Generated:
    """What `generate` made. `notices` are sentences for people; `vocabulary` and `families` go into the manifest.

    `families` says in how many families the products are, None where they are in none; `scenarios` by which keys the known
    cases are found, None where there are none.
    """

    frames: Mapping[Kind, Frames]
    notices: tuple[str, ...]
    vocabulary: str
    families: int | None = None
    scenarios: Recorded | None = None


def generate(options: GenerateOptions, packs: Sequence[Pack], region: Region) -> Generated:
    """Return the records of each kind as batches that are made when they are iterated.

    Raises UsageError for options that make no sense together, FindingsError for packs that overlap.
    """
    _hold_options(options, packs)
    hold_apart(packs)
    names = vocabulary.people_names(region) if options.customers else ()
    notices = [_domain_notice(options.email_domain), vocabulary.notice_of(region, names)]
    recipe = _recipe(options, packs, region, names)
    notices += _moved_notices(options, recipe)
    frames = dict[Kind, Frames]()
    for kind in all_kinds():
        if kind in MAKERS:
            frames[kind] = MAKERS[kind](recipe, frames)
    cases = recorded(recipe.places, frames) if options.scenarios else None
    if cases is not None:
        notices.append(said(cases))
    return Generated(
        frames=frames,
        scenarios=cases,
        notices=tuple(notice for notice in notices if notice),
        vocabulary=vocabulary.describe(names, packs if options.products else ()),
        families=recipe.order.families(*recipe.product_span) if recipe.order and options.variants else None,
    )


def _recipe(
    options: GenerateOptions, packs: Sequence[Pack], region: Region, names: Sequence[vocabulary.Names]
) -> Recipe:
    there = tuple(turned(pack, region) for pack in packs)
    recipe = Recipe(options, there, region, names)
    if options.scenarios:
        recipe = replace(recipe, places=customer_cases.PLACES)
    if not options.products:
        return recipe
    layouts = [lay_out(pack, options.seed) for pack in packs]
    order = put_in_order(layouts)
    if options.scenarios:
        layouts = product_cases.with_cases_early(layouts, packs)
        places = product_cases.place_products(packs, layouts, order)
        recipe = replace(recipe, places={**recipe.places, **places})
    tables = tuple(
        family.tabulate(pack, options.seed, layout) for pack, layout in zip(there, layouts, strict=True)
    )
    return replace(recipe, tables=tables, order=order, product_span=product_span(options, order))


def _moved_notices(options: GenerateOptions, recipe: Recipe) -> list[str]:
    """Return what is said where `--start` or `--rows` would have cut a family in two."""
    wanted, made = options.span(options.products), recipe.product_span
    if not options.variants or not options.products or wanted == made:
        return []
    return [
        f"Families stay whole: products {made[0]:,}:{made[1]:,} are made, not {wanted[0]:,}:{wanted[1]:,}."
    ]


def _hold_options(options: GenerateOptions, packs: Sequence[Pack]) -> None:
    rows = options.rows or (0, 0)
    hold_outlets(options.outlets)
    faults = (
        (options.products > 0 and not packs, "Products need at least one pack.", "Name one."),
        (
            min(options.customers, options.products, options.start) < 0,
            "A count can't be negative.",
            "Use 0 or more.",
        ),
        (
            not 0 <= options.seed < SEED_LIMIT,
            "A seed is a whole number from 0 to 2^64 - 1.",
            "Such as 7.",
        ),
        (
            not 0 <= options.inactive_share <= 1,
            "The inactive share is 0 % to 100 %.",
            "Such as 5%.",
        ),
        (not 0 <= rows[0] <= rows[1], "Rows are FIRST:LAST, rising, from 0.", "Such as 0:1000."),
        (
            options.start + options.customers > CUSTOMER_LIMIT
            or options.start + options.products > PRODUCT_LIMIT,
            f"There are {CUSTOMER_LIMIT:,} customers and {PRODUCT_LIMIT:,} products at most.",
            "Use a lower count or start.",
        ),
        (
            not _is_domain(options.email_domain),
            f'"{clean(options.email_domain, 60)}" is no domain.',
            "Such as example.com.",
        ),
    )
    for wrong, message, hint in faults:
        if wrong:
            raise UsageError(message, code="generate-options", hint=hint)


def _is_domain(text: str) -> bool:
    labels = text.split(".")
    return len(text) <= _DOMAIN_LIMIT and all(
        label.isascii() and label.replace("-", "").isalnum() and label.strip("-") == label for label in labels
    )


def _domain_notice(domain: str) -> str:
    if is_reserved(domain):
        return ""
    return (
        f"E-mails end in @{domain}, which is not a reserved domain: mail to them may reach somebody. "
        "Use it only if the domain is yours."
    )
