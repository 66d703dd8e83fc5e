"""The sandbox's pages without a browser: their headers, hosts and origins, and what they say of requests of any kind."""

import csv
import http.client
import io
import json
import re
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.sandbox import SandboxOptions
from pipeline.sandbox.office.app import create_office
from pipeline.sandbox.office.hints import near_routes
from pipeline.sandbox.office.shown import body_text, marked
from pipeline.sandbox.serve.exchanges import BODY_BYTES, LENGTH, KeptBody
from tests.support.pictures import png
from tests.support.sandboxes import OnAPort, on_a_port

PAGES = ("/", "/office/products", "/office/customers", "/office/faults", "/office/poll?seen=0", "/office/requests.csv",
         "/office/office.js", "/office/office.css", "/office/icon.svg")  # fmt: skip
CHAIR = {"name": "Chair", "sku": "HOM-1", "price_including_tax": 26.5}


@pytest.fixture(scope="module")
def served() -> Iterator[OnAPort]:
    with on_a_port(SandboxOptions(registers=40), pages=create_office) as world:
        yield world


@pytest.fixture
def world(served: OnAPort) -> OnAPort:
    served.control("token", {})
    served.control("faults", {})
    served.control("reset", {})
    return served


def get(world: OnAPort, path: str, **headers: str) -> httpx.Response:
    with world.client() as client:
        return client.get(world.base_url.removesuffix("/api/2.0") + path, headers=headers)


def newest(world: OnAPort) -> Any:
    """Return the newest exchange, in full."""
    number = world.control("log")["total"]
    [one] = world.control(f"log?number={number}")["exchanges"]
    return one


def story(world: OnAPort) -> str:
    """Return the page of the newest request."""
    return get(world, f"/office/requests/{world.control('log')['total']}").text


@pytest.mark.parametrize("path", [*PAGES, "/office/requests/999999", "/office/nothing"])
def test_every_page_has_the_headers_that_keep_others_out(world: OnAPort, path: str) -> None:
    told = get(world, path).headers
    assert "default-src 'none'; script-src 'self'" in told["content-security-policy"]
    assert "unsafe" not in told["content-security-policy"]
    assert "frame-ancestors 'none'" in told["content-security-policy"]
    assert (told["x-content-type-options"], told["referrer-policy"], told["cache-control"]) == (
        "nosniff", "no-referrer", "no-store",
    )  # fmt: skip
    assert not [name for name in told if name.startswith("access-control")]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "192.168.0.7"])
def test_pages_are_under_no_other_name(world: OnAPort, path: str, host: str) -> None:
    assert get(world, path, Host=host).status_code == 421


@pytest.mark.parametrize("path", ["/", "/office/products", "/office/poll"])
def test_pages_are_only_read(world: OnAPort, path: str) -> None:
    with world.client() as client:
        assert client.post(world.base_url.removesuffix("/api/2.0") + path, json={}).status_code == 405


@pytest.mark.parametrize("name", ["edit", "delete", "sales", "faults", "commit-late", "reset"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example", "Content-Type": "application/json"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Content-Type": "application/json"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Content-Type": "application/json"}, 403),
        ({"Origin": "null", "Content-Type": "application/json"}, 403),
        ({"Host": "evil.example", "Content-Type": "application/json"}, 421),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Sec-Fetch-Site": "same-origin", "Content-Type": "multipart/form-data; boundary=x"}, 415),
    ],
)
def test_what_a_button_does_is_refused_to_anybody_else(
    world: OnAPort, name: str, headers: dict[str, str], status: int
) -> None:
    with world.client() as client:
        client.post("/products", json=CHAIR)
        before = world.control("state")["version"]
        refused = client.post(f"{world.control_url}/{name}", content=b"{}", headers=headers)
    assert (refused.status_code, world.control("state")["version"]) == (status, before)


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-origin"}])
def test_own_pages_and_commands_may_do_it(world: OnAPort, headers: dict[str, str]) -> None:
    with world.client() as client:
        assert client.post(f"{world.control_url}/commit-late", json={}, headers=headers).status_code == 200


def test_what_pages_ask_is_no_clients_request(world: OnAPort) -> None:
    before = world.control("state")
    for path in PAGES:
        assert get(world, path).status_code == 200
    after = world.control("state")
    assert (before["requests"], before["quota"]) == (after["requests"], after["quota"])


def test_log_has_what_was_told_beside_what_was_done(world: OnAPort) -> None:
    world.control("faults", {"faults": [{"kind": "error-after", "status": 502}]})
    with world.client() as client:
        assert client.post("/products", json=CHAIR, headers={"X-Request-ID": "mine"}).status_code == 502
    one = newest(world)
    assert (one["status"], one["faults"], one["request_id"]) == (502, ["error-after"], "mine")
    assert [(deed["action"], deed["key"]) for deed in one["deeds"]] == [("created", "HOM-1")]
    assert json.loads(one["body"]["text"]) == CHAIR
    assert one["deeds"][0]["id"] in one["withheld"]["text"]
    assert one["deeds"][0]["id"] not in one["answer"]["text"]
    shown = story(world)
    assert "The client was told 502 Bad Gateway (error-after)." in shown
    assert f"The store did create product HOM-1 as version {one['deeds'][0]['version']}." in shown
    assert "story differs" in shown


def test_two_requests_of_one_id_are_told_apart(world: OnAPort) -> None:
    world.control("faults", {"faults": [{"kind": "late-commit", "tell": "504", "delay_s": 500, "at": [1]}]})
    with world.client() as client:
        for _ in range(2):
            client.post("/products", json=CHAIR, headers={"X-Request-ID": "same"})
    late, direct = world.control("log")["exchanges"][-2:]
    assert (late["pending"], [each["key"] for each in direct["deeds"]]) == (True, ["HOM-1"])
    world.control("commit-late", {})
    late = world.control(f"log?number={late['number']}")["exchanges"][0]
    assert (late["pending"], late["deeds"]) == (False, [])
    assert "The store refused it at " in get(world, f"/office/requests/{late['number']}").text


@pytest.mark.parametrize(
    ("method", "path", "headers", "said"),
    [
        ("GET", "/api/2.0/product", {}, "GET /api/2.0/products"),
        ("POST", "/products", {}, "POST /api/2.0/products"),
        ("POST", "/api/2.0/products/bulk", {}, "The sandbox has no such route. Near: "),
        ("GET", "/api/3.0/products", {}, "There is no version 3.0 here; there are 2.0, "),
        ("PATCH", "/api/2.0/customers/1", {}, "PUT /api/2.0/customers/{id}"),
        ("PUT", "/api/2.0/products/1", {}, "PUT of this path is served in 2.1, 2026-01, "),
        ("GET", "/zzzz", {}, "see the list of routes"),
        ("GET", "/api/2.0/foo", {}, "see the list of routes"),
        ("GET", "/api/2.0", {}, "see the list of routes"),
        ("GET", "/api/products", {}, "Near: GET /api/2.0/products"),
        ("GET", "/api/2.0/Products", {}, "Near: GET /api/2.0/products"),
        ("PATCH", "/api/2.0/products", {}, "Method Not Allowed"),
        ("GET", "/api/2.0/products/1/image_upload", {}, "POST /api/2.0/products/{id}/actions/image_upload"),
        ("GET", "/api/2.0/products", {"Authorization": "Token x"}, "Authorization: Bearer lsxs_pt_sandbox"),
        ("POST", "/api/2.0/products", {}, "Content-Type: application/json"),
    ],
)
def test_a_partners_mistake_is_met_with_what_is_near(
    world: OnAPort, method: str, path: str, headers: dict[str, str], said: str
) -> None:
    with world.client() as client:
        url = world.base_url.removesuffix("/api/2.0") + path
        assert client.request(method, url, headers=headers, content=b"name=Chair").status_code >= 400
    assert said in story(world).replace("&#39;", "'")


@pytest.mark.parametrize(
    ("path", "sent", "said"),
    [
        ("/products", {"content": b""}, "The body is empty; send a JSON object"),
        ("/products", {"json": []}, "The body is no JSON object; send a JSON object"),
        ("/products", {"json": CHAIR | {"price": 3}}, "Not used: price."),
        ("/customers", {"json": {"first_name": "A", "last_name": "B", "mail": "x"}}, "Not used: mail."),
        ("/products/{}/actions/image_upload", {"files": {"file": b"x"}}, "curl -F image=@FILE"),
        ("/products/{}/actions/image_upload", {"content": b"x"}, "curl -F image=@FILE"),
        ("/products/{}", {"json": {"sku": "x"}}, "Not used: sku; a change stands in common"),
        (
            "/products/{}",
            {"json": {"details": {"price": 3, "supply_price": 1}}},
            "Not used: details.price; a ",
        ),
        ("/products?limit=2&page_size=2", None, "Not used: limit."),
    ],
)
def test_what_the_api_takes_without_a_word_or_refuses_in_few_is_explained(
    world: OnAPort, path: str, sent: dict[str, Any] | None, said: str
) -> None:
    with world.client() as client:
        made = client.post("/products", json={"name": "Table"}).json()["data"][0]
        url = (
            world.base_url.replace("2.0", "2.1") + path.format(made)
            if path == "/products/{}"
            else path.format(made)
        )
        method = "GET" if sent is None else "PUT" if path == "/products/{}" else "POST"
        client.request(method, url, **(sent or {}))
    assert said in story(world)


def test_nothing_is_said_of_a_request_of_which_all_is_used(world: OnAPort) -> None:
    with world.client() as client:
        [made] = client.post("/products", json=CHAIR).json()["data"]
        assert "Not used" not in story(world)
        body = {"common": {"name": "Stool"}, "details": None}
        assert (
            client.put(f"{world.base_url.replace('2.0', '2.1')}/products/{made}", json=body).status_code
            == 200
        )
        assert "Not used" not in story(world)
    get(world, "/api/2.0/products?after=0&page_size=10&deleted=true")
    assert "Not used" not in story(world)


def test_list_of_routes_says_which_ones_the_base_address_lacks(world: OnAPort) -> None:
    lines = get(world, "/").text.splitlines()
    assert "PUT /products/{id}  in 2.1, 2026-01, 2026-04, 2026-07" in lines
    assert "GET /products/{id}" in lines


@pytest.mark.parametrize(
    ("call", "body", "status", "said"),
    [
        ("GET stock", None, 405, "stock takes POST alone"),
        ("DELETE state", None, 405, "state takes GET alone"),
        ("GET ", None, 404, "unknown control path; there are: history, "),
        ("GET log?number=x", None, 400, "number must be a whole number from 0 to"),
        *(
            (f"GET {query}", None, 400, f"{query.partition('?')[2].partition('=')[0]} must be a whole number")
            for query in (
                "history?limit=-1",
                "history?after=-5",
                f"history?limit={2**63}",
                "requests?after=-1",
                f"history?after={'1' * 400}",
                f"log?number={'9' * 5000}",
            )
        ),
        ("POST spend", {"requests": -5}, 400, "requests must be a whole number"),
        ("POST spend", {"requests": 10**400}, 400, "requests must be a whole number"),
        ("POST spend", {"requests": "many"}, 400, "requests must be a whole number from 0 to"),
        ("POST edit", {"kind": "product", "id": "x"}, 400, 'send {"kind": …'),
    ],
)
def test_a_mistake_on_the_control_path_is_met_with_words(
    world: OnAPort, call: str, body: Any, status: int, said: str
) -> None:
    method, path = call.split(" ")
    with world.client() as client:
        answer = client.request(method, f"{world.control_url}/{path}".rstrip("/"), json=body)
    assert (answer.status_code, answer.json()["error"][: len(said)]) == (status, said)


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1e25", "1" * 400, "9" * 5000, "NaN"])
def test_a_number_that_no_store_keeps_is_refused_in_json_and_leaves_the_history_readable(
    world: OnAPort, number: str
) -> None:
    known = '{"name": "Cup", "sku": "CUP-1", "price_including_tax": %s}'
    unknown = '{"first_name": "Ada", "last_name": "Eze", "nobody_knows": %s}'
    staff = '{"products": [{"name": "Cup", "price_including_tax": %s}]}'
    kind = {"Content-Type": "application/json"}
    with world.client() as client:
        for path, body in (("/products", known), ("/customers", unknown)):
            answer = client.post(path, content=body % number, headers=kind)
            assert answer.json()
            assert answer.status_code in ({400, 422} if body is known else {201, 400})
        answer = client.post(f"{world.control_url}/add", content=staff % number, headers=kind)
        assert (answer.status_code, bool(answer.json()["error"])) == (400, True)
    assert all(effect["kind"] == "customers" for effect in world.history())


def test_a_missing_record_of_a_known_route_is_no_unknown_route(world: OnAPort) -> None:
    get(world, "/api/2.0/products/nothing")
    assert "no such route" not in story(world)
    assert near_routes("DELETE", "/api/2.0/customers/1/")[0] == "DELETE /api/2.0/customers/{id}"


def test_no_token_is_in_the_log(world: OnAPort) -> None:
    with world.client() as client:
        secrets = {"Authorization": "Bearer lsxs_pt_REALSECRET", "Cookie": "session=REALSECRET"}
        client.get("/products", headers={**secrets, "Proxy-Authorization": "Basic REALSECRET"})
    number = world.control("log")["total"]
    told = json.dumps(newest(world)) + story(world) + get(world, f"/?request={number}").text
    assert "REALSECRET" not in told
    assert "Bearer lsxs_pt_***" in told
    assert "Authorization: Bearer $XSERIES_TOKEN" in told


@pytest.mark.campaign
def test_two_thousand_requests_leave_a_bounded_log_whose_numbers_go_on(world: OnAPort) -> None:
    first = world.control("log")["total"]
    port = int(world.base_url.split(":")[2].split("/")[0])
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for _ in range(2_000):
        connection.request("GET", "/api/2.0/taxes")  # without a token: the cheapest answer
        connection.getresponse().read()
    connection.close()
    log = world.control("log")
    assert (log["total"], len(log["exchanges"])) == (first + 2_000, LENGTH)
    assert log["exchanges"][-1]["number"] == first + 2_000
    polled = get(world, f"/office/poll?after=0&seen={first + 1}").json()
    assert polled["missed"] == 2_000 - LENGTH - 1
    assert "is not in the log" in get(world, f"/?request={first + 1}").text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"\xff\xfe\x00\x80" * 30, "000000  ff fe 00 80"),
        (b"x" * 3_000_000, "the first 65,536 kept"),
        (json.dumps({"name": "é" * 40_000}, ensure_ascii=False).encode(), "the first 65,536 kept"),
        (b"[" * 50_000, "[[[["),
        (b"\x00", "U+0000"),
    ],
)
def test_bodies_of_any_kind_are_shown(world: OnAPort, body: bytes, said: str) -> None:
    with world.client() as client:
        assert client.post("/products", content=body).status_code in (200, 400, 413, 422)
    assert said in story(world)
    assert len(newest(world)["body"]["text"].encode()) <= 3 * BODY_BYTES
    assert get(world, "/").status_code == 200


def test_a_body_cut_in_the_middle_of_a_letter_is_still_text() -> None:
    assert body_text(KeptBody("é".encode()[:1], 9)) == ""
    assert body_text(KeptBody("aé".encode()[:2], 9)) == "a"
    assert body_text(KeptBody(b'{"a":[1]}', 9)) == '{\n  "a": [\n    1\n  ]\n}'


def test_csv_of_the_log_holds_no_formula(world: OnAPort) -> None:
    with world.client() as client:
        for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1"):
            client.post("/products", json={**CHAIR, "name": text, "sku": text})
            client.get("/taxes", headers={"X-Request-ID": text.strip()})
    rows = list(csv.reader(io.StringIO(get(world, "/office/requests.csv").text, newline="")))
    assert rows[0][0] == "number"
    assert len(rows) > 10
    assert [cell for row in rows for cell in row if cell.lstrip()[:1] in tuple("=+-@")] == []
    assert any("'=1+1" in row for row in rows)


@pytest.mark.parametrize(
    "query",
    ["request=x", "request=-1", "request=99999999999999999999", "q=%00%ff", "show=nothing", "after=x"],
)
def test_any_query_is_a_page(world: OnAPort, query: str) -> None:
    for path in ("/", "/office/products", "/office/poll", "/office/requests.csv"):
        assert get(world, f"{path}?{query}&seen=1&id=%2e%2e%2f").status_code == 200


@pytest.mark.campaign
def test_pages_are_there_while_another_program_holds_the_state(tmp_path: Path) -> None:
    state = tmp_path / "shop.sqlite"
    with on_a_port(state=state, pages=create_office) as world, world.client() as client:
        client.post("/products", json=CHAIR)
        holder = sqlite3.connect(state, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        assert client.post("/products", json={**CHAIR, "name": "B", "sku": "B"}).status_code == 500
        assert get(world, "/").status_code == get(world, "/office/products").status_code == 200
        assert "500 Internal Server Error" in story(world)
        assert "Nothing was changed." in re.sub("(?s)<pre.*?</pre>", "", story(world))
        answer = client.post(f"{world.control_url}/faults", json={"preset": "calm"})
        refused = client.post(
            f"{world.control_url}/edit", json={"kind": "products", "id": "x", "changes": {"name": "C"}}
        )
        assert (answer.status_code, refused.status_code) == (200, 400)
        holder.close()
        assert client.post("/products", json={**CHAIR, "name": "B", "sku": "B"}).status_code == 200


def test_marks_stand_for_what_cannot_be_seen() -> None:
    assert marked("abc\u202egnp") == "abc⟨U+202E⟩gnp"
    assert marked("a\x1b[31m\ud800\ufeff") == "a⟨U+001B⟩[31m⟨U+D800⟩⟨U+FEFF⟩"
    assert marked("Zoë, 東京, e\u0301\n\ttab") == "Zoë, 東京, e\u0301\n\ttab"


def test_a_half_sent_request_leaves_the_page_as_it_is(world: OnAPort) -> None:
    port = int(world.base_url.split(":")[2].split("/")[0])
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(b"POST /api/2.0/products HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n{")
    assert get(world, "/").status_code == 200


def test_the_stock_of_all_outlets_stands_beside_a_product_and_goes_down_with_a_sale(world: OnAPort) -> None:
    with world.client() as client:
        outlet = client.get("/outlets").json()["data"][0]["id"]
        held = [{"outlet_id": outlet, "current_amount": 1500}]
        [product] = client.post("/products", json={**CHAIR, "inventory": held}).json()["data"]
        client.post("/products", json={**CHAIR, "name": "Stool", "sku": "HOM-2"})

    def stock() -> list[str]:
        text = get(world, "/office/products?q=HOM-").text
        return re.findall(r'<td class="number wide">([^<]*)</td>\s*<td class="state">', text)

    assert stock() == ["", "1,500"]
    world.control("sales", {"product_id": product})
    assert stock() == ["", "1,499"]


def test_products_and_their_variants_are_shown_with_the_image_that_was_uploaded(world: OnAPort) -> None:
    with world.client() as client:
        size = client.post("/variant_attributes", json={"name": "Size"}).json()["data"]["id"]
        variants = [
            {"sku": f"TEE-{value}", "variant_definitions": [{"attribute_id": size, "value": value}]}
            for value in ("S", "M")
        ]
        told = client.post("/products", json={"name": "Tee", "variants": variants}).json()["data"]
        head = client.get(f"/products/{told[0]}").json()["data"].get("variant_parent_id") or told[0]
        file = {"image": ("tee.png", png(), "image/png")}
        made = client.post(f"/products/{head}/actions/image_upload", files=file).json()["data"]["id"]
        while client.get(f"/product_images/{made}").json()["data"]["status"] != "uploaded":
            pass
    text = get(world, "/office/products?q=TEE-").text
    assert text.count(f'<img src="/images/{made}" alt="" loading="lazy">') == 2
    assert f'<img src="/images/{made}" alt="">' in get(world, f"/office/products?id={told[-1]}").text
    assert get(world, f"/images/{made}").content == png()


def test_the_curl_of_a_head_waits_for_no_body(world: OnAPort) -> None:
    with world.client() as client:
        client.head("/taxes")
    assert f'data-copy="curl --head {world.base_url}/taxes -H' in story(world)
