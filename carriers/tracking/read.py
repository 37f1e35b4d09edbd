"""Files of tracking to scans, whichever form they have: documents of trackers, exports, one's own columns."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from carriers.tracking.documents import documents_of
from carriers.tracking.parcels import InexactError, scans_of
from carriers.tracking.tables import tables_of
from routing.errors import InputError
from routing.intake.files.chunk import BLANKS
from routing.intake.files.find import order_files, sources_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from carriers.tracking.gathered import Clock, Gathered, TrackingFile
    from routing.intake.files.sources import Source

DOCUMENTS: Final = (".json", ".jsonl", ".ndjson")
_FIRST: Final = 64
"""Bytes by which a file of documents is known."""


def read_tracking(
    paths: Sequence[Path], clock: Clock, columns: Mapping[str, str] | None = None
) -> Iterator[TrackingFile]:
    """The scans of files, folders and archives, one after another.

    Args:
        paths: JSON of 17TRACK, YunExpress or AfterShip, one document or one a line; or tables.
        clock: how times without an offset are read.
        columns: field -> head, for columns of tables that are called otherwise.

    Raises:
        InputError: a file cannot be read, or holds no scans in a form that is known.
    """
    for source in _sources(paths):
        for gathered in _documents(source) or tables_of(source, columns or {}):
            yield gathered.read(clock)


def _documents(source: Source) -> list[Gathered]:
    """The scans of a file that begins as JSON does; none for any other file."""
    with source.opened() as (stream, kind):
        start = stream.peek(_FIRST)[:_FIRST] if kind == "text" else b""  # type: ignore[attr-defined]
        if not _is_document(start):
            return []
        data = stream.read()
    with _many_objects():
        try:
            return scans_of(source.name, documents_of(source.name, data))
        except InexactError:
            return scans_of(source.name, documents_of(source.name, data, exact=True))


@contextmanager
def _many_objects() -> Iterator[None]:
    """Keeps Python from looking for circles among millions of objects that hold none."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _is_document(start: bytes) -> bool:
    """Whether a file begins as JSON does, whatever it is called."""
    text = start.decode("utf-16" if start[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig", errors="ignore")
    return text.lstrip(BLANKS).startswith(("{", "["))


def _sources(paths: Sequence[Path]) -> list[Source]:
    """The files behind the paths; of a folder, its documents in name order, and its tables."""
    found: list[Path] = []
    for path in paths:
        documents = sorted(one for one in path.rglob("*") if one.suffix.lower() in DOCUMENTS) if path.is_dir() else []
        found += documents
        if not documents:
            found.append(path)
            continue
        try:
            found += [file.path for file in order_files([path])]
        except InputError:  # no tables in it
            continue
    return [source for file in order_files(found) for source in sources_in(file)]
