"""Some parcels of a chunk before one service after the other: what each asks, and the two that ask least."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from routing.fast.code_table import WORD
from routing.fast.on_time import two_best
from routing.fast.tariff import NO_PRICE_RANK, RANK_BITS

if TYPE_CHECKING:
    import numpy.typing as npt

    from routing.fast.candidates import Candidates
    from routing.fast.conditions import Measures
    from routing.fast.door import DoorSums
    from routing.fast.eligible import Eligibility
    from routing.fast.parcels import Int32s, Int64s
    from routing.fast.tariff import PriceTable, Tariff
    from routing.fast.weighing import Weighing

    RowNumbers = npt.NDArray[np.intp]

UNKNOWN_FEN: Final = 1 << 52
"""Above any price with its door, and small enough to be ranked."""
_KEPT: Final = 64
"""Columns of one kind that are kept for services to share; more would take memory in proportion to the services."""
_BIT: Final = np.uint8(1) << np.arange(WORD, dtype=np.uint8)


class ParcelRows:
    """Some rows of a chunk (None: all) before one candidate after the other; their columns are taken once."""

    def __init__(self, eligibility: Eligibility, candidates: Candidates, rows: RowNumbers | None) -> None:
        self.eligibility, self.candidates, self._some = eligibility, candidates, rows
        self._chargeable: dict[Weighing, Int32s] = {}
        self._slots: dict[tuple[PriceTable, Weighing], Int64s] = {}
        self._words: dict[int, npt.NDArray[np.uint8]] = {}

    @property
    def at(self) -> RowNumbers | slice:
        """Where they stand."""
        return slice(None) if self._some is None else self._some

    @cached_property
    def rows(self) -> RowNumbers:
        """Their numbers."""
        return np.arange(len(self.eligibility.parcels)) if self._some is None else self._some

    @cached_property
    def places(self) -> Int32s:
        """Their places."""
        return self.eligibility.places[self.at]

    @cached_property
    def sets(self) -> Int32s:
        """Their sets of candidates."""
        return self.candidates.number[self.at]

    @cached_property
    def measures(self) -> Measures:
        """The columns that conditions ask for."""
        measures = self.eligibility.measures
        return measures if self._some is None else measures.part(self._some)

    def two_best(self) -> tuple[Int64s, Int64s]:
        """The ranked prices of the cheapest (of those most likely in time, where it is asked) and the next."""
        punctuality, columns = self.eligibility.punctuality, self.columns()
        if punctuality is not None:
            services = [version.service for version in self.eligibility.grid.versions]
            judged = ((punctuality.shortfall(services[one], self.rows), self.ranked_prices(one)) for one in columns)
            return two_best(judged, len(self.rows))
        best = self.ranked_prices(columns[0])
        second = np.full(len(best), NO_PRICE_RANK)
        for column in columns[1:]:
            ranked_prices = self.ranked_prices(column)
            np.minimum(second, np.maximum(best, ranked_prices), out=second)
            np.minimum(best, ranked_prices, out=best)
        return best, second

    def columns(self) -> list[int]:
        """The services that compete for any of them."""
        present = self.candidates.sets.bits[:, np.unique(self.sets)]
        found = np.unpackbits(np.bitwise_or.reduce(present, axis=1), bitorder="little")
        return [int(column) for column in np.flatnonzero(found)]

    def ranked_prices(self, column: int) -> Int64s:
        """Price and rank; NO_PRICE_RANK where the service refuses."""
        tariff = self.eligibility.grid.tariffs[column]
        chargeable = self.chargeable(tariff.weighing)
        pattern = tariff.pattern(self.measures, self.places, chargeable) if tariff.conditional else None
        eligible = self.eligible_bits(column // WORD) & _BIT[column % WORD] != 0
        counted = tariff.counted_micro(self.measures) if tariff.counted else None
        slots = self.slots(tariff, chargeable)
        ranked = tariff.ranked_prices(self.places, chargeable, eligible, pattern, slots, counted)
        if self.eligibility.doors is None:
            return ranked
        added = at_door_fen(self.eligibility.doors.sums(tariff.version.service.door)).take(self.rows)
        return np.where(ranked == NO_PRICE_RANK, ranked, ranked + (added << RANK_BITS))

    def slots(self, tariff: Tariff, chargeable_g: Int32s) -> Int64s | None:
        """Places in a table, worked out once for services with the same zones, steps and rules; None without one."""
        price_table = tariff.price_table
        if price_table is None:
            return None
        shared = (price_table, tariff.weighing)
        if shared not in self._slots:
            if len(self._slots) >= _KEPT:
                self._slots.clear()
            self._slots[shared] = price_table.slots(self.places, chargeable_g)
        return self._slots[shared]

    def eligible_bits(self, word: int) -> npt.NDArray[np.uint8]:
        """Which services compete, for eight of them."""
        if word not in self._words:
            self._words[word] = self.candidates.sets.bits[word].take(self.sets)
        return self._words[word]

    def chargeable(self, weighing: Weighing) -> Int32s:
        """Chargeable grams, worked out once for services with the same rules."""
        if weighing not in self._chargeable:
            if len(self._chargeable) >= _KEPT:
                self._chargeable.clear()
            self._chargeable[weighing] = weighing.chargeable(self.measures)
        return self._chargeable[weighing]


def at_door_fen(sums: DoorSums) -> Int64s:
    """What is added to a price that is compared with its door: a sum not known loses to every one that is."""
    return np.where(sums.known, sums.duty_fen + sums.fees_fen, UNKNOWN_FEN)
