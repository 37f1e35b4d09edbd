"""An existing upload file held against its layout, cell by cell."""

from __future__ import annotations

import csv
import io
from itertools import chain
from typing import TYPE_CHECKING

from carriers.finding import Finding
from carriers.labels.layouts import cell
from carriers.labels.protect import unprotect
from carriers.labels.row_check import RowCheck
from routing.errors import Fault, InputError
from routing.intake.files.sources import readable
from routing.intake.files.survey import survey
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from carriers.labels.layouts.layout import Layout


def check_file(path: Path, layout: Layout, on: date) -> Iterator[Finding]:
    """Every cell that breaks a rule of the layout, or that would have held its order when the file was written.

    `order_id` of a finding is "row N" where no order is named.

    Raises:
        InputError: the file cannot be read as this layout at all (encoding, headers).
    """
    rows = _cells(path, layout)
    first = 1
    if layout.header:
        _check_header(next(iter(rows), []), layout, path)
        first = 2
    named = {"order_id", "tracking"} if layout.rows != "sku" else {"item.sku"}
    key = next(at for at, column in enumerate(layout.columns) if column.field in named)
    count, size = 0, path.stat().st_size
    seen: set[str] = set()
    orders = RowCheck(layout, on)
    for number, row in enumerate(rows, first):
        if not any(row):
            continue
        count += 1
        if len(row) != len(layout.columns):
            reason = Reason("label_check.columns", count=len(layout.columns))
            yield Finding(f"row {number}", "", str(len(row)), "COLUMNS", reason)
            continue
        place = f"row {number} ({row[key]})" if row[key] else f"row {number}"
        if layout.rows != "item" and row[key] in seen:
            yield Finding(place, layout.columns[key].header, row[key], "TWICE", Reason("label_check.twice"))
        seen.add(row[key])
        yield from _row(row, layout, place)
        if not layout.people and layout.rows != "sku":
            yield from orders.check(row, place)
    yield from orders.end()
    if layout.rows_max is not None and count > layout.rows_max:
        yield Finding("", "", str(count), "TOO_MANY_ROWS", Reason("label_check.too_many_rows", most=layout.rows_max))
    if layout.bytes_max is not None and size > layout.bytes_max:
        yield Finding("", "", str(size), "TOO_MANY_BYTES", Reason("label_check.too_many_bytes", most=layout.bytes_max))
    if not count:
        yield Finding("", "", "", "EMPTY", Reason("label_check.no_row"))


def _row(row: list[str], layout: Layout, place: str) -> Iterator[Finding]:
    most = layout.items_max or 0
    filled = {
        number
        for number in range(1, most + 1)
        if number == 1 or any(text for text, column in zip(row, layout.columns, strict=True) if column.item == number)
    }
    for text, column in zip(row, layout.columns, strict=True):
        present = column.item in filled or column.item == 0
        for rule, reason in cell.faults(text, column, layout, present=present):
            yield Finding(place, column.header, text, rule, reason)


def _check_header(header: list[str], layout: Layout, path: Path) -> None:
    wanted = [column.header for column in layout.columns]
    faults = [
        Fault(
            str(path),
            f"row 1, column {at}",
            Reason("label_check.other_header", header=written, layout=layout.name, wanted=want),
        )
        for at, (want, written) in enumerate(zip(wanted, chain(header, [""] * len(wanted)), strict=False), 1)
        if want != written
    ]
    if len(header) > len(wanted):
        reason = Reason("label_check.other_count", count=len(header), layout=layout.name, wanted=len(wanted))
        faults.append(Fault(str(path), "row 1", reason))
    if faults:
        raise InputError(faults[:10])


def _cells(path: Path, layout: Layout) -> Iterable[list[str]]:
    if path.suffix.lower() == ".xlsx":
        return _workbook_cells(path)
    return _text_cells(path, layout)


def _text_cells(path: Path, layout: Layout) -> Iterator[list[str]]:
    delimiter = "\t" if path.suffix.lower() == ".txt" else layout.delimiter
    with path.open("rb") as raw:
        wrapper = io.TextIOWrapper(raw, encoding=layout.encoding, newline="")
        try:
            for row in csv.reader(wrapper, delimiter=delimiter):
                yield [unprotect(text) for text in row] if layout.people else row
        except (UnicodeDecodeError, csv.Error) as error:
            reason = Reason("label_check.not_text", encoding=layout.encoding, delimiter=delimiter, error=str(error))
            raise InputError([Fault(str(path), "", reason)]) from None


def _workbook_cells(path: Path) -> Iterator[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - most files are text

    try:
        with readable(str(path)), path.open("rb") as stream:
            survey(str(path), stream)
            rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise InputError([Fault(str(path), "", Reason("label_check.no_workbook", error=str(error)))]) from None
    for row in rows:
        yield [_text(value) for value in row]


def _text(value: object) -> str:
    """A cell as text; a number a person typed into the workbook without its needless ".0"."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
