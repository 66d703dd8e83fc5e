"""The options of a load, from the texts of a command line."""

from typing import TYPE_CHECKING

from pipeline.cli.options.values import parse_kind, require_one_of
from pipeline.cli.session import Session
from pipeline.errors import UsageError
from pipeline.text import clean

if TYPE_CHECKING:
    from pipeline.load.options import LoadOptions, MaxErrors
    from pipeline.pacing.pacer import Pace

DIGITS_MAX = 12  # of a number of errors; Python refuses to read thousands of them
SETTLE_MAX_S = 86_400.0  # no create is under way for a day


def parse_options(
    session: Session,
    *,
    pace: str = "",
    concurrency: int | None = None,
    settle: float = 60.0,
    price_field: str = "auto",
    adopt: bool = False,
    retry_failed: bool = False,
    only: str | None = None,
    keys: list[str] | None = None,
    limit: int | None = None,
    max_errors: str | None = None,
) -> "LoadOptions":
    """Return the load's options from their texts. Raises UsageError."""
    from pipeline.load.options import SETTLE_S, LoadOptions, Selection

    require_one_of("--price-field", price_field, ("auto", "including", "excluding"))
    if not 0 <= settle <= SETTLE_MAX_S:  # also when it is no number at all
        raise UsageError(
            f"{settle} s is no time to wait before a look-up.",
            code="settle-invalid",
            hint="Seconds, such as 60; at most 86400.",
        )
    if settle < SETTLE_S:
        session.terminal.notice(
            f"A settle time below {SETTLE_S:.0f} s can double a record whose create arrives late."
        )
    selection = Selection(parse_kind(only) if only else None, tuple(keys or ()), limit)
    return LoadOptions(
        pace=parse_pace(session, pace),
        concurrency=concurrency,
        settle_s=settle,
        price_field=price_field,  # type: ignore[arg-type]  # checked above
        adopt=adopt,
        retry_failed=retry_failed,
        selection=selection,
        max_errors=parse_max_errors(max_errors),
    )


def parse_pace(session: Session, text: str) -> "Pace":
    """Return the pace: as given, the profile's, or steady. Raises UsageError."""
    from pipeline.pacing.pacer import Pace

    wanted = text or session.settings.pace or Pace.STEADY.value
    require_one_of("--pace", wanted, tuple(each.value for each in Pace))
    return Pace(wanted)


def parse_max_errors(text: str | None) -> "MaxErrors | None":
    """Return the limit of '5' or '5%'. Raises UsageError."""
    from pipeline.load.options import MaxErrors

    if text is None:
        return None
    number, share = text.strip().removesuffix("%"), text.strip().endswith("%")
    known = number.isascii() and number.isdecimal() and len(number) <= DIGITS_MAX
    if not known or int(number) == 0 or (share and int(number) > 100):  # noqa: PLR2004 - per cent
        raise UsageError(
            f'"{clean(text, 40)}" is no number of errors.', code="max-errors-invalid", hint="Such as 5 or 5%."
        )
    return MaxErrors(share=int(number) / 100) if share else MaxErrors(number=int(number))
