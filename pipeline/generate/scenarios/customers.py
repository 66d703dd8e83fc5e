"""The customers of a shop's known cases: who they are, at numbers that are the same in every shop. Pure.

They are the people who would stand there, changed where the case asks for it: their region's places, streets and
telephones stay. Nobody real is meant: web addresses end in .example, and no such handle can be taken.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pipeline.generate.customers.customer_tables import groups_of, language_of
from pipeline.generate.customers.vocabulary import Names, ascii_letters
from pipeline.generate.draws import below_int, key_for, mix_int
from pipeline.packs import Region
from pipeline.schema.fields import Form
from pipeline.schema.kinds import CUSTOMER

VIP, COMPANY, ORIGINAL, DUPLICATE, LONG, ACCENTS = 0, 2, 4, 5, 7, 8
PLACES = {
    "vip": (VIP,),
    "company": (COMPANY,),
    "duplicates": (ORIGINAL, DUPLICATE),
    "long-name": (LONG,),
    "accents": (ACCENTS,),
}
REACH = ACCENTS + 1
# What only the VIP has
MORE = pl.Schema(
    {
        field.name: pl.Boolean() if field.form is Form.BOOLEAN else pl.String()
        for field in CUSTOMER.fields.values()
        if not field.generated
    }
)
_LONGEST = 60  # of a region's last names, from which two are joined
_ACCENTED = ("Zoë", "Muñoz")  # where a region has no such names
_BOX = {"en": "PO Box", "fr": "C.P."}
_SUITE = {"en": "Suite", "fr": "Bureau"}
_WORDS = {
    "en": {
        "note": "Prefers a call in the morning. Gifts go to the postal address.",
        "custom_field_1": "Customer since 2016",
        "custom_field_2": "Newsletter once a month",
        "custom_field_3": "Birthday card",
        "custom_field_4": "Came through a friend",
    },
    "fr": {
        "note": "Préfère un appel le matin. Les cadeaux vont à l'adresse postale.",
        "custom_field_1": "Fidèle depuis 2016",
        "custom_field_2": "Infolettre une fois par mois",
        "custom_field_3": "Carte d'anniversaire",
        "custom_field_4": "Sur recommandation",
    },
}


def customer_rows(
    head: pl.DataFrame, seed: int, region: Region, names: Sequence[Names]
) -> dict[int, dict[str, Any]]:
    """Return the rows of the cases, of the first REACH customers, each with a company and a mobile."""
    rows = head.to_dicts()
    key = key_for(seed, "customers", "scenarios")
    return {
        number: dict.fromkeys(MORE) | rows[number] | cells
        for number, cells in (
            (VIP, _vip(rows[VIP], key, region, names)),
            (COMPANY, {"customer_group": groups_of(region)[1]}),
            (ORIGINAL, _alone()),
            (DUPLICATE, _again(rows[ORIGINAL], rows[DUPLICATE])),
            (LONG, _alone() | _long_name(rows[LONG], key, region, names[0])),
            (ACCENTS, _alone() | _accented(rows[ACCENTS], key, region)),
        )
    }


def _alone() -> dict[str, None]:
    return {"company_name": None, "customer_group": None}


def _vip(row: Mapping[str, Any], key: int, region: Region, names: Sequence[Names]) -> dict[str, Any]:
    """Return what the store may know of a customer, all of it."""
    language = language_of(region)
    number = below_int(mix_int(0, key), 9_000) + 1_000
    box = f"{_BOX[language]} {number}"
    person = f"{ascii_letters(row['first_name'])}.{ascii_letters(row['last_name'])}"
    women = {name for each in names for name, _ in each.female}
    return {
        "customer_group": groups_of(region)[0],
        "physical_address_2": f"{_SUITE[language]} {number % 90 + 10}",
        "physical_suburb": row["physical_city"],
        "postal_address_1": box,
        "postal_address_2": row["company_name"],
        "postal_suburb": row["physical_city"],
        **{f"postal_{part}": row[f"physical_{part}"] for part in ("city", "state", "postcode", "country_id")},
        "customer_code": f"VIP-{mix_int(1, key) % 10**10:010}",
        "fax": row["phone"],
        "website": f"https://{person}.example",
        "twitter": f"{person}.example",  # no handle has a dot
        "gender": "F" if row["first_name"] in women else "M",
        "date_of_birth": "1979-04-12",
        "do_not_email": False,
        "enable_loyalty": True,
        "on_account_limit": "500",
        **_WORDS[language],
    }


def _again(original: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same person as typed in a second time: one letter less, another e-mail, no mobile."""
    last = _misspelt(original["last_name"])
    same = {name: value for name, value in original.items() if name.startswith(("physical_", "phone"))}
    named = {"first_name": original["first_name"], "last_name": last}
    return {**same, **_alone(), "mobile": None, **named, "email": _mail(row, **named)}


def _misspelt(name: str) -> str:
    """Return a name without one of two equal letters that follow each other, else without its last letter but one."""
    double = next((at for at in range(1, len(name) - 1) if name[at] == name[at + 1]), len(name) - 2)
    return name[:double] + name[double + 1 :]


def _long_name(row: Mapping[str, Any], key: int, region: Region, names: Names) -> dict[str, Any]:
    plain = sorted({name for name, _ in names.last if name.isalpha()}, key=lambda name: (-len(name), name))
    at = below_int(mix_int(2, key), min(_LONGEST, len(plain)))
    other = (at + 1 + below_int(mix_int(3, key), min(_LONGEST, len(plain)) - 1)) % min(_LONGEST, len(plain))
    first = _chosen([name for name in region.first_spellings if "-" in name], mix_int(4, key))
    named = {"first_name": first or row["first_name"], "last_name": f"{plain[at]}-{plain[other]}"}
    return {**named, "email": _mail(row, **named)}


def _accented(row: Mapping[str, Any], key: int, region: Region) -> dict[str, Any]:
    first, last = (
        _chosen([name for name in spelled if not name.isascii() and "-" not in name], mix_int(turn, key))
        or instead
        for turn, spelled, instead in (
            (5, region.first_spellings, _ACCENTED[0]),
            (6, region.last_spellings, _ACCENTED[1]),
        )
    )
    return {"first_name": first, "last_name": last, "email": _mail(row, first, last)}


def _chosen(texts: Sequence[str], draw: int) -> str:
    return texts[below_int(draw, len(texts))] if texts else ""


def _mail(row: Mapping[str, Any], first_name: str, last_name: str) -> str:
    """Return the e-mail of the row's number, with another name in front of what makes it unique."""
    was = "".join(f"{ascii_letters(row[part])}." for part in ("first_name", "last_name"))
    email, first, last = str(row["email"]), ascii_letters(first_name), ascii_letters(last_name)
    if not email.startswith(
        was
    ):  # a plain one, which is unique by its name: nobody else has a letter in the middle
        return f"{first}.b.{last}@{email.partition('@')[2]}"
    return f"{first}.{last}.{email.removeprefix(was)}"
