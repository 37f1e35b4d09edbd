"""Rows of a marketplace's file that cannot be read, and the orders they may be lines of: no order ships in part."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from routing.intake.files.chunk import BLANKS, ROW
from routing.intake.market.lines import ORDER
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars as pl

    from routing.intake.files.chunk import Broken
    from routing.intake.market.sorted_rows import SortedRows
    from routing.intake.profiles import Profile
    from routing.intake.source_file import SourceFile

_BETWEEN = re.compile(r'[",;\t]+')
_GUARDS = BLANKS + "'`="


@frozen
class Line:
    """A row that can be read, beside one that cannot."""

    order: int
    order_id: str
    row: int


def refuse_lost(broken: Sequence[Broken], grouped: SortedRows, run: SourceFile) -> list[Broken]:
    """Refuses the orders of which a row is lost, and gives the rows back with what is known of their order.

    A row belongs to the order whose id it still shows, and to the one whose rows stand on both of its sides, or above
    it where an empty id means the order above.  Where none of these tells, the orders beside it are named.  The rows
    beside it count whether they are to be shipped or not, so that the answer does not hang on where chunks end.

    Args:
        broken: the rows that cannot be read, by row.
        grouped: those that can; its ledger of heads takes the refusals.
        run: the file; the orders of `settled` are refused by what stands there.
    """
    live = set(grouped.rows[ORDER].filter(grouped.skip.is_null()))
    refused: set[int] = set()
    told = []
    for bad, concerned, beside in lost_lines(broken, grouped, run.profile):
        for line in concerned:
            if line.order in live and line.order not in refused and line.order_id not in run.settled:
                refused.add(line.order)
                reason = Reason("lines.lost", order_id=line.order_id, row=bad.row)
                grouped.head_ledger.refuse(line.order, "order_id", line.order_id, bad.code, reason)
        ids = {line.order_id for line in concerned}
        of_order = [order_id for order_id in shown_ids(bad) if order_id in ids or order_id in run.settled]
        known = bad
        if of_order or concerned:
            known = evolve(bad, order_id=of_order[0] if of_order else concerned[0].order_id)
        elif beside := [line for line in beside if line.order in live]:
            places = tuple(Reason("lines.order_in_row", order_id=line.order_id, row=line.row) for line in beside)
            known = evolve(bad, reason=Reason("lines.maybe_of", what=bad.reason, places=places))
        told.append(known)
    return told


def lost_lines(
    broken: Sequence[Broken], grouped: SortedRows, profile: Profile
) -> Iterator[tuple[Broken, list[Line], list[Line]]]:
    """Each row that cannot be read, with the orders it may be a line of for all it shows, and those beside it."""
    known = grouped.skip.is_null() | ~grouped.skip.is_in(profile.open_reasons)
    remembered = set(grouped.rows[ORDER].filter(known))
    for bad in broken:
        above, below = _beside(grouped, bad.row)
        orders = remembered.union(line.order for line in (above, below) if line is not None)
        found = [line for line in _of_ids(grouped.rows, shown_ids(bad)) if line.order in orders]
        if above is not None and (profile.fill_down or (below is not None and above.order == below.order)):
            found.append(above)
        firsts: dict[int, Line] = {}
        for line in found:
            firsts.setdefault(line.order, line)
        concerned = list(firsts.values())
        yield bad, concerned, [line for line in (above, below) if line is not None]


def shown_ids(bad: Broken) -> list[str]:
    """The texts of a row that may be the id of an order, as they stand in it."""
    texts = (text.strip(_GUARDS) for text in _BETWEEN.split(bad.line))
    return list(dict.fromkeys(text for text in texts if text))


def _beside(grouped: SortedRows, row: int) -> tuple[Line | None, Line | None]:
    """The next rows above and below that can be read; None where there is none, or it belongs to no order."""
    rows = grouped.rows
    at = int(rows[ROW].search_sorted(row))
    above = _line(rows, at - 1) if at else None
    below = _line(rows, at) if at < rows.height else None
    for nameless in (problem.row for problem in grouped.nameless):
        if above is not None and above.row < nameless < row:
            above = None
        if below is not None and row < nameless < below.row:
            below = None
    return above, below


def _line(rows: pl.DataFrame, index: int) -> Line:
    return Line(rows[ORDER][index], rows["order_id"][index], rows[ROW][index])


def _of_ids(rows: pl.DataFrame, ids: Sequence[str]) -> list[Line]:
    """The rows of the orders of these ids, as the ids stand."""
    return sorted(
        (_line(rows, at) for at in rows["order_id"].is_in(ids).arg_true()), key=lambda line: ids.index(line.order_id)
    )
