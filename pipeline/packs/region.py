"""One region file -> one Region, or findings that name the path inside it (`places[3]`)."""

import itertools
import re
from pathlib import Path
from typing import Any

from pipeline.packs.goods import parse_goods
from pipeline.packs.people import EVERYBODY, NameLists, digest_with, parse_people, read_name_lists
from pipeline.packs.reading import Reader, are_clean, read_document
from pipeline.packs.shipped import WORDS, shipped_folder
from pipeline.packs.values import Generation, Goods, PhoneRule, Place, Region

REGION_FORMAT = 2  # 2: people, goods, postcodes of streets
PLACE_PARTS = 5  # city, state, postcode, area code, metro
_REQUIRED = ("format", "region", "name", "country", "faker_locale", "phone", "places", "streets")
_OPTIONAL = ("$schema", "companies", "generations", "spellings", "people", "postcodes", "aliases", "goods")
_PATTERN = re.compile(r"\+[0-9XN -]*(\{area\})?[0-9XN -]*")
DIGIT_RUN = re.compile(r"(N?X{1,4}|N)")
RUN_LIMIT = 2  # runs of drawn digits in one number: the generator keeps a table for each


def parse_region(file: Path) -> Region:
    """Read one region; raise FindingsError with all that is wrong."""
    reader = Reader(file)
    document, digest = read_document(reader, "region-invalid")
    fields = reader.fields(document, "", _REQUIRED, _OPTIONAL)
    reader.stop_if_wrong("region-invalid")
    if isinstance(fields["format"], int) and fields["format"] > REGION_FORMAT:
        reader.complain(
            "format", str(fields["format"]), "is newer than this version reads", "Update x-series-demo."
        )
        reader.stop_if_wrong("pack-newer")
    reader.integer(fields["format"], "format", 1, REGION_FORMAT)
    words = shipped_folder() / WORDS
    lists = read_name_lists(reader, words) if "people" in fields else NameLists({}, "")
    goods, used = parse_goods(reader, fields.get("goods"), words)
    region = _region(reader, fields, lists, goods, digest_with(digest, lists.digest, used))
    reader.stop_if_wrong("region-invalid")
    return region


def _region(reader: Reader, fields: dict[str, Any], lists: NameLists, goods: Goods, digest: str) -> Region:
    places = _places(reader, fields["places"])
    homes = frozenset(name for place in places for name in (place.metro, place.state))
    phone = reader.fields(fields["phone"], "phone", ("fictional",), ("valid",))
    fictional = _phone_rule(reader, phone.get("fictional", {}), "phone.fictional")
    valid = _phone_rule(reader, phone["valid"], "phone.valid") if "valid" in phone else fictional
    streets = reader.fields(fields["streets"], "streets", ("names", "forms"), ("units",))
    companies = reader.fields(fields.get("companies", {}), "companies", (), ("heads", "tails"))
    spellings = reader.fields(fields.get("spellings", {}), "spellings", (), ("first_names", "last_names"))
    country = reader.text(fields["country"], "country", limit=2)
    if country and not re.fullmatch(r"[A-Z]{2}", country):
        reader.complain("country", country, "must be two capital letters", "Such as US.")
    locale = reader.text(fields["faker_locale"], "faker_locale", limit=12)
    if locale and not re.fullmatch(r"[a-z]{2}_[A-Z]{2}", locale):
        reader.complain("faker_locale", locale, "is not a locale", "Such as en_US.")
    return Region(
        region=reader.text(fields["region"], "region", limit=8),
        name=reader.text(fields["name"], "name", limit=60),
        country=country,
        aliases=reader.texts(fields.get("aliases", []), "aliases"),
        faker_locale=locale,
        fictional=fictional,
        valid=valid,
        places=places,
        street_names=reader.texts(streets.get("names"), "streets.names", 10),
        street_forms=_forms(reader, streets.get("forms")),
        units=reader.texts(streets.get("units", []), "streets.units", 0, 20),
        postcode_tails=_tails(reader, fields.get("postcodes")),
        company_heads=reader.texts(companies.get("heads", []), "companies.heads"),
        company_tails=reader.texts(companies.get("tails", []), "companies.tails"),
        generations=_generations(reader, fields.get("generations", [])),
        people=parse_people(reader, fields["people"], lists, homes) if "people" in fields else EVERYBODY,
        goods=goods,
        first_spellings=reader.texts(spellings.get("first_names", []), "spellings.first_names"),
        last_spellings=reader.texts(spellings.get("last_names", []), "spellings.last_names"),
        source=str(reader.file),
        digest=digest,
    )


def _phone_rule(reader: Reader, node: Any, path: str) -> PhoneRule:
    fields = reader.fields(node, path, ("phone", "mobile"), ("by_area",))
    by_area = fields.get("by_area", {})
    if not isinstance(by_area, dict):
        reader.complain(f"{path}.by_area", None, "must be an object", "Write it in curly brackets.")
        by_area = {}
    return PhoneRule(
        phone=_patterns(reader, fields.get("phone"), f"{path}.phone"),
        mobile=_patterns(reader, fields.get("mobile"), f"{path}.mobile"),
        by_area={area: _patterns(reader, texts, f"{path}.by_area.{area}") for area, texts in by_area.items()},
    )


def _patterns(reader: Reader, node: Any, path: str) -> tuple[str, ...]:
    patterns = reader.texts(node, path, 0, 200)
    for k, pattern in enumerate(patterns):
        if not _PATTERN.fullmatch(pattern) or len(DIGIT_RUN.findall(pattern)) > RUN_LIMIT:
            reader.complain(f"{path}[{k}]", pattern, "is no phone pattern", 'Such as "+1-555-NXX-NXXX".')
    return patterns


def _places(reader: Reader, node: Any) -> tuple[Place, ...]:
    places: list[Place] = []
    for k, item in enumerate(reader.items(node, "places", 1)):
        parts = reader.items(item, f"places[{k}]", PLACE_PARTS, PLACE_PARTS)
        if not are_clean(parts):
            parts = [reader.text(part, f"places[{k}][{n}]", limit=80) for n, part in enumerate(parts)]
        if len(parts) == PLACE_PARTS:
            places.append(Place(*parts))
    return tuple(places)


def _forms(reader: Reader, node: Any) -> tuple[tuple[str, int], ...]:
    forms: list[tuple[str, int]] = []
    for k, item in enumerate(reader.items(node, "streets.forms", 1, 50)):
        path = f"streets.forms[{k}]"
        pair = reader.items(item, path, 2, 2)
        if len(pair) == 2:  # noqa: PLR2004 - form and weight
            forms.append(
                (reader.text(pair[0], f"{path}[0]", limit=30), reader.integer(pair[1], f"{path}[1]", 1, 1000))
            )
    return tuple(forms)


def _generations(reader: Reader, node: Any) -> tuple[Generation, ...]:
    generations: list[Generation] = []
    for k, item in enumerate(reader.items(node, "generations", 0, 8)):
        path = f"generations[{k}]"
        fields = reader.fields(item, path, ("born", "first_names"))
        born = reader.text(fields.get("born"), f"{path}.born", limit=30)
        generations.append(
            Generation(born, reader.texts(fields.get("first_names"), f"{path}.first_names", 1))
        )
    return tuple(generations)


def _tails(reader: Reader, node: Any) -> tuple[str, ...]:
    """Return the second parts of postcodes that no real address has, for a street each; none where the file has no such.

    In the pattern 0 is any digit and L a letter; at least one letter is of those that the post never issues.
    """
    if node is None:
        return ()
    fields = reader.fields(node, "postcodes", ("pattern", "issued", "never"), ("about",))
    pattern, issued, never = (
        reader.text(fields.get(name), f"postcodes.{name}", limit=30)
        for name in ("pattern", "issued", "never")
    )
    kinds = {"0": "0123456789", "L": issued + never}
    if not re.fullmatch(r"[0L]{2,4}", pattern) or set(issued) & set(never):
        reader.complain(
            "postcodes", pattern, "is no pattern of postcodes", 'Such as "0LL", and no letter twice.'
        )
        return ()
    filled = ("".join(tail) for tail in itertools.product(*(kinds[mark] for mark in pattern)))
    return tuple(tail for tail in filled if not set(tail).isdisjoint(never))
