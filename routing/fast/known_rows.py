"""Rows of refusal codes, one byte a service or tier.  Parcels meet few different ones: each is kept once.

Which row follows from two others is learnt as parcels meet them, and kept for every chunk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from routing.fast.code_table import WORD, column_of
from routing.fast.parcels import UNKNOWN
from routing.services.refusal import ELIGIBLE

if TYPE_CHECKING:
    import numpy.typing as npt

    from routing.fast.code_table import Bytes, CodeTable, Words64
    from routing.fast.parcels import Int32s

    RowNumbers = npt.NDArray[np.intp]

ROWS: Final = 4096
"""Rows that are kept: parcels that meet more have each their own."""
CLASSES: Final = 512
"""Different rows that the tables of one kind of figure may have."""


class RowLimit(Exception):  # noqa: N818 - no error: each parcel gets a row of its own instead
    """More different rows than are kept."""


class KnownRows:
    """The rows met so far.  The first refuses nothing."""

    def __init__(self, words: int) -> None:
        self.packed: Words64 = np.empty((words, ROWS), np.uint64)
        self.full = False
        self._numbers: dict[bytes, int] = {}
        self._kinds: dict[str, _Kind] = {}
        self.number(_unrefused(words))

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, row: Words64) -> int:
        """The number of a row, shape (words,)."""
        return _number(row, self._numbers, self.packed)

    def lower(self, numbers: Int32s, kind: str, table: CodeTable, met: Int32s) -> Int32s:
        """The rows of the lesser codes, of those known by number and those met in a table of some kind."""
        if kind not in self._kinds:
            self._kinds[kind] = _Kind(self)
        return self._kinds[kind].lower(numbers, table, met)


class _Kind:
    """The tables of one kind of figure: their rows by class, and what comes of them with each row known so far."""

    def __init__(self, rows: KnownRows) -> None:
        self.rows = rows
        words = len(rows.packed)
        self.packed: Words64 = np.empty((words, CLASSES), np.uint64)
        self._numbers: dict[bytes, int] = {}
        self.lesser: Int32s = np.full((16, ROWS), UNKNOWN, np.int32)
        """(Class, row) -> row."""
        _number(_unrefused(words), self._numbers, self.packed)  # class 0 refuses nothing

    def lower(self, numbers: Int32s, table: CodeTable, met: Int32s) -> Int32s:
        """The rows of the lesser codes."""
        classes = self.classes(table, met)
        if not classes.max(initial=0):
            return numbers
        pairs = classes * np.int32(ROWS) + numbers
        found = self.lesser.reshape(-1).take(pairs)
        if found.min() == UNKNOWN:
            self.learn(np.unique(pairs[found == UNKNOWN]))
            found = self.lesser.reshape(-1).take(pairs)
        return found

    def classes(self, table: CodeTable, met: Int32s) -> Int32s:
        """The classes of the rows met in a table."""
        found = table.classes.take(met)
        if found.min(initial=0) == UNKNOWN:
            for row in np.unique(met[found == UNKNOWN]).tolist():
                table.classes[row] = _number(table.packed[:, row], self._numbers, self.packed)
            found = table.classes.take(met)
            missing = len(self._numbers) - len(self.lesser)
            if missing > 0:
                more = np.full((max(missing, len(self.lesser)), ROWS), UNKNOWN, np.int32)
                self.lesser = np.concatenate([self.lesser, more])
        return found

    def learn(self, pairs: Int32s) -> None:
        """Finds the rows of the lesser codes for pairs of class and row."""
        classes, numbers = np.divmod(pairs, ROWS)
        both = (self.packed[:, classes], self.rows.packed[:, numbers])
        least = np.minimum(*(np.ascontiguousarray(one.T).view(np.uint8) for one in both)).view(np.uint64)
        self.lesser.reshape(-1)[pairs] = [self.rows.number(row) for row in least]


class KnownCodes:
    """The codes of a chunk's parcels by numbers of known rows."""

    def __init__(self, rows: KnownRows, parcels: int) -> None:
        self.rows = rows
        self.numbers: Int32s = np.zeros(parcels, np.int32)

    def lower(self, kind: str, table: CodeTable, met: Int32s, at: RowNumbers | None = None) -> None:
        """Takes the rows met in a table, by all parcels or by those at some places, and keeps the lesser codes."""
        if at is None:
            self.numbers = self.rows.lower(self.numbers, kind, table, met)
        else:
            self.numbers[at] = self.rows.lower(self.numbers.take(at), kind, table, met)

    def words(self) -> Words64:
        """The codes packed, shape (words, parcels)."""
        return self.rows.packed.take(self.numbers, axis=1)

    def column(self, column: int) -> Bytes:
        """The codes of one service or tier."""
        return column_of(self.rows.packed, column).take(self.numbers)


class OwnCodes:
    """The codes of a chunk's parcels, a row for each."""

    def __init__(self, words: int, parcels: int) -> None:
        self._words: Words64 = np.full((words, parcels), _unrefused(1)[0])

    def lower(self, _kind: str, table: CodeTable, met: Int32s, at: RowNumbers | None = None) -> None:
        """Takes the rows met in a table, by all parcels or by those at some places, and keeps the lesser codes."""
        for own, codes in zip(self._words, table.packed, strict=True):
            mine = own if at is None else own.take(at)
            theirs = np.broadcast_to(codes.take(met), mine.shape)
            least = np.minimum(*(np.ascontiguousarray(one).view(np.uint8) for one in (mine, theirs))).view(np.uint64)
            own[slice(None) if at is None else at] = least

    def words(self) -> Words64:
        """The codes packed, shape (words, parcels)."""
        return self._words

    def column(self, column: int) -> Bytes:
        """The codes of one service or tier."""
        return column_of(self._words, column)


def _unrefused(words: int) -> Words64:
    return np.full(words * WORD, ELIGIBLE, np.uint8).view(np.uint64)


def _number(row: Words64, numbers: dict[bytes, int], packed: Words64) -> int:
    """The number of a row among others, which it joins where it is not one of them."""
    key = row.tobytes()
    found = numbers.get(key)
    if found is None:
        found = len(numbers)
        if found == packed.shape[1]:
            raise RowLimit
        numbers[key] = found
        packed[:, found] = row
    return found
