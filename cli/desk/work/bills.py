"""The bills of a desk: files that were dropped, the checks made of them, and the file of claims."""

from __future__ import annotations

import json
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import frozen

from cli.bill import outputs
from cli.bill.check import STORE
from cli.desk.work.tray import Tray, files_in
from cli.words.language import language
from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Final = "bills"
DROPPED: Final = "dropped"
_REMOVED: Final = ".removed"
_CHECK: Final = "check"


@frozen
class Check:
    """One check of bills, as `sampan bill check` wrote it."""

    path: Path

    @property
    def name(self) -> str:
        """Its folder's name, by which addresses call it."""
        return self.path.name

    def report(self) -> dict[str, Any]:
        """What it found, in totals.

        Raises:
            InputError: the file was damaged.
        """
        try:
            told: dict[str, Any] = json.loads((self.path / outputs.MARK).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise InputError([Fault(str(self.path / outputs.MARK), "", Reason("desk_page.damaged_check"))]) from None
        return told

    def lines(self) -> pl.DataFrame:
        """The lines of the bills, the greatest difference first; every cell as written, `off` as a number to sort by.

        Raises:
            InputError: the file was damaged.
        """
        path = self.path / outputs.LINES
        try:
            found = pl.read_csv(path, infer_schema=False, encoding="utf8", glob=False).select(outputs.LINE_COLUMNS)
        except (OSError, pl.exceptions.PolarsError):
            raise InputError([Fault(str(path), "", Reason("desk_page.damaged_check"))]) from None
        found = self._in_language(found)
        off = pl.col("difference").cast(pl.Decimal(38, 6), strict=False).abs().fill_null(0)
        return found.with_columns(off=off).sort("off", descending=True, maintain_order=True)

    def _in_language(self, lines: pl.DataFrame) -> pl.DataFrame:
        """The lines with what shows their causes in the reader's language, where the check was made in another."""
        path = self.path / outputs.evidence_in(language())
        try:
            told = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        except (OSError, ValueError):
            return lines
        places = [int(one) for one in told if int(one) < lines.height]
        return lines.with_columns(lines["evidence"].scatter(places, [str(told[str(one)]) for one in places]))

    def picture(self) -> Path:
        """The picture of its money, in the reader's language."""
        other = self.path / outputs.picture_in(language())
        return other if other.is_file() else self.path / outputs.PICTURE

    def files(self) -> dict[str, Path]:
        """Its files by their names."""
        return {one.name: one for one in files_in(self.path)}


@frozen
class Bills:
    """The bills of a desk's folder."""

    desk: Path

    @property
    def folder(self) -> Path:
        """Where all of it lies."""
        return self.desk / FOLDER

    @property
    def store(self) -> Path:
        """The file of claims, which all checks share."""
        return self.folder / STORE

    @property
    def tray(self) -> Tray:
        """The files that wait to be checked."""
        return Tray(self.folder / DROPPED, self.folder / _REMOVED)

    def checks(self) -> list[Check]:
        """The checks, the last one first."""
        try:
            found = [one for one in self.folder.iterdir() if (one / outputs.MARK).is_file() and not one.is_symlink()]
        except OSError:
            return []
        return [Check(one) for one in sorted(found, key=lambda one: (-(one / outputs.MARK).stat().st_mtime, one.name))]

    def free_name(self) -> str:
        """A name for a check that none has yet."""
        names = (f"{_CHECK}-{number}" for number in count(1))
        return next(name for name in names if not (self.folder / name).exists())
