"""A day's messages: the rows of the sheet, and the order each one is about."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import click
from attrs import field, frozen

from routing.errors import Fault, InputError
from routing.place import Place
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from routing.intake.files.chunk import Opening, Sheet
    from routing.run_order import RunOrder

NEEDED = ("message_id", "order_id", "text")
KEPT = (*NEEDED, "locale", "at", "platform", "msg", "facts")
"""Columns of the sheet; in an answered one a person settles the class (`msg`) and states facts (`a=b; c=d`)."""
_NUMBER = re.compile(r"#?[A-Za-z0-9][A-Za-z0-9-]{2,40}")
_SEPARATORS = ",;\t"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the bytes of .xlsx and .ods, and of .xls begin."""
_CHUNK_ROWS = 1 << 16


@frozen
class Message:
    """One row of the sheet.  A cell that is not there is empty."""

    message_id: str
    order_id: str
    text: str
    locale: str = ""
    at: str = ""
    platform: str = ""
    msg: str = ""
    facts: str = ""
    given: Mapping[str, str] = field(factory=dict)
    """Facts that a person gave elsewhere than in the sheet; they win over it."""

    @property
    def stated(self) -> dict[str, str]:
        """The facts that a person stated, by name."""
        pairs = (part.partition("=") for part in self.facts.split(";") if "=" in part)
        return {**{name.strip(): value.strip() for name, _, value in pairs}, **self.given}

    @property
    def numbers(self) -> tuple[str, ...]:
        """What could be an order number in the text: words with a digit, each once."""
        words = dict.fromkeys(match[0] for match in _NUMBER.finditer(self.text))
        return tuple(word for word in words if any(char.isdigit() for char in word))


def read_messages(path: Path) -> list[Message]:
    """The messages of a CSV file or a workbook in its order; `-` is the standard input, which is CSV.

    Raises:
        InputError: the file cannot be read, or lacks a column.
    """
    try:
        with click.open_file(str(path), "rb") as file:
            content = file.read()
        if content.startswith(_WORKBOOKS):
            header, rows = _sheet(path)
        else:
            text = _decoded(content)
            header, rows = _table(str(path), text, max(_SEPARATORS, key=text.partition("\n")[0].count))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Fault(str(path), "", Reason("inbox.unreadable", error=str(error)))]) from None
    missing = tuple(name for name in NEEDED if name not in header)
    if missing:
        raise InputError([Fault(str(path), Place(row=1), Reason("inbox.no_columns", missing=missing, columns=NEEDED))])
    faults = [
        Fault(str(path), Place(row=number), Reason("inbox.too_many_cells", cells=len(row), width=len(header)))
        for number, row in rows
        if len(row) > len(header)
    ]
    if faults:
        raise InputError(faults)
    messages = [dict(zip(header, row, strict=False)) for _, row in rows]
    return [
        _message({name: message.get(name, "").strip() for name in KEPT})
        for message in messages
        if message.get("text", "").strip() or message.get("message_id", "").strip()
    ]


def _decoded(content: bytes) -> str:
    """The text of a file in UTF-8, or in what Excel writes in China."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _message(cells: Mapping[str, str]) -> Message:
    return Message(
        cells["message_id"], cells["order_id"], cells["text"], cells["locale"], cells["at"], cells["platform"],
        cells["msg"], cells["facts"],
    )  # fmt: skip


def _sheet(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and the rows with their numbers, of the first sheet of a workbook that has the columns."""
    from routing.intake.files.find import order_files, sources_in  # noqa: PLC0415 - brings much of intake
    from routing.intake.files.sheets import opened_sheets  # noqa: PLC0415 - as above

    first: list[str] = []
    for source in (one for file in order_files([path]) for one in sources_in(file)):
        with opened_sheets(source) as sheets:
            for sheet in sheets.all:
                for opening in sheet.openings():
                    header = [cell.strip() for cell in opening.cells]
                    first = first or header
                    if set(NEEDED) <= set(header):
                        places = {name: header.index(name) for name in KEPT if name in header}
                        return list(places), list(_rows(sheet, opening, places))
    return first, []


def _rows(sheet: Sheet, opening: Opening, places: Mapping[str, int]) -> Iterator[tuple[int, list[str]]]:
    from routing.intake.files.chunk import ROW, texts_of  # noqa: PLC0415 - as above

    for chunk in sheet.chunks(opening, list(places.values()), ("utf-8",), _CHUNK_ROWS):
        for row, *cells in texts_of(chunk, places).select(ROW, *places).iter_rows():
            yield row, [cell or "" for cell in cells]


def _table(name: str, text: str, separator: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and the rows with their lines; where a message is the last cell, separators in it are its own."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        reason = Reason("inbox.unreadable", error=str(error))
        raise InputError([Fault(name, Place(row=reader.line_num), reason)]) from None
    if header[-1:] == ["text"]:
        last = len(header) - 1
        rows = [(number, [*row[:last], separator.join(row[last:])] if row[last:] else row) for number, row in rows]
    return header, rows


def orders_of(messages: list[Message], run: Path | None) -> dict[str, RunOrder]:
    """The run's orders that the messages are about, under the number as the message writes it.

    A number is an order's with or without its leading `#`.
    """
    if run is None:
        return {}
    from cli.run.reader import find_orders  # noqa: PLC0415 - it loads polars: only what stands in a run needs it

    wanted = {plain_order_id(name) for row in messages for name in (row.order_id, *row.numbers) if name}
    found: dict[str, list[RunOrder]] = {}
    for order in find_orders(run, lambda name: plain_order_id(name) in wanted):
        for name in map(plain_order_id, {order.order_id: None, **dict.fromkeys(order.row.get("order_ids") or ())}):
            if name in wanted:
                found.setdefault(name, []).append(order)
    return {name: _of_buyer(parcels, name) for name, parcels in found.items()}


def _of_buyer(parcels: list[RunOrder], name: str) -> RunOrder:
    """The order by the number that the buyer knows."""
    from cli.reply.parcels import of_buyer  # noqa: PLC0415 - as above

    first = parcels[0]
    own = next((one for one in first.row.get("order_ids") or () if plain_order_id(one) == name), first.order_id)
    return of_buyer(parcels, own)[0]


def orders_in(message: Message, orders: dict[str, RunOrder]) -> list[RunOrder]:
    """The orders of the message: that of its column, then those that its text names."""
    names = dict.fromkeys(plain_order_id(name) for name in (message.order_id, *message.numbers) if name)
    return [orders[name] for name in names if name in orders]


def plain_order_id(order_id: str) -> str:
    """An order's number as numbers are compared: with or without its leading `#`, an apostrophe, capitals."""
    return order_id.strip().removeprefix("'").removeprefix("#").casefold()
