"""Options, packs and a region in; customers and products out, in batches that any slice reproduces.

Promises: record i is a function of (seed, i), the packs and the region only. Batches have exactly the
columns of `generated_columns`: text, prices as Decimal with two places, `is_active` boolean, empty cells
null. Memory is flat: one batch at a time. Writes no file and asks no network.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from pipeline.errors import UsageError
from pipeline.generate import customers, family, products, vocabulary
from pipeline.generate.draws import counted_from, key_for, mix
from pipeline.generate.identity import CUSTOMER_LIMIT
from pipeline.packs import Pack, Region
from pipeline.packs.shelf import hold_apart
from pipeline.records import Kind, generated_columns
from pipeline.settings import SEED_LIMIT, GenerateOptions
from pipeline.text import clean

BATCH = 65_536
ROW_SIZES = {Kind.CUSTOMER: 1, Kind.PRODUCT: 2}  # a product, with its description, takes twice the memory
PRODUCT_LIMIT = 10**9
_MONEY = pl.Decimal(12, 2)
_RESERVED_DOMAINS = ("example.com", "example.org", "example.net")  # RFC 2606 and 6761
_RESERVED_ENDINGS = ("test", "example", "invalid", "localhost")
_DOMAIN_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Frames:
    """The records of one kind as batches of at most BATCH rows; can be iterated again, with the same result."""

    kind: Kind
    first: int
    last: int
    _make: Callable[[int, int], pl.DataFrame]

    def __len__(self) -> int:
        return self.last - self.first

    def __iter__(self) -> Iterator[pl.DataFrame]:
        rows = max(BATCH // ROW_SIZES[self.kind], 1)
        spans = [(low, min(low + rows, self.last)) for low in range(self.first, self.last, rows)]
        if len(spans) == 1:
            yield self._make(*spans[0])
        elif spans:
            yield from self._ahead(spans)

    def _ahead(self, spans: Sequence[tuple[int, int]]) -> Iterator[pl.DataFrame]:
        """Yield the batches; each is made in a thread while the one before it is being written."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as thread:
            coming = thread.submit(self._make, *spans[0])
            for span in spans[1:]:
                batch = coming.result()
                coming = thread.submit(self._make, *span)
                yield batch
            yield coming.result()

    def collect(self) -> pl.DataFrame:
        """Return all records as one frame, also when there are none."""
        whole: pl.DataFrame = pl.concat([*self] or [self._make(self.first, self.first)])
        return whole


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
        return {Kind.CUSTOMER: len(self.customers), Kind.PRODUCT: len(self.products)}


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
        (options.products > 0 and not packs, "Products need at least one pack.", "Name one with --pack."),
        (
            min(options.customers, options.products, options.start) < 0,
            "A count can't be negative.",
            "Use 0 or more.",
        ),
        (
            not 0 <= options.seed < SEED_LIMIT,
            "A seed is a whole number from 0 to 2^64 - 1.",
            "Such as --seed 7.",
        ),
        (
            not 0 <= options.inactive_share <= 1,
            "The inactive share is 0 % to 100 %.",
            "Such as --inactive 5%.",
        ),
        (not 0 <= rows[0] <= rows[1], "Rows are FIRST:LAST, rising, from 0.", "Such as --rows 0:1000."),
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
    low = domain.lower()
    if low in _RESERVED_DOMAINS or low.endswith(tuple(f".{domain}" for domain in _RESERVED_DOMAINS)):
        return ""
    if low.split(".")[-1] in _RESERVED_ENDINGS:
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
        empty = pl.DataFrame(schema=dict.fromkeys(generated_columns(Kind.CUSTOMER), pl.String))
        return Frames(Kind.CUSTOMER, first, first, lambda *_: empty)
    tables = customers.tabulate(options, region, names)
    return Frames(
        Kind.CUSTOMER, first, last, lambda low, high: customers.customer_frame(low, high, options, tables)
    )


def _products(options: GenerateOptions, packs: Sequence[Pack]) -> Frames:
    first, last = _span(options, options.products)
    tables = [family.tabulate(pack, options.seed) for pack in packs] if first < last else []
    return Frames(Kind.PRODUCT, first, last, lambda low, high: _product_batch(low, high, options, tables))


def _product_batch(
    first: int, last: int, options: GenerateOptions, tables: Sequence[family.ProductTables]
) -> pl.DataFrame:
    """Return products first .. last-1: product i is number i // packs of pack i % packs."""
    pieces = []
    for turn, table in enumerate(tables):
        low, high = ((end - turn + len(tables) - 1) // len(tables) for end in (first, last))
        number = counted_from(low, high) * len(tables) + turn
        piece = products.product_frame(low, high, options.seed, table)
        pieces.append(piece.with_columns(number.alias("i")))
    frame = pl.concat(pieces) if pieces else pl.DataFrame(schema={**products.SCHEMA, "i": pl.UInt64})
    if len(pieces) > 1:
        frame = frame.sort("i")
    return frame.select(
        "sku",
        "name",
        "description",
        price_including_tax=_money("price_cents"),
        supply_price=_money("supply_cents"),
        is_active=_is_active(frame["i"], options),
    ).select(generated_columns(Kind.PRODUCT))


def _money(cents: str) -> pl.Expr:
    return (pl.col(cents).cast(_MONEY) / pl.lit(100).cast(_MONEY)).cast(_MONEY)


def _is_active(number: pl.Series, options: GenerateOptions) -> pl.Series:
    drawn = mix(number, key_for(options.seed, "products", "inactive")) // (1 << 32)
    return drawn >= round(options.inactive_share * 2**32)
