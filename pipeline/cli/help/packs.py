"""Topics about what `generate` makes: packs and regions, from their files."""

from pipeline.cli.help.topics import Part, TopicTable
from pipeline.cli.invocation import typed
from pipeline.packs import Pack, Region, find_packs, load_packs, load_region, region_names
from pipeline.packs.people import EVERYWHERE
from pipeline.text import listed

EXAMPLES = 2  # of each pack
PATTERNS = 3  # of a region's telephone numbers


def packs() -> tuple[Part, ...]:
    """Return the packs, their lines, and products that they give."""
    found = load_packs(tuple(find_packs()))
    services = dict.fromkeys(
        line.name for pack in found for line in pack.lines if pack.stock and not line.stock
    )
    return (
        (
            "A pack is a JSON file with the words and prices of one kind of shop. generate takes one or several with -p; "
            "they share the products evenly. The supply price is a share of the price. A line has brands, a category "
            "and tags; a brand has one supplier, whom suppliers.csv describes if a product names it."
        ),
        TopicTable(("pack", "SKU", ">price", ">supply price", "what it holds"), tuple(map(_summary, found))),
        "The product lines of each:",
        TopicTable(
            ("pack", "lines"),
            tuple((pack.name, ", ".join(line.name for line in pack.lines)) for pack in found),
        ),
        "The suppliers of each:",
        TopicTable(
            ("pack", "suppliers"),
            tuple((pack.name, ", ".join(supplier.name for supplier in pack.suppliers)) for pack in found),
        ),
        "Such as:",
        TopicTable(("SKU", "name", ">price", ">supply price"), _examples(found)),
        (
            f"What has no stock: {', '.join(services)}, and all of {listed([pack.name for pack in found if not pack.stock])}. "
            "The API has no field for that: they are created as ordinary products without stock. In a pack of your own, a line "
            "or the whole pack says stock: false. A line with rare: true is made only where a case of --scenarios asks for it."
        ),
        (
            "In a pack of your own, a word, detail or sentence says what it goes with: {text, nouns, options} in its "
            "place, not_nouns or not_options for what it never goes with, and the same of adjectives and materials. "
            "single has the sentences of a product by itself, an option's phrase how a family says its values."
        ),
        (
            f"{typed('packs', found[0].name)} shows one with more examples; packs --schema prints the shape of a pack "
            "file, packs --check says of your own what is wrong, reads wrong or contradicts itself."
        ),
    )


def _summary(pack: Pack) -> tuple[str, ...]:
    low, high = (cents / 100 for cents in pack.price_cents)
    least, most = pack.supply_percent
    return pack.name, f"{pack.prefix}-#####", f"${low:,.0f} - ${high:,.0f}", f"{least}-{most} %", pack.summary


def _examples(found: tuple[Pack, ...]) -> tuple[tuple[str, ...], ...]:
    from pipeline.generate import examples_of

    columns = ("sku", "name", "price_including_tax", "supply_price")
    return tuple(
        tuple(str(row[name]) for name in columns)
        for pack in found
        for row in examples_of(pack, EXAMPLES).iter_rows(named=True)
    )


def regions() -> tuple[Part, ...]:
    """Return the regions."""
    found = [load_region(name) for name in region_names()]
    return (
        (
            "generate --region takes one of these. City, state, postcode and area code of a customer belong together; "
            "customers live around one or two metros, or around the one that --near names. Streets, companies and "
            "telephone numbers are invented; where a postcode is one street's, it is none that the post issues. Names are "
            "mixed as the region's people are:"
        ),
        *map(_people, found),
        TopicTable(
            (
                "region",
                "country",
                ">places",
                ">metros",
                ">prices",
                "units",
                "telephone",
                "with --phones valid",
            ),
            tuple(map(_region, found)),
        ),
        (
            "Goods are in the language, spelling, sizes and units of their region, one of each within a shop, and at its "
            "prices: so many percent of those of the packs, in its own currency. A pack of your own keeps its language."
        ),
        "In a telephone number X is any digit, N is 1 to 9, {area} the area code of the place.",
    )


def _region(region: Region) -> tuple[str, ...]:
    fictional, valid = (
        _patterns(tuple(dict.fromkeys((*rule.phone, *rule.mobile))))
        for rule in (region.fictional, region.valid)
    )
    return (
        region.region,
        region.name,
        f"{len(region.places):,}",
        f"{len(region.metros):,}",
        fictional,
        valid,
        f"{region.goods.price_percent} %",
        region.goods.measures,
    )


def _people(region: Region) -> str:
    people = region.people
    if len(people.groups) == 1:
        return f"{region.region}: Faker's lists of {region.faker_locale}."
    shares = zip(people.groups, people.mixes[EVERYWHERE], strict=True)
    mixed = ", ".join(f"{group.name} {share} %" for group, share in shares if share)
    other = [place for place in people.mixes if place != EVERYWHERE]
    return f"{region.region}: {mixed}{f'; others in {listed(other)}' if other else ''}. {people.source}"


def _patterns(patterns: tuple[str, ...]) -> str:
    more = len(patterns) - PATTERNS
    return (", ".join(patterns[:PATTERNS]) or "blank") + (f" and {more} more" if more > 0 else "")
