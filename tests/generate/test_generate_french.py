"""A shop in French: every text of the shipped packs has a form, words agree, no English word is left, images are the same."""

import functools
import re
import unicodedata
from collections.abc import Iterator

import polars as pl
import pytest

from pipeline.generate import generate
from pipeline.images.rows import LookFinder
from pipeline.images.scene import svg
from pipeline.packs import Pack, find_packs, load_packs, load_region
from pipeline.packs.categories import leaf_clashes
from pipeline.packs.names import bodies, shared_names
from pipeline.packs.sentences import Hole, written
from pipeline.packs.speech import GENDERS
from pipeline.packs.turning.language import figure, spoken
from pipeline.packs.turning.turn import turned
from pipeline.schema.fields import split_list, split_path
from pipeline.schema.kinds import CUSTOMER, PRODUCT, SUPPLIER
from pipeline.settings import GenerateOptions
from tests.support.rare_lines import with_rare_lines

PACKS = tuple(find_packs())
WORD = re.compile(r"[^\W\d_]+")
# Words that French has, too, or has of English
BOTH = frozenset(
    """
    a acacia accents action air album allergies alphabets an angle arcade argan audio avenues bacon base beige
    bentonite bronze c caramel cardigan cargo casserole chambray change charge cheddar chef chenille chevron
    chipolatas circuit coins compact console consoles consultation consultations contact corozo corrections
    coupes crayon date de denim dense dessert desserts direct distribution double duvet eau espresso ethernet
    eucalyptus expert face fermentation festive film fine flacon floral force format four fruit g gel gluten
    gouda grain graphite guide indigo installation intense invisible iris irrigation jeans jersey joints jojoba
    jute kaolin kilos kraft l large long lot lotion lots m machine machines malt marinade mascara massage mauve
    menu message mini minute minutes miso ml non notes nylon olive olives on or orange page paprika parental
    parfum part patience percale photo photos pima pipette pizza place places plan plates plus point
    polycarbonate port portable portrait ports pot pots pro protection questions rechargeable rose rotation s
    sandwich santoku sardines satellites sauce service services shirt shirts signal silicone silicones simple
    six spa sport sports squalane ssd standard station stocks studio studios style suit sulfates t table tactile
    taupe textiles texture thermostat toilette tomme trace trio triple tube usb use valve vase version village
    violet viscose volume ylang zoom
    """.split()  # noqa: SIM905 - a page of words
)


@functools.cache
def shop(pack: str, kind: str = "products", region: str = "fr-CA") -> pl.DataFrame:
    options = GenerateOptions((pack,), region=region, customers=0, products=500, seed=7)
    frames = generate(options, [with_rare_lines(pack)], load_region(region)).frames
    return frames[PRODUCT if kind == "products" else SUPPLIER].collect()


def texts_by_table(pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield (table, text) for all that stands in a pack and reaches a shop."""
    for supplier in pack.suppliers:
        yield from (("labels", supplier.name), ("labels", supplier.description))
    yield from (("labels", tag) for tag in (pack.title, *pack.material_tags.values()))
    for line in pack.lines:
        yield from (("labels", text) for text in (*split_path(line.category), *line.tags))
        for table in ("nouns", "adjectives", "materials"):
            yield from ((table, text) for text in getattr(line, table))
        for option in line.options:
            yield "titles", option.name
            yield from (("values", value.text) for value in option.values if figure(value.text) is None)
        yield from ((f"details {detail.name}", text) for detail in line.details for text in detail.texts)
        yield from ((f"facts {name}", text) for name, texts in line.facts.items() for text in texts)
        yield from (("sentences", written(each)) for slot in line.description for each in slot)


def test_every_text_of_the_shipped_packs_has_a_french_form() -> None:
    language = load_region("fr-CA").goods.language
    assert language is not None
    known = {**language.tables}
    for name in ("details", "facts"):
        known |= {f"{name} {key}": texts for key, texts in known.pop(name).items()}
    packs = load_packs(PACKS)
    wanted = {each for pack in packs for each in texts_by_table(pack)}
    missing = sorted(each for each in wanted if each[1] and each[1] not in known.get(each[0], {}))
    assert missing == [], "give them a form in packs/words/french.json"
    unused = {(table, text) for table, texts in known.items() for text in texts} - wanted
    of_a_pack = {
        f"{pack.name} {option.name}" for pack in packs for line in pack.lines for option in line.options
    }
    of_a_pack |= {
        f"{pack.name} {text}"
        for pack in packs
        for table, text in texts_by_table(pack)
        if table in ("adjectives", "values")
    }
    assert sorted(each for each in unused if each[1] not in of_a_pack) == []
    assert all(spoken(pack, language) for pack in packs)
    assert all(len(language.collections) >= len(pack.collections) for pack in packs)


def test_french_packs_can_be_mixed_and_their_words_agree() -> None:
    packs = [turned(pack, load_region("qc")) for pack in load_packs(PACKS)]
    assert shared_names(packs) is None
    assert list(leaf_clashes([line for pack in packs for line in pack.lines])) == []
    names = {text for pack in packs for line in pack.lines for text in bodies(line)}
    assert {
        "Chandail à demi-glissière côtelé en mérinos",
        "Veste d'ouvrier doublée en velours côtelé",
        "Miel de trèfle de printemps",
        "Sonnette vidéo facile à poser",
        "Livraison de meubles en soirée",
    } <= names
    for line in (line for pack in packs for line in pack.lines):
        assert line.forms is not None
        for words in (*line.forms.adjectives, *line.forms.materials):
            assert len(words) == len(GENDERS)
            singular, plural = words[:2], words[2:]
            assert len(set(words)) == 1 or all(
                len(p) >= len(s) for s, p in zip(singular, plural, strict=True)
            ), words
        holes = [
            part for slot in line.description for each in slot for part in each if isinstance(part, Hole)
        ]
        assert all(part.fit for part in holes if part.name in ("noun", "adjective", "material"))


@pytest.mark.parametrize("pack", PACKS)
def test_no_english_word_is_left_in_a_french_shop(pack: str) -> None:
    (read,) = load_packs([pack])
    english = {low for _, text in texts_by_table(read) for low in words(re.sub(r"\{[^}]*\}", "", text))}
    english |= {"comes", "offered", "new", "bestseller", "clearance", "and", "with", "the", "by"}
    own = {low for brand in read.brands for low in words(brand.name)}
    cells = (
        "name",
        "description",
        "product_category",
        "tags",
        "variant_option_one_name",
        "variant_option_one_value",
    )
    left = {
        (low, text)
        for frame, columns in (
            (shop(pack), (*cells, "variant_option_two_name", "variant_option_two_value")),
            (shop(pack, "suppliers"), ("name", "description")),
        )
        for column in columns
        for text in frame[column].drop_nulls().unique()
        for low in words(text)
        if low in english - BOTH - own
    }
    assert left == set()


def words(text: str) -> set[str]:
    return {found.lower() for found in WORD.findall(text)}


@pytest.mark.campaign
@pytest.mark.parametrize("pack", PACKS)
def test_a_french_shop_is_the_american_one_in_french(pack: str) -> None:
    here, there = shop(pack), shop(pack, region="us")
    same = ["sku", "barcode", "supplier_code", "brand_name", "is_active"]
    assert here.select(same).equals(there.select(same))
    assert here["handle"].str.contains(r"^[a-z0-9-]+$").all()
    assert here["handle"].n_unique() == there["handle"].n_unique()
    packs = load_packs([pack])
    ours, theirs = LookFinder(packs, load_region("fr-CA")), LookFinder(packs, load_region("us"))
    pairs = zip(here.head(150).iter_rows(named=True), there.head(150).iter_rows(named=True), strict=True)
    for mine, yours in pairs:
        assert svg(ours.of(mine)) == svg(theirs.of(yours)), mine["name"]


@pytest.mark.parametrize("pack", PACKS)
def test_french_texts_are_set_as_quebec_sets_them(pack: str) -> None:
    """By the rules of its office of the language: a no-break space before the colon, none before a semicolon."""
    frame = shop(pack)
    described = frame["description"].drop_nulls()
    assert described.str.contains(r"\w\u00a0: ").any()
    wrong = (
        r"[^\u00a0]:|\s[;!?,.]|[«»\"]|  |\d\.\d|\b(\w+) (?:de |d')?\1\b|\b(?:de|le|la|que) [aeiouyàâéèêîôœ]"
    )
    bad = [found for text in (*described, *frame["name"]) if (found := re.search(rf"(?i){wrong}", text))]
    assert [found.string for found in bad] == []


def test_families_close_with_their_colours_and_sizes() -> None:
    told = shop("apparel")["description"].drop_nulls()
    assert told.str.contains(" À choisir en [^.]+, en quatre tailles\u00a0: P, M, G et TG\\.$").any()
    assert told.str.contains(r" À choisir en [^.,]+ ou [^.,]+, en ").any()
    tags = {tag for cell in shop("apparel")["tags"].drop_nulls() for tag in split_list(cell)}
    assert {"nouveauté", "populaire"} <= tags
    assert shop("services")["description"].drop_nulls().str.contains(" Au choix ").any()


def test_a_pack_of_ones_own_keeps_its_language() -> None:
    (pack,) = load_packs(["apparel"])
    line = pack.lines[0]
    own = pack._replace(lines=(line._replace(nouns=(*line.nouns, "Smock")),))
    assert turned(own, load_region("fr-CA")).lines[0].nouns == (*line.nouns, "Smock")
    assert turned(own, load_region("fr-CA")).lines[0].description == line.description


def test_quebec_has_its_people_streets_and_groups() -> None:
    options = GenerateOptions((), region="fr-CA", customers=2_000, products=0, seed=7)
    frame = generate(options, (), load_region("fr-CA")).frames[CUSTOMER].collect()
    assert (
        frame["physical_address_1"]
        .str.contains(r"^\d+, (?:rue|avenue|boulevard|chemin|place|montée) d")
        .all()
    )
    assert set(frame["physical_state"]) == {"QC"}
    assert {"Tremblay", "Gagnon", "Roy", "Côté", "Bouchard"} <= set(frame["last_name"])
    assert set(frame["customer_group"].drop_nulls()) == {"Démo VIP", "Démo pros", "Démo personnel"}
    accented = frame.filter(pl.col("last_name") == "Côté")
    assert accented["email"].str.contains(r"^[a-z]+\.cote\.").all()
    assert all(unicodedata.is_normalized("NFC", name) for name in frame["last_name"])


def test_known_cases_are_tagged_in_french() -> None:
    options = GenerateOptions(("apparel",), region="fr-CA", customers=0, products=200, seed=7, scenarios=True)
    made = generate(options, load_packs(["apparel"]), load_region("fr-CA"))
    rows = made.frames[PRODUCT].collect()
    assert made.scenarios is not None
    for case, tag in (("clearance", "liquidation"), ("bestseller", "populaire")):
        found = rows.filter(pl.col("sku").is_in(list(made.scenarios[case])))
        assert len(found)
        assert found["tags"].str.contains(tag).all()
