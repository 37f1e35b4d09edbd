"""A large order file as ranges of its records, which several processes can read side by side."""

from __future__ import annotations

from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Final

from attrs import evolve

from routing.errors import InputError
from routing.intake.files.delimited import Delimited
from routing.intake.files.find import sources_in
from routing.intake.files.sheets import opened_sheets
from routing.intake.recognise import recognise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routing.intake.files.find import OrderFile
    from routing.intake.files.range import Range
    from routing.intake.reading import Reading

BLOCKS: Final = 4
"""Chunks of a range: so few that a handful of processes have much the same to do, and so many that a part pays."""
_SMALL: Final = 1 << 24
"""Bytes of a file that is not worth cutting."""
_PACKED: Final = {".gz", ".zip"}


def ranges_of(file: OrderFile, how: Reading) -> Iterator[OrderFile]:
    """The file in ranges that, read one after the other, give the batches of the file read in one go.

    The file alone where it cannot be cut: it is packed, a workbook or Parquet; its rows are no whole orders, as in the
    exports of marketplaces; or it cannot be read at all, which is told when it is.
    """
    cut = _cut(file, how)
    first, second = next(cut, None), next(cut, None)
    if first is None or second is None:
        yield file
        return
    for part in chain((first, second), cut):
        yield evolve(file, part=part)


def _cut(file: OrderFile, how: Reading) -> Iterator[Range]:
    """The ranges as they are found; none where there are none."""
    if not file.path.is_file() or file.path.suffix.lower() in _PACKED or file.path.stat().st_size <= _SMALL:
        return
    with suppress(InputError):
        (source,) = sources_in(file)
        with opened_sheets(source) as sheets:
            sheet = sheets.all[0]
            if isinstance(sheet, Delimited):
                found = recognise(sheet.name, sheet.openings(), how.profile)
                if found.profile.by_order:
                    yield from sheet.ranges(found.opening, found.profile.encodings, how.chunk_rows, BLOCKS)
