"""A source opened as a sheet of text cells, whatever kind of file it is."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from routing.intake.delimited import Delimited
from routing.intake.sources import readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routing.intake.chunk import Sheet
    from routing.intake.sources import Source


@contextmanager
def opened_sheet(source: Source) -> Iterator[Sheet]:
    """The sheet in a source.

    Raises:
        InputError: the file is not there, damaged or empty.
    """
    with readable(source.name), source.opened() as (stream, kind):
        if kind == "workbook":
            from routing.intake.workbook import Workbook  # noqa: PLC0415 - only workbooks need calamine

            yield Workbook(source.name, stream)
        elif kind == "parquet":
            from routing.intake.parquet import Parquet  # noqa: PLC0415

            yield Parquet(source.name, stream)
        else:
            yield Delimited(source.name, stream)
