"""The sandbox of `--sandbox` while it is served: reached through its port, so that its page shows what a command does."""

from typing import TYPE_CHECKING

from pipeline.cli.options.shared import StoreOptions
from pipeline.cli.store.sandbox_place import SandboxPlace
from pipeline.errors import UsageError
from pipeline.http import local_address
from pipeline.settings import API_VERSION, SANDBOX_PREFIX, Token
from pipeline.text import clean, counted

if TYPE_CHECKING:
    from pipeline.cli.session import Session
    from pipeline.load.request import Target
    from pipeline.sandbox.serve.running import Running


def served_target(
    wanted: StoreOptions, session: "Session", place: SandboxPlace, running: "Running"
) -> "Target":
    """Return the sandbox on its port. Raises UsageError for one that plays a store of another prefix."""
    from pipeline.load.request import Target
    from pipeline.sandbox import SandboxOptions

    address = local_address(f"{running.root}/api/{wanted.api_version or API_VERSION}")
    if running.prefix != SANDBOX_PREFIX:
        raise UsageError(
            f'The sandbox in {clean(str(place.state))} is being served as the store "{clean(running.prefix)}".',
            code="wrong-store",
            hint=f"Name that one: -d {clean(running.prefix)} --base-url {address.base_url}; or end it.",
        )
    if wanted.registers not in (None, running.registers):
        session.terminal.notice(
            f"The sandbox runs with {counted(running.registers, 'register')}, and keeps them while it runs."
        )
    return Target(
        SANDBOX_PREFIX, address, Token(SandboxOptions().token), None, place.state, session.say_retry
    )
