"""What is late over the runs of a desk and its store of scans, and the files of scans that were dropped."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from attrs import frozen

from carriers.tracking.store import NAME
from cli.late.late import AHEAD, BELOW
from cli.late.told import Told, tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

FOLDER: Final = "tracking"
PROMISE: Final = "promise.json"
"""What the promise of one's own parcels is called in the folder of the desk."""


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

    def told(self, runs: Sequence[str], now: datetime) -> Told:
        """What is late of the parcels of these runs, the oldest first, as `sampan late` tells it.

        Raises:
            InputError: a run, the store or the promise cannot be used.
        """
        promise = self.desk / PROMISE
        known = promise if promise.is_file() else None
        return tell([self.desk / one for one in runs], self.store, now, known, BELOW, timedelta(days=AHEAD))
