"""Lines of `assignments.csv` in few columns of text: neighbours of few kinds are put together, once for each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from attrs import frozen

from routing.column_text import CodeColumn, MomentColumn, PriceColumn
from routing.line import FREE_TEXTS
from routing.values.formulas import BEGINS, guard

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from routing.column_text import Column

SEPARATOR: Final = ","
_SPECIAL: Final = f'{SEPARATOR}"\r\n'
"""Signs for which a cell is put into quotation marks; an empty text is, too, to be told from nothing."""
_QUOTED: Final = f"[{_SPECIAL}]|^$"
_FREE: Final = f"{BEGINS}|{_QUOTED}"
_KINDS_MAX: Final = 1 << 16
"""So many combinations of neighbours are thought of at most; where there are more, they are columns of their own."""


def ready_cells(columns: Mapping[str, Column], height: int) -> pl.DataFrame:
    """The lines as columns that need no quotation marks: with separators between, they are the lines of the file.

    A text of FREE_TEXTS that a spreadsheet would run as a formula starts with an apostrophe.
    """
    ready: list[pl.Series] = []
    stretch: _Stretch | None = None
    for name, column in columns.items():
        free = name in FREE_TEXTS
        if column is None or isinstance(column, CodeColumn):
            kinds = _Stretch.of(column, free=free)
            stretch, before = (kinds, stretch) if stretch is None else stretch.joined(kinds)
        else:
            before, stretch = stretch, None
        ready += [before.series(height)] if before is not None else []
        if isinstance(column, MomentColumn | PriceColumn):
            ready.append(column.series() if isinstance(column, MomentColumn) else column.texts())
        elif isinstance(column, pl.Series):
            ready.append(_quoted(column, free=free) if column.dtype == pl.String else column)
    ready += [stretch.series(height)] if stretch is not None else []
    return pl.DataFrame([one.alias(str(at)) for at, one in enumerate(ready)])


@frozen(eq=False)
class _Stretch:
    """Columns of few kinds side by side: the cells of each kind, and which of them each row has."""

    cells: list[str]
    index: npt.NDArray[np.int64] | None
    """None: every row has the only kind."""

    @classmethod
    def of(cls, column: CodeColumn | None, *, free: bool) -> _Stretch:
        """One column; its first kind is the empty cell."""
        if column is None:
            return cls([""], None)
        kinds = dict.fromkeys(column.texts)
        index = column.index.astype(np.int64) + 1
        if len(kinds) < len(column.texts):
            number = {text: at for at, text in enumerate(kinds, 1)}
            index = np.array([0, *(number[text] for text in column.texts)]).take(index)
        return cls(["", *(_cell(text, free=free) for text in kinds)], index)

    def joined(self, other: _Stretch) -> tuple[_Stretch, _Stretch | None]:
        """The stretch that goes on with the other; and the one before it, where together they have too many kinds."""
        if self.index is None or other.index is None:
            index = self.index if other.index is None else other.index
            return _Stretch([f"{one}{SEPARATOR}{two}" for one in self.cells for two in other.cells], index), None
        kinds = len(self.cells) * len(other.cells)
        if kinds > _KINDS_MAX:
            return other, self
        both = self.index * len(other.cells) + other.index
        met = np.zeros(kinds, np.bool_)
        met[both] = True
        pairs = np.flatnonzero(met)
        place = np.zeros(kinds, np.int64)
        place[pairs] = np.arange(len(pairs))
        cells = [
            f"{self.cells[one]}{SEPARATOR}{other.cells[two]}"
            for one, two in zip(*(part.tolist() for part in np.divmod(pairs, len(other.cells))), strict=True)
        ]
        return _Stretch(cells, place.take(both)), None

    def series(self, height: int) -> pl.Series:
        """The cells of each row."""
        cells = pl.Series(self.cells, dtype=pl.String)
        return cells.new_from_index(0, height) if self.index is None else cells.gather(self.index)


def _cell(text: str, *, free: bool) -> str:
    text = guard(text) if free else text
    if text and not any(sign in text for sign in _SPECIAL):
        return text
    return '"' + text.replace('"', '""') + '"'


def _quoted(texts: pl.Series, *, free: bool) -> pl.Series:
    """A column of many texts, in quotation marks where they need them."""
    filled = texts.drop_nulls() if texts.null_count() else texts
    if not filled.str.contains(_FREE if free else _QUOTED).any():
        return texts
    text = pl.col("text")
    guarded = pl.when(text.str.contains(BEGINS)).then("'" + text).otherwise(text) if free else text
    quoted = pl.concat_str(pl.lit('"'), text.str.replace_all('"', '""', literal=True), pl.lit('"'))
    return (
        texts.to_frame("text")
        .select(guarded.alias("text"))
        .select(pl.when(text.str.contains(_QUOTED)).then(quoted).otherwise(text))
        .to_series()
    )
