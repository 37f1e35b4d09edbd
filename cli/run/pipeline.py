"""Steps of a run side by side: what comes is fetched ahead, what goes is written behind, in order and bounded."""

from __future__ import annotations

import queue
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_T = TypeVar("_T")
_DEPTH: Final = 1
_POLL_S: Final = 0.2
_FAREWELL_S: Final = 1.0
"""So long a thread is waited for when the run is given up; one that hangs in a read of the standard input is not."""


class _End:
    """Marks the end of what comes."""


def heed_interrupts() -> None:
    """Lets Ctrl-C reach the main thread at once.

    Polars, when it is imported, takes it for itself while a query runs; the thread that writes Parquet always runs one.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def prefetched(source: Iterable[_T]) -> Iterator[Iterator[_T]]:
    """The items of a source, fetched by a thread while the one before is worked on; a fault comes where it belongs.

    When the block is left, fetching has ended.
    """
    fetched: queue.Queue[_T | BaseException | _End] = queue.Queue(_DEPTH)
    stop = threading.Event()

    def fetch() -> None:
        last: BaseException | _End = _End()
        try:
            for item in source:
                if not _put(fetched, item, stop.is_set):
                    return
        except BaseException as error:  # noqa: BLE001 - raised again where the item was awaited
            last = error
        _put(fetched, last, stop.is_set)

    def items() -> Iterator[_T]:
        while not isinstance(item := fetched.get(), _End):
            if isinstance(item, BaseException):
                raise item
            yield item

    thread = threading.Thread(target=fetch, name="reading", daemon=True)
    thread.start()
    try:
        yield items()
    finally:
        stop.set()
        thread.join(_FAREWELL_S)


class BackgroundWriter(Generic[_T]):
    """A thread that works through the items handed over, in order; its fault is raised at the next call.

    `work` takes an iterator of the items.  When it returns, or raises, before the last item, the items after are lost:
    the first is a fault too.
    """

    def __init__(self, work: Callable[[Iterator[_T]], object], name: str = "writing") -> None:
        self._items: queue.Queue[_T | _End] = queue.Queue(_DEPTH)
        self._fault: BaseException | None = None
        self._ended = threading.Event()
        self._dropping = False
        self._thread = threading.Thread(target=self._run, args=(work,), name=name, daemon=True)
        self._thread.start()

    def put(self, item: _T) -> None:
        """Hands over an item; waits while another does."""
        if not _put(self._items, item, self._ended.is_set):
            self._raise()
            raise RuntimeError("writing ended before all was written")

    def close(self) -> None:
        """Waits until all is done."""
        _put(self._items, _End(), self._ended.is_set)
        self._thread.join()
        self._raise()
        if not self._items.empty():
            raise RuntimeError("writing ended before all was written")

    def abort(self) -> None:
        """Drops what is not yet done, and waits for what is being done."""
        self._dropping = True
        _put(self._items, _End(), self._ended.is_set)
        self._thread.join()

    def _raise(self) -> None:
        if self._fault is not None:
            raise self._fault

    def _run(self, work: Callable[[Iterator[_T]], object]) -> None:
        try:
            work(self._handed())
        except BaseException as error:  # noqa: BLE001 - raised again at the next call
            self._fault = error
        self._ended.set()

    def _handed(self) -> Iterator[_T]:
        while not isinstance(item := self._items.get(), _End):
            if not self._dropping:
                yield item


def _put(items: queue.Queue[_T], item: _T, given_up: Callable[[], bool]) -> bool:
    """Puts the item into a bounded queue; False if nobody will take it."""
    while not given_up():
        try:
            items.put(item, timeout=_POLL_S)
        except queue.Full:
            continue
        return True
    return False
