"""Figures to the spans between limits, and refusal codes by span: one byte a service, eight services to a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from routing.fast.parcels import UNKNOWN
from routing.services.refusal import ELIGIBLE, LIMIT_CODES, NUMBER, TIER_NOT_APPLICABLE
from routing.values.units import E9

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from routing.fast.code_table import CodeTable
    from routing.fast.conditions import Measures
    from routing.fast.parcels import Int32s, Int64s
    from routing.services.condition import Condition


@frozen(eq=False)
class Spans:
    """Figures to span numbers: 0 for unknown, 1 up to the first edge, and so on.

    Edges are in billionths of a gram or millimetre.  Whole figures find their span in a table: weights and sizes are
    above zero, so the place of figure 0 serves the unknown, to which -1 is clipped.
    """

    edges: tuple[int, ...]
    table: npt.NDArray[np.uint16] = field(init=False)

    @table.default
    def _table(self) -> npt.NDArray[np.uint16]:
        top = self.edges[-1] // E9 + 1 if self.edges else 0
        figures = np.arange(top + 2) * E9
        spans = np.searchsorted(np.array(self.edges, np.int64), figures) + 1
        spans[0] = 0
        return spans.astype(np.uint16)

    @classmethod
    def between(cls, edges: Iterable[int]) -> Spans:
        """The spans between these edges, in billionths."""
        return cls(tuple(sorted({edge for edge in edges if edge > 0})))

    def __len__(self) -> int:
        return len(self.edges) + 2

    def samples(self) -> list[int | None]:
        """One figure of each span, None for the span of the unknown."""
        return [None, *self.edges, (self.edges[-1] if self.edges else 0) + 1]

    def of(self, whole: Int32s, exact_e9: Int64s | None) -> npt.NDArray[Any]:
        """Each parcel's span, by its whole figure, or by the exact one where not all were whole."""
        if exact_e9 is None:
            return self.table.take(whole, mode="clip")
        return np.where(exact_e9 == UNKNOWN, 0, np.searchsorted(np.array(self.edges, np.int64), exact_e9) + 1)


@frozen(eq=False)
class RefusalTable:
    """Refusal codes by class and span, a row for each (class x span)."""

    spans: Spans
    codes: CodeTable


@frozen(eq=False)
class SizeRefusalTable:
    """Refusal codes by size class and the spans of some measures jointly.

    `parts` gives, for each measure, its spans and by how much each moves the row number; a class has `rows_of_class`
    rows.
    """

    parts: tuple[tuple[str, Spans, int], ...]
    rows_of_class: int
    codes: CodeTable
    _shares: tuple[Int32s, ...] = field(init=False)

    @_shares.default
    def _whole_figures_shares(self) -> tuple[Int32s, ...]:
        """For each measure: whole figure -> its share of the row number."""
        return tuple(spans.table.astype(np.int32) * np.int32(stride) for _, spans, stride in self.parts)

    def rows(self, classes: Int32s, measures: Measures) -> Int32s:
        """Which row each parcel meets; of one element where all meet one."""
        rows: Int32s = classes * np.int32(self.rows_of_class)
        for share, (measure, spans, stride) in zip(self._shares, self.parts, strict=True):
            exact_e9 = measures.exact_e9(measure)
            if exact_e9 is None:
                ends = share.take(measures.extremes(measure), mode="clip")
                one = ends[0] == ends[1]
                rows = rows + (ends[0] if one else share.take(measures.measure(measure), mode="clip"))
            else:
                rows = rows + (spans.of(measures.measure(measure), exact_e9) * stride).astype(np.int32)
        return rows


def tier_codes(conditions: Sequence[Condition], spans: Spans) -> npt.NDArray[np.uint8]:
    """The code of a tier in each span, by its conditions on the measure; that of the unknown size where any asks."""
    row = np.full(len(spans), ELIGIBLE, np.uint8)
    for span, figure in enumerate(spans.samples()):
        if figure is None:
            row[span] = NUMBER["SIZE_UNKNOWN"] if conditions else ELIGIBLE
        elif not all((figure <= one.edge_e9) is one.upper for one in conditions):
            row[span] = TIER_NOT_APPLICABLE
    return row


def limit_codes(row: npt.NDArray[np.uint8], limits: Sequence[Condition], spans: Spans) -> None:
    """Writes the code of each limit into the spans that break it, where none of lesser number stands."""
    for limit in limits:
        code = NUMBER[LIMIT_CODES[limit.measure, limit.upper]]
        for span, figure in enumerate(spans.samples()):
            if figure is not None and (figure <= limit.edge_e9) is not limit.upper:
                row[span] = min(row[span], code)
