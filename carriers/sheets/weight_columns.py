"""What is wrong with a column of weight ranges as a whole: a number among ranges, ends filled down by dragging."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from carriers.sheets.figures import span
from routing.errors import ReadError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carriers.sheets.figures import Span
    from carriers.sheets.workbook import Sheet
    from routing.errors import Fault

_BARE: Final = re.compile(r"\d+(?:\.\d+)?")
_END: Final = re.compile(r"(.*?[^\d.])(\d+)(\D*)")
_RUN: Final = 3
"""Ends that rise by one from row to row, from which they were dragged and not meant."""


def odd_weights(sheet: Sheet, rows: Sequence[int], column: int, to: int | None, unit: str) -> Iterator[Fault]:
    """The faults of a column of ranges.

    Args:
        sheet: where it stands.
        rows: the rows with prices, from 0.
        column: the column of the ranges.
        to: the column of the destinations.
        unit: of weights that name none.
    """
    texts = [(row, sheet.text(row, column)) for row in rows if sheet.text(row, column)]
    bare = [(row, text) for row, text in texts if _BARE.fullmatch(text)]
    ranges = [text for _, text in texts if (found := _span(text, unit)) and found.over_g is not None]
    if ranges and len(ranges) > len(bare):
        for row, text in bare:
            yield sheet.fault(Reason("sheet.number_among_ranges", text=text), row, column)
    run: list[tuple[int, str]] = []
    for row, text in [*texts, (-1, "")]:
        if run and row == run[-1][0] + 1 and _next(run[-1][1], text) and to is not None and (
            sheet.text(row, to) != sheet.text(run[-1][0], to)
        ):  # fmt: skip
            run.append((row, text))
            continue
        if len(run) >= _RUN:
            yield sheet.fault(Reason("sheet.drag_filled", first=run[0][1], last=run[-1][1]), run[1][0], column)
        run = [(row, text)]


def _next(text: str, other: str) -> bool:
    """Whether the other range has the same start, and an end greater by one."""
    one, two = _END.fullmatch(text), _END.fullmatch(other)
    if one is None or two is None or one[1] != two[1] or one[3] != two[3] or not re.search(r"\d", one[1]):
        return False
    return int(two[2]) == int(one[2]) + 1


def _span(text: str, unit: str) -> Span | None:
    try:
        return span(text, unit)
    except ReadError:
        return None
