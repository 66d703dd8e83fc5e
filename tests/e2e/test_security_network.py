"""The way to the store: proxies that refuse or pretend, and certificates that nobody vouches for."""

import contextlib
import ssl
from pathlib import Path

import pytest
import trustme

from tests.e2e.command import TOKEN, start
from tests.e2e.conftest import Here
from tests.e2e.hostile import Told, friendly, hostile
from tests.e2e.scenes import QUICK, dataset, ended
from tests.support.raw_servers import answering, in_a_thread, serving

pytestmark = pytest.mark.campaign

UNAUTHORIZED = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize(
    ("host", "trusted", "said"),
    [
        ("127.0.0.1", False, "unable to get local issuer certificate"),
        ("example.com", True, "certificate is not valid for '127.0.0.1'"),
        ("127.0.0.1", True, ""),
    ],
    ids=["unknown authority", "wrong host", "right"],
)
def test_a_certificate_that_nobody_vouches_for_ends_the_run_before_the_token_leaves(
    here: Here, tmp_path: Path, host: str, trusted: bool, said: str
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority = trustme.CA()
    authority.issue_cert(host).configure_cert(context)
    authorities = tmp_path / "authorities.pem"
    authority.cert_pem.write_to_path(str(authorities))
    variables = {"SSL_CERT_FILE": str(authorities)} if trusted else {}
    folder = dataset(tmp_path)
    with in_a_thread(serving(answering(UNAUTHORIZED), context)) as server:
        base_url = server.base_url.replace("http:", "https:")
        words = ["load", str(folder), "-d", "x", "--base-url", base_url, "--yes", *QUICK]
        refused = here.run(*words, XSERIES_TOKEN=TOKEN, **variables)
        if not said:  # an authority that is believed: what stops the others is their certificate
            assert refused.status == 4, refused.err
            assert TOKEN.encode() in server.requests[0]
            return
        assert refused.status == 75, refused.err
        assert "certificate" in refused.err
        assert said in refused.err
        assert server.requests == []
    assert not (folder / ".load").exists()


PROXIES = (
    Told(407, "no"),
    Told(200, "<html>Welcome to the hotel</html>"),
    Told(302, "moved", {"Location": "https://example.com/"}),
)


def test_a_proxy_that_opens_no_way_never_sees_the_token(tmp_path: Path) -> None:
    folder = dataset(tmp_path)
    words = ["load", str(folder), "-d", "mystore", "--yes", *QUICK]
    with contextlib.ExitStack() as stack:
        proxies = [stack.enter_context(hostile(lambda _, told=told: told)) for told in PROXIES]  # type: ignore[misc]  # the default binds it
        roots = [proxy.base_url.removesuffix("/api/2.0") for proxy in proxies]
        started = [
            start(tmp_path, *words, XSERIES_TOKEN=TOKEN, HTTPS_PROXY=root) for root in roots
        ]  # each waits 7 s
        for process, proxy in zip(started, proxies, strict=True):
            refused = ended(process)
            assert refused.status in (4, 75), refused.err
            assert "Traceback" not in refused.err
            assert {(each.method, each.path) for each in proxy.asked} == {
                ("CONNECT", "mystore.retail.lightspeed.app:443")
            }
            assert not any(each.authorization for each in proxy.asked)
    assert not (folder / ".load").exists()


def test_a_sign_in_page_in_place_of_answers_makes_nothing_up(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path, 2, 1)
    with hostile(lambda asked: friendly(asked) or Told(200, "<html>Sign in</html>")) as store:
        words = ["load", str(folder), "-d", "x", "--base-url", store.base_url, "--yes", *QUICK]
        after = here.run(*words, "--json", XSERIES_TOKEN=TOKEN)
    states = after.document["data"]["states"]
    assert after.status == 75
    assert not any("done" in each for each in states.values())
