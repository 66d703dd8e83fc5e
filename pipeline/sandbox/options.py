"""The switches of the sandbox: which store it plays, and which answer it gives where the API is unknown.

What is assumed about the API (pipeline/stores/xseries/README.md, *What is assumed*) has a switch here or a
fault in `fault_kinds`, so that a test can ask for either answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.errors import UsageError
from pipeline.sandbox.windows import WINDOWS

RETRY_AFTER_FORMS = (
    "ahead", "rounded", "now", "past", "far", "asctime", "seconds", "negative", "float", "absent", "garbage",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """Frozen choices of one sandbox; `checked` refuses impossible ones.

    `window` is one of the kinds in `windows.WINDOWS`. `faults` is a parsed JSON plan (see `faults/plan.py`).
    `duplicate` chooses how a clash is answered: 422 with `fields`, 422 with `details`, or a bare 409.
    `wrong_type_status` is 400 or 422. `search_exact=False` makes search return near misses too.
    `count_failed=False` gives a call that ended in 4xx or 5xx its place in the quota back.
    `duplicate_names` is about brands, suppliers, tags, groups, categories and names of options; `category_answer` doubles
    the `data` around the list of categories. `detach_after_s` is how long products keep a brand, supplier, tag or category
    that is deleted. `brand_description=False` shows a brand as the vendor's document has it; `put_answer` is about products.
    `outlets` are names, in their order; without any the store keeps what it has, one "Main Outlet" on its first day.
    `option_in_use` is what the delete of an option gets that a product has, `option_read="plain"` reads one without `data`.
    `family_answer="parent"` tells the create of a family by one id alone; `variant_answer` is about a variant that is added.
    `variant_prices_at_create="drop"` gives all variants the family's price, else the first variant's. `stock_at_create`
    says what becomes of `inventory` in a create: it is tracked so, it is ignored, or everything is tracked at zero.
    An image is `processing` for `image_polls` looks at it, and the first `image_error` of a store end in `error`;
    `image_body` is the form of an upload that is taken, another one gets 415.
    """

    registers: int = 1
    outlets: tuple[str, ...] = ()
    tax_exclusive: bool = False
    window: str = "fixed"
    faults: object = None
    prefix: str = "sandbox"
    token: str = "lsxs_pt_sandbox"  # noqa: S105 - public on purpose: it opens nothing but this sandbox
    currency: str = "USD"
    name: str = "Sandbox Store"
    tax_rate: float = 0.1
    duplicate: str = "fields"
    code_repeat: str = "422"
    wrong_type_status: int = 422
    retry_after: str = "ahead"
    count_failed: bool = True
    search_exact: bool = True
    case_sensitive: bool = False
    active_by_default: bool = True
    repeated_delete_status: int = 404
    deleted_readable: bool = False
    deleted_keep_keys: bool = False
    default_page_size: int = 200
    max_page_size: int = 1000
    duplicate_names: str = "refuse"
    category_levels: str = "3"
    category_answer: str = "single"
    brand_delete: str = "wrapped"
    brand_description: bool = True
    put_answer: str = "object"
    option_in_use: int = 422
    option_read: str = "wrapped"
    family_answer: str = "all"
    variant_answer: str = "list"
    variant_prices_at_create: str = "keep"
    stock_at_create: str = "tracks"
    detach_after_s: float = 5.0
    image_body: str = "multipart"
    image_polls: int = 0
    image_error: int = 0


_CHOICES: dict[str, tuple[object, ...]] = {
    "window": tuple(WINDOWS),
    "duplicate": ("fields", "details", "409"),
    "code_repeat": ("accept", "422", "409"),
    "wrong_type_status": (400, 422),
    "retry_after": RETRY_AFTER_FORMS,
    "repeated_delete_status": (404, 410, 204, 200),
    "duplicate_names": ("accept", "refuse"),
    "category_levels": ("3", "unlimited"),
    "category_answer": ("single", "double"),
    "brand_delete": ("wrapped", "plain"),
    "put_answer": ("empty", "object"),
    "option_in_use": (422, 409),
    "option_read": ("wrapped", "plain"),
    "family_answer": ("all", "parent"),
    "variant_answer": ("list", "object"),
    "variant_prices_at_create": ("keep", "drop"),
    "image_body": ("multipart", "octet-stream"),
    "stock_at_create": ("tracks", "ignored", "zero"),
}
_BOUNDS: dict[str, tuple[float, float]] = {
    "registers": (1, 1000),
    "tax_rate": (0, 1),
    "default_page_size": (1, 10_000),
    "max_page_size": (1, 10_000),
    "detach_after_s": (0, 86_400),
    "image_polls": (0, 1000),
    "image_error": (0, 1_000_000),
}


_COUNTS = ("image_polls", "image_error")  # switches whose answer is a number
_ALIASES = {"parent only": "parent"}


def switched(options: SandboxOptions, switches: Iterable[str]) -> SandboxOptions:
    """Return the options with switches set, each NAME=ANSWER. Raises UsageError for what is no switch or no answer of it."""
    given: dict[str, object] = {}
    for switch in switches:
        name, _, answer = (each.strip() for each in switch.partition("="))
        if name in _COUNTS:
            low, high = _BOUNDS[name]
            if not answer.isdecimal() or not low <= int(answer) <= high:
                raise _wrong(name, answer, f"Choose a number from {low} to {high}.")
            given[name] = int(answer)
            continue
        choices = {str(choice): choice for choice in _CHOICES.get(name, ())}
        if not choices:
            names = ", ".join((*_CHOICES, *_COUNTS))
            raise _wrong("switch", switch, f"Choose NAME=ANSWER; the names: {names}.")
        answer = _ALIASES.get(answer, answer)
        if answer not in choices:
            raise _wrong(name, answer, f"Choose one of: {', '.join(choices)}.")
        given[name] = choices[answer]
    return replace(options, **given)  # type: ignore[arg-type]  # each answer is one of its switch


def checked(options: SandboxOptions) -> SandboxOptions:
    """Return `options`; raise UsageError (code `sandbox-option`) when one of them is impossible."""
    for name, choices in _CHOICES.items():
        if getattr(options, name) not in choices:
            listed = ", ".join(str(choice) for choice in choices)
            raise _wrong(name, getattr(options, name), f"Choose one of: {listed}.")
    for name, (low, high) in _BOUNDS.items():
        if not low <= getattr(options, name) <= high:
            raise _wrong(name, getattr(options, name), f"Choose a number from {low} to {high}.")
    if not _are_names(options.outlets):
        raise _wrong("outlets", options.outlets, "Choose names that differ, none of them blank.")
    if (
        not options.token
        or not options.token.isascii()
        or not options.token.isprintable()
        or " " in options.token
    ):
        raise _wrong("token", "(not shown)", "Choose printable ASCII without blanks.")
    return options


def _are_names(outlets: tuple[str, ...]) -> bool:
    """Tell whether outlets can be told apart, as the API folds names."""
    return all(name.strip() for name in outlets) and len(
        {name.strip().casefold() for name in outlets}
    ) == len(outlets)


def _wrong(name: str, value: object, hint: str) -> UsageError:
    return UsageError(f"The sandbox's {name} can't be {value!r}.", code="sandbox-option", hint=hint)
