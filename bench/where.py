"""Where the time of a whole run goes: which thread is in which step, looked at every few milliseconds.

python bench/where.py [ROWS]
"""

from __future__ import annotations

import operator
import resource
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import as_command  # noqa: F401 - before all that loads polars
from generate import write
from jobs import job
from tabulate import tabulate

from cli.run.run import run

if TYPE_CHECKING:
    from types import FrameType

_PAUSE_S = 0.004
_ROOMS = ("routing", "carriers", "cli")
_WAITS = ("threading.py", "queue.py")


def _step(frame: FrameType | None) -> str:
    """The innermost line of sampan's own that the thread is in; how it waits, if it does."""
    waits = frame is not None and Path(frame.f_code.co_filename).name in _WAITS
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.parent.name in _ROOMS or path.parent.parent.name in _ROOMS:
            return "(waits)" if waits else f"{path.parent.name}/{path.name} {frame.f_code.co_name}"
        frame = frame.f_back
    return ""


def main() -> None:
    """Prints each thread's steps by their share of the run."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    seen: Counter[tuple[str, str]] = Counter()
    over = threading.Event()

    def look() -> None:
        names: dict[int | None, str] = {}
        while not over.wait(_PAUSE_S):
            names |= {one.ident: one.name for one in threading.enumerate()}
            for thread, frame in sys._current_frames().items():  # noqa: SLF001 - the documented way to look
                step = _step(frame)
                if step and thread != threading.get_ident():
                    seen[names.get(thread, "?"), step] += 1

    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "orders.csv", rows)
        looking = threading.Thread(target=look, daemon=True)
        looking.start()
        begun = time.perf_counter()
        run(job(Path(folder) / "orders.csv", Path(folder) / "run"))
        took = time.perf_counter() - begun
        over.set()
        looking.join()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows:,} orders in {took:.2f} s, {rows / took:,.0f} a second; peak {peak_mb:,.0f} MB with their generation")
    whole = max(sum(count for (name, _), count in seen.items() if name == thread) for thread, _ in seen)
    lines: list[tuple[str, str, str]] = [
        (thread, step, f"{count / whole:.1%}") for (thread, step), count in seen.most_common() if count / whole > 0.01
    ]
    ordered = sorted(lines, key=operator.itemgetter(0))
    print(tabulate(ordered, ("thread", "step", "of the run"), tablefmt="github"))


if __name__ == "__main__":
    main()
