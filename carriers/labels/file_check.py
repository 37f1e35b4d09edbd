"""An existing upload file held against its layout, cell by cell."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from carriers.finding import Finding
from carriers.labels.file_cells import cells_of
from carriers.labels.layouts import cell
from carriers.labels.protect import unprotect
from carriers.labels.row_check import RowCheck
from carriers.labels.template.heads import match_heads
from carriers.labels.template.workbook import read_template
from routing.errors import Fault, InputError
from routing.place import Place
from routing.reason import Reason
from routing.values.column_letters import letters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from carriers.labels.layouts.layout import Layout


def check_file(path: Path, layout: Layout, on: date, *, first_row: int | None = None) -> Iterator[Finding]:
    """Every cell that breaks a rule of the layout, or that would have held its order when the file was written.

    A finding has its place; `order_id` is empty where the row names no order.

    Args:
        path: the file.
        layout: what it is held to; one for a carrier's own workbook is looked for in it by its heads.
        on: day of the rules of customs.
        first_row: of the data in a carrier's workbook; None: the row below the head.

    Raises:
        InputError: the file cannot be read as this layout at all (encoding, headers).
    """
    layout, rows, start = _data_of(path, layout, first_row)
    key = layout.key
    count, size = 0, path.stat().st_size
    seen: set[str] = set()
    orders = RowCheck(layout, on)
    for number, cells in enumerate(rows, start + 1):
        row = _whole([unprotect(text) for text in cells] if layout.people else cells, layout)
        if not any(row):
            continue
        count += 1
        if len(row) != len(layout.columns):
            reason = Reason("label_check.columns", count=len(layout.columns))
            yield Finding("", "", str(len(row)), "COLUMNS", reason, place=Place(row=number))
            continue
        place = Place(row=number, order=row[key] if key is not None else "")
        if layout.rows != "item" and key is not None and row[key] in seen:
            twice = Reason("label_check.twice")
            yield Finding(row[key], layout.columns[key].header, row[key], "TWICE", twice, place=place)
        if key is not None:
            seen.add(row[key])
        yield from _row(row, layout, place)
        if not layout.people and layout.rows != "sku":
            yield from orders.check(row, place)
    yield from orders.end()
    yield from _bounds(layout, count, size)


def _data_of(path: Path, layout: Layout, first_row: int | None) -> tuple[Layout, Iterator[list[str]], int]:
    """The layout in the file's own columns, the rows below its head, and how many rows stand above them."""
    if layout.template:
        template = match_heads(read_template(path), layout, first_row=first_row)
        layout, start = template.layout, template.first_row - 1
        return layout, iter(cells_of(path, layout, after=start)), start
    rows = iter(cells_of(path, layout, after=len(layout.preamble)))
    if layout.header:
        _check_header(next(rows, []), layout, path)
    return layout, rows, len(layout.preamble) + layout.header


def _bounds(layout: Layout, count: int, size: int) -> Iterator[Finding]:
    """What is wrong with the file as a whole."""
    if layout.rows_max is not None and count > layout.rows_max:
        yield Finding("", "", str(count), "TOO_MANY_ROWS", Reason("label_check.too_many_rows", most=layout.rows_max))
    if layout.bytes_max is not None and size > layout.bytes_max:
        yield Finding("", "", str(size), "TOO_MANY_BYTES", Reason("label_check.too_many_bytes", most=layout.bytes_max))
    if not count:
        yield Finding("", "", "", "EMPTY", Reason("label_check.no_row"))


def _whole(row: list[str], layout: Layout) -> list[str]:
    """A row of a carrier's workbook with its empty cells at the end, and without what the layout knows nothing of."""
    if not layout.template:
        return row
    padded = row + [""] * (len(layout.columns) - len(row))
    return [text if column.field or column.value else "" for text, column in zip(padded, layout.columns, strict=False)]


def _row(row: list[str], layout: Layout, place: Place) -> Iterator[Finding]:
    most = layout.items_max or 0
    filled = {
        number
        for number in range(1, most + 1)
        if number == 1 or any(text for text, column in zip(row, layout.columns, strict=True) if column.item == number)
    }
    for text, column in zip(row, layout.columns, strict=True):
        present = column.item in filled or column.item == 0
        for rule, reason in cell.faults(text, column, layout, present=present):
            yield Finding(place.order, column.header, text, rule, reason, place=place)


def _check_header(header: list[str], layout: Layout, path: Path) -> None:
    wanted = [column.header for column in layout.columns]
    row = len(layout.preamble) + 1
    faults = [
        Fault(
            str(path),
            Place(row=row, cell=f"{letters(at)}{row}"),
            Reason("label_check.other_header", header=written, layout=layout.name, wanted=want),
        )
        for at, (want, written) in enumerate(zip(wanted, chain(header, [""] * len(wanted)), strict=False))
        if want != written
    ]
    if len(header) > len(wanted):
        reason = Reason("label_check.other_count", count=len(header), layout=layout.name, wanted=len(wanted))
        faults.append(Fault(str(path), Place(row=row), reason))
    if faults:
        raise InputError(faults[:10])
