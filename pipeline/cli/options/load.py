"""The options of a load, from the texts of a command line."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options.shared import PaceOptions, SelectionOptions
from pipeline.cli.options.values import require_one_of
from pipeline.cli.session import Session
from pipeline.errors import UsageError
from pipeline.text import clean

if TYPE_CHECKING:
    from pipeline.load.options import LoadOptions, MaxErrors
    from pipeline.pacing.pacer import Pace

DIGITS_MAX = 12  # of a number of errors; Python refuses to read thousands of them
SETTLE_MAX_S = 86_400.0  # no create is under way for a day


@dataclass(frozen=True, slots=True)
class LoadChoices:
    """What a load does in doubtful cases."""

    settle: Annotated[
        float,
        typer.Option(
            "--settle", min=0, metavar="SECONDS", help="Wait before an uncertain record is looked up."
        ),
    ] = 60.0
    price_field: Annotated[
        str, typer.Option("--price-field", metavar="FIELD", help="auto, including or excluding tax.")
    ] = "auto"
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Take over records that are in the store already.")
    ] = False
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            metavar="PART[,PART]",
            help="Leave out groups, suppliers, brands, categories, tags, stock or images; kept for later loads.",
        ),
    ] = None
    category_root: Annotated[
        str | None,
        typer.Option(
            "--category-root", metavar="NAME", help="Put all categories under this one; kept for later loads."
        ),
    ] = None
    outlet: Annotated[
        list[str] | None,
        typer.Option(
            "--outlet",
            metavar="NAME",
            help="Keep stock at this outlet alone, repeatable; kept for later loads.",
        ),
    ] = None
    adopt_names: Annotated[
        bool,
        typer.Option(
            "--adopt-names/--no-adopt-names",
            help="Use brands, tags … that the store has under the same names; or refuse to load.",
        ),
    ] = True
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Only the records that were rejected or in conflict.")
    ] = False
    max_errors: Annotated[
        str | None, typer.Option("--max-errors", metavar="N|P%", help="Stop after so many rejections.")
    ] = None

    def parse(self, session: Session, pace: PaceOptions, selection: SelectionOptions) -> "LoadOptions":
        """Return the load's options. Raises UsageError."""
        from pipeline.load.options import SETTLE_S, LoadOptions
        from pipeline.load.planning.choices import parse_choice

        require_one_of("--price-field", self.price_field, ("auto", "including", "excluding"))
        if not 0 <= self.settle <= SETTLE_MAX_S:  # also when it is no number at all
            raise UsageError(
                f"{self.settle} s is no time to wait before a look-up.",
                code="settle-invalid",
                hint="Seconds, such as 60; at most 86400.",
            )
        if self.settle < SETTLE_S:
            session.terminal.notice(
                f"A settle time below {SETTLE_S:.0f} s can double a record whose create arrives late."
            )
        return LoadOptions(
            selection=selection.selection(),
            pace=parse_pace(session, pace.pace),
            concurrency=pace.concurrency,
            settle_s=self.settle,
            price_field=self.price_field,  # type: ignore[arg-type]  # checked above
            adopt=self.adopt,
            adopt_names=self.adopt_names,
            outlets=tuple(self.outlet or ()),
            choice=parse_choice(self.without or (), self.category_root)
            if self.without is not None or self.category_root is not None
            else None,
            retry_failed=self.retry_failed,
            max_errors=parse_max_errors(self.max_errors),
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
