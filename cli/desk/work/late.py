"""What is late over the runs of a desk and its store of scans, and the files of scans that were dropped."""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from carriers.tracking.store import NAME
from cli.late.late import AHEAD, BELOW
from cli.late.told import Told, tell
from cli.run.directory import ASSIGNMENTS, MANIFEST, ORDERS
from cli.run.input_files import state_of
from cli.words.language import language

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

_KEPT: Final = 2
FOLDER: Final = "tracking"
PROMISE: Final = "promise.json"
"""What the promise of one's own parcels is called in the folder of the desk."""


@frozen(eq=False)
class KeptLateness:
    """What was told last, kept for as long as runs, store and promise stay as they are: pages of one list ask again."""

    _told: OrderedDict[object, Told] = field(init=False, factory=OrderedDict)
    _lock: Lock = field(init=False, factory=Lock)

    def told(self, lateness: Lateness, runs: Sequence[Path], now: datetime) -> Told:
        """As `Lateness.told`, worked out once for a state of the files, a moment and a language."""
        key = (language(), now, tuple(runs), *map(state_of, lateness.files(runs)))
        with self._lock:
            if key not in self._told:
                self._told[key] = lateness.told(runs, now)
                while len(self._told) > _KEPT:
                    self._told.popitem(last=False)
            self._told.move_to_end(key)
            return self._told[key]


@frozen
class Lateness:
    """The scans of a desk's folder, and what they say of its runs."""

    desk: Path

    @property
    def store(self) -> Path:
        """The store of scans, which `sampan track` and `sampan late` read too."""
        return self.desk / NAME

    def place(self, name: str) -> Path:
        """Where a file of scans of a safe name is to be written; a later one of that name takes its place."""
        folder = self.desk / FOLDER
        folder.mkdir(exist_ok=True)
        return folder / name

    def files(self, runs: Sequence[Path]) -> list[Path]:
        """All that what is late hangs on; of label files their folder, which changes with each of them."""
        own = (MANIFEST, ASSIGNMENTS, ORDERS, "labels")
        return [self.store, self.desk / PROMISE, *(run / name for run in runs for name in own)]

    def told(self, runs: Sequence[Path], now: datetime) -> Told:
        """What is late of the parcels of these runs, the oldest first, as `sampan late` tells it.

        Raises:
            InputError: a run, the store or the promise cannot be used.
        """
        promise = self.desk / PROMISE
        known = promise if promise.is_file() else None
        return tell(runs, self.store, now, known, BELOW, timedelta(days=AHEAD))
