"""Hold the places of packs/regions against what is known of each country's post and telephone network.

Promises: us agrees with an independent table, place by place; ca, fr-CA, au, nz and gb agree with the national rules
that tie a postcode to a province, state, region or county, and a dialling code to both. Does not promise that a
postcode of these four is in use today: no offline table of theirs is at hand.
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest
import zipcodes

from pipeline.packs import region_names

FOLDER = Path(__file__).parents[2] / "packs" / "regions"
REGIONS = ("us", "nz", "au", "ca", "fr-CA", "gb")
AT_LEAST = {"us": 150, "nz": 45, "au": 45, "ca": 45, "fr-CA": 45, "gb": 45}


class Place(NamedTuple):
    city: str
    state: str
    postcode: str
    area: str
    metro: str


def read_region(region: str) -> dict[str, Any]:
    content = json.loads((FOLDER / f"{region}.json").read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def read_places(region: str) -> list[Place]:
    return [Place(*row) for row in read_region(region)["places"]]


def within(postcode: str, ranges: list[tuple[int, int]]) -> bool:
    return any(low <= int(postcode) <= high for low, high in ranges)


@pytest.mark.parametrize("region", REGIONS)
def test_region_has_enough_distinct_places(region: str) -> None:
    places = read_places(region)
    assert len({(place.city, place.postcode) for place in places}) == len(places) >= AT_LEAST[region]


@pytest.mark.parametrize("region", region_names())
def test_region_has_the_shape_of_the_schema(region: str) -> None:
    schema = json.loads((FOLDER.parent / "schema" / "region.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    assert [
        f"{list(fault.path)}: {fault.message}" for fault in validator.iter_errors(read_region(region))
    ] == []


@pytest.mark.parametrize("region", REGIONS)
def test_cells_are_trimmed_text(region: str) -> None:
    for place in read_places(region):
        assert all(cell and cell == " ".join(cell.split()) for cell in place), place


@pytest.mark.parametrize("region", REGIONS)
def test_a_label_is_a_metro_of_five_or_a_town_of_its_own(region: str) -> None:
    places = read_places(region)
    for label, count in Counter(place.metro for place in places).items():
        cities = {place.city for place in places if place.metro == label}
        assert count >= 5 or len(cities) == 1, label


def test_us_has_twenty_five_metros() -> None:
    labels = Counter(place.metro for place in read_places("us"))
    assert sum(count >= 5 for count in labels.values()) >= 25


@pytest.mark.parametrize("region", REGIONS)
def test_a_first_name_belongs_to_one_generation(region: str) -> None:
    generations = read_region(region)["generations"]
    names = [name for generation in generations for name in generation["first_names"]]
    assert len(generations) == 4
    assert not [name for name, count in Counter(names).items() if count > 1]


@pytest.mark.parametrize("region", REGIONS)
def test_streets_are_many_and_no_name_repeats_its_form(region: str) -> None:
    streets = read_region(region)["streets"]
    forms = {form for form, _ in streets["forms"]}
    assert len(set(streets["names"])) == len(streets["names"]) >= 150
    assert all(weight > 0 for _, weight in streets["forms"])
    assert not [name for name in streets["names"] if name.split()[-1] in forms]


# --- United States: the independent table -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def us_table() -> dict[str, Any]:
    rows = zipcodes.list_all()  # type: ignore[no-untyped-call] # ships no types
    return {row["zip_code"]: row for row in rows}


@pytest.mark.campaign
def test_us_place_is_in_the_postal_table(us_table: dict[str, Any]) -> None:
    for place in read_places("us"):
        row = us_table[place.postcode]
        assert (row["city"], row["state"]) == (place.city, place.state)
        assert place.area in row["area_codes"]
        assert (row["zip_code_type"], row["active"]) == ("STANDARD", True)


# --- Canada: the first letter names the province ------------------------------------------------------------------

CA_SHAPE = re.compile(r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] [0-9][ABCEGHJ-NPRSTV-Z][0-9]")
CA_LETTERS = {
    "NL": "A", "NS": "B", "PE": "C", "NB": "E", "QC": "GHJ", "ON": "KLMNP", "MB": "R", "SK": "S", "AB": "T",
    "BC": "V", "NT": "X", "NU": "X", "YT": "Y",
}  # fmt: skip
CA_AREAS = {
    "NL": {"709"}, "NS": {"902"}, "PE": {"902"}, "NB": {"506"}, "QC": {"418", "450", "514", "819"},
    "ON": {"416", "519", "613", "705", "807", "905"}, "MB": {"204"}, "SK": {"306"}, "AB": {"403", "780"},
    "BC": {"250", "604"}, "NT": {"867"}, "NU": {"867"}, "YT": {"867"},
}  # fmt: skip
# Within a province: which code the letter (or letter and digit) of the postcode goes with.
CA_CODE_OF = {
    "G1": "418", "H1": "514", "H2": "514", "H3": "514", "H7": "450", "J8": "819", "K": "613", "M": "416",
    "L": "905", "N": "519", "T2": "403", "T3": "403", "T4": "403", "T5": "780", "T6": "780", "T8": "780",
    "V1": "250", "V2C": "250", "V8": "250", "V9": "250", "V3": "604", "V5": "604", "V6": "604", "V7": "604",
}  # fmt: skip


@pytest.mark.parametrize("region", ["ca", "fr-CA"])
def test_ca_postcode_belongs_to_its_province(region: str) -> None:
    for place in read_places(region):
        assert CA_SHAPE.fullmatch(place.postcode)
        assert place.postcode[0] in CA_LETTERS[place.state]
        assert place.postcode[1] != "0" or place.state in {"NL", "NS"}, "a zero there is a rural route"


@pytest.mark.parametrize("region", ["ca", "fr-CA"])
def test_ca_area_code_serves_the_place(region: str) -> None:
    for place in read_places(region):
        assert place.area in CA_AREAS[place.state]
        codes = {code for start, code in CA_CODE_OF.items() if place.postcode.startswith(start)}
        assert codes <= {place.area}


# --- Australia: ranges of numbers name the state ------------------------------------------------------------------

AU_RANGES = {
    "NSW": [(2000, 2599), (2619, 2899), (2921, 2999)], "ACT": [(2600, 2618), (2900, 2920)], "VIC": [(3000, 3999)],
    "QLD": [(4000, 4999)], "SA": [(5000, 5799)], "WA": [(6000, 6797)], "TAS": [(7000, 7799)], "NT": [(800, 899)],
}  # fmt: skip
AU_AREA = {
    "NSW": "02",
    "ACT": "02",
    "VIC": "03",
    "TAS": "03",
    "QLD": "07",
    "SA": "08",
    "WA": "08",
    "NT": "08",
}


def test_au_postcode_and_area_code_belong_to_the_state() -> None:
    for place in read_places("au"):
        assert re.fullmatch(r"[0-9]{4}", place.postcode)
        assert within(place.postcode, AU_RANGES[place.state])
        assert "0" + place.area == AU_AREA[place.state], "written without the trunk zero"


# --- New Zealand: ranges of numbers name the region ---------------------------------------------------------------

NZ_RANGES = {
    "Northland": [(100, 599)], "Auckland": [(600, 2699)], "Waikato": [(3200, 3999)], "Bay of Plenty": [(3000, 3199)],
    "Gisborne": [(4000, 4099)], "Hawke's Bay": [(4100, 4299)], "Taranaki": [(4300, 4399), (4600, 4699)],
    "Manawatū-Whanganui": [(4400, 4599), (4700, 4999), (5510, 5599)],
    "Wellington": [(5010, 5399), (5700, 5899), (6000, 6999)], "Nelson": [(7010, 7019), (7040, 7049)],
    "Tasman": [(7020, 7039), (7050, 7199)], "Marlborough": [(7200, 7299)],
    "Canterbury": [(7300, 7799), (7900, 8999)], "West Coast": [(7800, 7899)], "Otago": [(9000, 9599)],
    "Southland": [(9600, 9999)],
}  # fmt: skip
NZ_AREA = {
    "Northland": "09", "Auckland": "09", "Waikato": "07", "Bay of Plenty": "07", "Gisborne": "06",
    "Hawke's Bay": "06", "Taranaki": "06", "Manawatū-Whanganui": "06", "Nelson": "03", "Tasman": "03",
    "Marlborough": "03", "Canterbury": "03", "West Coast": "03", "Otago": "03", "Southland": "03",
}  # fmt: skip


def test_nz_postcode_and_area_code_belong_to_the_region() -> None:
    for place in read_places("nz"):
        assert re.fullmatch(r"[0-9]{4}", place.postcode)
        assert within(place.postcode, NZ_RANGES[place.state])
        # The Wairarapa is part of the Wellington region and dials 06 like its neighbours to the north.
        wairarapa = place.state == "Wellington" and 5700 <= int(place.postcode) <= 5899
        assert "0" + place.area == ("06" if wairarapa else NZ_AREA.get(place.state, "04"))


# --- United Kingdom: the letters before the first digit name the post town's area ---------------------------------

# The second half never holds C, I, K, M, O or V; the first half has six shapes.
GB_SHAPE = re.compile(
    r"(?:[A-PR-UWYZ][0-9]{1,2}|[A-PR-UWYZ][A-HK-Y][0-9]{1,2}|[EW][0-9][A-HJKPSTUW]|EC[1-4][A-Z]|WC[12][A-Z]"
    r"|SW1[A-Z]) [0-9][ABD-HJLNP-UW-Z]{2}"
)
GB_AREAS = {
    "AB": "Aberdeenshire", "B": "West Midlands", "BA": "Somerset", "BD": "West Yorkshire", "BL": "Greater Manchester",
    "BN": "East Sussex", "BR": "Greater London", "BS": "Bristol", "BT": "County Antrim", "CA": "Cumbria",
    "CB": "Cambridgeshire", "CF": "South Glamorgan", "CH": "Cheshire", "CR": "Greater London", "CT": "Kent",
    "CV": "West Midlands", "DD": "Angus", "DE": "Derbyshire", "DH": "County Durham", "DN": "South Yorkshire",
    "DY": "West Midlands", "E": "Greater London", "EC": "Greater London", "EH": "Midlothian", "EX": "Devon",
    "G": "Lanarkshire", "GL": "Gloucestershire", "HA": "Greater London", "HU": "East Yorkshire",
    "HX": "West Yorkshire", "IP": "Suffolk", "IV": "Inverness-shire", "KT": "Greater London", "L": "Merseyside",
    "LA": "Lancashire", "LE": "Leicestershire", "LN": "Lincolnshire", "LS": "West Yorkshire",
    "M": "Greater Manchester", "N": "Greater London", "NE": "Tyne and Wear", "NG": "Nottinghamshire",
    "NR": "Norfolk", "NW": "Greater London", "OL": "Greater Manchester", "OX": "Oxfordshire", "PL": "Devon",
    "PR": "Lancashire", "RG": "Berkshire", "RM": "Greater London", "S": "South Yorkshire", "SA": "West Glamorgan",
    "SE": "Greater London", "SK": "Greater Manchester", "SM": "Greater London", "SO": "Hampshire",
    "SR": "Tyne and Wear", "ST": "Staffordshire", "SW": "Greater London", "SY": "Shropshire", "TR": "Cornwall",
    "W": "Greater London", "WC": "Greater London", "WD": "Hertfordshire", "WF": "West Yorkshire",
    "WR": "Worcestershire", "WS": "West Midlands", "WV": "West Midlands", "YO": "North Yorkshire",
}  # fmt: skip
# Districts that lie in another county than the rest of their postcode area.
GB_DISTRICTS = {"BS23": "Somerset", "CH41": "Merseyside", "CH44": "Merseyside", "PR8": "Merseyside"}
GB_DIALLING = {
    "Aberdeen": "01224", "Bath": "01225", "Belfast": "028", "Birmingham": "0121", "Bolton": "01204",
    "Bradford": "01274", "Brighton": "01273", "Bristol": "0117", "Bromley": "020", "Cambridge": "01223",
    "Canterbury": "01227", "Cardiff": "029", "Carlisle": "01228", "Cheltenham": "01242", "Chester": "01244",
    "Coventry": "024", "Croydon": "020", "Derby": "01332", "Doncaster": "01302", "Dudley": "01384",
    "Dundee": "01382", "Durham": "0191", "Edinburgh": "0131", "Exeter": "01392", "Falmouth": "01326",
    "Gateshead": "0191", "Glasgow": "0141", "Halifax": "01422", "Harrow": "020", "Hull": "01482",
    "Inverness": "01463", "Ipswich": "01473", "Kingston upon Thames": "020", "Lancaster": "01524", "Leeds": "0113",
    "Leicester": "0116", "Lincoln": "01522", "Liverpool": "0151", "London": "020", "Manchester": "0161",
    "Newcastle upon Tyne": "0191", "Norwich": "01603", "Nottingham": "0115", "Oldham": "0161", "Oxford": "01865",
    "Plymouth": "01752", "Preston": "01772", "Reading": "0118", "Romford": "01708", "Rotherham": "01709",
    "Sale": "0161", "Salford": "0161", "Sheffield": "0114", "Shrewsbury": "01743", "Solihull": "0121",
    "Southampton": "023", "Southport": "01704", "Stockport": "0161", "Stoke-on-Trent": "01782",
    "Sunderland": "0191", "Sutton": "020", "Swansea": "01792", "Wakefield": "01924", "Wallasey": "0151",
    "Walsall": "01922", "Watford": "01923", "Weston-super-Mare": "01934", "Winchester": "01962",
    "Wolverhampton": "01902", "Worcester": "01905", "York": "01904",
}  # fmt: skip


def test_gb_postcode_and_dialling_code_belong_to_the_town() -> None:
    for place in read_places("gb"):
        assert GB_SHAPE.fullmatch(place.postcode)
        outward = place.postcode.split()[0]
        letters = re.match(r"[A-Z]+", outward)
        assert letters
        assert place.state == GB_DISTRICTS.get(outward, GB_AREAS[letters[0]])
        assert "0" + place.area == GB_DIALLING[place.city]
