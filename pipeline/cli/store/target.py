"""From options, environment and profile to the store that is meant: flag > environment > profile > default."""

import codecs
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.invocation import invocation
from pipeline.cli.options.shared import StoreOptions
from pipeline.cli.session import close_at_end
from pipeline.cli.store.one_journal import prefix_of_journal, warn_of_copies
from pipeline.cli.store.sandbox_on_port import served_target
from pipeline.cli.store.sandbox_place import SandboxPlace, find_sandbox
from pipeline.errors import AccessError, UsageError
from pipeline.http import Address, local_address
from pipeline.profiles import Setting, first_set
from pipeline.settings import API_VERSION, SANDBOX_PREFIX, Token, parse_prefix, parse_token
from pipeline.stores import address_of, require_supported
from pipeline.text import clean

if TYPE_CHECKING:
    from pipeline.cli.session import Session
    from pipeline.load.request import Target

SANDBOX_REGISTERS = 10  # the embedded one: quick demos
LOCAL_PREFIX = "local"  # a base URL without a prefix
TOKEN_FILE_BYTES = 8192


@dataclass(frozen=True, slots=True)
class Chosen:
    """The store that is meant.

    `named`: flag or environment named it, which is what --yes needs. `place`: it is the sandbox, in this process or served.
    `options`: the words that name it again on a command line; the invocation knows them too. `typed`: the prefix as given.
    """

    target: "Target"
    named: bool
    options: tuple[str, ...]
    place: SandboxPlace | None = None
    typed: str = ""

    @property
    def prefixes(self) -> frozenset[str]:
        """What a person may call the store: as it is called here, and as it was typed."""
        return frozenset({self.target.prefix, self.typed} - {""})

    @property
    def embedded(self) -> bool:
        """Whether it is the sandbox that --sandbox means."""
        return self.place is not None

    @property
    def shown(self) -> str:
        """The store's address, for people."""
        if self.place is not None:
            how = (
                f", at {self.place.root}/" if self.place.root else "" if self.place.made else ", not made yet"
            )
            return f"the sandbox ({clean(str(self.place.state))}{how})"
        address = self.target.address
        return address.base_url if address.loopback else address.host


def choose(
    wanted: StoreOptions,
    session: "Session",
    *,
    dataset: Path | None = None,
    needs_token: bool = True,
    makes_sandbox: bool = False,
) -> Chosen:
    """Return the store that is meant: for `dataset`, if there is one.

    A sandbox that is not there yet is made where `makes_sandbox`; else one in memory stands for it. Raises UsageError
    (none, or two), AccessError (no token, not allowed, the dataset's sandbox is gone).
    """
    if dataset is not None:
        warn_of_copies(session, dataset)
    if wanted.sandbox:
        return _embedded(wanted, session, dataset, makes=makes_sandbox)
    from pipeline.load.request import Target

    prefix, named = _prefix(wanted, session)
    options = name_store(wanted, session)[1]
    address = _address(wanted, prefix, base_url_setting(wanted, session).value)
    token = find_token(wanted, session)
    if token is None and needs_token:
        raise AccessError(
            "There is no token.",
            code="token-missing",
            hint="Set XSERIES_TOKEN, or pass --token-file FILE. Tokens are made in the store: Setup > Personal Tokens.",
        )
    target = Target(prefix, address, token, on_retry=session.say_retry)
    chosen = Chosen(target, named=named, options=options, typed=prefix)
    if dataset is None:
        return chosen
    return under_prefix(session, chosen, prefix_of_journal(target, dataset))


def under_prefix(session: "Session", chosen: Chosen, prefix: str) -> Chosen:
    """Return the store under the prefix that names its journal. Raises AccessError for one that is not allowed.

    At an address of this machine it may be named by that from now on; the vendor's host is known by the typed one.
    """
    target = chosen.target
    if prefix == target.prefix:
        return chosen
    session.terminal.notice(f'This store is known as "{prefix}", not "{target.prefix}".')
    options = chosen.options
    if target.address.loopback:
        refuse_unlisted(prefix, session)
        options = note_store((*options[:1], prefix, *options[2:]))
    return replace(chosen, target=replace(target, prefix=prefix), options=options)


def name_store(wanted: StoreOptions, session: "Session") -> tuple[str, tuple[str, ...]]:
    """Return the store's prefix and the words that name the store again, for those who only look into its journal.

    No token is looked for, and none is among the words. Raises UsageError (none is named), AccessError (not allowed).
    """
    if wanted.sandbox:
        return SANDBOX_PREFIX, note_store(("--sandbox",))
    prefix, _ = _prefix(wanted, session)
    refuse_unlisted(prefix, session)
    if base_url := base_url_setting(wanted, session).value:
        local_address(base_url)
    named = (
        ("-d", prefix),
        ("--base-url", wanted.base_url),
        ("--api-version", wanted.api_version),
        ("--token-file", wanted.token_file),
        ("--profile", session.profile),
    )
    return prefix, note_store(
        tuple(word for option, value in named if value for word in (option, str(value)))
    )


def note_store(options: tuple[str, ...]) -> tuple[str, ...]:
    """Note the words that name the store of this command line, for the messages that advise a command; return them."""
    invocation().store = options
    return options


def _embedded(wanted: StoreOptions, session: "Session", dataset: Path | None, *, makes: bool) -> Chosen:
    """Return the sandbox in this process; its state is a later command's too."""
    for value, option in (
        (wanted.domain, "--domain"),
        (wanted.base_url, "--base-url"),
        (wanted.token, "--token"),
        (wanted.token_file, "--token-file"),
        (wanted.api_version, "--api-version"),
    ):
        if value:
            raise UsageError(
                f"--sandbox takes no {option}; it is a store of its own.",
                code="two-stores",
                hint="Use one of them.",
            )
    from pipeline.load.request import Target
    from pipeline.sandbox import SandboxOptions, create_app
    from pipeline.sandbox.serve.running import find_running, forget_note

    options = SandboxOptions(registers=wanted.registers or SANDBOX_REGISTERS)
    place = find_sandbox(dataset)
    if place.moved:
        session.terminal.notice(place.moved)
    running = find_running(place.state)
    if running is not None:
        target = served_target(wanted, session, place, running)
        return Chosen(
            target,
            named=True,
            options=name_store(wanted, session)[1],
            place=replace(place, root=running.root),
        )
    state = place.state if makes or place.made else None
    app = create_app(options, state=state)
    if state is not None:
        forget_note(state)  # the lock is ours: nothing serves it, whatever a note says
    close_at_end(app.close)
    address = address_of(SANDBOX_PREFIX, wanted.api_version or API_VERSION)
    target = Target(SANDBOX_PREFIX, address, Token(options.token), app, state)
    return Chosen(target, named=True, options=name_store(wanted, session)[1], place=place)


def domain_setting(wanted: StoreOptions, session: "Session") -> Setting:
    """Return the store's prefix as it was given, and by whom."""
    profile = session.settings
    return first_set(
        "domain",
        (wanted.domain, "--domain"),
        (session.variable("XSERIES_DOMAIN"), "$XSERIES_DOMAIN"),
        (profile.domain, f"profile {profile.name}"),
    )


def base_url_setting(wanted: StoreOptions, session: "Session") -> Setting:
    """Return the base URL as it was given, and by whom."""
    variable = session.variable("XSERIES_BASE_URL")
    return first_set("base URL", (wanted.base_url, "--base-url"), (variable, "$XSERIES_BASE_URL"))


def _prefix(wanted: StoreOptions, session: "Session") -> tuple[str, bool]:
    """Return the prefix, and whether a flag or the environment named the store."""
    domain = domain_setting(wanted, session)
    if domain.value:
        return parse_prefix(domain.value), not domain.origin.startswith("profile ")
    if base_url_setting(wanted, session).value:
        return LOCAL_PREFIX, True
    raise UsageError(
        "Which store?",
        code="store-missing",
        hint="Pass --domain PREFIX (or set XSERIES_DOMAIN), or --sandbox for the store on this machine.",
    )


def _address(wanted: StoreOptions, prefix: str, base_url: str | None) -> Address:
    if base_url is None:
        return address_of(prefix, wanted.api_version or API_VERSION)
    if wanted.api_version:
        raise UsageError(
            "A base URL has its version in it.",
            code="two-versions",
            hint="Leave the API version out, or the base URL.",
        )
    address = local_address(base_url)
    require_supported(address.base_url.rsplit("/", 1)[-1])
    return address


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


def find_token(wanted: StoreOptions, session: "Session") -> Token | None:
    """Return the token from --token, --token-file, XSERIES_TOKEN or the profile, in this order.

    Raises UsageError, AccessError.
    """
    given, _ = given_token(wanted, session)
    return given or stored_token(wanted, session)[0]


def given_token(wanted: StoreOptions, session: "Session") -> tuple[Token | None, str]:
    """Return the token of prompt, flag, file or environment, and where it is from. Raises UsageError."""
    if wanted.asked is not None:
        invocation().token_typed = True
        return wanted.asked, "the prompt"
    if wanted.token is not None:
        invocation().token_typed = True
        session.terminal.notice(
            "Other users of this machine can see this token in the process list; XSERIES_TOKEN hides it."
        )
        return parse_token(wanted.token), "--token"
    if wanted.token_file is not None:
        return parse_token(read_token_file(wanted.token_file)), f"--token-file {wanted.token_file}"
    text = session.variable("XSERIES_TOKEN")
    return (None, "") if text is None else (parse_token(text), "$XSERIES_TOKEN")


def stored_token(wanted: StoreOptions, session: "Session") -> tuple[Token | None, str]:
    """Return the profile's token and where it is kept, unless another store was named: it is the key of one store."""
    profile, named = session.settings, domain_setting(wanted, session)
    if profile.token_in is None:
        return None, ""
    if named.value and parse_prefix(named.value) != profile.domain:
        session.terminal.notice(
            f'{named.origin} names another store than profile "{profile.name}", whose token is not used for it.'
        )
        return None, ""
    return session.profile_token, f"profile {profile.name} ({profile.token_in})"


def read_token_file(path: Path) -> str:
    """Return the text of a token file. Raises UsageError."""
    try:
        with path.open("rb") as file:
            data = file.read(TOKEN_FILE_BYTES)
    except OSError as wrong:
        raise UsageError(
            f"The token file {clean(str(path))} can't be read: {wrong.strerror}.",
            code="token-file-unreadable",
            hint="Check its name and permissions.",
        ) from None
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # as PowerShell's > writes it
    return data.decode("utf-16" if wide else "utf-8", errors="replace")
