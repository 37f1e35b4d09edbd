"""The logs of chats and team sheets of a desk, and the reports of them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from attrs import frozen

from cli.desk.work.tray import Tray
from cli.score.score import scored

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cli.score.report import Report

FOLDER: Final = "score"


@frozen
class Chats:
    """The logs and sheets of a desk's folder."""

    desk: Path

    @property
    def logs(self) -> Tray:
        """The logs that were dropped."""
        return Tray(self.desk / FOLDER / "logs", self.desk / FOLDER / ".removed-logs")

    @property
    def sheets(self) -> Tray:
        """The team sheets that were dropped."""
        return Tray(self.desk / FOLDER / "teams", self.desk / FOLDER / ".removed-teams")

    def report(self, log: Path, sheet: Path | None, zone: str | None, now: datetime | None) -> Report:
        """What `sampan score` tells of a log; read once for as long as the files stay as they are.

        Raises:
            InputError: the log or the sheet cannot be used.
        """
        return _report(log, _changed(log), sheet, _changed(sheet), zone, now)


@lru_cache(maxsize=4)
def _report(
    log: Path, log_ns: int, sheet: Path | None, sheet_ns: int, zone: str | None, now: datetime | None
) -> Report:
    _ = log_ns, sheet_ns  # another time is another file
    return scored(log, sheet, zone, now)


def _changed(path: Path | None) -> int:
    return 0 if path is None else path.stat().st_mtime_ns
