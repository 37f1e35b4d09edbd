"""Paths, folders, archives and the standard input to the files of orders in them."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, TypeVar, cast

from attrs import frozen

from routing.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_T = TypeVar("_T")
STDIN = "-"
ENDINGS = (".csv", ".tsv", ".txt", ".xls", ".xlsx", ".xlsm", ".ods", ".parquet", ".gz", ".zip")
_IN_ARCHIVES = ENDINGS[:-2]
"""An archive within an archive is not opened."""
_GZIP = b"\x1f\x8b"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DAMAGE = (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, NotImplementedError, OSError)

_PANIC = "PanicException"
"""What calamine and polars raise, past all usual handlers, when a broken file leads them astray."""
_ENCRYPTED = 1  # flag bit 0 of a member, by the ZIP specification
RUN_MARKS = ("run.json", "parts.json")
"""Files by which a folder is known that a run, or a run in parts, made: no orders are looked for in it."""

Kind = Literal["text", "workbook", "parquet"]


@frozen
class Source:
    """One file of orders, wherever it lies."""

    name: str
    open: Callable[[], BinaryIO]

    @contextmanager
    def opened(self) -> Iterator[tuple[BinaryIO, Kind]]:
        """The file's bytes from the start, and what kind of file they are.

        Raises:
            InputError: the file is not there, cannot be read, or is a damaged archive.
        """
        with readable(self.name), self.open() as stream:
            start = cast("io.BufferedReader", stream).peek(8)[:8]
            if start.startswith(_WORKBOOKS):
                yield stream, "workbook"
            elif start.startswith(b"PAR1"):
                yield stream, "parquet"
            elif start.startswith(_GZIP):
                message = "is packed with gzip, whatever its name says. Let the name end in .gz, or unpack it."
                raise InputError([Fault(self.name, "", message)])
            else:
                yield stream, "text"


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Turns every way in which a file cannot be read into one InputError that names it."""
    try:
        yield
    except FileNotFoundError:
        raise InputError([Fault(name, "", "there is no such file. Check the path.")]) from None
    except (IsADirectoryError, PermissionError):
        raise InputError([Fault(name, "", "may not be read. Check who owns it.")]) from None
    except _DAMAGE as error:
        message = f"is damaged or cut off ({error}). Download it again."
        raise InputError([Fault(name, "", message)]) from None
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise InputError([Fault(name, "", "is damaged: its parts contradict each other. Download it again.")]) from None


def sources(paths: Sequence[Path | str], names: Mapping[Path, str] | None = None) -> list[Source]:
    """The files behind the paths, in the order given; those of a folder or zip archive in name order.

    Args:
        paths: files, folders, archives; "-" is the standard input.
        names: what to call each file; None: as `told_apart` does.

    Raises:
        InputError: a path leads nowhere, a folder or archive holds no file of orders, an archive is damaged.
    """
    files: list[Path] = []
    found: list[Source] = []
    faults: list[Fault] = []
    for path in map(Path, paths):
        with _gathered(faults):
            files += _some(files_at(path), path)
    called = told_apart(files) if names is None else names
    for file in files:
        with _gathered(faults):
            found += _some(list(_within(file, called[file])), file)
    if faults:
        raise InputError(faults)
    return found


@contextmanager
def _gathered(faults: list[Fault]) -> Iterator[None]:
    try:
        yield
    except InputError as error:
        faults.extend(error.faults)


def _some(found: list[_T], where: Path) -> list[_T]:
    if not found:
        within = ENDINGS if where.is_dir() else _IN_ARCHIVES
        message = f"holds no file of orders ({', '.join(within)}). Unpack what is in it."
        raise InputError([Fault(str(where), "", message)])
    return found


def told_apart(files: Sequence[Path]) -> dict[Path, str]:
    """What to call each file: its own name, with as many of the folders above as tell it from others of that name."""
    whole = {file: file.absolute().parts for file in files}
    called = {file: file.name for file in files}
    for depth in range(2, max(map(len, whole.values()), default=0) + 1):
        bearers: dict[str, set[tuple[str, ...]]] = {}
        for file, name in called.items():
            bearers.setdefault(name, set()).add(whole[file])
        called |= {file: "/".join(whole[file][-depth:]) for file, name in called.items() if len(bearers[name]) > 1}
    return called


def _within(place: Path, name: str) -> Iterator[Source]:
    if str(place) == STDIN:
        yield Source("stdin", _standard_input)
        return
    if not _speakable(str(place)):
        raise InputError([Fault(ascii(str(place)), "", "has a name that is no UTF-8 text. Rename it.")])
    with readable(str(place)):
        place.stat()
    if place.suffix.lower() == ".zip":
        yield from _zipped(place, name)
    elif place.suffix.lower() == ".gz":
        yield Source(name, lambda: cast("BinaryIO", gzip.GzipFile(place)))
    else:
        yield Source(name, lambda: place.open("rb"))


def files_at(path: Path) -> list[Path]:
    """The file itself, or those of a folder.

    Raises:
        InputError: it may not be looked at, or see `files_within`.
    """
    with readable(str(path)):
        return files_within(path) if path.is_dir() else [path]


def files_within(folder: Path) -> list[Path]:
    """The files of orders in a folder and the folders below it, in name order; links are followed, each folder once.

    Hidden files and folders, a program's own copies and finished runs are passed over.

    Raises:
        InputError: a folder may not be read, or a name of such a file leads to none: its orders would be missed.
    """
    faults: list[Fault] = []

    def unread(error: OSError) -> None:
        faults.append(Fault(str(error.filename), "", f"may not be read ({error.strerror}). Check who owns it."))

    found: list[Path] = []
    walked: set[str] = set()
    for top, folders, names in os.walk(folder, onerror=unread, followlinks=True):
        real = os.path.realpath(top)
        if real in walked or any(mark in names for mark in RUN_MARKS):
            folders.clear()
            continue
        walked.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(top, name) for name in names if _holds_orders(name)]
    message = "leads to no plain file. Mend the link, or remove it."
    faults += [Fault(str(entry), "", message) for entry in found if not entry.is_file()]
    if faults:
        raise InputError(faults)
    return sorted(found)


def _holds_orders(name: str) -> bool:
    return not name.startswith((".", "~$")) and Path(name).suffix.lower() in ENDINGS


def _speakable(name: str) -> bool:
    """Whether a name from the system can be written into files of text."""
    return not any("\udc80" <= letter <= "\udcff" for letter in name)


def _zipped(place: Path, called: str) -> Iterator[Source]:
    with readable(str(place)), zipfile.ZipFile(place) as archive:
        names = sorted(info.filename for info in archive.infolist() if not info.is_dir())
        locked = any(info.flag_bits & _ENCRYPTED for info in archive.infolist())
    if locked:
        raise InputError([Fault(str(place), "", "is protected by a password. Unpack it and name the files in it.")])
    for name in names:
        hidden = Path(name).name.startswith((".", "~$")) or name.startswith("__MACOSX/")
        if not hidden and Path(name).suffix.lower() in _IN_ARCHIVES:
            yield Source(f"{called}/{name}", lambda name=name: _member(place, name))  # type: ignore[misc]


def _member(place: Path, name: str) -> BinaryIO:
    with zipfile.ZipFile(place) as archive:
        return cast("BinaryIO", archive.open(name))


def _standard_input() -> BinaryIO:
    return io.BufferedReader(cast("io.RawIOBase", _Unclosed(standard_input())))


def standard_input() -> BinaryIO:
    """The bytes of the standard input.

    Raises:
        InputError: it is closed.
    """
    if sys.stdin is None:
        raise InputError([Fault("stdin", "", "is closed. Name a file, or pipe the orders in.")])
    return sys.stdin.buffer


class _Unclosed(io.RawIOBase):
    """The standard input, which is not ours to close."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(into))
        into[: len(data)] = data
        return len(data)
