"""The one confirmation before a store is written to, and the guard of a store that is somebody's."""

from typing import TYPE_CHECKING

from pipeline.cli.options.shared import ConfirmOptions
from pipeline.cli.render.load import show_bill
from pipeline.cli.session import Session
from pipeline.cli.store.target import Chosen
from pipeline.errors import AccessError, UsageError
from pipeline.settings import parse_prefix

if TYPE_CHECKING:
    from pipeline.load.planning.survey import Survey


def confirm_load(session: Session, chosen: Chosen, seen: "Survey", given: ConfirmOptions) -> bool:
    """Show the bill and ask once; a store in use wants its prefix typed. Raises UsageError, AccessError."""
    show_bill(session, chosen, seen)
    if not (seen.plan.send or seen.plan.reconcile):
        return True  # nothing will be created: nothing to agree to
    if seen.in_use and not chosen.embedded:
        return _confirm_busy(session, chosen, seen.in_use, given)
    return confirm_once(session, chosen, given)


def asks_once(session: Session, chosen: Chosen, seen: "Survey", given: ConfirmOptions) -> bool:
    """Tell whether a load is agreed to by one answer of a person, yes or no."""
    creates = bool(seen.plan.send or seen.plan.reconcile)
    is_guarded = bool(seen.in_use) and not chosen.embedded
    return creates and session.terminal.interactive and not given.yes and not is_guarded


def confirm_once(session: Session, chosen: Chosen, given: ConfirmOptions) -> bool:
    """Ask once before a store is written to that this dataset is in, or may be. Raises UsageError."""
    if given.yes:
        require_named(chosen)
        return True
    require_person(session)
    return session.terminal.confirm("Proceed?")


def require_named(chosen: Chosen) -> None:
    """Raise UsageError when --yes would write to a store that only a profile names."""
    if not chosen.named:
        raise UsageError(
            "--yes needs the store's prefix from --domain or XSERIES_DOMAIN.",
            code="store-unnamed",
            hint=f"Add: -d {chosen.target.prefix}",
        )


def require_person(session: Session) -> None:
    """Raise UsageError where nobody can be asked."""
    if not session.terminal.interactive:
        raise UsageError(
            "This needs a confirmation, and nobody can be asked here.",
            code="confirmation-missing",
            hint="Add --yes to go on without being asked.",
        )


def confirm_prefix(session: Session, chosen: Chosen, given: ConfirmOptions) -> bool:
    """Have the prefix of the store typed before something is deleted there; --yes alone is not enough.

    Raises UsageError and AccessError.
    """
    prefix = chosen.target.prefix
    if given.confirm_store is not None:
        require_same_prefix(given.confirm_store, chosen)
        if given.yes:
            require_named(chosen)
            return True
    if given.yes or not session.terminal.interactive:
        raise UsageError(
            f'Deleting from "{prefix}" needs its prefix to be typed.',
            code="confirmation-missing",
            hint=f"In scripts add: --yes --confirm-store {prefix}",
        )
    return _typed(session, chosen)


def require_same_prefix(confirm_store: str, chosen: Chosen) -> None:
    """Raise AccessError when --confirm-store names another store."""
    if parse_prefix(confirm_store) not in chosen.prefixes:
        raise AccessError(
            f'--confirm-store says "{confirm_store}", but the store is "{chosen.target.prefix}".',
            code="wrong-store",
            hint="Nothing was sent.",
        )


def _typed(session: Session, chosen: Chosen) -> bool:
    prefix = chosen.target.prefix
    answer = session.terminal.ask(f'? Type its prefix ("{prefix}") to go on:')
    if answer.strip().lower() in chosen.prefixes:
        return True
    session.terminal.notice(f'That is not "{prefix}".')
    return False


def _confirm_busy(session: Session, chosen: Chosen, why: str, given: ConfirmOptions) -> bool:
    """Have the prefix of a store in use typed, once per dataset and store."""
    prefix = chosen.target.prefix
    if given.confirm_store is not None:
        require_same_prefix(given.confirm_store, chosen)
        return True
    if given.yes or not session.terminal.interactive:
        raise AccessError(
            f'The store "{prefix}" seems to be in use: {why}. There is no undo in X-Series.',
            code="store-in-use",
            hint=f"Nothing was sent. If it is the right one, add: --confirm-store {prefix}",
        )
    session.terminal.notice(f"This store seems to be in use: {why}. There is no undo in X-Series.")
    return _typed(session, chosen)
