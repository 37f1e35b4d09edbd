"""A run of many files in parts: how it is done, and the folder in which its parts are made."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import click
from attrs import frozen

from cli.words import said
from routing.errors import Fault, InputError
from routing.intake.files.sources import RUN_MARKS
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cli.run.cluster import Cluster

ENDING: Final = ".parts"
PARTS_MARK: Final = RUN_MARKS[1]
"""The file by which a folder of parts is known: no orders are looked for in it, and it may be removed."""
PART_NAMES: Final = "[0-9]*-*"
"""What finished parts are called there; one that is being made begins with a dot."""
LOST: Final = "PART_LOST"
"""Code of the problem that names a file whose part could not be made."""


@frozen
class InParts:
    """How a run in parts is done."""

    workers: int = 1
    resume: bool = False
    keep: bool = False
    """Leave the parts as runs of their own."""
    cluster: Cluster | None = None


def parts_folder(out: Path, *, resume: bool) -> Path:
    """The folder beside the run directory where its parts are made; emptied of earlier ones unless they are resumed.

    Raises:
        InputError: it holds something else, or cannot be written to.
    """
    place = out.resolve()
    folder = place.with_name(place.name + ENDING)
    try:
        if folder.exists() and not (folder / PARTS_MARK).is_file() and any(folder.iterdir()):
            raise InputError([Fault(str(folder), "", Reason("run.parts_taken", mark=PARTS_MARK))])
        if not resume:
            clear(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PARTS_MARK).write_text(json.dumps({"parts_of": place.name}) + "\n", encoding="utf-8")
        for left in folder.glob(".*.part"):
            shutil.rmtree(left, ignore_errors=True)
    except OSError as error:
        reason = Reason("run.parts_not_written", system=error.strerror or str(error))
        raise InputError([Fault(str(folder), "", reason)]) from error
    return folder


def clear_parts(out: Path) -> None:
    """Removes the folder of parts beside a run directory that is complete, if there is one that is a run's."""
    place = out.resolve()
    folder = place.with_name(place.name + ENDING)
    if (folder / PARTS_MARK).is_file():
        with suppress(OSError):  # the run is complete all the same
            clear(folder)


def clear(folder: Path) -> None:
    """Removes a folder of parts; its mark goes last, so that what a kill leaves of it is still known for one."""
    for one in folder.iterdir() if folder.exists() else ():
        if one.is_dir():
            shutil.rmtree(one)
        elif one.name != PARTS_MARK:
            one.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def refuse_pipes(files: Sequence[Path]) -> None:
    """Refuses what can be read but once: a part's file is read for its hash too.

    Raises:
        UsageError: the standard input or a pipe is among the files.
    """
    for file in files:
        if str(file) == "-" or not (file.is_file() or file.is_dir() or not file.exists()):
            raise click.UsageError(
                said("{file} can be read only once, so not in parts. Save it to a file first.", file=file)
            )
