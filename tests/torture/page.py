"""The sandbox's page under load: 200 requests a second for ten seconds, with the page open in a real browser.

Every request stands on the page once, the page and the server stay bounded, and a client of the API waits no longer than
without the page. Rounds with and without it alternate, so that a busy machine slows both; medians are compared.
"""

import contextlib
import http.client
import json
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.command import TOKEN, start
from tests.support.browsers import browser_at, find_browser

A_SECOND, SECONDS, CLIENTS, ROUNDS = 200, 10, 4, 3
SLOWER = 1.10
MOST_ROWS = 500
MOST_HEAP_MIB, MOST_GROWTH_MIB = 64, 96
SETTLED_S = 3.0

# Notes the number of every row that comes onto the page, and whether one stood there twice at any time
WATCH = """
window.came = []; window.twice = []; window.most = 0;
addEventListener("DOMContentLoaded", () => {
  const rows = document.getElementById("rows");
  let there = new Set([...rows.children].map((row) => row.dataset.number));
  new MutationObserver(() => {
    const numbers = [...rows.children].map((row) => row.dataset.number);
    const now = new Set(numbers);
    if (now.size !== numbers.length) window.twice.push(numbers.length - now.size);
    for (const number of now) if (!there.has(number)) window.came.push(Number(number));
    window.most = Math.max(window.most, numbers.length);
    there = now;
  }).observe(rows, {childList: true});
});
"""


@dataclass(frozen=True)
class Figures:
    """What was measured."""

    requests: int
    without_ms: float
    with_ms: float
    heap_mib: float
    growth_mib: float
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.requests} requests at {A_SECOND}/s; median {self.without_ms:.2f} ms without the page, "
            f"{self.with_ms:.2f} ms with it ({self.with_ms / self.without_ms:.2f} x); the page's heap "
            f"{self.heap_mib:.0f} MiB, the server grew by {self.growth_mib:.0f} MiB"
        )


def available() -> bool:
    """Tell whether there is a browser."""
    return find_browser() is not None


def campaign(folder: Path, *, seconds: float = SECONDS, rounds: int = ROUNDS) -> Figures:
    """Load a sandbox with and without its page; return what was measured, and what went wrong."""
    path = find_browser()
    assert path is not None
    without: list[float] = []
    watched: list[float] = []
    with served(folder) as (process, port), browser_at(path) as browser:
        load(port, 1.0)
        before_mib = resident_mib(process.pid)
        heap_mib, wrong = 0.0, []
        for _ in range(rounds):
            without += load(port, seconds)
            page = browser.new_page()
            page.add_init_script(WATCH)
            page.goto(f"http://127.0.0.1:{port}/")
            first = int(page.locator("body").get_attribute("data-newest") or 0) + 1
            watched += load(port, seconds, page)
            page.wait_for_timeout(SETTLED_S * 1000)
            heap_mib, round_wrong = judge(page, first, int(seconds * A_SECOND))
            wrong += round_wrong
            page.close()
        growth_mib = resident_mib(process.pid) - before_mib
    figures = Figures(
        len(watched),
        statistics.median(without) * 1000,
        statistics.median(watched) * 1000,
        heap_mib,
        growth_mib,
        (),
    )
    if figures.with_ms > figures.without_ms * SLOWER:
        wrong.append("the API is slower while the page is open")
    if growth_mib > MOST_GROWTH_MIB:
        wrong.append(f"the server grew by {growth_mib:.0f} MiB")
    return Figures(**{**vars(figures), "wrong": tuple(wrong)})


def judge(page: Any, first: int, count: int) -> tuple[float, list[str]]:
    """Return the page's heap in MiB, and what is wrong with what it showed of `count` requests from `first` on."""
    came, twice, most, heap = page.evaluate(
        "[window.came, window.twice, window.most, performance.memory.usedJSHeapSize]"
    )
    wrong = []
    expected = list(range(first, first + count))
    if sorted(came) != expected:
        lost, doubled = set(expected) - set(came), len(came) - len(set(came))
        wrong.append(f"of {count} rows {len(lost)} never came, {doubled} came again")
    if twice:
        wrong.append("a row stood on the page twice")
    if most > MOST_ROWS:
        wrong.append(f"{most} rows on the page")
    heap_mib = heap / (1 << 20)
    if heap_mib > MOST_HEAP_MIB:
        wrong.append(f"the page's heap is {heap_mib:.0f} MiB")
    return heap_mib, wrong


def load(port: int, seconds: float, page: Any = None) -> list[float]:
    """Send 200 requests a second from several clients; return how long each took. The browser's page, if any, lives on."""
    took: list[list[float]] = [[] for _ in range(CLIENTS)]
    threads = [
        threading.Thread(target=_client, args=(port, number, seconds, took[number]), daemon=True)
        for number in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    while page is not None and any(thread.is_alive() for thread in threads):
        page.wait_for_timeout(200)
    for thread in threads:
        thread.join()
    return [each for one in took for each in one]


def _client(port: int, number: int, seconds: float, took: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "Authorization": f"Bearer {TOKEN}",
        "Content-Type": "application/json",
        "X-Request-ID": f"c{number}",
    }
    every_s = CLIENTS / A_SECOND
    began = time.perf_counter()
    for step in range(int(seconds * A_SECOND / CLIENTS)):
        time.sleep(max(0.0, began + step * every_s - time.perf_counter()))
        sent = time.perf_counter()
        if step % 2:
            connection.request("GET", "/api/2.0/customers?page_size=5", headers=headers)
        else:
            body = json.dumps({"first_name": "Ada", "last_name": f"Okafor {number} {step}"})
            connection.request("POST", "/api/2.0/customers", body, headers)
        connection.getresponse().read()
        took.append(time.perf_counter() - sent)
    connection.close()


@contextlib.contextmanager
def served(folder: Path) -> "Iterator[tuple[subprocess.Popen[str], int]]":
    """Give a sandbox in a process of its own, and its port."""
    process = start(folder, "sandbox", "--fresh", "--port", "0", "--registers", "1000", "--quiet")
    try:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(3)]  # address, token, page
        yield process, int(told[2].rpartition(":")[2].strip().strip("/"))
    finally:
        process.terminate()
        process.communicate(timeout=30)


def resident_mib(pid: int) -> float:
    """Return how much memory a process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024
