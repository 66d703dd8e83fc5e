"""Names and addresses of people, as address books have them: a full name in one cell, several addresses in a row. Pure.

Promises: how a name was split is said, an address is taken whole, and one that is not taken is counted.
"""

import polars as pl

from pipeline.dataset.imports.aliases import FULL_NAME, FULL_NAME_PARTS, FURTHER_ADDRESSES, beside
from pipeline.dataset.imports.told import ImportNotes
from pipeline.schema.kinds import Kind

_LAST_FIRST = r"^([^,]*[^,\s])\s*,\s*([^,\s][^,]*)$"
_TITLE_LAST = (
    r",\s*(?:jr|sr|ii|iii|iv|esq|phd|ph\.d|md|m\.d|mba|inc|ltd|llc|co|corp|gmbh|plc)\.?$"  # Lee, Jr.
)
_LAST_WORD = r"\s+(\S+(?:,\s*\S+)?)$"


def joined_names(kind: Kind, frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    """Return the frame with a full name split: before the last word, or behind the last name of 'Lee, Ann'; other commas are left."""
    if FULL_NAME not in frame.columns:
        return frame
    first, last = FULL_NAME_PARTS[kind]
    names = frame[FULL_NAME].str.strip_chars()
    turned = names.str.contains(_LAST_FIRST) & ~names.str.to_lowercase().str.contains(_TITLE_LAST)
    number = int(turned.sum())
    told.count(number, "name", ' with a comma read as "last name, first name"')
    if names.count() > number:
        told.say("full names split before the last word")
    comma = pl.lit(turned)
    whole = pl.lit(names)
    before = whole.str.replace(_LAST_WORD, "")
    unclear = before.str.ends_with(",")  # "Lee, Ann, Mary": whole, and `check` asks for the last name
    parts = {
        first: pl.when(comma)
        .then(whole.str.extract(_LAST_FIRST, 2))
        .otherwise(pl.when(unclear).then(whole).otherwise(before)),
        last: pl.when(comma)
        .then(whole.str.extract(_LAST_FIRST, 1))
        .otherwise(pl.when(~unclear).then(whole.str.extract(_LAST_WORD, 1))),
    }
    if last in frame.columns:  # the name has the last name in it, however many words that has
        behind = pl.concat_str(pl.lit(" "), pl.col(last))
        bare = pl.when(whole.str.ends_with(behind)).then(
            whole.str.head(whole.str.len_chars().cast(pl.Int64) - behind.str.len_chars().cast(pl.Int64))
        )
        parts[first] = pl.coalesce(bare, parts[first])
    return frame.with_columns(
        pl.coalesce(pl.col(name), made).alias(name) if name in frame.columns else made.alias(name)
        for name, made in parts.items()
    ).drop(FULL_NAME)


def one_address_each(kind: Kind, frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    """Return the frame with the first address that a row has, of those of home, business and elsewhere."""
    for which in FURTHER_ADDRESSES.get(kind, ()):
        theirs = {name: beside(name, which) for name in kind.fields if beside(name, which) in frame.columns}
        if not theirs:
            continue
        ours = [name for name in kind.fields if name.startswith("physical_")]
        lacking = [name for name in theirs if name not in frame.columns]
        frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in lacking)
        here = pl.any_horizontal(pl.col(name).is_not_null() for name in ours if name in frame.columns)
        there = pl.any_horizontal(pl.col(name).is_not_null() for name in theirs.values())
        taken, lost = frame.select((~here & there).sum(), (here & there).sum().alias("lost")).row(0)
        told.count(taken, f"{which} address", " taken, where there was no other", nouns=f"{which} addresses")
        told.lose(f"{which} addresses", lost, "a row has another")
        frame = frame.with_columns(
            pl.when(here).then(pl.col(name)).otherwise(pl.col(other)).alias(name)
            for name, other in theirs.items()
        ).drop(theirs.values())
    return frame
