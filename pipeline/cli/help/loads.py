"""Topics about loads: a part of the records, the right store, deleted records brought back."""

import shlex
import sys

from pipeline.cli.help.options import options
from pipeline.cli.help.topics import Code, Part
from pipeline.cli.invocation import typed
from pipeline.load.options import SETTLE_S
from pipeline.schema.kinds import PRICE_FIELDS, all_kinds
from pipeline.stores.facts import BUSY_CUSTOMERS
from pipeline.text import listed

# A test runs it.
BRING_BACK = """\
from pathlib import Path

from pipeline.http.calls import curl_line
from pipeline.stores import address_of
from pipeline.unload.kept import call_to_bring_back, read_kept

for kept in read_kept(Path("out/demo/.load/mystore.deleted.jsonl")):
    print(curl_line(address_of("mystore"), call_to_bring_back(kept, "price_including_tax")))"""


def selecting() -> tuple[Part, ...]:
    """Return the options that choose records."""
    return (
        (
            "A part of a dataset can be loaded, verified, updated or unloaded alone. load and plan take all of these options, "
            "update and unload all but --retry-failed, verify --only and --key:"
        ),
        options("load", "only", "key", "limit", "retry_failed"),
        "Patterns are compared without case: * is any text, ? one character. Quote them for the shell:",
        Code("  " + typed("load", "out/demo", "--sandbox", "--key", "app-*", "--limit", 5)),
        (
            f"What is known by its name alone ({listed([kind.nouns for kind in all_kinds() if kind.named])}) is selected with "
            "its kind in front. Otherwise it comes along with what names it:"
        ),
        Code("  " + typed("load", "out/demo", "--sandbox", "--key", "brand:oat*")),
        "Parts can be left out of what is sent. The first load decides for all later ones into that store:",
        options("load", "without", "category_root", "adopt_names"),
        "What is uncertain is looked up whatever is selected. The next load without a selection sends the rest.",
        (
            "skip leaves one record out of loads until skip --undo takes it back in. status --rejected writes the rejected "
            "rows to a file; they are mended in the dataset itself, then load --retry-failed sends them alone."
        ),
    )


def safety() -> tuple[Part, ...]:
    """Return what keeps a load from harm."""
    return (
        (
            "The right store. A load shows the store's own name before it asks. The journal of a dataset belongs to one "
            "store, known by its id: with another one behind the same prefix nothing is sent. XSERIES_ALLOWED_STORES "
            "refuses all other prefixes before the token is sent. While one load into a store is at work on this machine, "
            "another is refused at once."
        ),
        (
            f"A store in use (it has sales, or more than {BUSY_CUSTOMERS} customers that were not loaded from here) wants "
            "its prefix typed, or --confirm-store, once for each dataset:"
        ),
        options("load", "yes", "confirm_store"),
        (
            "The token is sent in one header to one host. It is never in the journal, the log or a message. Give it in "
            "XSERIES_TOKEN or with --token-file: others on the machine can read what is on a command line. A profile keeps "
            "it in the system's keyring, or in a file for its owner alone."
        ),
        (
            "Never done: what this dataset did not create is never changed. update puts what it did create back to what the "
            "files say, once it was confirmed. unload deletes what the journal says this dataset created, "
            "and reads each record again first: what somebody changed, and customers with sales, are left alone and "
            "listed. What the store has under the same name (brands, tags and the like) is used and never deleted; what is "
            "used by others stays. Nothing is sent a second time without proof that it is not there."
        ),
        (
            f"One risk is left, because X-Series has no idempotency key: a create that the store carries out later than the "
            f"settle time ({SETTLE_S:.0f} s) after its sending, and that every look-up missed, is doubled. An old copy of a "
            "journal brought back, or one dataset that goes on in two places, sends what the newer journal knows of once "
            "more."
        ),
        (
            "After a lost journal, customers that are in the store already stop the load; load --adopt takes them over, and "
            "unload leaves what was adopted unless --adopted."
        ),
    )


def bring_back() -> tuple[Part, ...]:
    """Return how to make deleted records again."""
    including, excluding = PRICE_FIELDS
    return (
        (
            "unload keeps each record that it deletes, whole, on a line of .load/PREFIX.deleted.jsonl in the dataset's "
            "folder. This brings back what is not there again, as the store had it, with what it names and with the "
            "files' stock; --only and --key pick some:"
        ),
        Code("  " + typed("load", "out/demo", "--sandbox", "--from", "out/demo/.load/sandbox.deleted.jsonl")),
        "Without this tool's journal: these lines of Python print a curl line for each, with the fields that a create takes:",
        Code(BRING_BACK),
        "Put your dataset and prefix in, save them as back.py, and run them with the Python that has this tool:",
        Code(f"  {shlex.quote(sys.executable)} back.py"),
        (
            f"Then set XSERIES_TOKEN and run the curl lines that you want. A store with prices before tax wants {excluding} "
            f"in place of {including}. A record that is brought back gets a new id; pictures, stock and sales don't come back."
        ),
        "To make the whole dataset again, load it again: that needs no such lines.",
    )
