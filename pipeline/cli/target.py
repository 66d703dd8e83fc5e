"""From options, environment and profile to the store that is meant: flag > environment > profile > default."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import AccessError, UsageError
from pipeline.settings import SANDBOX_PREFIX, Token, parse_prefix, parse_token
from pipeline.store import Address, address_of, local_address
from pipeline.text import clean

if TYPE_CHECKING:
    from pipeline.cli.session import Session
    from pipeline.load.survey import Target

SANDBOX_FOLDER = Path("out/.sandbox")
SANDBOX_STATE = SANDBOX_FOLDER / "shop.sqlite"
SANDBOX_REGISTERS = 10  # the embedded one: quick demos
LOCAL_PREFIX = "local"  # a base URL without a prefix
TOKEN_FILE_BYTES = 8192


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options about the store, as they were given."""

    domain: str | None = None
    sandbox: bool = False
    token: str | None = None
    token_file: Path | None = None
    base_url: str | None = None
    api_version: str | None = None
    registers: int | None = None
    asked: Token | None = None  # typed at a prompt


@dataclass(frozen=True, slots=True)
class Chosen:
    """The store that is meant.

    `named`: flag or environment named it, which is what --yes needs. `embedded`: it is the sandbox in this process.
    `options`: the words that name it again on a command line.
    """

    target: "Target"
    named: bool
    embedded: bool
    options: str

    @property
    def shown(self) -> str:
        """The store's address, for people."""
        if self.embedded:
            return f"the sandbox ({SANDBOX_STATE})"
        address = self.target.address
        return address.base_url if address.loopback else address.host


def choose(wanted: Wanted, session: "Session", *, needs_token: bool = True) -> Chosen:
    """Return the store that is meant. Raises UsageError (none, or two), AccessError (no token, not allowed)."""
    if wanted.sandbox:
        return _embedded(wanted)
    from pipeline.load.survey import Target

    base_url = wanted.base_url or session.variable("XSERIES_BASE_URL")
    prefix, named = _prefix(wanted, session, base_url)
    refuse_unlisted(prefix, session)
    address = _address(wanted, prefix, base_url)
    token = find_token(wanted, session)
    if token is None and needs_token:
        raise AccessError(
            "There is no token.",
            code="token-missing",
            hint="Set XSERIES_TOKEN, or pass --token-file FILE. Tokens are made in the store: Setup > Personal Tokens.",
        )
    options = f"-d {prefix}" + (f" --base-url {address.base_url}" if wanted.base_url else "")
    return Chosen(Target(prefix, address, token), named=named, embedded=False, options=options)


def _embedded(wanted: Wanted) -> Chosen:
    """Return the sandbox in this process; its folder is made, its state is a later command's too."""
    for value, option in (
        (wanted.domain, "--domain"),
        (wanted.base_url, "--base-url"),
        (wanted.token, "--token"),
    ):
        if value:
            raise UsageError(
                f"--sandbox and {option} name two stores.", code="two-stores", hint="Use one of them."
            )
    from pipeline.load.survey import Target
    from pipeline.sandbox import SandboxOptions, create_app

    options = SandboxOptions(registers=wanted.registers or SANDBOX_REGISTERS)
    app = create_app(options, state=SANDBOX_STATE)
    target = Target(SANDBOX_PREFIX, address_of(SANDBOX_PREFIX), Token(options.token), app)
    return Chosen(target, named=True, embedded=True, options="--sandbox")


def _prefix(wanted: Wanted, session: "Session", base_url: str | None) -> tuple[str, bool]:
    named = wanted.domain or session.variable("XSERIES_DOMAIN")
    if named:
        return parse_prefix(named), True
    profile = session.settings.domain
    if profile:
        return parse_prefix(profile), False
    if base_url:
        return LOCAL_PREFIX, True
    raise UsageError(
        "Which store?",
        code="store-missing",
        hint="Pass --domain PREFIX (or set XSERIES_DOMAIN), or --sandbox for the store on this machine.",
    )


def _address(wanted: Wanted, prefix: str, base_url: str | None) -> Address:
    if base_url is None:
        return address_of(prefix, wanted.api_version or "2.0")
    if wanted.api_version:
        raise UsageError(
            "A base URL has its version in it.",
            code="two-versions",
            hint="Leave --api-version out, or the base URL.",
        )
    return local_address(base_url)


def refuse_unlisted(prefix: str, session: "Session") -> None:
    """Raise AccessError when XSERIES_ALLOWED_STORES is set and doesn't list the prefix: before any token is sent."""
    allowed = session.variable("XSERIES_ALLOWED_STORES")
    if allowed is None:
        return
    names = [name.strip().lower() for name in allowed.split(",") if name.strip()]
    if prefix not in names:
        raise AccessError(
            f'XSERIES_ALLOWED_STORES does not list "{prefix}".',
            code="store-not-allowed",
            hint=f"It allows {clean(', '.join(names)) or 'no store'}. Nothing was sent.",
        )


def find_token(wanted: Wanted, session: "Session") -> Token | None:
    """Return the token from --token, --token-file, XSERIES_TOKEN or the profile, in this order. Raises UsageError."""
    if wanted.asked is not None:
        return wanted.asked
    if wanted.token is not None:
        session.terminal.notice(
            "Other users of this machine can see a --token in the process list; XSERIES_TOKEN hides it."
        )
        return parse_token(wanted.token)
    if wanted.token_file is not None:
        return parse_token(read_token_file(wanted.token_file))
    text = session.variable("XSERIES_TOKEN")
    return parse_token(text) if text is not None else session.settings.token


def read_token_file(path: Path) -> str:
    """Return the text of a token file. Raises UsageError."""
    try:
        with path.open("rb") as file:
            return file.read(TOKEN_FILE_BYTES).decode("utf-8", errors="replace")
    except OSError as wrong:
        raise UsageError(
            f"The token file {clean(str(path))} can't be read: {wrong.strerror}.",
            code="token-file-unreadable",
            hint="Check its name and permissions.",
        ) from None
