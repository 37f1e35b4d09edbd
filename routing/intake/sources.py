"""Paths, folders, archives and the standard input to the files of orders in them."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, cast

from attrs import frozen

from routing.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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


def sources(paths: Sequence[Path | str]) -> list[Source]:
    """The files behind the paths, in the order given; those of a folder or zip archive in name order.

    Raises:
        InputError: a path leads nowhere, a folder or archive holds no file of orders, an archive is damaged.
    """
    found: list[Source] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            here = list(_within(path))
        except InputError as error:
            faults.extend(error.faults)
            continue
        if not here:
            within = ENDINGS if Path(path).is_dir() else _IN_ARCHIVES
            faults.append(Fault(str(path), "", f"holds no file of orders ({', '.join(within)}). Unpack what is in it."))
        found.extend(here)
    if faults:
        raise InputError(faults)
    return found


def _within(path: Path | str) -> Iterator[Source]:
    if str(path) == STDIN:
        yield Source("stdin", _standard_input)
        return
    place = Path(path)
    if place.is_dir():
        for entry in sorted(place.rglob("*")):
            if entry.is_file() and entry.suffix.lower() in ENDINGS and not _set_aside(entry, place):
                yield from _within(entry)
        return
    with readable(str(path)):
        place.stat()
    if place.suffix.lower() == ".zip":
        yield from _zipped(place)
    elif place.suffix.lower() == ".gz":
        yield Source(place.name, lambda: cast("BinaryIO", gzip.GzipFile(place)))
    else:
        yield Source(place.name, lambda: place.open("rb"))


def _set_aside(entry: Path, place: Path) -> bool:
    """Whether a file below a folder is hidden, a program's own copy, or part of a finished run."""
    inner = entry.relative_to(place)
    if entry.name.startswith("~$") or any(part.startswith(".") for part in inner.parts):
        return True
    return any((place / above / "run.json").is_file() for above in inner.parents)


def _zipped(place: Path) -> Iterator[Source]:
    with readable(str(place)), zipfile.ZipFile(place) as archive:
        names = sorted(info.filename for info in archive.infolist() if not info.is_dir())
        locked = any(info.flag_bits & _ENCRYPTED for info in archive.infolist())
    if locked:
        raise InputError([Fault(str(place), "", "is protected by a password. Unpack it and name the files in it.")])
    for name in names:
        hidden = Path(name).name.startswith((".", "~$")) or name.startswith("__MACOSX/")
        if not hidden and Path(name).suffix.lower() in _IN_ARCHIVES:
            yield Source(f"{place.name}/{name}", lambda name=name: _member(place, name))  # type: ignore[misc]


def _member(place: Path, name: str) -> BinaryIO:
    with zipfile.ZipFile(place) as archive:
        return cast("BinaryIO", archive.open(name))


def _standard_input() -> BinaryIO:
    return io.BufferedReader(cast("io.RawIOBase", _Unclosed(sys.stdin.buffer)))


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
