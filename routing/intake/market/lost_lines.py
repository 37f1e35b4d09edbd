"""Rows of a marketplace's file that cannot be read, and the orders they may be lines of: no order ships in part."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from routing.intake.files.chunk import BLANKS, ROW
from routing.intake.market.lines import AT, ORDER
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars as pl

    from routing.intake.cells.ledger import Ledger
    from routing.intake.files.chunk import Broken

_BETWEEN = re.compile(r'[",;\t]+')
_GUARDS = BLANKS + "'`="


@frozen
class _Line:
    """A row that can be read, beside one that cannot."""

    at: int
    order: int
    order_id: str
    row: int


def refuse_lost(broken: Sequence[Broken], rows: pl.DataFrame, ledger: Ledger, *, fill_down: bool) -> list[Broken]:
    """Refuses the orders of which a row is lost, and gives the rows back with what is known of their order.

    A row belongs to the order whose id it still shows; else to the one whose rows stand on both of its sides, or above
    it where an empty id means the order above.  Where none of these tells, the orders beside it are named.

    Args:
        broken: the rows that cannot be read.
        rows: those that can, with AT, ORDER and ROW, in the order of the file.
        ledger: of these rows.
        fill_down: a row without id belongs to the order above.
    """
    told = []
    for bad in broken:
        above, below = _beside(rows, bad.row)
        shown = {text.strip(_GUARDS) for text in _BETWEEN.split(bad.line)}
        concerned = list(_concerned(shown, rows, above, below, fill_down=fill_down))
        for line in concerned:
            reason = Reason("lines.lost", order_id=line.order_id, row=bad.row)
            ledger.refuse(line.at, "order_id", line.order_id, bad.code, reason)
        if concerned:
            bad = evolve(bad, order_id=concerned[0].order_id)  # noqa: PLW2901 - the same row
        elif beside := [line for line in (above, below) if line is not None]:
            places = tuple(Reason("lines.order_in_row", order_id=line.order_id, row=line.row) for line in beside)
            bad = evolve(bad, reason=Reason("lines.maybe_of", what=bad.reason, places=places))  # noqa: PLW2901
        told.append(bad)
    return told


def _beside(rows: pl.DataFrame, row: int) -> tuple[_Line | None, _Line | None]:
    """The next rows above and below that can be read."""
    below = int(rows[ROW].search_sorted(row))
    return _line(rows, below - 1) if below else None, _line(rows, below) if below < rows.height else None


def _line(rows: pl.DataFrame, index: int) -> _Line:
    return _Line(rows[AT][index], rows[ORDER][index], rows["order_id"][index], rows[ROW][index])


def _concerned(
    shown: set[str], rows: pl.DataFrame, above: _Line | None, below: _Line | None, *, fill_down: bool
) -> Iterator[_Line]:
    """A row of each order to which the lost row belongs."""
    orders: set[int] = set()
    for index in rows["order_id"].is_in(list(shown)).arg_true().to_list():
        line = _line(rows, index)
        if line.order not in orders:
            orders.add(line.order)
            yield line
    if above is None or above.order in orders:
        return
    if (below is not None and above.order == below.order) or (fill_down and not orders):
        yield above
