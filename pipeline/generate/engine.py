"""Options, packs and a region in; customers and products out, in batches that any slice reproduces.

Promises: record i is a function of (seed, i), the packs and the region only. Batches have exactly the
columns of `generated_columns`: text, prices as Decimal with two places, `is_active` boolean, empty cells
null. Memory is flat: one batch at a time. Writes no file and asks no network.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from pipeline.errors import UsageError
from pipeline.generate import customers, family, lines, products, vocabulary
from pipeline.generate.draws import counted_from, key_for, mix
from pipeline.generate.frames import BATCH, LEAN_BATCH, Frames, nothing
from pipeline.generate.identity import CUSTOMER_LIMIT
from pipeline.packs import Pack, Region
from pipeline.packs.shelf import hold_apart
from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind
from pipeline.schema.reserved import is_reserved
from pipeline.settings import SEED_LIMIT, GenerateOptions
from pipeline.text import clean

PRODUCT_LIMIT = 10**9
_DOMAIN_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Generated:
    """What `generate` made. `notices` are sentences for people; `vocabulary` goes into the manifest."""

    customers: Frames
    products: Frames
    notices: tuple[str, ...]
    vocabulary: str

    @property
    def counts(self) -> dict[Kind, int]:
        """How many records there are of each kind."""
        return {CUSTOMER: len(self.customers), PRODUCT: len(self.products)}


def generate(options: GenerateOptions, packs: Sequence[Pack], region: Region) -> Generated:
    """Return customers and products as batches that are made when they are iterated.

    Raises UsageError for options that make no sense together, FindingsError for packs that overlap.
    """
    _hold_options(options, packs)
    hold_apart(packs)
    names = vocabulary.read_names(region.faker_locale) if options.customers else None
    notices = [_domain_notice(options.email_domain)]
    if names is not None:
        notices.append(vocabulary.notice_of(region, names))
    return Generated(
        customers=_customers(options, region, names),
        products=_products(options, packs),
        notices=tuple(notice for notice in notices if notice),
        vocabulary=vocabulary.describe(names, packs if options.products else ()),
    )


def _hold_options(options: GenerateOptions, packs: Sequence[Pack]) -> None:
    rows = options.rows or (0, 0)
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


def _span(options: GenerateOptions, count: int) -> tuple[int, int]:
    """Return the record numbers first .. last-1 of this run."""
    low, high = options.rows or (0, count)
    return options.start + min(low, count), options.start + min(high, count)


def _customers(options: GenerateOptions, region: Region, names: vocabulary.Names | None) -> Frames:
    first, last = _span(options, options.customers)
    if names is None or first == last:
        return nothing(CUSTOMER, first)
    tables = customers.tabulate(options, region, names)
    frames = Frames(
        CUSTOMER,
        first,
        last,
        lambda low, high: customers.customer_pieces(low, high, options, tables),
        customers.customer_columns(tables),
        rows=BATCH,
    )

    def of_lines() -> Frames | None:
        if options.gaps or not lines.fit_lines(tables):
            return None
        ended = lines.tables_of_lines(tables)
        return replace(
            frames,
            make=lambda low, high: customers.customer_pieces(low, high, options, ended),
            columns=(pl.concat_str(pl.all()).alias(lines.header()),),
            rows=LEAN_BATCH,
        )

    def of_codes() -> Frames:
        codes = customers.coded(tables)
        return replace(
            frames,
            make=lambda low, high: customers.customer_pieces(low, high, options, codes),
            rows=LEAN_BATCH,
        )

    return replace(frames, lines=of_lines, coded=of_codes)


def _products(options: GenerateOptions, packs: Sequence[Pack]) -> Frames:
    first, last = _span(options, options.products)
    if first == last:
        return nothing(PRODUCT, first)
    tables = [family.tabulate(pack, options.seed) for pack in packs]
    return Frames(
        PRODUCT,
        first,
        last,
        lambda low, high: _product_pieces(low, high, options, tables),
        products.product_columns(tables),
        rows=max(BATCH // 2, 1),  # with its description, a product takes twice the memory
    )


def _product_pieces(
    first: int, last: int, options: GenerateOptions, tables: Sequence[family.ProductTables]
) -> pl.DataFrame:
    """Return the pieces of the products first .. last-1: product i is number i // packs of pack i % packs."""
    sentences = products.sentence_pieces(tables)
    batches = []
    for turn, table in enumerate(tables):
        low, high = ((end - turn + len(tables) - 1) // len(tables) for end in (first, last))
        if low < high:
            number = counted_from(low, high) * len(tables) + turn
            pieces = products.product_pieces(low, high, options.seed, table, sentences)
            batches.append(pieces.with_columns(number.alias("i"), is_active=_is_active(number, options)))
    return pl.concat(batches).sort("i") if len(batches) > 1 else batches[0]


def _is_active(number: pl.Series, options: GenerateOptions) -> pl.Series:
    if not options.inactive_share:
        return pl.ones(len(number), pl.Boolean, eager=True)
    drawn = mix(number, key_for(options.seed, "products", "inactive")) // (1 << 32)
    return drawn >= round(options.inactive_share * 2**32)
