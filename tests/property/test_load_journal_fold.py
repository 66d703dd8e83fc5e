"""Any prefix of any journal is a journal: what was committed is read back, and the mapping only grows.

A rule-based machine drives the production journal through random moves, dies at random moments (what was not committed
is rolled back, the file is read anew), and is compared with a plain dictionary.
"""

import sqlite3

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from pipeline.journal.book import Journal
from pipeline.journal.entries import Entry
from pipeline.journal.transitions import Event, State
from pipeline.load.mapping import mapping_of
from pipeline.schema.kinds import CUSTOMER
from pipeline.stores.protocol import LookedUp, Refusal
from tests.load.test_load_mapping import NOON
from tests.support.breadth import BREADTH
from tests.support.load_support import (
    OTHER_UUID,
    UUID,
    attempt,
    customer,
    entry,
    finish,
    happen,
    intend,
    memory,
)

RELEASES: dict[Refusal | LookedUp, Event] = {
    Refusal.QUOTA: Event.OVER_QUOTA,
    Refusal.NOT_SENT: Event.NOT_APPLIED,
    Refusal.DENIED: Event.NOT_APPLIED,
    LookedUp(("both",)): Event.ABSENT,
}
PROOFS = st.sampled_from(list(RELEASES))
IDS = st.sampled_from((UUID, OTHER_UUID))


class Crash(BaseException):
    """A kill inside a transaction."""


class FragileJournal(Journal):
    """A journal that may die before or after its next commit."""

    dies = ""

    def _commit(self) -> None:
        if self.dies == "before":
            raise Crash
        super()._commit()
        if self.dies == "after":
            raise Crash


class JournalMachine(RuleBasedStateMachine):
    """The journal against a dictionary."""

    places = Bundle("places")

    def __init__(self) -> None:
        super().__init__()
        self.database: sqlite3.Connection = memory()
        self.journal = FragileJournal(self.database)
        self.model: dict[str, Entry] = {}
        self.ever_done: dict[str, str] = {}

    @initialize()
    def begin(self) -> None:
        self.journal.begin_run(1.0, "load", "0")

    @rule(target=places, number=st.integers(0, 5))
    def plan(self, number: int) -> str:
        wanted = entry(customer(number), number)
        if wanted.key not in self.model:
            self.journal.replan([wanted])
            self.model[wanted.key] = wanted
        return wanted.key

    @rule(key=places, number=st.integers(0, 9))
    def intend(self, key: str, number: int) -> None:
        if self.model[key].state is State.PENDING:
            self.model[key] = intend(self.journal, self.model[key], f'{{"n": {number}}}', 2.0, 3.0)

    @rule(key=places, proof=PROOFS)
    def release(self, key: str, proof: Refusal | LookedUp) -> None:
        if self.model[key].state is State.SENT:
            before = self.model[key]
            self.model[key] = happen(self.journal, before, RELEASES[proof], attempt(), proof)
            assert self.model[key].doubts >= before.doubts
            assert self.model[key].state is State.PENDING

    @rule(key=places)
    def doubt(self, key: str) -> None:
        if self.model[key].state is State.SENT:
            self.model[key] = happen(self.journal, self.model[key], Event.UNKNOWN, attempt(status=502))

    @rule(key=places, remote_id=IDS)
    def finish(self, key: str, remote_id: str) -> None:
        if self.model[key].state is State.SENT:
            self.model[key] = finish(self.journal, self.model[key], remote_id)
            self.ever_done[key] = remote_id

    @rule(key=places)
    def refuse(self, key: str) -> None:
        if self.model[key].state is State.SENT:
            self.model[key] = happen(self.journal, self.model[key], Event.REJECTED, attempt(status=422))

    @rule(key=places)
    def retry(self, key: str) -> None:
        if self.model[key].state is State.REJECTED:
            self.model[key] = happen(self.journal, self.model[key], Event.RENEW)

    @rule()
    def restart(self) -> None:
        self.journal = FragileJournal(self.database)

    @rule(key=places, moment=st.sampled_from(("before", "after")))
    def die_in_a_commit(self, key: str, moment: str) -> None:
        """Die while writing the next thing about a record: it is all there or not at all."""
        known = self.model[key]
        self.journal.dies = moment
        try:
            if known.state is State.PENDING:
                intend(self.journal, known, "{}", 4.0, 5.0)
            elif known.state is State.SENT:
                finish(self.journal, known, UUID)
            else:
                self.journal.set_note("n", 1)
        except Crash:
            pass
        self.journal = FragileJournal(self.database)
        now = self.journal.entry(CUSTOMER, key)
        assert now is not None
        assert (now == known) or (moment == "after" and known.state in {State.PENDING, State.SENT})
        if now.state is State.DONE and known.state is not State.DONE:
            self.ever_done[key] = UUID
        self.model[key] = now

    @invariant()
    def memory_file_and_model_agree(self) -> None:
        read = {each.key: each for each in Journal(self.database).entries()}
        assert read == {each.key: each for each in self.journal.entries()} == self.model

    @invariant()
    def the_mapping_is_what_was_ever_done(self) -> None:
        document = mapping_of(self.journal.entries(), domain="mystore", packs=(), generated_at=NOON)
        found = {row["email"]: row["customer_id"] for row in document["customers"]}
        assert found == self.ever_done


TestJournalFold = JournalMachine.TestCase
TestJournalFold.settings = settings(max_examples=40 * BREADTH, stateful_step_count=40, deadline=None)
