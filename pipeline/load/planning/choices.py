"""What a load leaves out of the files, and under which category it puts theirs: chosen once, kept in the journal. Pure.

Parts are kinds that are known by their names, and what is put after a create. What is sent without the first stays so: to
send it later means to unload first, since nothing that is done is sent again. The others are made by a later load.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.errors import UsageError
from pipeline.journal.entries import Entry
from pipeline.load.planning.flat import flat_rows
from pipeline.schema.collect import Filed, with_collected
from pipeline.schema.families import with_shared
from pipeline.schema.fields import Form, Value, path_text, split_path
from pipeline.schema.kinds import all_kinds, key_of, short_plural
from pipeline.schema.records import Record
from pipeline.text import clean, did_you_mean, listed

NOTE = "choice"  # of a journal
STOCK_PART = "stock"  # of a choice
OUTLETS_NOTE = "outlets"  # of a journal: the names of those where stock is kept, none for all
WITHOUT, CATEGORY_ROOT = "--without", "--category-root"


def parts() -> tuple[str, ...]:
    """Return what can be left out: kinds that are known by their names, in the order of creation, then parts of records."""
    kinds = tuple(short_plural(kind) for kind in all_kinds() if kind.optional)
    return (*kinds, *step_parts())


def step_parts() -> tuple[str, ...]:
    """Return the parts that are put after a create: what was left out of these, a later load makes."""
    return tuple(
        dict.fromkeys(field.part for kind in all_kinds() for field in kind.fields.values() if field.part)
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """Parts that are left out, by name, in the order of creation; the category above all of ours, None for none."""

    without: tuple[str, ...] = ()
    category_root: str | None = None

    @property
    def noted(self) -> dict[str, Any]:
        """The choice as a journal keeps it."""
        return {"without": list(self.without), "category_root": self.category_root}

    @property
    def words(self) -> str:
        """What was chosen, for people: 'without brands and tags, all categories under Demo'; '' for nothing."""
        words = [f"without {listed(list(self.without))}"] if self.without else []
        words += [f"all categories under {clean(self.category_root, 80)}"] if self.category_root else []
        return ", ".join(words)


def choice_from(noted: Mapping[str, Any] | None) -> Choice:
    """Return the choice that a journal keeps; one without a note sends everything."""
    noted = noted or {}
    return Choice(tuple(noted.get("without") or ()), noted.get("category_root"))


def parse_choice(without: Iterable[str], category_root: str | None) -> Choice:
    """Return the choice of a command line. Raises UsageError for what is no part, and no name of a category."""
    known = parts()
    asked = {part.strip().lower() for text in without for part in text.split(",") if part.strip()}
    for part in sorted(asked - set(known)):
        raise UsageError(
            f'{WITHOUT} can\'t be "{clean(part, 40)}".{did_you_mean(part, known)}',
            code="choice-invalid",
            hint=f"Any of: {', '.join(known)}.",
        )
    root = path_text(split_path(category_root)) if category_root is not None else None
    if root == "":
        raise UsageError(
            f"{CATEGORY_ROOT} needs the name of a category.", code="choice-invalid", hint="Such as Demo."
        )
    return Choice(tuple(part for part in known if part in asked), root)


def settled_choice(asked: Choice | None, kept: Choice, *, begun: bool) -> Choice:
    """Return what a load goes by: as asked, else as the journal keeps it. Raises UsageError for another one once begun."""
    steps = frozenset(step_parts())
    kept_names = replace(kept, without=tuple(part for part in kept.without if part not in steps))
    if asked is None:
        return kept_names
    asked_names = replace(asked, without=tuple(part for part in asked.without if part not in steps))
    if not begun or asked_names == kept_names:
        return asked
    raise UsageError(
        f"This dataset was loaded there {kept.words or 'with all its parts'}; that can't change while its records are "
        "in the store.",
        code="choice-kept",
        hint=f"A load without {WITHOUT} and {CATEGORY_ROOT} goes on as it was begun; for another choice unload first.",
    )


def settled_outlets(asked: tuple[str, ...], kept: Iterable[str], *, begun: bool) -> tuple[str, ...]:
    """Return where a load keeps stock, () for everywhere: as asked, else as the journal keeps it.

    Raises UsageError for other outlets once stock was sent.
    """
    kept = tuple(kept)
    if not begun or {*map(key_of, asked)} == {*map(key_of, kept)}:
        return asked
    if not asked:
        return kept
    raise UsageError(
        f"This dataset keeps its stock at {listed([clean(each, 60) for each in kept]) or 'every outlet'} there; that can't "
        "change while its records are in the store.",
        code="choice-kept",
        hint="A load without --outlet goes on as it was begun; for other outlets unload first.",
    )


def chosen_rows(rows: Iterable[Filed], choice: Choice, entries: Iterable[Entry] = ()) -> list[Filed]:
    """Return the rows as a choice sends them, with the records that they name; what is left out is named no more.

    `entries` are those of the dataset's journal there: what it has as singles goes on flat.
    """
    kinds = {short_plural(kind): kind.name for kind in all_kinds()}
    left_out = frozenset(kinds.get(part, part) for part in choice.without)
    kept = [
        (_chosen(record, left_out, choice.category_root), line)
        for record, line in rows
        if record.kind.name not in left_out
    ]
    return with_collected(flat_rows(with_shared(kept), entries))


def _chosen(record: Record, left_out: frozenset[str], root: str | None) -> Record:
    values: list[tuple[str, Value]] = []
    for name, value in record.values:
        field = record.kind.field(name)
        if field is None or field.to in left_out or field.part in left_out:
            continue
        under_root = root is not None and field.form is Form.PATH
        values.append((name, f"{root} > {value}" if under_root else value))
    changed = tuple(values)
    return record if changed == record.values else Record(record.kind, changed, filed=record)
