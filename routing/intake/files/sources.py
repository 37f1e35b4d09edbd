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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STDIN = "-"
ENDINGS = (".csv", ".tsv", ".txt", ".xls", ".xlsx", ".xlsm", ".ods", ".parquet", ".gz", ".zip")
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


def unclosed_input() -> BinaryIO:
    """The standard input, left open when whoever reads it is done."""
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
