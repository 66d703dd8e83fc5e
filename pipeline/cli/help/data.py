"""Topics about the data: columns, and the files of a dataset."""

from pathlib import Path

from pipeline.cli.help.topics import Part, TopicTable
from pipeline.cli.store.sandbox_place import SANDBOX_STATE
from pipeline.journal.file import journal_path
from pipeline.pull.pages import state_folder
from pipeline.schema import folder
from pipeline.schema.fields import FORM_RULES, Form
from pipeline.schema.kinds import (
    CATEGORY_LEVELS,
    FORBIDDEN_IN_PRODUCT_NAMES,
    Kind,
    Source,
    all_kinds,
    filed_kinds,
    kinds_to_show,
)
from pipeline.schema.reserved import DOMAINS, ENDINGS
from pipeline.stores import resource_of
from pipeline.text import listed
from pipeline.unload.kept import kept_path


def fields() -> tuple[Part, ...]:
    """Return the columns of each kind, and what each form of cell may hold."""
    parts: list[Part] = [
        (
            "Columns have the API's own names. A dataset needs those that are required; generate writes those that are "
            "generated; all others may be added by hand. An empty cell is left out of what is sent. Ids of other records "
            "and nested fields (images, inventory, variants) are refused by check: they are not sent in this version."
        )
    ]
    for kind in kinds_to_show(dict.fromkeys(filed_kinds(), True)):
        parts += [f"{kind.nouns.capitalize()}, each known by its {kind.key.noun}:", _columns(kind)]
    used = {field.form for kind in filed_kinds() for field in kind.fields.values()}
    forms = tuple((form.value, FORM_RULES[form]) for form in Form if form in used)
    return (*parts, "What a cell may hold:", TopicTable(("form", "rule"), forms), *_rules())


def _columns(kind: Kind) -> TopicTable:
    return TopicTable(
        ("column", "form", "required", "generated", "meaning"),
        tuple(
            (
                name,
                field.form.value,
                "yes" if field.required else "",
                "yes" if field.generated else "",
                field.meaning,
            )
            for name, field in kind.fields.items()
        ),
    )


def _rules() -> tuple[Part, ...]:
    keys = ", ".join(f"{kind}: {kind.key.field}" for kind in filed_kinds())
    free = listed([kind.nouns for kind in all_kinds() if not resource_of(kind).unique])
    unfiled = listed([kind.nouns for kind in all_kinds() if kind.source is Source.COLUMNS])
    optional = listed([kind.nouns for kind in all_kinds() if kind.source is Source.BOTH])
    return (
        (
            f"{unfiled.capitalize()} have no file: they are made of the columns that name them. So are {optional} that no "
            "row describes. Names that differ only in capitals are one, and the first spelling is sent. In a name, write "
            f"; > and \\ as \\; \\> and \\\\. A category stands on one of {CATEGORY_LEVELS} levels, and products in the "
            "lowest ones alone."
        ),
        (
            "A barcode of 8, 12, 13 or 14 digits ends in the check digit of an EAN, UPC, ISBN or ITF; any other is a code "
            "of your own, without blanks. No two rows have the same one, and none is the SKU of a row."
        ),
        (
            f"Keys ({keys}) are compared without case and must be unique in a dataset. The store itself accepts a second "
            f"record with the same key for {free}, so this tool watches over that. Product names must be unique too, and "
            f"hold none of {' '.join(FORBIDDEN_IN_PRODUCT_NAMES)}."
        ),
        (
            "A product has one of the two prices. A load asks the store which one it wants and sends the number in that "
            "field; load --price-field decides otherwise."
        ),
        (
            "import takes these columns from other programs' files, by these names and by the usual ones of shops, "
            "address books and X-Series exports, in some ten languages, and says what it left out. From an amount it takes "
            "a currency, zeros behind its cents and what "
            "separates thousands ($1,299.95, 12,50 €); with anything else beside the digits, such as a minus, a percent "
            "or a unit, the cell stays as it is, for check to name."
        ),
        (
            "check proposes a text for a cell only if it passes every rule. check --fix writes those that nobody could mean "
            "otherwise, such as 02139 for '02139 or 1990-12-31 for 31/12/1990; a date of two readings, a digit that is gone or "
            "an e-mail stays a finding."
        ),
        (
            f"E-mails are in a domain that nobody can own: {', '.join(DOMAINS)}, or one below "
            f"{', '.join('.' + ending for ending in ENDINGS)}. check --allow-real-emails accepts others."
        ),
    )


def files() -> tuple[Part, ...]:
    """Return what lies where."""
    here = Path()
    names = ", ".join(f"{kind.plural}.csv" for kind in filed_kinds())
    inside = {
        names: "the data (or .parquet); look at it, edit it",
        folder.MANIFEST: "seed, packs, region and digests: how check knows what was edited",
        f"{folder.IMAGES}/": "what `images` or a load has drawn of its products; keep it, a load sends an image again from there",
        f"{folder.ORIGINALS}/": "the rows as they were made, for the same purpose; check --fix restores from them what a spreadsheet destroyed",
        f"{folder.BEFORE}/": "each file as it was before check --fix wrote it",
        f"{folder.PULLED_IMAGES}/": "images that `pull` has fetched; the rows name them",
        f"{folder.EXPORTS}/": "what `export` wrote, in a folder for each format",
        folder.PAGE: "the dataset as one page to look at, of show --html; with people in it, unless made with --only products",
        folder.SCRIPT: "whom and what to search for in a demo, of generate --scenarios; generate, load, update, unload and show make it again",
        folder.MAPPING: "key -> the store's id; rewritten by every load, whole at any moment",
        folder.LOG: "a line for every attempt, with status and the store's words; never a token",
        str(
            journal_path(here, "PREFIX")
        ): "the journal of loads into one store: every record and what became of it",
        str(kept_path(here, "PREFIX")): "what unload deleted, whole: see the topic bring-back",
    }
    outside = {
        str(
            SANDBOX_STATE
        ): "the sandbox. For a fresh one remove it, and the journals sandbox.sqlite of the datasets",
        str(
            state_folder(Path("DIR"))
        ): "beside a dataset that is being pulled: what was read so far; gone once it is complete",
        "~/.local/state/x-series-demo/locks/": "one lock for each store: one load at a time goes into it",
        "~/.config/x-series-demo/profiles/NAME.json": "a profile",
        "~/.config/x-series-demo/profiles/NAME.token": "its token, only where no keyring keeps it",
    }
    return (
        (
            "Everything about a dataset is in its folder, out/demo unless --out says otherwise. PREFIX is the store's, "
            "or sandbox:"
        ),
        TopicTable(("file", "what it is"), tuple(inside.items())),
        "The folder can be archived and moved to another machine with all of it, and goes on there. Elsewhere:",
        TopicTable(("file", "what it is"), tuple(outside.items())),
        (
            "A journal or a sandbox of version 0.1 is changed to today's format when a command first writes to it. The "
            "file as it was stays beside it; its name ends in .v1."
        ),
        (
            "Files that hold people's data or tokens are for their owner alone (0600). Money is text with two places, "
            "never rounded. CSV files are UTF-8 with a header; what spreadsheets make of encodings and separators is "
            "decoded and noted."
        ),
    )
