"""A shop over its state file: every step is saved before its result exists, or it did not happen.

The shop itself is pure and knows no file. Here each step of it is a transaction in memory and one in the file, which
end together: rows, history, commits to come, and the window (the quota's places and the faults' counts, which the
caller knows). A step that can't be saved raises JournalError and leaves both as they were; nothing waits.
"""

import contextlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pipeline.errors import JournalError
from pipeline.sandbox.api.products.images import KIND as IMAGES
from pipeline.sandbox.api.shop import Shop
from pipeline.sandbox.api.values import ApiCall, ApiResult, ShopRow
from pipeline.sandbox.options import SandboxOptions
from pipeline.sandbox.state.storage import Storage


class SavedShop:
    """One shop and its open file. `window` is asked for what is saved beside every step."""

    def __init__(
        self,
        options: SandboxOptions,
        storage: Storage,
        clock: Callable[[], float],
        window: Callable[[], Mapping[str, Any]],
        retailer_id: str | None = None,
    ) -> None:
        self._options = options
        self._clock = clock
        self._window = window
        # Told of every commit that came later, by the number that `postpone` gave
        self.settled: Callable[[int, ApiResult], None] = lambda *_: None
        self._tried_s = 0.0  # when a commit that was due could not be saved: no client has seen it until then
        self.window_saved_s = clock()
        self.storage = storage
        self._open(retailer_id)

    def handle(
        self, call: ApiCall, now_s: float, hidden_until: Mapping[str, float] | None = None
    ) -> ApiResult:
        """Let the shop answer a call, and save what that did."""
        return self._step(lambda: self.shop.handle(call, now_s, hidden_until))

    def serve_staff(self, action: str, body: Any, now_s: float) -> ApiResult:
        """Do what staff does (`shop.STAFF`), and save it."""
        call = ApiCall("POST", action, body=body, actor="staff")
        return self._step(lambda: self.shop.serve_staff(action, call, now_s))

    def postpone(self, due_s: float, call: ApiCall, lag: Mapping[str, float]) -> int:
        """Save a call that commits at `due_s`, and return its number among what is still due.

        `lag` maps places to the seconds that its records stay hidden.
        """
        with self._saving():
            self.storage.add_late(due_s, replace(call, actor="late"), lag)
            late = self.storage.late()
        self._late = late
        return max(seq for seq, *_ in late)

    @property
    def late(self) -> int:
        """How many commits are still to come, the store's own work among them."""
        return len(self._late)

    def commit_due(self, now_s: float) -> None:
        """Apply what is due by `now_s`, each at its own moment; infinity applies all, the rest as of now.

        One that can't be saved is still due, and comes at a later moment: its absence may have been seen.
        """
        while self._late and self._late[0][1] <= now_s:
            seq, due_s, call, lag = self._late[0]
            clock_s = max(self._clock(), 0.0)
            moment_s = min(max(due_s, self._tried_s), clock_s)
            hidden = {place: moment_s + wait_s for place, wait_s in lag.items()}
            try:
                result = self._step(lambda: self._commit(call, moment_s, hidden), seq)  # noqa: B023 - called at once
            except JournalError:
                self._tried_s = clock_s
                raise
            self.settled(seq, result)

    def catch_up(self, now_s: float) -> None:
        """Apply what is due as far as it can be saved."""
        with contextlib.suppress(JournalError):
            self.commit_due(now_s)

    def save_window(self) -> None:
        """Save the window alone."""
        with self._saving():
            pass

    def reset(self) -> None:
        """Become another shop on its first day: nothing stays, not even the retailer's id."""
        self._open(None, anew=True)

    def close(self) -> None:
        """Save the window, if the file can take it, and give the file back."""
        with contextlib.suppress(JournalError):
            self.save_window()
        self.storage.close()

    def _open(self, retailer_id: str | None, *, anew: bool = False) -> None:
        with self.storage.transaction():
            if anew:
                self.storage.clear()
            known = self.storage.recall("retailer_id") or retailer_id or str(uuid.uuid4())
            now_s = self._clock()
            # A value that is new, since SQLite writes none that is there already: a full disk shows now, not in mid-load
            self.storage.remember(retailer_id=known, opened_s=now_s)
            shop = Shop(self._options, known)
            self.storage.add(shop.open(now_s, self.storage.rows()), ())
            late = self.storage.late()
        self.shop, self._late = shop, late

    def _commit(self, call: ApiCall, moment_s: float, hidden_until: Mapping[str, float]) -> ApiResult:
        if call.actor == "store":
            return self.shop.work(call, moment_s)
        return self.shop.handle(call, moment_s, hidden_until)

    def _step(self, act: Callable[[], ApiResult], done_late: int | None = None) -> ApiResult:
        """Let the shop act, and save what it did; `done_late` takes a due commit off the list in the same moment."""
        late = self._late
        with self.shop.rows.all_or_nothing():
            result = act()
            if result.rows or done_late is not None:
                with self._saving():
                    self.storage.add(result.rows, result.effects)
                    for file in result.files:
                        self.storage.add_file(file)
                    self.storage.drop_files(_held_no_more(self.shop, result.rows))
                    for each in result.due:
                        self.storage.add_late(each.due_s, each.call, {})
                    if done_late is not None:
                        self.storage.drop_late(done_late)
                    if result.due or done_late is not None:
                        late = self.storage.late()
        self._late = late
        return result

    @contextlib.contextmanager
    def _saving(self) -> Iterator[None]:
        """Save what the body writes, and the window with it."""
        with self.storage.transaction():
            yield
            self.storage.remember(**self._window())
        self.window_saved_s = self._clock()


def _held_no_more(shop: Shop, changed: Iterable[ShopRow]) -> set[str]:
    """Return the files of images that were just deleted, less those that other images have as well."""
    gone = {row.body["digest"] for row in changed if row.kind == IMAGES and row.deleted}
    if not gone:
        return gone
    return gone - {row.body["digest"] for row in shop.rows.walk(IMAGES) if not row.deleted}
