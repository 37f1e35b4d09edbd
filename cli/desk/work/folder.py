"""The folder of a desk: files that were dropped, the seller's own facts, and the runs."""

from __future__ import annotations

import os
import shutil
from itertools import count
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final, Literal

from attrs import define, field, frozen

from cli.desk.work.runs import Runs
from cli.desk.work.tray import files_in
from routing.errors import InputError
from routing.intake import Reading, order_files
from routing.intake.files.find import sources_in
from routing.intake.files.sheets import opened_sheets
from routing.intake.products import heading
from routing.intake.read import opened_files
from routing.intake.seen.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routing.reason import Reason

DROPPED: Final = "dropped"
"""Folder of the files that were dropped for the next run."""
REMOVED: Final = ".removed"
"""Folder within it of those taken out again, which can be put back."""
SHOP, POLICY, FX, CALENDAR, CARDS = "shop.toml", "policy.toml", "fx.csv", "calendar.toml", "cards"
"""What the seller's own facts are called in the folder of the desk."""

Kind = Literal["orders", "products", "unknown"]


@frozen
class Look:
    """What a dropped file was recognised as: orders of a profile, a product master, or neither, with the reason."""

    kind: Kind
    profile: str = ""
    why: Reason | None = None
    fault: InputError | None = None


@define(eq=False)
class Dropped:
    """A file that was dropped."""

    path: Path
    bytes: int
    changed: float
    look: Look

    @property
    def name(self) -> str:
        """Its name, by which forms call it."""
        return self.path.name


@frozen(eq=False)
class DeskFolder:
    """The folder of a desk.  No word of an address is ever a path in it: names are looked up among those there are."""

    path: Path
    runs: Runs = field(init=False)
    _looks: dict[tuple[str, int, int], Look] = field(init=False, factory=dict)
    _lock: Lock = field(init=False, factory=Lock)

    @runs.default
    def _runs(self) -> Runs:
        return Runs(self.path)

    @property
    def dropped_folder(self) -> Path:
        """Where dropped files lie; it is made when it is needed."""
        return self.path / DROPPED

    def newest(self) -> str:
        """The name of the newest run; "" where there is none."""
        return next(iter(self.runs.names()), "")

    def dropped(self) -> list[Dropped]:
        """The files that were dropped, by their names, each as it was recognised."""
        return [Dropped(one, *_size(one), self.look(one)) for one in files_in(self.dropped_folder)]

    def place(self, name: str) -> Path:
        """Where a file of a safe name is to be written; one of that name is taken out first, and can be put back."""
        path = self.dropped_folder / name
        if path.exists():
            self.remove(name)
        return path

    def remove(self, name: str) -> bool:
        """Takes a dropped file out; False where there is none of that name."""
        path = next((one for one in files_in(self.dropped_folder) if one.name == name), None)
        if path is None:
            return False
        aside = self.dropped_folder / REMOVED
        aside.mkdir(parents=True, exist_ok=True)
        path.replace(aside / name)
        return True

    def removed(self) -> list[str]:
        """The names of the files that can be put back, the last one taken out first."""
        found = files_in(self.dropped_folder / REMOVED)
        return [one.name for one in sorted(found, key=lambda one: -one.stat().st_ctime)]

    def restore(self, name: str) -> bool:
        """Puts a file back; one of its name that was dropped since changes places with it."""
        back = next((one for one in files_in(self.dropped_folder / REMOVED) if one.name == name), None)
        if back is None:
            return False
        path = self.dropped_folder / name
        if path.exists():
            aside = path.with_name(f".{name}.exchanged")
            path.replace(aside)
            back.replace(path)
            aside.replace(self.dropped_folder / REMOVED / name)
        else:
            back.replace(path)
        return True

    def look(self, path: Path) -> Look:
        """What a file is, told from its header; looked at once for as long as it stays as it is."""
        try:
            state = path.stat()
        except OSError:
            return Look("unknown")
        key = (path.name, state.st_size, state.st_mtime_ns)
        with self._lock:
            if key not in self._looks:
                self._looks[key] = looked_at(path)
            return self._looks[key]

    def fact(self, name: str) -> Path | None:
        """The seller's own file or folder of facts of that name; None where there is none."""
        path = self.path / name
        return path if path.exists() else None

    def free_run(self, stem: str) -> str:
        """A name for a run that none has yet: the stem, or stem-2, stem-3, ..."""
        names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
        return next(name for name in names if not os.path.lexists(self.path / name))

    def bring(self, files: Iterator[Path] | list[Path]) -> None:
        """Drops copies of files that lie elsewhere on this machine."""
        self.dropped_folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            shutil.copyfile(file, self.place(file.name))


def looked_at(path: Path) -> Look:
    """What a file is, told from its header."""
    try:
        files = order_files([path])
        source, chunks = next(opened_files(files, Reading(), Seen()))
        del chunks
        return Look("orders", source.profile.name, source.why)
    except InputError as no_orders:
        try:
            for found in order_files([path]):
                for one in sources_in(found):
                    with opened_sheets(one) as sheets:
                        heading(one.name, sheets.all)
            return Look("products")
        except InputError:
            return Look("unknown", fault=no_orders)
    except StopIteration:
        return Look("unknown")


def _size(path: Path) -> tuple[int, float]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime
