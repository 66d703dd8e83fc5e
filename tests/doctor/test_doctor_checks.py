"""The doctor's checks as values, with stores and packages made up."""

from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from pipeline.doctor import Check, Health, check_packages, check_private, check_python, worst
from pipeline.doctor.store import look_at_store
from pipeline.errors import ExitStatus
from pipeline.http import Ending, Reply
from pipeline.http.uploads import Upload
from tests.simulation.virtual_time import Clock, run_virtually

NOON = "Fri, 15 Jan 2027 12:00:00 GMT"
NOON_S = 1_800_014_400.0
OUTLET = "11111111-1111-4111-8111-111111111111"


def answer(status: int, body: Any = None, **headers: Any) -> Reply:
    return Reply(Ending.ANSWER, "id", 0.1, status=status, json=body, **{"date": NOON, **headers})


@dataclass
class FakeStore:
    """Answers each path from a table, and counts."""

    answers: dict[str, Reply]
    asked: list[str] = field(default_factory=list)

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        json: Any | None = None,
        body_cap: int = 0,
        version: str | None = None,
        upload: Upload | None = None,
    ) -> Reply:
        del params, json, body_cap, version, upload
        self.asked.append(f"{method} {path}")
        return self.answers[path]


def healthy(**changed: Reply) -> FakeStore:
    rates = {"limit": "650", "remaining": "600"}
    retailer = {"data": {"id": OUTLET, "name": "Acme", "tax_exclusive": True, "currency": {"code": "NZD"}}}
    answers = {
        "/retailer": answer(200, retailer, **rates),
        "/outlets": answer(200, {"data": [{"id": OUTLET, "name": "Main"}]}, **rates),
        "/registers": answer(200, {"data": [{}, {}]}, **rates),
        "/sales": answer(200, {"data": []}, **rates),
        "/products": answer(200, {"data": [{"sku": "vend-discount", "price_including_tax": 0}]}, **rates),
    }
    return FakeStore(answers | {f"/{name}": reply for name, reply in changed.items()})


def looked_at(store: FakeStore, now_s: float = NOON_S) -> dict[str, Check]:
    checks = run_virtually(
        Clock(), look_at_store(store, "acme", "https://127.0.0.1/api/2026-07", lambda: now_s)
    )
    return {check.name: check for check in checks}


def test_a_healthy_store_is_well_in_every_line() -> None:
    store = healthy()
    found = looked_at(store)
    assert {check.health for check in found.values()} == {Health.WELL}
    assert found["store"].words == "Acme, NZD"
    assert found["prices"].words == "are sent before tax"
    assert found["quota"].words == "650 requests in 5 minutes, 600 left"
    assert found["API"].words.startswith("version 2026-07 answers")
    assert {call.split()[0] for call in store.asked} == {"GET"}


@pytest.mark.parametrize(
    ("reply", "name", "status"),
    [
        (answer(401, {"error": "Access token is not valid"}), "token", ExitStatus.ACCESS),
        (answer(404, {"error": "Not found"}), "store", ExitStatus.ACCESS),
        (answer(503, None), "store", ExitStatus.RUN_AGAIN),
        (answer(429, None, retry_after="7"), "quota", ExitStatus.RUN_AGAIN),
        (Reply(Ending.NOT_SENT, "id", 0.1, detail="no connection"), "store", ExitStatus.RUN_AGAIN),
        (Reply(Ending.SILENCE, "id", 30.0, detail="no answer in time"), "store", ExitStatus.RUN_AGAIN),
        (Reply(Ending.CERTIFICATE, "id", 0.1, detail="expired"), "store", ExitStatus.RUN_AGAIN),
        (Reply(Ending.REDIRECT, "id", 0.1, location_host="signin.example"), "store", ExitStatus.ACCESS),
    ],
)
def test_trouble_is_found_with_one_request_and_has_a_way_out(
    reply: Reply, name: str, status: ExitStatus
) -> None:
    store = healthy(retailer=reply)
    found = looked_at(store)
    assert store.asked == ["GET /retailer"]
    assert [check.name for check in found.values()] == [name]
    assert (found[name].health, found[name].status) == (Health.ILL, status)
    assert found[name].way_out


def test_what_the_token_may_not_read_is_a_note() -> None:
    found = looked_at(healthy(retailer=answer(403, {"error": "user missing required permissions"})))
    assert found["store"].health is Health.NOTE
    assert "can't be read with this token" in found["store"].words
    assert worst(found.values()) is ExitStatus.DONE


@pytest.mark.parametrize(
    ("skew_s", "words"),
    [(60, "agrees"), (-60, "agrees"), (61, "61 seconds ahead of"), (-3600, "3,600 seconds behind")],
)
def test_the_clock_is_compared_with_the_answers_date(skew_s: int, words: str) -> None:
    check = looked_at(healthy(), NOON_S + skew_s)["clock"]
    assert words in check.words
    assert (check.health is Health.WELL) == (abs(skew_s) <= 60)


def test_a_quota_that_others_use_up_is_a_note() -> None:
    low = answer(200, {"data": []}, limit="650", remaining="64")
    check = looked_at(healthy(sales=low, products=low))["quota"]
    assert (check.health, check.words) == (Health.NOTE, "650 requests in 5 minutes, 64 left")


def test_a_store_with_sales_announces_the_guard() -> None:
    check = looked_at(healthy(sales=answer(200, {"data": [{"id": OUTLET}]})))["in use"]
    assert "--confirm-store" in check.way_out


def test_an_old_python_is_a_usage_error() -> None:
    assert check_python((3, 9, 18)).status is ExitStatus.USAGE
    assert check_python((3, 10, 0)).health is Health.WELL


@pytest.mark.parametrize(
    ("version", "well"), [("1.0", True), ("1.0.1", True), ("10.0", True), ("0.27", False), (None, False)]
)
def test_a_package_must_be_there_and_new_enough(version: str | None, well: bool) -> None:
    check = check_packages(["polars>=1.0", "odd; python_version<'3'"], lambda _name: version)
    assert (check.health is Health.WELL) == well
    assert well or "polars" in check.words


def test_private_means_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("x")
    for mode, health in (
        (0o600, Health.WELL),
        (0o400, Health.WELL),
        (0o640, Health.ILL),
        (0o604, Health.ILL),
    ):
        path.chmod(mode)
        assert check_private("secrets", [path, tmp_path / "gone"]).health is health


def test_the_worst_status_counts() -> None:
    ills = [
        Check("a", Health.ILL, "", "", ExitStatus.ACCESS),
        Check("b", Health.ILL, "", "", ExitStatus.RUN_AGAIN),
        Check("c", Health.WELL, ""),
    ]
    assert worst(ills) is ExitStatus.RUN_AGAIN
    assert worst([]) is ExitStatus.DONE


def test_the_dialect_is_that_of_a_product() -> None:
    assert looked_at(healthy())["dialect"].health is Health.WELL
    later = answer(200, {"data": [{"codes": [], "prices": {}}]})
    wrong = looked_at(healthy(products=later))["dialect"]
    assert (wrong.health, wrong.status) == (Health.ILL, ExitStatus.ACCESS)
    assert "2026-10" in wrong.words


@pytest.mark.parametrize(("day", "said"), [((2027, 3, 31), False), ((2027, 4, 1), True)])
def test_from_april_2027_on_version_2_0_is_said_to_end(day: tuple[int, int, int], *, said: bool) -> None:
    now_s = datetime(*day, 12, tzinfo=timezone.utc).timestamp()
    checks = run_virtually(
        Clock(), look_at_store(healthy(), "acme", "https://127.0.0.1/api/2.0", lambda: now_s)
    )
    assert ("version" in {check.name for check in checks}) is said
