"""Steps of a run side by side: what comes is fetched ahead, what goes is written behind, in order and bounded."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_T = TypeVar("_T")
_DEPTH = 2
_POLL_S = 0.2


class _End:
    """Marks the end of what comes."""


def ahead(source: Iterable[_T]) -> Iterator[_T]:
    """The items of a source, fetched by a thread while the one before is worked on; a fault comes where it belongs."""
    fetched: queue.Queue[_T | BaseException | _End] = queue.Queue(_DEPTH)
    stop = threading.Event()

    def put(item: _T | BaseException | _End) -> None:
        while not stop.is_set():
            try:
                fetched.put(item, timeout=_POLL_S)
            except queue.Full:
                continue
            return

    def fetch() -> None:
        try:
            for item in source:
                put(item)
                if stop.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - raised again where the item was awaited
            put(error)
        put(_End())

    threading.Thread(target=fetch, daemon=True).start()
    try:
        while not isinstance(item := fetched.get(), _End):
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stop.set()


class Behind(Generic[_T]):
    """A thread that does one thing to each item handed over, in order; its fault is raised at the next call."""

    def __init__(self, work: Callable[[_T], object]) -> None:
        self._items: queue.Queue[_T | _End] = queue.Queue(_DEPTH)
        self._fault: BaseException | None = None
        self._dropping = False
        self._handed = self._done = 0
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def put(self, item: _T) -> None:
        """Hands over an item; waits while two others wait."""
        self._raise()
        self._handed += 1
        self._items.put(item)

    @property
    def busy(self) -> bool:
        """Whether something handed over is not done yet."""
        return self._done < self._handed

    def close(self) -> None:
        """Waits until all is done."""
        self._items.put(_End())
        self._thread.join()
        self._raise()

    def abort(self) -> None:
        """Drops what is not yet done."""
        self._dropping = True
        self._items.put(_End())
        self._thread.join()

    def _raise(self) -> None:
        if self._fault is not None:
            raise self._fault

    def _run(self, work: Callable[[_T], object]) -> None:
        while not isinstance(item := self._items.get(), _End):
            if self._fault is None and not self._dropping:
                try:
                    work(item)
                except BaseException as error:  # noqa: BLE001 - raised again at the next call
                    self._fault = error
            self._done += 1
