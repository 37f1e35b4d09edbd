"""Order files that must stay as they are while they are read, and the standard input made one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from cli.run.directory import hashes
from routing.errors import Fault, InputError
from routing.intake.files.sources import STDIN, standard_input
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from routing.intake import OrderFile


_BLOCK_BYTES = 1 << 20


def with_stdin_saved(paths: Sequence[Path], folder: Path) -> tuple[Path, ...]:
    """The paths, the standard input among them as a file `stdin` in the folder: read once, it could not be hashed.

    The folder is made when it is needed.

    Raises:
        InputError: the standard input is closed or cannot be read.
        OSError: the folder cannot be written to.
    """
    if all(str(path) != STDIN for path in paths):
        return tuple(paths)
    saved = folder / "stdin"
    saved.parent.mkdir(exist_ok=True)
    source = standard_input()
    with saved.open("wb") as file:
        while block := _read(source):
            file.write(block)
    return tuple(saved if str(path) == STDIN else path for path in paths)


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(_BLOCK_BYTES)
    except OSError as error:
        raise InputError([Fault("stdin", "", Reason("run.input_not_read", system=error.strerror))]) from None


class InputFiles:
    """The order files as they were at first.  Pipes, which can be read but once, are left out."""

    def __init__(self, files: Sequence[OrderFile]) -> None:
        self._files = {file.name: file.path for file in files if _is_plain(file.path)}
        self._states = {name: state_of(file) for name, file in self._files.items()}

    def hashes(self) -> list[dict[str, Any]]:
        """Name, size and sha256 of each.

        Raises:
            InputError: one cannot be read any more.
        """
        try:
            return hashes(self._files)
        except OSError as error:
            reason = Reason("run.input_not_read", system=error.strerror)
            raise InputError([Fault(str(error.filename), "", reason)]) from None

    def check(self) -> None:
        """Holds them to what they were.

        Raises:
            InputError: with every file that changed or vanished meanwhile.
        """
        changed = [file for name, file in self._files.items() if state_of(file) != self._states[name]]
        if changed:
            raise InputError(Fault(str(file), "", Reason("run.input_changed")) for file in changed)


def _is_plain(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # it may not be looked at: who reads it says so
        return False


def state_of(file: Path) -> tuple[int, int] | None:
    """Size and time of change in nanoseconds, by which a file that is written anew is known; None: it is not there."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
