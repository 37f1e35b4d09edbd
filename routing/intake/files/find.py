"""Order files found behind paths, folders, archives and the standard input."""

from __future__ import annotations

import gzip
import os
import zipfile
from collections import Counter
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

from attrs import evolve, frozen

from routing.errors import Fault, InputError
from routing.intake.files.sources import (
    ENDINGS,
    RUN_MARKS,
    STDIN,
    Source,
    readable,
    unclosed_input,
    unpacked,
)
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from routing.intake.files.range import Range

_T = TypeVar("_T")
_IN_ARCHIVES = ENDINGS[:-1]
"""A zip archive within another is refused: it may hold orders, too."""
_ENCRYPTED = 1  # flag bit 0 of a member, by the ZIP specification


@frozen
class OrderFile:
    """One file in which orders were found, and what a run calls it."""

    path: Path
    name: str
    part: Range | None = None
    """Its records that are to be read; None: all."""


def order_files(paths: Sequence[Path | str]) -> tuple[OrderFile, ...]:
    """The files behind the paths, in the order given; those of a folder in name order.  A run asks this once.

    A file that several paths lead to is one, where the first of them names it.

    Args:
        paths: files, folders, archives; "-" is the standard input.

    Raises:
        InputError: with every path that leads nowhere, every folder or archive without a file of orders, and every
            damaged archive.
    """
    places: list[Path] = []
    faults: list[Fault] = []
    for path in map(Path, paths):
        with _gathered(faults):
            places += _some(files_at(path), path)
    first: dict[str, Path] = {}
    for place in places:
        first.setdefault(os.path.realpath(place), place)
    places = list(first.values())
    called = told_apart(places)
    files = tuple(OrderFile(place, "stdin" if str(place) == STDIN else called[place]) for place in places)
    for file in files:
        with _gathered(faults):
            sources_in(file)
    if faults:
        raise InputError(faults)
    return files


def sources_in(file: OrderFile) -> list[Source]:
    """The file itself, opened as it is packed, or the members of an archive in name order.

    Raises:
        InputError: it is not there, may not be read, is damaged, locked, or holds no file of orders.
    """
    found = _some(list(_within(file.path, file.name)), file.path)
    return found if file.part is None else [evolve(source, part=file.part) for source in found]


@contextmanager
def _gathered(faults: list[Fault]) -> Iterator[None]:
    try:
        yield
    except InputError as error:
        faults.extend(error.faults)


def _some(found: list[_T], where: Path) -> list[_T]:
    if not found:
        within = ENDINGS if where.is_dir() else _IN_ARCHIVES
        raise InputError([Fault(str(where), "", Reason("file.no_orders_in", endings=within))])
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
        yield Source(name, unclosed_input)
        return
    if not _speakable(str(place)):
        raise InputError([Fault(ascii(str(place)), "", Reason("file.no_utf8_name"))])
    with readable(str(place)):
        place.stat()
    if place.suffix.lower() == ".zip":
        yield from _zipped(place, name)
    elif place.suffix.lower() == ".gz":
        yield Source(name, lambda: _gunzipped(name, place.open("rb"), place.stat().st_size))
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
        faults.append(Fault(str(error.filename), "", Reason("file.may_not_be_read", why=error.strerror)))

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
    faults += [Fault(str(entry), "", Reason("file.no_plain_file")) for entry in found if not entry.is_file()]
    if faults:
        raise InputError(faults)
    return sorted(found)


def _holds_orders(name: str) -> bool:
    return not name.startswith((".", "~$")) and Path(name).suffix.lower() in ENDINGS


def _speakable(name: str) -> bool:
    """Whether a name from the system can be written into files of text."""
    return not any("\udc80" <= letter <= "\udcff" for letter in name)


def _zipped(place: Path, called: str) -> list[Source]:
    """The members that hold orders, each with a name of its own; what else is in the archive is told with the first."""
    with readable(str(place)), zipfile.ZipFile(place) as archive:
        members = sorted((info for info in archive.infolist() if not info.is_dir()), key=lambda info: info.filename)
    if any(info.flag_bits & _ENCRYPTED for info in members):
        raise InputError([Fault(str(place), "", Reason("file.locked"))])
    members = [info for info in members if not _is_copy(info.filename)]
    archives = [info.filename for info in members if Path(info.filename).suffix.lower() == ".zip"]
    if archives:
        raise InputError(Fault(f"{place}/{name}", "", Reason("file.archive_within")) for name in archives)
    borne = Counter[str]()
    found: list[Source] = []
    others: list[str] = []
    for info in members:
        if Path(info.filename).suffix.lower() not in _IN_ARCHIVES:
            others.append(info.filename)
            continue
        borne[info.filename] += 1
        again = f" ({borne[info.filename]})" if borne[info.filename] > 1 else ""
        name = f"{called}/{info.filename}{again}"
        found.append(Source(name, partial(_member, name, place, info)))
    if found and others:
        found[0] = evolve(found[0], remarks=(Reason("file.members_not_read", file=called, members=tuple(others)),))
    return found


def _is_copy(name: str) -> bool:
    """Whether a member is a program's own copy, or what a Mac adds beside a file."""
    return Path(name).name.startswith((".", "~$")) or name.startswith("__MACOSX/")


def _member(name: str, place: Path, info: zipfile.ZipInfo) -> BinaryIO:
    """One member of an archive; known by its place, for two may bear one name."""
    with zipfile.ZipFile(place) as archive:
        stream = unpacked(name, cast("BinaryIO", archive.open(info)), info.compress_size)
    return _gunzipped(name, stream, info.compress_size) if Path(info.filename).suffix.lower() == ".gz" else stream


def _gunzipped(name: str, stream: BinaryIO, packed: int) -> BinaryIO:
    return unpacked(name, cast("BinaryIO", gzip.GzipFile(fileobj=stream)), packed, stream)
