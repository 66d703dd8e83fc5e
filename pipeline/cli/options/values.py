"""Option values that several commands read from text, each refused with what it may be. Pure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.schema.kinds import all_kinds, short_plural
from pipeline.text import clean, did_you_mean

if TYPE_CHECKING:
    from pipeline.dataset.exports.formats import ExportFormat
    from pipeline.schema.kinds import Kind


from typing import Literal

from pipeline.settings import SEED_LIMIT


def parse_phones(text: str) -> Literal["fictional", "valid"]:
    """Return the kind of phones. Raises UsageError."""
    if text == "fictional":
        return "fictional"
    if text == "valid":
        return "valid"
    raise _not_one_of("--phones", text, ("fictional", "valid"))


def parse_emails(text: str) -> Literal["random", "plain"]:
    """Return the kind of e-mails. Raises UsageError."""
    if text == "random":
        return "random"
    if text == "plain":
        return "plain"
    raise _not_one_of("--emails", text, ("random", "plain"))


def parse_format(text: str) -> Literal["csv", "parquet"]:
    """Return the file format. Raises UsageError."""
    if text == "csv":
        return "csv"
    if text == "parquet":
        return "parquet"
    raise _not_one_of("--format", text, ("csv", "parquet"))


def parse_seed(seed: int | None) -> int | None:
    """Return the seed. Raises UsageError for one out of range."""
    if seed is not None and not 0 <= seed < SEED_LIMIT:
        raise UsageError(
            f"{seed} is not a seed.", code="seed-invalid", hint="A whole number from 0 to 2^64-1."
        )
    return seed


def parse_share(text: str) -> float:
    """Return 0..1 from '5%' or '0.05'. Raises UsageError."""
    stripped = text.strip()
    try:
        share = float(stripped.removesuffix("%")) / (100 if stripped.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise UsageError(
            f'"{clean(text, 40)}" is not a share.', code="share-invalid", hint="Such as 5% or 0.05."
        )
    return share


def parse_rows(text: str | None) -> tuple[int, int] | None:
    """Return (a, b) from 'a:b'. Raises UsageError."""
    if text is None:
        return None
    first, colon, last = text.partition(":")
    if not colon or not (first.isascii() and first.isdecimal()) or not (last.isascii() and last.isdecimal()):
        raise _not_a_slice(text)
    if int(first) > int(last):
        raise _not_a_slice(text)
    return int(first), int(last)


def _not_a_slice(text: str) -> UsageError:
    return UsageError(
        f'"{clean(text, 40)}" is not a slice.', code="rows-invalid", hint="Such as 0:50, from 0 on."
    )


def require_one_of(option: str, text: str, choices: Sequence[str]) -> str:
    """Return the text. Raises UsageError, with the nearest choice, for one that isn't among them."""
    if text not in choices:
        raise _not_one_of(option, text, choices)
    return text


def _not_one_of(option: str, text: str, choices: Sequence[str]) -> UsageError:
    return UsageError(
        f'{option} can\'t be "{clean(text, 40)}".{did_you_mean(text, choices)}',
        code="choice-invalid",
        hint=f"One of: {', '.join(choices)}.",
    )


def parse_kind(text: str, among: "Sequence[Kind] | None" = None) -> "Kind":
    """Return the kind that a word means, of those that may be meant (default: all). Raises UsageError."""
    known = all_kinds() if among is None else among
    names = [kind.plural for kind in known]
    word = "_".join(text.casefold().replace("_", " ").split())
    found = next((kind for kind in known if word in (kind.plural, short_plural(kind))), None)
    if found is None:
        unfiled = any(word == kind.plural for kind in all_kinds())
        what = "without files of their own" if unfiled else "no kind of record"
        raise UsageError(
            f'"{clean(text, 40)}" {"are" if unfiled else "is"} {what}.{did_you_mean(text, names)}',
            code="kind-invalid",
            hint=f"One of: {', '.join(names)}.",
        )
    return found


def parse_export_format(text: str) -> "ExportFormat":
    """Return the format of export. Raises UsageError for none of them, and for a program that takes nothing."""
    from pipeline.dataset.exports.formats import FORMATS, NOT_POSSIBLE

    name = text.strip().lower()
    if not name:
        raise UsageError(
            "Name the format: --to FORMAT.", code="choice-missing", hint=f"One of: {', '.join(FORMATS)}."
        )
    if name in NOT_POSSIBLE:
        raise UsageError(
            f"--to {name}: {NOT_POSSIBLE[name]}",
            code="export-not-possible",
            hint=f"One of: {', '.join(FORMATS)}.",
        )
    return FORMATS[require_one_of("--to", name, tuple(FORMATS))]
