"""Parts made by processes of this machine.  A process that dies takes no part with it but its own."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Final

from cli.run.part import Outcome, PartJob, attempt
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

_THREADS: Final = "POLARS_MAX_THREADS"
_TRIES: Final = 2
"""A part whose process dies so often is given up: it kills every process that takes it."""


def on_this_machine(jobs: Iterable[PartJob], workers: int) -> Generator[Outcome]:
    """The outcome of each part as it comes; processes are ended when the block that asks is left."""
    own = threading.local()
    started: list[_Worker] = []
    starting, stopped = threading.Lock(), threading.Event()
    threads_each = max((os.cpu_count() or 1) // workers, 1)

    def make(job: PartJob) -> Outcome:
        for _ in range(_TRIES):
            with starting:
                if stopped.is_set():
                    break
                if getattr(own, "worker", None) is None:
                    with _sharing_processors(threads_each):
                        own.worker = _Worker()
                    started.append(own.worker)
            outcome: Outcome | None = own.worker.make(job)
            if outcome is not None:
                return outcome
            own.worker = None
        return Outcome(job, "lost", why=Reason("run.worker_died", tries=_TRIES))

    threads = ThreadPoolExecutor(workers, initializer=_hear_no_interrupts)
    try:
        for future in as_completed([threads.submit(make, job) for job in jobs]):
            yield future.result()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        with starting:
            stopped.set()
        for worker in started:
            worker.end()
        threads.shutdown()


@contextmanager
def _sharing_processors(threads: int) -> Iterator[None]:
    """Lets processes started meanwhile work with so many threads of polars, unless whoever runs them said how many."""
    if _THREADS in os.environ:
        yield
        return
    os.environ[_THREADS] = str(threads)
    try:
        yield
    finally:
        del os.environ[_THREADS]


class _Worker:
    """A process that makes one part after the other."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def make(self, job: PartJob) -> Outcome | None:
        """What became of the part; None if the process died of it."""
        try:
            self._pipe.send(job)
            outcome: Outcome = self._pipe.recv()
        except (EOFError, OSError):
            return None
        return outcome

    def end(self) -> None:
        """Ends the process, whatever it is at."""
        self._process.kill()
        self._process.join()


def _hear_no_interrupts() -> None:
    """Keeps Ctrl-C, which is for the one who asks, from this thread and, from their start on, its processes."""
    if sys.platform != "win32":
        resource_tracker.ensure_running()  # multiprocessing's own, which lifts the mask when it is started
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _serve(pipe: Connection) -> None:
    """Makes the parts that come; ends when the one who asks is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Windows knows no mask
    jobs: queue.SimpleQueue[PartJob] = queue.SimpleQueue()

    def listen() -> None:
        try:
            while True:
                jobs.put(pipe.recv())
        except (EOFError, OSError):
            os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        pipe.send(attempt(jobs.get()))
