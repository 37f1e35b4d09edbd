"""Figures to the spans between limits, and refusal codes by span: one byte a service, eight services to a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import field, frozen

from routing.services.refusal import ELIGIBLE, LIMIT_CODES, NUMBER, TIER_NOT_APPLICABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from routing.fast.conditions import Measures
    from routing.fast.parcels import Int32s, Int64s
    from routing.services.condition import Condition

    Words64 = npt.NDArray[np.uint64]

WORD: Final = 8
"""Services to a word."""


@frozen(eq=False)
class Spans:
    """Figures to span numbers by a table: 0 for unknown, 1 up to the first edge, and so on.

    Weights and sizes are above zero, so the place of figure 0 serves the unknown, to which -1 is clipped.
    """

    edges: tuple[int, ...]
    table: npt.NDArray[np.uint16] = field(init=False)

    @table.default
    def _table(self) -> npt.NDArray[np.uint16]:
        top = self.edges[-1] if self.edges else 0
        figures = np.arange(top + 2)
        spans = np.searchsorted(np.array(self.edges, np.int64), figures) + 1
        spans[0] = 0
        return spans.astype(np.uint16)

    @classmethod
    def between(cls, edges: Iterable[int]) -> Spans:
        """The spans between these edges."""
        return cls(tuple(sorted({edge for edge in edges if edge > 0})))

    def __len__(self) -> int:
        return len(self.edges) + 2

    def samples(self) -> list[int | None]:
        """One figure of each span, None for the span of the unknown."""
        return [None, *self.edges, (self.edges[-1] if self.edges else 0) + 1]

    def scaled(self, stride: int) -> Int64s:
        """Figure -> span x stride."""
        return self.table.astype(np.int64) * stride


@frozen(eq=False)
class RefusalTable:
    """Refusal codes by class and span: packed words, shape (words, classes x spans)."""

    spans: Spans
    packed: Words64


@frozen(eq=False)
class SizeRefusalTable:
    """Refusal codes by size class and the spans of some measures jointly.

    `parts` gives, for each measure, figure -> its share of the row number; a class has `rows_of_class` rows.
    """

    parts: tuple[tuple[str, Int64s], ...]
    rows_of_class: int
    packed: Words64

    def rows(self, classes: Int32s, measures: Measures) -> Int64s:
        """Which row each parcel meets."""
        rows: Int64s = classes * np.int64(self.rows_of_class)
        for measure, share in self.parts:
            rows += share.take(measures.measure(measure), mode="clip")
        return rows


def tier_codes(conditions: Sequence[Condition], spans: Spans) -> npt.NDArray[np.uint8]:
    """The code of a tier in each span, by its conditions on the measure; that of the unknown size where any asks."""
    row = np.full(len(spans), ELIGIBLE, np.uint8)
    for span, figure in enumerate(spans.samples()):
        if figure is None:
            row[span] = NUMBER["SIZE_UNKNOWN"] if conditions else ELIGIBLE
        elif not all(one.holds(figure) for one in conditions):
            row[span] = TIER_NOT_APPLICABLE
    return row


def limit_codes(row: npt.NDArray[np.uint8], limits: Sequence[Condition], spans: Spans) -> None:
    """Writes the code of each limit into the spans that break it, where none of lesser number stands."""
    for limit in limits:
        code = NUMBER[LIMIT_CODES[limit.measure, limit.upper]]
        for span, figure in enumerate(spans.samples()):
            if figure is not None and not limit.holds(figure):
                row[span] = min(row[span], code)


def packed(codes: npt.NDArray[np.uint8]) -> Words64:
    """Bytes to words, the word first: (words, rows)."""
    words = np.ascontiguousarray(codes).view(np.uint64).reshape(-1, codes.shape[-1] // WORD)
    return np.ascontiguousarray(words.T)
