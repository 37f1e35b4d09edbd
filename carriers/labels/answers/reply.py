"""A carrier's reply as it comes: the table's columns of order and tracking number, and its rows."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from attrs import frozen

from carriers.labels.template.heads import plain_head
from routing.errors import Fault, InputError
from routing.intake.files.chunk import ROW, texts_of
from routing.intake.files.find import order_files, sources_in
from routing.intake.files.sheets import opened_sheets
from routing.place import Place
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import polars as pl

    from routing.intake.files.chunk import Opening, Sheet

_ENCODINGS: Final = ("utf-8", "gb18030", "cp1252")
_CHUNK_ROWS: Final = 1 << 20
_ORDER, _NUMBER = "order", "number"


@cache
def heads_of(column: str) -> tuple[str, ...]:
    """The heads by which replies call a column, the surest first.

    Args:
        column: `order`, the seller's own number; or `number`: first what a buyer can follow, then the carrier's own.
    """
    path = resources.files("carriers") / "data/labels/reply_heads.csv"
    with path.open(encoding="utf-8") as file:
        return tuple(row["head"] for row in csv.DictReader(file) if row["column"] == column)


@frozen
class ReplyRow:
    """One row of a reply; "" where a cell is empty."""

    row: int
    order: str
    number: str


@frozen
class Reply:
    """What a carrier answered.  `order_head` and `number_heads` are the columns it was taken from, the first first."""

    file: str
    sheet: str
    order_head: str
    number_heads: tuple[str, ...]
    rows: tuple[ReplyRow, ...]


def read_reply(path: Path, order_head: str = "", number_head: str = "") -> Reply:
    """The reply in a CSV, TSV, workbook or archive of one.

    Where a row's first number is empty, the next column's counts: a forwarder's own, until the last mile's is known.

    Args:
        path: the file.
        order_head: the head of the order's number; "": found by name.
        number_head: the head of the tracking number; "": found by name.

    Raises:
        InputError: it cannot be read, or has no such columns.
    """
    found = [source for file in order_files([path]) for source in sources_in(file)]
    if len(found) > 1:
        raise InputError([Fault(str(path), "", Reason("answer.several_files", n=len(found)))])
    with opened_sheets(found[0]) as sheets:
        fits = [fit for sheet in sheets.all for fit in _fits(sheet, order_head, number_head)]
        if not fits:
            raise InputError([Fault(str(path), "", _no_heads(sheets.all, order_head, number_head))])
        sheet, opening, order_at, numbers_at = max(fits, key=lambda fit: len(fit[3]))
        places = {"order": order_at, **{f"number{at}": at for at in numbers_at}}
        chunks = list(sheet.chunks(opening, list(places.values()), _ENCODINGS, _CHUNK_ROWS))
    faults = [Fault(found[0].name, Place(row=bad.row), bad.reason) for chunk in chunks for bad in chunk.broken]
    if faults:
        raise InputError(faults[:10])
    rows = tuple(row for chunk in chunks for row in _rows(texts_of(chunk, places), list(places)))
    heads = tuple(opening.cells[at].strip() for at in numbers_at)
    return Reply(found[0].name, sheet.name, opening.cells[order_at].strip(), heads, rows)


def _fits(sheet: Sheet, order_head: str, number_head: str) -> Iterator[tuple[Sheet, Opening, int, list[int]]]:
    """The openings of a sheet that have both columns."""
    for opening in sheet.openings():
        heads = [plain_head(cell) for cell in opening.cells]
        orders = _places(heads, (order_head,) if order_head else heads_of(_ORDER))
        numbers = [
            at for at in _places(heads, (number_head,) if number_head else heads_of(_NUMBER)) if at not in orders[:1]
        ]
        if orders and numbers:
            yield sheet, opening, orders[0], numbers


def _places(heads: Sequence[str], names: Sequence[str]) -> list[int]:
    """Where columns of these names stand, in the order of the names."""
    plain = [plain_head(name) for name in names]
    return [at for name in dict.fromkeys(plain) for at, head in enumerate(heads) if head == name]


def _no_heads(sheets: Sequence[Sheet], order_head: str, number_head: str) -> Reason:
    seen: list[str] = []
    for sheet in sheets:
        opening = next(iter(sheet.openings()), None)
        seen += [cell.strip() for cell in (opening.cells if opening else ()) if cell.strip()]
    if order_head or number_head:
        return Reason("answer.no_such_head", heads=tuple(seen[:30]), order=order_head, number=number_head)
    return Reason("answer.no_heads", heads=tuple(seen[:30]))


def _rows(frame: pl.DataFrame, names: Sequence[str]) -> Iterator[ReplyRow]:
    """The rows of a chunk: of its tracking columns the first that is filled."""
    for row, *cells in frame.select(ROW, *names).iter_rows():
        order, *numbers = map(_plain, cells)
        yield ReplyRow(row, order, next((text for text in numbers if text), ""))


def _plain(cell: str | None) -> str:
    """A cell without what programs put round numbers so that spreadsheets keep them."""
    return (cell or "").strip("`'\t ")
