"""What makes a pack that works a pack that one can show: `packs --check`.

Looks for words that nobody should see on a screen, words repeated in a name, words that no line uses, too few names,
sentences that read wrong (`wording`), and lines that contradict themselves (`contradictions`). `parse` has refused everything that could break a dataset before.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.errors import Finding
from pipeline.packs.categories import spelled_apart
from pipeline.packs.fits import slot_place
from pipeline.packs.lint.beside import beside_each_other
from pipeline.packs.lint.contradictions import contradictory
from pipeline.packs.lint.invented import invention_fault
from pipeline.packs.lint.unspeakable import is_unspeakable
from pipeline.packs.lint.wording import misworded
from pipeline.packs.names import bodies, name_count
from pipeline.packs.sentences import Hole
from pipeline.packs.values import Line, Pack
from pipeline.text import clean

NAMES_LEAST = 20_000  # different names before a collection or a number has to help
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class LintReport:
    """What `packs --check` says of a pack: findings, and the figures that a person reads."""

    findings: tuple[Finding, ...]
    names: int
    brands: tuple[str, ...]
    categories: tuple[str, ...]


def lint(pack: Pack) -> LintReport:
    """Return what a person should change in a pack, and its figures."""
    found = [
        *_bad_words(pack),
        *_real_names(pack),
        *_repeats(pack),
        *_unused(pack),
        *_uncarried(pack),
        *_two_spellings(pack),
        *_too_few(pack),
        *_told_wrong(pack),
    ]
    return LintReport(
        tuple(found),
        name_count(pack),
        tuple(brand.name for brand in pack.brands if brand.name),
        pack.categories,
    )


def lint_packs(packs: Iterable[Pack]) -> tuple[Finding, ...]:
    """Return what a person should change in these packs, each by itself and beside the others."""
    every = tuple(packs)
    return (*(finding for pack in every for finding in lint(pack).findings), *beside_each_other(every))


def _finding(pack: Pack, path: str, value: str | None, rule: str, way_out: str) -> Finding:
    return Finding(pack.source, None, path, None if value is None else clean(value, 80), rule, way_out)


def _texts(pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of everything in the pack that can reach a screen."""
    yield from (("title", pack.title), ("summary", pack.summary))
    yield from ((f"brands[{k}]", brand.name) for k, brand in enumerate(pack.brands))
    for k, supplier in enumerate(pack.suppliers):
        for part, text in (("name", supplier.name), ("description", supplier.description)):
            yield f"suppliers[{k}].{part}", text
        yield f"suppliers[{k}].contact", " ".join(supplier.contact)
    yield from ((f"tags.{tag}", tag) for tag in dict.fromkeys(pack.material_tags.values()))
    yield from ((f"collections[{k}]", text) for k, text in enumerate(pack.collections))
    for number, line in enumerate(pack.lines):
        yield from ((f"lines[{number}].{path}", text) for path, text in _line_texts(line))


def _line_texts(line: Line) -> Iterator[tuple[str, str]]:
    yield from (("name", line.name), ("category", line.category))
    yield from ((f"tags[{k}]", tag) for k, tag in enumerate(line.tags))
    for name, words in (
        ("nouns", line.nouns),
        ("adjectives", line.adjectives),
        ("materials", line.materials),
    ):
        yield from ((f"{name}[{k}]", text) for k, text in enumerate(words))
    for option in line.options:
        yield from ((f"options.{option.name}[{k}]", value.text) for k, value in enumerate(option.values))
    for detail in line.details:
        yield from ((f"details.{detail.name}[{k}]", text) for k, text in enumerate(detail.texts))
    for name, texts in line.facts.items():
        yield from ((f"materials: {name}", text) for text in texts)
    for slot, sentences in enumerate(line.description):
        for k, sentence in enumerate(sentences):
            text = "".join(" " if isinstance(part, Hole) else part for part in sentence)
            yield f"{slot_place(line, slot)}[{k}]", text


def _bad_words(pack: Pack) -> Iterator[Finding]:
    for path, text in _texts(pack):
        if any(is_unspeakable(word) for word in _LETTERS.findall(text)):
            yield _finding(
                pack, path, None, "has a word that nobody should see on a screen", "Use another word."
            )


def _real_names(pack: Pack) -> Iterator[Finding]:
    named = [(f"brands[{k}].name", brand.name) for k, brand in enumerate(pack.brands)]
    named += [(f"suppliers[{k}].name", supplier.name) for k, supplier in enumerate(pack.suppliers)]
    for path, name in named:
        if fault := invention_fault(name):
            yield _finding(pack, path, name, fault, "Invent another name.")


def _uncarried(pack: Pack) -> Iterator[Finding]:
    carried = {name for supplier in pack.suppliers for name in supplier.brands}
    for k, brand in enumerate(pack.brands):
        if pack.suppliers and brand.name not in carried:
            yield _finding(
                pack,
                f"brands[{k}]",
                brand.name,
                "is carried by no supplier",
                "Add it to a supplier's brands.",
            )
    for material in pack.material_tags:
        if not any(material in line.materials for line in pack.lines):
            yield _finding(
                pack, "tags", material, "is no material of a line", "Use it in a line, or remove it."
            )


def _two_spellings(pack: Pack) -> Iterator[Finding]:
    for first, second in spelled_apart(pack.lines):
        yield _finding(pack, "lines", second, f'is written "{first}" elsewhere', "Write both alike.")


def _repeats(pack: Pack) -> Iterator[Finding]:
    for number, line in enumerate(pack.lines):
        seen = {repeated for text in bodies(line) if (repeated := _repeated(text))}
        for word in sorted(seen):
            yield _finding(
                pack, f"lines[{number}]", word, "stands twice in a name", "Change one of the two words."
            )
        own = {word for text in bodies(line) for word in _words(text)}
        for brand in line.brands:
            for word in sorted(own & set(_words(brand.name))):
                yield _finding(
                    pack, f"lines[{number}]", word, f"stands in the brand {brand.name}, too", "Change one."
                )


def _words(text: str) -> list[str]:
    return [word.casefold() for word in re.split(r"[ \-]", text) if len(word) > 1]


def _repeated(text: str) -> str:
    return next((word for word, count in Counter(_words(text)).items() if count > 1), "")


def _unused(pack: Pack) -> Iterator[Finding]:
    for word in pack.unused_words:
        yield _finding(
            pack, "lines", word, "fits no line: nothing uses it", "Use it in a line, or remove it."
        )


def _told_wrong(pack: Pack) -> Iterator[Finding]:
    for number, line in enumerate(pack.lines):
        for path, text, rule, way_out in (*misworded(line), *contradictory(line)):
            yield _finding(pack, f"lines[{number}].{path}", text, rule, way_out)


def _too_few(pack: Pack) -> Iterator[Finding]:
    count = name_count(pack)
    if count < NAMES_LEAST:
        yield _finding(
            pack,
            "lines",
            f"{count:,} names",
            f"are fewer than {NAMES_LEAST:,}; beyond them names need a collection or a number",
            "Add adjectives, materials, brands or options.",
        )
