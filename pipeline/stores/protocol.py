"""What load, verify, unload and doctor may ask of a store, as values. Nothing above it knows a path or a status. Pure.

One `Resource` for each kind and store: how records are created, found, listed, read, changed and deleted there, and how
the store's values are compared with ours. `stores.xseries.resources` holds the rows of X-Series.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pipeline.errors import StopError
from pipeline.http.calls import Call
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Id, Record

Payload = dict[str, Any]
Row = dict[str, Any]  # a record as the store answers it
References = Mapping[Id, str]  # a named record's kind and key -> its id in the store
IMAGES_NAME = "images"  # of the step that puts a product's images, in journals


class Refusal(Enum):
    """The store, or the way to it, turned a request away before anything was done.

    With `LookedUp` this is the only proof that takes a record from `sent` back to `pending` (invariant 2).
    """

    QUOTA = "429"
    NOT_SENT = "no connection"
    DENIED = "401, 403 or 404 in the API's own words"
    REFERENCE = "422 about a named record that is gone"


@dataclass(frozen=True, slots=True)
class LookedUp:
    """A completed look-up: every place was asked, after the settle time, and none had the record."""

    places: tuple[str, ...]


class Meaning(Enum):
    """What happened to the records of a create, a change or a delete, as far as its answer tells."""

    DONE = "created"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    NOT_APPLIED = "not applied"  # nothing happened in the store; it may be sent again
    FINISHED_UNKNOWN = "unknown, the server has finished"  # a 5xx of the store itself: look soon
    UNKNOWN = "unknown"  # look once the settle time has passed
    GONE = "gone already"  # of a change or a delete
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Terms:
    """How this store wants records: its field for prices, its outlets (id, name), the version of its API."""

    price_field: str = ""
    outlets: tuple[tuple[str, str], ...] = ()
    version: str = ""


@dataclass(frozen=True, slots=True)
class Making:
    """What one request is to create: the records of a unit that are not there yet, in file order.

    `there` are the unit's members that the store has, by key: a unit that is partly there is completed, never sent
    again whole, under the name that they are `called` by. `price_field` is where this store wants prices, `outlets` where
    it keeps stock (id, name).
    """

    records: tuple[Record, ...]
    references: References = field(default_factory=dict)
    price_field: str = ""
    there: Mapping[str, str] = field(default_factory=dict)
    outlets: tuple[tuple[str, str], ...] = ()
    called: str = ""


@dataclass(frozen=True, slots=True)
class Created:
    """One record that a create made: the key of the unit's member, its id, its version where the answer tells."""

    key: str
    remote_id: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the answer to a create means. `words` are cleaned, for journal, log and people.

    `created` has one item for each member of the unit. `ids` are acknowledged without a word of which id is whose: the
    members are matched by key later, from the store's own rows. `existing` leads from the field that is in the way to
    the id of the record that has it. `fields` are those that the store complains about.
    """

    meaning: Meaning
    words: str
    created: tuple[Created, ...] = ()
    ids: tuple[str, ...] = ()
    refusal: Refusal | None = None
    existing: dict[str, str] = field(default_factory=dict)
    stop: StopError | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LookupPlace:
    """One place where the store is asked for a record by its key."""

    name: str
    call: Callable[[str], Call]


@dataclass(frozen=True, slots=True)
class Guard:
    """A look before a delete: `call` asks about a record by its id; any row in the answer leaves the record alone.

    `denied` and `hint` say what a token that may not look means.
    """

    why: str
    call: Callable[[str], Call]
    denied: str
    hint: str


def _same(found: Any, wanted: Any) -> bool:
    return bool(found == wanted)


def _stays(_first: Any, _wanted: Any, *, ignored: bool) -> bool:  # noqa: ARG001 - of the protocol
    return False


def _tells_nothing(_found: Any, _wanted: Any) -> bool | None:
    return None


def _own_alone(_first: Any) -> bool:
    return False


def _explains_nothing(_found: Any, _wanted: Any) -> bool:
    return False


def _as_text(value: Any, _terms: Terms, _beside: Any = None) -> str:
    return str(value)


def _says_all(wanted: Any, _sent: Any, _found: Any) -> Any:
    return wanted


def _blanks_nothing(_kept: Any, _wanted: Any, _terms: Terms) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that a record needs after its create, absolute and so safe to repeat.

    `name` is that of the field that it puts, or one of its own for several. `wanted` is the value that the record should
    have, None where the step does not apply; `found` is the store's value in the record's row, None where the row does
    not tell; `call` puts what is wanted where `first` was found. `is_there` compares them, `is_moved` tells whether the
    first value is somebody's work (there `ignored` says that this store ignores at a create what the step puts; here it
    tells that of a value right after a create, None where it can't). `is_same` tells whether a later value is the first
    one, `touches_unit` whether the call changes the unit's other members, too. `text` shows a value, and how it differs from
    another one `beside` it; `is_set` tells whether it is more than nothing. `kept` adds to what is wanted what was sent
    and is found, and which the file leaves blank by now; `blanked` shows that, by columns.
    `by_files`: it is put file by file (`load.images`), and what is wanted stands in the journal alone; `explains` tells
    whether all that is found may have been put by us.
    `needs_stock`: the row must have the product's stock. `compared`: verify compares it by its name. A step is for
    records that we made, never for adopted ones.
    """

    name: str
    wanted: Callable[[Record, Terms], Any]
    found: Callable[[Mapping[str, Any], Terms], Any]
    call: Callable[[str, Any, Any], Call]
    is_there: Callable[[Any, Any], bool] = _same
    is_moved: Callable[..., bool] = _stays
    ignored: Callable[[Any, Any], bool | None] = _tells_nothing
    is_same: Callable[[Any, Any], bool] = _same
    touches_unit: Callable[[Any], bool] = _own_alone
    text: Callable[..., str] = _as_text
    kept: Callable[[Any, Any, Any], Any] = _says_all
    blanked: Callable[[Any, Any, Terms], Mapping[str, str]] = _blanks_nothing
    is_set: Callable[[Any], bool] = bool
    explains: Callable[[Any, Any], bool] = _explains_nothing
    needs_stock: bool = False
    by_files: bool = False
    compared: bool = True
    fields: frozenset[str] = (
        frozenset()
    )  # of a unit's members; they may differ from what was sent until it is done


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """How a store keeps one kind.

    `create` makes the request for one unit, `part(record, references, price_field)` is one member's share of it, by
    fields: what verify compares. `wrap` makes a part of a body of it, where the API nests what a file has side by side.
    `restore` makes a deleted record again from a body. `created(data, keys)` reads a success: matched records, bare
    ids, or None for neither. `by_name` asks for all records with a name, where a unit's members share one. `completes_singly`: what a
    unit lacks in the store goes one by one; `shared(row)` is what such a unit has once, as parts have it, None for nothing: a
    member that is added has it from there. `head_of` tells the id of
    the record that a row stands under, in its unit. `change(record, row, fields, references, terms)` puts some fields of
    `changeable`, and steps, to what the file says; None where nothing is ever changed. `changes_others` tells whether such
    a request writes to all that have the same `head_of` their rows, `changes_itself` whether to the record alone.
    `places` are asked in their order; without `unique` a look-up ends with the version pages, since keys need not be
    unique there. `page` makes the call for a version page; without it the kind is a tree, and `tree_page` makes the call
    for what comes after an id. `read` is None where a record is found in the tree alone. `used_by` asks which records
    have this one, any row in the answer is one. `names` are the fields by which a record with our key is known as ours. `sent_as` are the names of fields in a
    body where they have others, `held` reads such a field from a record's row (of named records: their ids). `aliases` are
    the read model's other names, `store_fills` fields that a store may fill by itself, `handmade` fields that somebody filled who worked on
    the record, `kept_by` says of a row why the store would lose more
    than it if it were deleted, '' where it would not. `may_be_hidden` fields that a store may not show, `among` fields of which the store
    may have several values: ours is there, or is not; `apart` fields that are not compared: steps put them. `versioned`: the create answers the record's
    version. `filed` reads from a row what stands in columns of other names in a file, `own` tells whether every store has such a
    record by itself, `beyond` names what a row holds that no file can. `counts_as_use`: many that nobody here made say that the store is somebody's.
    """

    kind: Kind
    create: Callable[[Making], Call]
    part: Callable[[Record, References, str], Payload]
    restore: Callable[[Payload], Call]
    created: Callable[[Any, Sequence[str]], "tuple[Created, ...] | tuple[str, ...] | None"]
    key_field: str
    names: tuple[str, ...]
    columns: tuple[str, ...]  # what a person calls a row by
    places: tuple[LookupPlace, ...]
    page: Callable[[int, int], Call] | None
    read: Callable[[str], Call] | None
    delete: Callable[[str], Call]
    unique: bool
    unique_names: bool = False
    counts_as_use: bool = False
    versioned: bool = False
    guards: tuple[Guard, ...] = ()
    steps: tuple[Step, ...] = ()
    wrap: Callable[[Payload], Payload] = dict
    tree_page: Callable[[str | None], Call] | None = None
    used_by: Callable[[str], Call] | None = None
    by_name: Callable[[str], Call] | None = None
    completes_singly: bool = False
    shared: Callable[[Row], Payload] = lambda _row: {}
    change: "Callable[[Record, Mapping[str, Any], frozenset[str], References, Terms], Call] | None" = None
    changeable: frozenset[str] = frozenset()
    changes_others: Callable[[Call], bool] = lambda _call: False
    changes_itself: Callable[[Call], bool] = lambda _call: True
    head_of: Callable[[Mapping[str, Any]], str | None] = lambda _row: None
    kept_by: Callable[[Mapping[str, Any]], str] = lambda _row: ""
    sent_as: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    store_fills: frozenset[str] = frozenset()
    handmade: tuple[str, ...] = ()
    may_be_hidden: frozenset[str] = frozenset()
    among: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    filed: Callable[[Mapping[str, Any], Terms], Mapping[str, Any]] = lambda _row, _terms: {}
    own: Callable[[Mapping[str, Any]], bool] = lambda _row: False
    beyond: Callable[[Mapping[str, Any]], Sequence[str]] = lambda _row: ()
