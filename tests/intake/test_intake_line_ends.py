"""Line ends of every kind: a spreadsheet sees the same rows, and none is lost from the count."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from routing.intake.files.blocks import line_feeds

if TYPE_CHECKING:
    from routing.intake import Batch

Reader = Callable[..., list["Batch"]]
HEADER = "order_id,paid_at,country,weight,size,name"


def _row(order: str, name: str = "Ann") -> str:
    return f"{order},2026-11-20T09:30:26+08:00,US,350 g,20x15x10 cm,{name}"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\n{_row('A')}\r{_row('B')}\n{_row('C')}\n",  # a lone carriage return in the midst
        f"{HEADER}\r{_row('A')}\n{_row('B')}\r\n{_row('C')}",  # every kind, the header's too
        f"{HEADER}\r\r\n{_row('A')}\r\r\n{_row('B')}\r\r\n{_row('C')}\r\r\n",  # twice turned for Windows
        f"{HEADER}\r{_row('A')}\r{_row('B')}\r{_row('C')}\r",  # an old Macintosh
        f"{HEADER}\n{_row('A')}\n{_row('B')}\n{_row('C')}\r",  # the last line alone
    ],
    ids=["one", "all", "doubled", "macintosh", "last"],
)
def test_every_line_end_ends_a_row(text: str, read: Reader) -> None:
    """Three rows are three rows, numbered as an editor numbers the lines."""
    (batch,) = read(text)
    assert batch.table.frame.select("order_id", "name", "row").rows() == [
        ("A", "Ann", 2), ("B", "Ann", 3), ("C", "Ann", 4),
    ]  # fmt: skip
    assert (batch.rows_read, batch.order_rows) == (3, 3)


def test_a_carriage_return_in_quotes_is_part_of_the_cell(read: Reader) -> None:
    """An address of two lines stays one cell, whatever ends its first line."""
    first, second = _row("A", '"Ann\rBee"'), _row("B", '"Ann\r\nBee"')
    (batch,) = read(f"{HEADER}\r\n{first}\r{second}\r\n")
    assert batch.table.frame["name"].to_list() == ["Ann\rBee", "Ann\r\nBee"]


def test_the_last_byte_waits_for_the_next() -> None:
    """A carriage return at the end of what was read so far may be the first half of a line end."""
    assert line_feeds(b"a\rb\nc\r", final=False) == b"a\nb\nc\r"
    assert line_feeds(b"a\rb\nc\r", final=True) == b"a\nb\nc\n"
