"""The whole way with the real client against the sandbox: load, tamper, verify, unload, verify that nothing is left."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.compare.differences import What
from pipeline.errors import AccessError, ExitStatus, JournalError, UsageError
from pipeline.journal.lock import hold
from pipeline.load.events import nobody
from pipeline.load.options import LoadOptions
from pipeline.load.planning.survey import LoadRequest, survey
from pipeline.load.request import Target
from pipeline.load.run import load
from pipeline.load.runner import Output
from pipeline.pacing.pacer import Pace
from pipeline.sandbox.options import SandboxOptions
from pipeline.sandbox.serve.app import SandboxApp, create_app
from pipeline.schema.kinds import PRODUCT
from pipeline.settings import Token
from pipeline.status.peek import peek
from pipeline.stores.xseries.address import address_of
from pipeline.unload.kept import kept_path, read_kept
from pipeline.unload.plan import UnloadOptions
from pipeline.unload.run import UnloadOutcome, UnloadRequest, survey_unload, unload
from pipeline.unload.survey import open_existing
from pipeline.verify.run import VerifyOptions, VerifyRequest, VerifyResult, survey_verify, verify
from tests.simulation.unload_world import rows_of_dataset

ROWS = rows_of_dataset(3, 3)


class Shop:
    """A dataset loaded into a sandbox of its own, and the commands that a person would give."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        options = SandboxOptions(registers=100)
        self.app: SandboxApp = create_app(options)
        self.target = Target("sandbox", address_of("sandbox"), Token(options.token), self.app)
        self.output = Output(folder / "mapping.json", ("demo",))
        request = LoadRequest(folder, ROWS, self.target, LoadOptions(pace=Pace.FAST))
        load(
            request,
            survey(request),
            self.output,
            command="load",
            tool_version="0",
            watch=nobody,
            durable=False,
        )

    def unload(self) -> UnloadOutcome:
        request = UnloadRequest(self.folder, (), self.target, UnloadOptions(pace=Pace.FAST))
        seen = survey_unload(request)
        assert seen.facts is not None
        assert (seen.facts.name, seen.bill.spent) == ("Sandbox Store", 5)
        return unload(
            request, seen, self.output, command="unload", tool_version="0", watch=nobody, durable=False
        )

    def verify(self, *, absent: bool = False) -> VerifyResult:
        options = VerifyOptions(pace=Pace.FAST, absent=absent)
        request = VerifyRequest(self.folder, ROWS, self.target, options)
        return verify(request, survey_verify(request), nobody)

    def id_of(self, key: str) -> str:
        return next(each.id for each in self.app.history() if each.key == key and each.action == "created")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.mark.campaign
def test_tamper_verify_unload_and_verify_again(shop: Shop) -> None:
    before = len(shop.app.history())
    shop.app.sandbox.staff("delete", {"kind": "products", "id": shop.id_of("DEMO-10001")})
    edited = shop.id_of("ada1@example.com")
    shop.app.sandbox.staff(
        "edit", {"kind": "customers", "id": edited, "changes": {"phone": "+1-555-010-7777"}}
    )
    found = shop.verify()
    assert [(each.what, each.key) for each in found.findings] == [
        (What.MISSING, "demo-10001"),
        (What.CHANGED_IN_STORE, "ada1@example.com"),
    ]
    outcome = shop.unload()
    assert outcome.status is ExitStatus.LEFT_OVER
    assert [each.remote_id for each in outcome.left] == [edited]
    ours = {each.id for each in shop.app.history()[:before]}
    deleted = {each.id for each in shop.app.history() if each.action == "deleted" and each.actor == "api"}
    assert deleted == ours - {edited, shop.id_of("DEMO-10001")}
    assert {each.remote_id for each in read_kept(kept_path(shop.folder, "sandbox"))} == deleted
    assert [each.remote_id for each in shop.verify(absent=True).findings] == [edited]


def test_one_record_can_be_looked_at(shop: Shop) -> None:
    with open_existing(shop.folder, "sandbox") as journal:
        entry = journal.entry(PRODUCT, "demo-10002")
        assert entry is not None
        seen = peek(shop.target, journal, entry)
    assert seen.row is not None
    assert (seen.row["sku"], seen.differences) == ("DEMO-10002", ())


def test_an_unload_is_refused_while_another_run_is_at_work(shop: Shop) -> None:
    request = UnloadRequest(shop.folder, (), shop.target, UnloadOptions())
    with hold(request.journal, {"command": "load"}), pytest.raises(JournalError, match="at work"):
        shop.unload()
    assert not [each for each in shop.app.history() if each.action == "deleted"]


def test_what_was_seen_of_another_store_is_refused_before_anything_is_deleted(shop: Shop) -> None:
    request = UnloadRequest(shop.folder, (), shop.target, UnloadOptions())
    seen = survey_unload(request)
    assert seen.facts is not None
    other = replace(seen, facts=replace(seen.facts, retailer_id="99999999-0000-4000-8000-000000000000"))
    with pytest.raises(AccessError, match="another store"):
        unload(request, other, shop.output, command="unload", tool_version="0", watch=nobody, durable=False)
    assert not [each for each in shop.app.history() if each.action == "deleted"]


def test_a_dataset_that_was_never_loaded_names_where_it_was(shop: Shop) -> None:
    elsewhere = Target("otherstore", address_of("otherstore"), None)
    with pytest.raises(UsageError, match="It was loaded into: sandbox"):
        survey_unload(UnloadRequest(shop.folder, (), elsewhere, UnloadOptions()))


def test_without_a_token_the_list_is_shown_all_the_same(shop: Shop) -> None:
    target = Target("sandbox", address_of("sandbox"), None)
    seen = survey_unload(UnloadRequest(shop.folder, (), target, UnloadOptions()))
    assert (len(seen.plan.delete), seen.facts, seen.bill.requests) == (6, None, 15)


def test_files_beside_the_journal_are_private(shop: Shop) -> None:
    shop.unload()
    for path in (shop.folder / ".load").iterdir():
        assert path.stat().st_mode & 0o077 == 0
