"""People of a real shop, replaced by made ones: a pure function of a record and a seed.

Promises: the same person (by e-mail, else by name, else by number) becomes the same made one, in whichever kind, file or
store; so does the same number and the same street. Mail goes to a reserved domain, numbers reach nobody. What holds free
text (notes, custom fields, web addresses) is emptied, since nobody knows what stands there; of a date of birth the year
stays. City, state, postcode, country, group, limits, names of suppliers and products stay, but for mail addresses in them.
Blank stays blank.
Does not promise secrecy against who knows a person and the seed: the same e-mail gives the same made person.
"""

import functools
import hashlib
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

import polars as pl

from pipeline.dataset.files.column_names import column
from pipeline.generate.customers.vocabulary import ascii_letters, read_names
from pipeline.packs import load_region
from pipeline.schema.fields import Value
from pipeline.schema.kinds import CUSTOMER, SUPPLIER, Kind, key_of
from pipeline.schema.reserved import DOMAINS

_REGION = "us"
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_TAIL = 10  # of 3.7e15: among a million people two share one in one case of 7,000
_OWN_DIGITS = 9  # behind the code of a country, or the zero in its place
_DAYS = 28  # that every month has
_ADDRESS = r"[^\s@,;:<>()\[\]\"']+@[^\s@,;:<>()\[\]\"']+\.\w+"  # of mail, anywhere in a text

V = TypeVar("V", bound=Value | None)


class _Words(NamedTuple):
    first: tuple[str, ...]
    last: tuple[str, ...]
    streets: tuple[str, ...]
    companies: tuple[str, ...]


class _Person(NamedTuple):
    """Who is made up for somebody: the names, and digits that nobody else has."""

    first: str
    last: str
    number: int


def anonymized(kind: Kind, values: Mapping[str, V], seed: int = 0) -> dict[str, V | str]:
    """Return a record's values, with made ones in place of those that say who somebody is; what is emptied is left out."""
    makers = PERSONAL.get(kind, {})
    texts = {
        name: text
        for name, text in values.items()
        if name in makers and isinstance(text, str) and text.strip()
    }
    person = _person(texts, seed)
    made = {name: makers[name](person, text, seed) for name, text in texts.items()}
    kept: dict[str, V | str] = {
        name: _readdressed(value, seed) if isinstance(value, str) else value
        for name, value in values.items()
        if name not in made
    }
    every = kept | {name: text for name, text in made.items() if text is not None}
    return {name: every[name] for name in values if name in every}


def anonymized_frame(kind: Kind, frame: pl.DataFrame, seed: int = 0) -> pl.DataFrame:
    """Return a frame (String, null when empty) with every row as `anonymized` has it."""
    names = [name for name in frame.columns if name in PERSONAL.get(kind, {})]
    if names:
        rows = [anonymized(kind, row, seed) for row in frame.select(names).iter_rows(named=True)]
        frame = frame.with_columns(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)))
    for name in (each for each in frame.columns if each not in names):
        cells = frame[name]
        texts = cells.filter(cells.str.contains(_ADDRESS)).unique().to_list()
        made = [_readdressed(text, seed) for text in texts]
        frame = frame.with_columns(column(name).replace(texts, made)) if texts else frame
    return frame


def emptied(kind: Kind) -> tuple[str, ...]:
    """Return the fields of a kind of which nothing is left."""
    return tuple(name for name, maker in PERSONAL.get(kind, {}).items() if maker is _nothing)


@functools.cache
def _words() -> _Words:
    region = load_region(_REGION)
    names = read_names(region.faker_locale)
    return _Words(
        tuple(name for name, _ in (*names.female, *names.male)),
        tuple(name for name, _ in names.last),
        tuple(f"{name} {form}" for name in region.street_names for form, _ in region.street_forms),
        tuple(f"{head} {tail}" for head in region.company_heads for tail in region.company_tails),
    )


def _number(seed: int, what: str, text: str) -> int:
    digest = hashlib.sha256(f"{seed}/{what}/{key_of(text)}".encode(errors="surrogatepass")).digest()
    return int.from_bytes(digest, "big")


def _person(texts: Mapping[str, str], seed: int) -> _Person:
    """Return who is made up for the person of a record: by e-mail, else by name, else by whatever there is."""
    bare = {name.removeprefix(_CONTACT): text for name, text in texts.items()}
    email = bare.get("email", "")
    who = email if "@" in email else f"{bare.get('first_name', '')} {bare.get('last_name', '')}".strip()
    number = _number(seed, "person", who or " ".join(bare.values()))
    words = _words()
    rest, first = divmod(number, len(words.first))
    rest, last = divmod(rest, len(words.last))
    return _Person(words.first[first], words.last[last], rest)


def _tail(number: int) -> str:
    tail = ""
    for _ in range(_TAIL):
        number, digit = divmod(number, len(_ALPHABET))
        tail += _ALPHABET[digit]
    return tail


def _first(person: _Person, _text: str, _seed: int) -> str:
    return person.first


def _last(person: _Person, _text: str, _seed: int) -> str:
    return person.last


def _email(person: _Person, text: str, _seed: int) -> str | None:
    if "@" not in text:
        return None  # no address, and not known what
    names = f"{ascii_letters(person.first)}.{ascii_letters(person.last)}"
    return f"{names}.{_tail(person.number)}@{DOMAINS[0]}"


def _readdressed(text: str, seed: int) -> str:
    """Return a text with the made address of each person whose mail address stands in it."""
    return re.sub(
        _ADDRESS, lambda found: _email(_person({"email": found[0]}, seed), found[0], seed) or "", text
    )


def _phone(_person: _Person, text: str, seed: int) -> str:
    number = _number(seed, "phone", re.sub(r"\D", "", text)[-_OWN_DIGITS:] or text)
    return f"+1-555-{200 + number % 800}-{1000 + number // 800 % 9000}"


def _street(_person: _Person, text: str, seed: int) -> str:
    number, words = _number(seed, "street", " ".join(text.split())), _words()
    return f"{1 + number % 980} {words.streets[number // 980 % len(words.streets)]}"


def _unit(_person: _Person, text: str, seed: int) -> str:
    return f"Unit {1 + _number(seed, 'unit', text) % 60}"


def _company(_person: _Person, text: str, seed: int) -> str:
    words = _words()
    return words.companies[_number(seed, "company", text) % len(words.companies)]


def _code(_person: _Person, text: str, seed: int) -> str:
    return f"C-{_tail(_number(seed, 'code', text)).upper()}"


def _birth(person: _Person, text: str, _seed: int) -> str | None:
    year = re.search(r"(?:19|20)[0-9]{2}", text)
    month, day = 1 + person.number % 12, 1 + person.number // 12 % _DAYS
    return f"{year[0]}-{month:02}-{day:02}" if year else None


def _nothing(_person: _Person, _text: str, _seed: int) -> None:
    return None


_CONTACT = "contact_"  # before a supplier's columns that customers have without it
_Maker = Callable[[_Person, str, int], str | None]
_OF_PEOPLE: dict[str, _Maker] = {
    "first_name": _first,
    "last_name": _last,
    "email": _email,
    **dict.fromkeys(("phone", "mobile", "fax"), _phone),
    "website": _nothing,
}
# What of a kind's fields says who somebody is, and what is made of it.
PERSONAL: dict[Kind, dict[str, _Maker]] = {
    CUSTOMER: {
        **_OF_PEOPLE,
        "company_name": _company,
        "customer_code": _code,
        "date_of_birth": _birth,
        **{
            f"{side}_address_{line}": made
            for side in ("physical", "postal")
            for line, made in ((1, _street), (2, _unit))
        },
        **dict.fromkeys(("twitter", "note", *(f"custom_field_{number}" for number in range(1, 5))), _nothing),
    },
    SUPPLIER: {
        **{_CONTACT + name: maker for name, maker in _OF_PEOPLE.items()},
        "description": _nothing,
        "contact_physical_address1": _street,
        "contact_physical_address2": _unit,
    },
}
