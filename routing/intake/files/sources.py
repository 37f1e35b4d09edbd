"""Paths, folders, archives and the standard input to the files of orders in them."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Literal, cast

from attrs import frozen

from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from routing.intake.files.range import Range

STDIN = "-"
ENDINGS = (".csv", ".tsv", ".txt", ".xls", ".xlsx", ".xlsm", ".ods", ".parquet", ".gz", ".zip")
UNPACKED_PLAIN = 200_000_000
"""Bytes to which a packed file may unpack however little it weighs."""
UNPACKED_TIMES = 100
"""Above that, so many times its packed size."""
_GZIP = b"\x1f\x8b"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DAMAGE = (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, NotImplementedError, OSError)

_PANIC = "PanicException"
"""What calamine and polars raise, past all usual handlers, when a broken file leads them astray."""
RUN_MARKS = ("run.json", "parts.json")
"""Files by which a folder is known that a run, or a run in parts, made: no orders are looked for in it."""

Kind = Literal["text", "workbook", "parquet"]


@frozen
class Source:
    """One file of orders, wherever it lies."""

    name: str
    open: Callable[[], BinaryIO]
    remarks: tuple[Reason, ...] = ()
    """What is to be said of the archive it comes from."""
    part: Range | None = None
    """The records of a file of text that are to be read; None: all."""

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
                raise InputError([Fault(self.name, "", Reason("file.gzip_by_another_name"))])
            else:
                yield stream, "text"


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Turns every way in which a file cannot be read into one InputError that names it."""
    try:
        yield
    except FileNotFoundError:
        raise InputError([Fault(name, "", Reason("file.missing"))]) from None
    except (IsADirectoryError, PermissionError):
        raise InputError([Fault(name, "", Reason("file.not_yours"))]) from None
    except _DAMAGE as error:
        raise InputError([Fault(name, "", Reason("file.damaged", why=str(error)))]) from None
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise InputError([Fault(name, "", Reason("file.contradicts_itself"))]) from None


def unclosed_input() -> BinaryIO:
    """The standard input, left open when whoever reads it is done."""
    return io.BufferedReader(cast("io.RawIOBase", _Unclosed(standard_input())))


def standard_input() -> BinaryIO:
    """The bytes of the standard input.

    Raises:
        InputError: it is closed.
    """
    if sys.stdin is None:
        raise InputError([Fault("stdin", "", Reason("file.stdin_closed"))])
    return sys.stdin.buffer


def unpacked(name: str, stream: BinaryIO, packed: int, beneath: BinaryIO | None = None) -> BinaryIO:
    """The stream, held to a bounded multiple of the bytes it is packed in; closed with it is the one `beneath` it.

    Raises:
        InputError: on reading, when more comes out than any export unpacks to.
    """
    return io.BufferedReader(cast("io.RawIOBase", _Held(name, stream, packed, beneath)))


class _Held(io.RawIOBase):
    """A stream that is unpacked while it is read."""

    def __init__(self, name: str, stream: BinaryIO, packed: int, beneath: BinaryIO | None) -> None:
        self._name = name
        self._stream = stream
        self._beneath = beneath
        self._most = max(UNPACKED_PLAIN, UNPACKED_TIMES * packed)
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(into))
        into[: len(data)] = data
        self._read += len(data)
        if self._read > self._most:
            raise InputError([Fault(self._name, "", Reason("file.unpacks", times=UNPACKED_TIMES))])
        return len(data)

    def close(self) -> None:
        self._stream.close()
        if self._beneath is not None:
            self._beneath.close()
        super().close()


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
