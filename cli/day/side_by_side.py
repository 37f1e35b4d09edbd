"""Tasks shared out among this process and others beside it; what they find comes back in the order of the tasks."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections import deque
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection

_T = TypeVar("_T")
_R = TypeVar("_R")


def side_by_side(
    prepare: Callable[[], Callable[[_T], _R]],
    tasks: Sequence[_T],
    processes: int,
    is_last: Callable[[_R], bool] = lambda _: False,
) -> list[_R]:
    """What each task brings, in the order of the tasks, whichever process did it.

    This process is one of them.  When another dies, its task goes to those that are left.

    Args:
        prepare: makes what does a task; called once in each process.
        tasks: taken from the first on.
        processes: at most so many.
        is_last: of what a task brings; what comes behind it need not be done, and may be missing.
    """
    sharing = _Sharing(tasks, is_last)
    threads = []
    try:
        for _ in range(min(processes, len(tasks)) - 1):
            with _no_interrupts():
                threads.append(_Beside(sharing, prepare))
        work = prepare()
        while sharing.open:
            sharing.work(work)
            for thread in threads:
                thread.join()
    finally:
        for thread in threads:
            thread.end()
    return sharing.in_order()


class _Sharing(Generic[_T, _R]):
    """What is to be done yet, and what is found."""

    def __init__(self, tasks: Sequence[_T], is_last: Callable[[_R], bool]) -> None:
        self.open = deque(enumerate(tasks))
        self._found: dict[int, _R] = {}
        self._is_last = is_last

    def take(self) -> tuple[int, _T] | None:
        """The next task with its number; None where none is left."""
        try:
            return self.open.popleft()
        except IndexError:
            return None

    def put(self, number: int, found: _R) -> None:
        """Keeps what a task brought."""
        self._found[number] = found
        if self._is_last(found):
            self.open.clear()

    def work(self, work: Callable[[_T], _R]) -> None:
        """Does tasks until none is left."""
        while (task := self.take()) is not None:
            self.put(task[0], work(task[1]))

    def in_order(self) -> list[_R]:
        """What is found, up to what is the last."""
        return [self._found[number] for number in sorted(self._found)]


class _Beside(threading.Thread, Generic[_T, _R]):
    """Another process, and the thread that gives it one task after the other."""

    def __init__(self, sharing: _Sharing[_T, _R], prepare: Callable[[], Callable[[_T], _R]]) -> None:
        super().__init__(daemon=True)
        context = multiprocessing.get_context("spawn")
        self._sharing = sharing
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, prepare), daemon=True)
        self._process.start()
        theirs.close()
        self.start()

    def run(self) -> None:
        """Hands out tasks; one of which the process dies goes back to the others."""
        while (task := self._sharing.take()) is not None:
            try:
                self._pipe.send(task[1])
                found: _R = self._pipe.recv()
            except (EOFError, OSError):
                self._sharing.open.appendleft(task)
                return
            self._sharing.put(task[0], found)

    def end(self) -> None:
        """Ends the process, whatever it is at."""
        self._process.kill()
        self._process.join()
        self.join()


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Keeps Ctrl-C, which is for this process, from those that are started meanwhile."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # multiprocessing's own, which lifts the mask when it is started
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, prepare: Callable[[], Callable[[_T], _R]]) -> None:
    """Does the tasks that come; ends when the one who asks is gone, or at a fault, which meets that one too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Windows knows no mask
    with suppress(Exception):
        work = prepare()
        while True:
            pipe.send(work(pipe.recv()))
