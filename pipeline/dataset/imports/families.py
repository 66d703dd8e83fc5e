"""Rows of another program's products, made into families as ours are: a row each, one name, the options in columns. Pure.

Programs say a product once and its variants below it: in rows that leave out what stands above (Shopify, Loyverse), or
under a name of the variant (Square). Rows that name their product are in `variants`. Promises: every row that is left
out is counted, and nothing is made up but the name of an option that has none (Square's).
"""

from collections.abc import Iterable, Sequence

import polars as pl

from pipeline.dataset.checks.keys import marks
from pipeline.dataset.checks.kind_rules import FamilyRules, rules_of
from pipeline.dataset.imports.aliases import COMPONENTS, IMAGES, OWN_ID, PARENT, ROW_TYPE, VARIATION
from pipeline.dataset.imports.told import ImportNotes
from pipeline.dataset.imports.variants import led_by_products
from pipeline.schema.kinds import Kind

_SOLE = ["regular", "default", "standard", "default title"]  # what programs call a product's only variant
_ADDRESS = r"(?i)^\s*(?:https?:)?//"
_OPTION = "Variation"  # Square's word: it does not say in what its variants differ


def in_families(kind: Kind, frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    """Return the frame with a row for each variant, and without the columns that only led to it."""
    family = rules_of(kind).family
    if family is not None:
        frame = _with_addresses_apart(rules_of(kind).images, frame)
        frame = _without_images(kind, family, _without_components(kind, family, frame, told), told)
        frame = led_by_products(kind, family, frame, told)
        frame = _continued(family, frame, told)
        frame = _with_options(family, frame)
    return frame.drop(ROW_TYPE, PARENT, OWN_ID, VARIATION, COMPONENTS, IMAGES, strict=False)


def each_by_itself(kind: Kind, frame: pl.DataFrame) -> bool:
    """Whether these rows say all that they mean, so that no other one has to be looked at."""
    family = rules_of(kind).family
    if family is None:
        return True
    frame = _with_addresses_apart(rules_of(kind).images, frame)
    if family.name not in frame.columns or not {ROW_TYPE, PARENT, VARIATION, COMPONENTS, IMAGES}.isdisjoint(
        frame.columns
    ):
        return False
    pairs = [pair for pair in family.options if set(pair) <= set(frame.columns)]
    unnamed = [pl.col(value).is_not_null() & pl.col(name).is_null() for name, value in pairs]
    return not frame.select(pl.any_horizontal(pl.col(family.name).is_null(), *unnamed).any()).item()


def product_starts(kind: Kind, stems: Iterable[pl.DataFrame]) -> pl.Series | None:
    """Return which rows begin a product and need no row above; None where rows of one product stand apart, or may do.

    `stems` are the handles and names of all rows, under our names, batch by batch.
    """
    family = rules_of(kind).family
    if family is None:
        return None
    parts = [
        pl.DataFrame([marks(rows, name) for name in _there(rows, (family.handle, family.name))])
        for rows in stems
    ]
    there = pl.concat(parts)
    stem = there.select(pl.coalesce(pl.all()).forward_fill()).to_series()
    begun = stem.ne_missing(stem.shift()) | (pl.int_range(len(stem), eager=True) == 0)
    if begun.sum() > stem.n_unique():
        return None
    starts: pl.Series = begun & there.to_series(0).is_not_null()
    return starts.scatter(0, True)  # noqa: FBT003 - the first row's value


def _with_addresses_apart(columns: Sequence[str], frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with addresses of images where all of them stand, and files alone in the columns that name files."""
    for name in _there(frame, columns):
        address = pl.col(name).str.contains(_ADDRESS)
        if frame.select(address.any()).item():
            others = [pl.col(IMAGES)] if IMAGES in frame.columns else []
            frame = frame.with_columns(
                pl.when(~address).then(name).alias(name),
                pl.coalesce(*others, pl.when(address).then(name)).alias(IMAGES),
            )
    return frame


def _without_components(
    kind: Kind, family: FamilyRules, frame: pl.DataFrame, told: ImportNotes
) -> pl.DataFrame:
    """Return the frame without rows that only say what a product is composed of: they may say its name again."""
    if COMPONENTS not in frame.columns:
        return frame
    stems = _there(frame, (family.handle, family.name))
    again = ~pl.coalesce(stems).is_first_distinct() if stems else pl.lit(value=False)
    itself = _filled(frame, (kind.key.field, *(value for _, value in family.options)))
    own = itself | (_filled(frame, (family.name,)) & ~again)
    component = pl.col(COMPONENTS).is_not_null()
    rows, products = frame.select((component & ~own).sum(), told=(component & own).sum()).row(0)
    told.lose("component rows of composites", rows)
    told.lose("components in the row of their composite", products)
    return frame.filter(~component | own)


def _without_images(kind: Kind, family: FamilyRules, frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    """Return the frame without rows that only name one more image, or nothing at all."""
    values = [value for _, value in family.options]
    itself = _filled(frame, (kind.key.field, family.name, VARIATION, *values))
    image = _filled(frame, (IMAGES,))
    known = (
        frame.filter(itself)[family.handle].drop_nulls().implode() if family.handle in frame.columns else []
    )
    idle = pl.col(family.handle).is_in(known) if len(known) else pl.lit(value=False)
    rows, idle_rows, images = frame.select(
        (~itself & image).sum(),
        (~itself & ~image & idle).sum().alias("idle"),
        (itself & image).sum().alias("images"),
    ).row(0)
    told.lose("image rows", rows, "they only name one more image")
    told.lose("rows with nothing but a handle", idle_rows)
    told.lose("addresses of images", images, "an image is a file in the dataset's folder")
    return frame.filter(itself | ~(image | idle))


def _continued(family: FamilyRules, frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    """Return the frame with handle and name in every row of a product that has them in its first row only."""
    if family.name not in frame.columns:
        return frame
    before = frame[family.name].null_count()
    variant = _filled(frame, (VARIATION, *(value for _, value in family.options)))
    below = variant & ~_filled(frame, (family.handle, family.name))
    stems = [name for name in (family.handle, family.name) if name in frame.columns]
    frame = frame.with_columns(
        pl.when(below).then(pl.col(name).forward_fill()).otherwise(name) for name in stems
    )
    if family.handle in frame.columns:
        first = pl.col(family.name).drop_nulls().first().over(family.handle)
        frame = frame.with_columns(
            pl.when(pl.col(family.handle).is_not_null())
            .then(pl.coalesce(family.name, first))
            .otherwise(family.name)
        )
    number = before - frame[family.name].null_count()
    told.count(number, "cell", " filled in from the first row of the product", before=f"{family.name}: ")
    return frame


def _with_options(family: FamilyRules, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the name of each option beside its value, and no option of a product without variants."""
    stems = _there(frame, (family.handle, family.name))
    stem = pl.coalesce(stems) if stems else pl.int_range(pl.len())
    for name, value in family.options:
        if {name, value} <= set(frame.columns):
            sole = pl.col(value).str.to_lowercase().eq("default title").fill_null(value=False)  # Shopify
            frame = frame.with_columns(
                pl.when(~sole).then(pl.col(each)).alias(each) for each in (name, value)
            )
            first = pl.col(name).drop_nulls().first().over(stem)
            frame = frame.with_columns(
                pl.when(pl.col(value).is_not_null()).then(pl.coalesce(name, first)).otherwise(name)
            )
    if VARIATION in frame.columns:
        frame = _with_variation(family, frame, stem)
    empty = [
        pair
        for pair in family.options
        if set(pair) <= set(frame.columns) and not frame.select(_filled(frame, pair).any()).item()
    ]
    return frame.drop(name for pair in empty for name in pair)


def _with_variation(family: FamilyRules, frame: pl.DataFrame, stem: pl.Expr) -> pl.DataFrame:
    """Return the frame with the variant's name as its one option, where it has no option and its product several rows."""
    (name, value), *_ = family.options
    frame = frame.with_columns(
        pl.lit(None, pl.String).alias(each) for each in (name, value) if each not in frame.columns
    )
    called = pl.col(VARIATION)
    several = (pl.len().over(stem) > 1) | ~called.str.to_lowercase().is_in(_SOLE)
    other = _filled(frame, [each for pair in family.options for each in pair])
    taken = called.is_not_null() & several & ~other
    return frame.with_columns(
        pl.when(taken).then(pl.lit(_OPTION)).otherwise(name).alias(name),
        pl.when(taken).then(called).otherwise(value).alias(value),
    )


def _there(frame: pl.DataFrame, names: Sequence[str]) -> list[str]:
    return [name for name in names if name in frame.columns]


def _filled(frame: pl.DataFrame, names: Sequence[str]) -> pl.Expr:
    """Return whether a row has something in any of these columns."""
    there = [pl.col(name).is_not_null() for name in _there(frame, names)]
    return pl.any_horizontal(there) if there else pl.lit(value=False)
