"""The cells of an upload file, read back as text: of delimited text, or of one sheet of a workbook."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from carriers.labels.layouts.fields import NUMBERS
from routing.errors import Fault, InputError
from routing.intake.files.book import SheetReadError, book_sheets
from routing.intake.files.sources import readable
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from carriers.labels.layouts.layout import Column, Layout

WORKBOOKS = (".xlsx", ".xlsm")


def cells_of(path: Path, layout: Layout, *, after: int = 0, kind: str = "") -> Iterable[list[str]]:
    """All rows of the file, or of the layout's sheet, as text.

    Args:
        path: the file.
        layout: encoding, delimiter and sheet; numbers of a workbook get the decimals of its columns.
        after: so many rows are passed over.
        kind: csv, txt or xlsx; "": by the file's ending.

    Raises:
        InputError: it cannot be read so.
    """
    kind = kind or ("xlsx" if path.suffix.lower() in WORKBOOKS else path.suffix.lower().removeprefix("."))
    if kind == "xlsx":
        columns = layout.columns
        return ([_text(value, columns, at) for at, value in enumerate(row)] for row in raw_rows(path, layout)[after:])
    return (row for number, row in enumerate(_text_rows(path, layout, kind)) if number >= after)


def raw_rows(path: Path, layout: Layout) -> list[list[Any]]:
    """The rows of the layout's sheet as the workbook holds them.

    Raises:
        InputError: it is no workbook, or a hostile one.
    """
    try:
        with readable(str(path)), path.open("rb") as stream:
            sheets = book_sheets(str(path), stream)
    except SheetReadError as error:
        raise InputError([Fault(str(path), "", Reason("label_check.no_workbook", error=str(error)))]) from None
    return next((sheet.rows for sheet in sheets if sheet.title == layout.sheet), sheets[0].rows if sheets else [])


def _text_rows(path: Path, layout: Layout, kind: str) -> Iterator[list[str]]:
    delimiter = "\t" if kind == "txt" else layout.delimiter
    with path.open("rb") as raw:
        wrapper = io.TextIOWrapper(raw, encoding=layout.encoding, newline="")
        try:
            yield from csv.reader(wrapper, delimiter=delimiter)
        except (UnicodeDecodeError, csv.Error) as error:
            reason = Reason("label_check.not_text", encoding=layout.encoding, delimiter=delimiter, error=str(error))
            raise InputError([Fault(str(path), "", reason)]) from None


def _text(value: object, columns: tuple[Column, ...], at: int) -> str:
    """A cell as text: a number with the decimals of its column, where it has no more, else without a needless ".0"."""
    if not isinstance(value, float):
        return str(value)
    column = columns[at] if at < len(columns) else None
    if column is not None and column.field in NUMBERS:
        decimals = 2 if column.decimals is None and column.field.endswith("value") else column.decimals or 0
        exact = Decimal(repr(value))
        if exact == round(exact, decimals):
            return f"{exact:.{decimals}f}"
    return str(int(value)) if value.is_integer() else str(value)
