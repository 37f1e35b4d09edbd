"""The two lowest prices among services weighed alike, looked up by set of candidates, kind of place and step of weight.

They are learnt, some steps at a time, where enough parcels asked for them; until then, and where a price would not fit,
each service is asked by itself.
"""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, Final

import numpy as np

from routing.fast.tariff import NO_PRICE_RANK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from routing.fast.conditions import Measures
    from routing.fast.parcels import Flags, Int32s
    from routing.fast.tariff import Tariff
    from routing.fast.tier_codes import ServiceSets

NONE: Final = np.int32(np.iinfo(np.int32).max)
"""Stands for no price among ranked prices of 32 bits."""
ASK: Final = np.int32(-1)
"""Stands where the services are to be asked."""
_BITS: Final = 9
_STEPS: Final = 1 << _BITS
"""Steps of weight of one row of prices."""
_ROWS_MAX: Final = 4096
"""Rows that the services of a grid keep in all: 16 MiB."""
_NUMBERS_MAX: Final = 1 << 20
"""Sets x kinds of places x rows of which there are prices: 8 MiB for services weighed alike."""
_WORTH: Final = 128
"""Parcels that must have asked for a row before it is learnt."""
_NEVER: Final = -(1 << 30)
"""Parcels that asked for a row that is not to be learnt: however many more ask, they stay below 0."""
_ASK_ROW, _NO_ROW = 0, 1


class _Prices:
    """Rows of pairs of prices, all in one: the first to be asked for, the second without any."""

    def __init__(self) -> None:
        self.lowest = np.repeat(np.array([ASK, NONE]), _STEPS)
        self.second = self.lowest.copy()
        self._used = 2

    def append(self, lowest: Int32s, second: Int32s) -> int | None:
        """The number of a new row; None where there is no room."""
        row = self._used
        if row == _ROWS_MAX:
            return None
        if row * _STEPS == len(self.lowest):
            self.lowest, self.second = (np.concatenate([one, np.empty_like(one)]) for one in (self.lowest, self.second))
        at = slice(row * _STEPS, (row + 1) * _STEPS)
        self.lowest[at], self.second[at] = lowest, second
        self._used += 1
        return row


class KnownPrices:
    """Some services of a grid that are weighed alike and whose prices stand in tables.

    Of sets that hold any of the services `apart`, which have no table, nothing is learnt.
    """

    def __init__(
        self, tariffs: Sequence[Tariff], columns: Sequence[int], apart: Sequence[int], prices: _Prices
    ) -> None:
        self.tariffs, self.columns, self.apart, self._prices = tariffs, tuple(columns), tuple(apart), prices
        self.weighing = tariffs[columns[0]].weighing.unconditional
        self._conditional = tuple(tariffs[column] for column in columns if tariffs[column].conditional)
        self._raised = tuple(dict.fromkeys(tariffs[column].weighing for column in columns))
        tables = [table for column in columns if (table := tariffs[column].price_table) is not None]
        self._quantum = gcd(*(one.quantum for one in tables))
        top = max((one.length - 2) * one.quantum for one in tables)
        self._beyond = np.int32(top // self._quantum + 1)
        """The first step beyond all bands."""
        lanes = np.stack([tariffs[column].lane_index for column in columns])
        _, self._samples, kinds = np.unique(lanes, axis=1, return_index=True, return_inverse=True)
        self._width = int(self._beyond >> _BITS) + 1  # rows of all steps of a set and kind of place
        self._each = len(self._samples) * self._width  # rows of all steps and kinds of places of a set
        self._sets_max = _NUMBERS_MAX // self._each
        self._first: Int32s = kinds.reshape(-1).astype(np.int32) * np.int32(self._width)
        self.having: Flags = np.zeros(0, np.bool_)
        """Which sets of candidates hold any of the services."""
        self._starts: Int32s = np.array([_ASK_ROW], np.int32)
        """(Set x kind of place x row) -> where it begins; the last stands for all behind it."""
        self._asked: Int32s = np.zeros(0, np.int32)
        """The same -> parcels that asked for the row until it was learnt; below 0: it never will be."""
        self._rows: dict[tuple[tuple[int, ...], int], int | None] = {}

    def find(self, sets: ServiceSets, numbers: Int32s, places: Int32s, chargeable_g: Int32s) -> tuple[Int32s, Int32s]:
        """The two lowest of parcels with sets of candidates of these numbers; ASK among the lowest: nobody knows."""
        quantum = np.int32(self._quantum)
        steps = chargeable_g if quantum == 1 else (chargeable_g + (quantum - 1)) // quantum
        steps = np.clip(steps, 0, self._beyond)
        rows = np.minimum(numbers, np.int32(self._sets_max)) * np.int32(self._each)  # sets beyond are behind all rows
        rows += self._first.take(places)
        rows += steps >> _BITS
        starts = self._starts.take(rows, mode="clip")
        asked = np.flatnonzero(starts == _ASK_ROW)
        if asked.size and self.learn(sets, rows.take(asked)):
            starts[asked] = self._starts.take(rows.take(asked), mode="clip")
        slots = starts + (steps & np.int32(_STEPS - 1))
        return self._prices.lowest.take(slots), self._prices.second.take(slots)

    def unlike(self, measures: Measures, places: Int32s, chargeable_g: Int32s) -> Iterator[Flags]:
        """Where a parcel bears a surcharge, or a least weight, that hangs on its own figures."""
        for weighing in self._raised:
            yield from weighing.raises(measures)
        for tariff in self._conditional:
            pattern = tariff.pattern(measures, places, chargeable_g)
            if pattern is not None:
                yield pattern != 0

    def extend(self, sets: ServiceSets) -> None:
        """Takes in the sets of candidates that are new, as many as there is room for."""
        if len(self.having) == len(sets):
            return
        self.having = sets.having((*self.columns, *self.apart))
        new = slice(len(self._asked) // self._each, min(len(sets), self._sets_max))
        apart = sets.having(self.apart)[new]
        starts = np.where(self.having[new], np.int32(_ASK_ROW), np.int32(_NO_ROW * _STEPS))
        asked = np.where(apart, np.int32(_NEVER), np.int32(0))
        self._starts = np.concatenate([self._starts[:-1], np.repeat(starts, self._each), self._starts[-1:]])
        self._asked = np.concatenate([self._asked, np.repeat(asked, self._each)])

    def learn(self, sets: ServiceSets, asked: Int32s) -> bool:
        """Learns the rows that parcels asked for often enough, if any; some ask now."""
        asked = asked[asked < len(self._asked)]
        numbers, counts = np.unique(asked[self._asked[asked] >= 0], return_counts=True)
        self._asked[numbers] += counts.astype(np.int32)
        worth = numbers[self._asked[numbers] >= _WORTH].tolist()
        for number in worth:
            one, kind = divmod(number, self._each)
            own = tuple(column for column in self.columns if sets.having((column,))[one])
            if (own, kind) not in self._rows:
                self._rows[own, kind] = self._learn(own, *divmod(kind, self._width))
            row = self._rows[own, kind]
            if row is None:
                self._asked[number] = _NEVER
            else:
                self._starts[number] = row * _STEPS
        return bool(worth)

    def _learn(self, columns: Sequence[int], kind: int, row: int) -> int | None:
        """Asks each service for a parcel of every step."""
        weights = np.arange(row * _STEPS, (row + 1) * _STEPS, dtype=np.int32) * np.int32(self._quantum)
        places, takes = np.full(_STEPS, self._samples[kind], np.int32), np.ones(_STEPS, np.bool_)
        lowest = second = np.full(_STEPS, NO_PRICE_RANK)
        for column in columns:
            ranked = self.tariffs[column].ranked_prices(places, weights, takes)
            second = np.minimum(second, np.maximum(lowest, ranked))
            lowest = np.minimum(lowest, ranked)
        small = [np.minimum(one, NONE).astype(np.int32) for one in (lowest, second)]
        for wide, narrow in zip((lowest, second), small, strict=True):
            small[0][(narrow == NONE) & (wide != NO_PRICE_RANK)] = ASK
        return self._prices.append(*small)


def known_prices(tariffs: Sequence[Tariff]) -> tuple[KnownPrices, ...]:
    """Services by how they are weighed, as far as their prices stand in tables; those by actual weight come first."""
    alike: dict[object, list[int]] = {}
    apart = []
    for column, tariff in enumerate(tariffs):
        if tariff.price_table is None:
            apart.append(column)
        else:
            alike.setdefault(tariff.weighing.unconditional, []).append(column)
    prices = _Prices()
    known = [KnownPrices(tariffs, columns, apart, prices) for columns in alike.values()]
    return tuple(sorted(known, key=lambda one: not one.weighing.plain))
