"""A pack in another language: nouns with their gender, adjectives that agree, sentences one for one. Pure.

The table is `packs/words/french.json`. It knows whole texts, as packs have them: a pack with a text that it doesn't know
stays as it was written, so that no shop is half in one language.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.packs.names import name_clashes
from pipeline.packs.reading import Reader
from pipeline.packs.sentences import Sentence, parse_sentence, written
from pipeline.packs.speech import GENDERS, Speech
from pipeline.packs.values import AGREES, COUNTED, Detail, Forms, Line, Option, OptionValue, Pack
from pipeline.schema.fields import path_text, split_path

_FIGURE = re.compile(
    r"[\d.]+(?: x [\d.]+)?(?: (?:g|kg|ml|l|m|cm|mm|W))?"
)  # is written alike but for its point
_TABLES = ("nouns", "adjectives", "materials", "values", "titles", "labels", "details", "facts", "sentences")
_PLURAL, _PHRASE = 1, 2


class Language(NamedTuple):
    """What texts of packs are in a language, by kind and text; `collections` are names in the place of a pack's own.

    Materials in `close` stand right behind the noun: "Miel de trèfle printanier".
    """

    speech: Speech
    close: frozenset[str]
    collections: tuple[str, ...]
    tables: Mapping[str, Mapping[str, Any]]


def language_of(reader: Reader, document: Any) -> Language | None:
    """Return the language that a table of words holds; what is wrong is noted in `reader`."""
    fields = reader.fields(document, "", ("format", "speech", "close", "collections", *_TABLES), ("about",))
    words = reader.fields(fields.get("speech"), "speech", Speech._fields)
    if reader.findings:
        return None
    lists = {name: tuple(words[name]) for name in ("numbers", "articles")}
    return Language(
        speech=Speech(**{**words, **lists}),
        close=frozenset(reader.texts(fields["close"], "close", 0)),
        collections=reader.texts(fields["collections"], "collections", 1),
        tables={name: fields[name] for name in _TABLES},
    )


def spoken(pack: Pack, language: Language) -> Pack | None:
    """Return the pack in a language; None where that has no form of one of its texts, or two names would be one."""
    try:
        found = _pack(pack, language)
    except KeyError:
        return None
    return None if name_clashes(found) else found


def _pack(pack: Pack, language: Language) -> Pack:
    labels = language.tables["labels"]
    return pack._replace(
        title=labels[pack.title],
        suppliers=tuple(
            each._replace(name=labels[each.name], description=each.description and labels[each.description])
            for each in pack.suppliers
        ),
        material_tags={
            _all_four(language.tables["materials"][material])[0]: labels[tag]
            for material, tag in pack.material_tags.items()
        },
        collections=language.collections[: len(pack.collections)],
        lines=tuple(_line(line, pack.name, language) for line in pack.lines),
        speech=language.speech,
    )


def _line(line: Line, pack: str, language: Language) -> Line:
    tables = language.tables
    nouns = [tables["nouns"][noun] for noun in line.nouns]
    forms = Forms(
        genders=tuple(GENDERS.index(gender) for _, gender in nouns),
        adjectives=tuple(_all_four(_own(tables["adjectives"], pack, text)) for text in line.adjectives),
        materials=tuple(_all_four(tables["materials"][text]) for text in line.materials),
        close=frozenset(k for k, text in enumerate(line.materials) if text in language.close),
    )
    return line._replace(
        nouns=tuple(noun for noun, _ in nouns),
        category=path_text(tuple(tables["labels"][level] for level in split_path(line.category))),
        tags=tuple(tables["labels"][tag] for tag in line.tags),
        adjectives=tuple(each[0] for each in forms.adjectives),
        materials=tuple(each[0] for each in forms.materials),
        options=tuple(_option(option, pack, tables) for option in line.options),
        details=tuple(
            Detail(each.name, tuple(tables["details"][each.name][text] for text in each.texts), each.fits)
            for each in line.details
        ),
        facts={
            name: tuple(tables["facts"][name][text] for text in texts) for name, texts in line.facts.items()
        },
        description=tuple(
            tuple(_sentence(tables["sentences"][written(each)]) for each in slot) for slot in line.description
        ),
        forms=forms,
    )


def _own(known: Mapping[str, Any], pack: str, text: str) -> Any:
    """Return what a text is in a pack: its form of that pack's own, or that of all packs."""
    return known.get(f"{pack} {text}") or known[text]


def _all_four(forms: str | Sequence[str]) -> tuple[str, ...]:
    """Return a word by gender; one that has a single form never changes."""
    return (forms,) * len(GENDERS) if isinstance(forms, str) else tuple(forms)


def _option(option: Option, pack: str, tables: Mapping[str, Mapping[str, Any]]) -> Option:
    words = _own(tables["titles"], pack, option.name)
    return option._replace(
        title=words[0],
        plural=words[_PLURAL],
        phrase=_sentence(words[_PHRASE]),
        values=tuple(
            OptionValue(figure(value.text) or _own(tables["values"], pack, value.text), value.percent)
            for value in option.values
        ),
    )


def figure(text: str) -> str | None:
    """Return a number and its unit with the point of the language; None for what has words."""
    return text.replace(".", ",") if _FIGURE.fullmatch(text) else None


def _sentence(text: str) -> Sentence:
    return parse_sentence(text, (COUNTED, AGREES))
