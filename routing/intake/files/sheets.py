"""A source opened as sheets of text cells, whatever kind of file it is."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from attrs import frozen

from routing.intake.files.delimited import Delimited
from routing.intake.files.sources import readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from routing.intake.files.chunk import Sheet
    from routing.intake.files.sources import Source
    from routing.reason import Reason


@frozen(eq=False)
class Sheets:
    """The sheets of a file: one, unless it is a workbook that holds several; and what is to be said of others."""

    all: Sequence[Sheet]
    remarks: tuple[Reason, ...] = ()


@contextmanager
def opened_sheets(source: Source) -> Iterator[Sheets]:
    """The sheets in a source.

    Raises:
        InputError: the file is not there, damaged or empty.
    """
    with readable(source.name), source.opened() as (stream, kind):
        if kind == "workbook":
            from routing.intake.files.workbook import pages  # noqa: PLC0415 - only workbooks need calamine

            found, remarks = pages(source.name, stream)
            yield Sheets(found, source.remarks + remarks)
        elif kind == "parquet":
            from routing.intake.files.parquet import Parquet  # noqa: PLC0415

            yield Sheets([Parquet(source.name, stream)], source.remarks)
        else:
            yield Sheets([Delimited(source.name, stream, source.part)], source.remarks)
