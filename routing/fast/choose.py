"""Grids to choices: tier by tier, the cheapest service that takes each parcel, and the runner-up of the same tier."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import evolve, fields, frozen

from routing.fast.on_time import two_best
from routing.fast.parcels import UNKNOWN
from routing.fast.spans import WORD
from routing.fast.tariff import NO_PRICE, NO_PRICE_RANK, RANK_BITS
from routing.services.refusal import ELIGIBLE, MISSING, NUMBER
from routing.services.service import is_requested

if TYPE_CHECKING:
    import numpy.typing as npt

    from routing.fast.conditions import Measures
    from routing.fast.door import Doors, DoorSums
    from routing.fast.eligible import Eligibility
    from routing.fast.parcels import Flags, Int32s, Int64s
    from routing.fast.tariff import PriceTable, Tariff
    from routing.fast.weighing import Weighing
    from routing.services.policy import Tier

    RowNumbers = npt.NDArray[np.intp]

_RANK: Final = (1 << RANK_BITS) - 1
_OPEN: Final = np.uint8(min(NUMBER[code] for code in MISSING.values()))
"""From this code on a service takes the parcel, or only what is not known speaks against it."""
_UNKNOWN_FEN: Final = 1 << 52
"""Above any price with its door, and small enough to be ranked."""

_KEPT: Final = 64
"""Columns of one kind that are kept for services to share; more would take memory in proportion to the services."""
_BIT: Final = np.uint8(1) << np.arange(WORD, dtype=np.uint8)


@frozen(eq=False)
class Choices:
    """What is decided, one element a parcel.  Services and tiers as numbers, UNKNOWN for none; prices in fen.

    `tier` counts the policy's tiers, and the tier of orders that ask for a service comes after the last.
    `saving_fen` is by how much the runner-up is dearer, by what the policy compares; NO_PRICE where that is not known.
    `blocked` is the number of the code of what is missing where the choice hangs on it, 0 elsewhere.
    `on_time` is the chance in ten-thousandths, `on_time_level` the place of what tells it in LEVELS; or UNKNOWN.
    `heavier_g` is the least greater weight at which the service asks less, where that was asked for; 0: none.
    """

    tier: npt.NDArray[np.int16]
    service: npt.NDArray[np.int16]
    price_fen: Int64s
    runner_up: npt.NDArray[np.int16]
    runner_up_fen: Int64s
    saving_fen: Int64s
    chargeable_g: Int32s
    blocked: npt.NDArray[np.uint8]
    heavier_g: Int32s
    heavier_saving_fen: Int64s
    on_time: npt.NDArray[np.int16]
    on_time_level: npt.NDArray[np.int16]

    @classmethod
    def none(cls, count: int) -> Choices:
        """Nothing chosen yet for so many parcels."""
        return cls(
            tier=np.full(count, UNKNOWN, np.int16),
            service=np.full(count, UNKNOWN, np.int16),
            price_fen=np.full(count, NO_PRICE, np.int64),
            runner_up=np.full(count, UNKNOWN, np.int16),
            runner_up_fen=np.full(count, NO_PRICE, np.int64),
            saving_fen=np.full(count, NO_PRICE, np.int64),
            chargeable_g=np.full(count, UNKNOWN, np.int32),
            blocked=np.zeros(count, np.uint8),
            heavier_g=np.zeros(count, np.int32),
            heavier_saving_fen=np.zeros(count, np.int64),
            on_time=np.full(count, UNKNOWN, np.int16),
            on_time_level=np.full(count, UNKNOWN, np.int16),
        )

    def put(self, rows: RowNumbers, part: Choices) -> None:
        """Takes the choices of some rows."""
        for name in (one.name for one in fields(Choices)):
            getattr(self, name)[rows] = getattr(part, name)

    def renumbered(self, number: npt.NDArray[np.int16]) -> Choices:
        """The same choices with services numbered anew; the last number stands for none."""
        return evolve(self, service=number[self.service], runner_up=number[self.runner_up])


class _Choosing:
    """Works through a chunk tier by tier, by the services' ranked prices."""

    def __init__(self, eligibility: Eligibility) -> None:
        self.eligibility = eligibility
        count = len(eligibility.parcels)
        self.best = np.full(count, NO_PRICE_RANK, np.int64)
        self.second = np.full(count, NO_PRICE_RANK, np.int64)
        self.tiers = np.full(count, UNKNOWN, np.int16)
        self.chargeable_g = eligibility.parcels.weight_g.copy()
        self.blocked = np.zeros(count, np.uint8)
        self.doors = eligibility.doors

    def run(self) -> Choices:
        """Orders that ask for a service first, the others tier by tier."""
        grid, requested = self.eligibility.grid, self.eligibility.parcels.requested
        left = np.ones(len(self.best), np.bool_)
        for number, name in enumerate(requested.values):
            candidates = [column for column, one in enumerate(grid.versions) if is_requested(one.service, name)]
            asking = requested.codes == number
            self.pick(np.flatnonzero(asking & self.eligible_for(candidates)), candidates, len(grid.policy.tiers))
            left &= ~asking
        for number, tier in enumerate(grid.policy.tiers):
            self.tier(left, tier, number)
        return self.choices()

    def tier(self, left: Flags, tier: Tier, number: int) -> None:
        """Settles the rows that the tier takes, and strikes them from those left."""
        eligibility, grid = self.eligibility, self.eligibility.grid
        candidates = [column for column, one in enumerate(grid.versions) if tier.allow.has(one.service)]
        takes = self.eligible_for(candidates)
        concerned = eligibility.eligible(len(grid) + number)
        concerned &= left
        rows = np.flatnonzero(concerned & takes)
        self.pick(rows, candidates, number)
        left[rows] = False
        rows = np.flatnonzero(concerned > takes)
        for column in candidates if rows.size else ():
            codes = eligibility.code(column).take(rows)
            blocked = (codes >= _OPEN) & left.take(rows)
            self.block(rows.compress(blocked), codes.compress(blocked), left)
        if not eligibility.measures_known:
            self.block_undecidable(eligibility.code(len(grid) + number), candidates, left)

    def block_undecidable(self, codes: npt.NDArray[np.uint8], candidates: list[int], left: Flags) -> None:
        """Blocks the rows of which nobody can tell whether the tier takes them, where one of its services might."""
        rows = np.flatnonzero((codes >= _OPEN) & (codes != ELIGIBLE) & left)
        open_to = np.zeros(len(rows), np.bool_)
        for column in candidates:
            open_to |= self.eligibility.code(column).take(rows) >= _OPEN
        rows = rows.compress(open_to)
        self.block(rows, codes.take(rows), left)

    def eligible_for(self, candidates: list[int]) -> Flags:
        """Where one of the services takes the parcel."""
        takes = np.zeros(len(self.best), np.bool_)
        for word, eligible_bits in enumerate(self.eligibility.eligible_bits):
            bits = [_BIT[column % WORD] for column in candidates if column // WORD == word]
            if bits:
                takes |= (eligible_bits & np.bitwise_or.reduce(bits)) != 0
        return takes

    def block(self, rows: RowNumbers, codes: npt.NDArray[np.uint8], left: Flags) -> None:
        """Leaves the rows without a channel: the choice hangs on what is not known."""
        self.blocked[rows] = codes
        left[rows] = False

    def pick(self, rows: RowNumbers, candidates: list[int], number: int) -> None:
        """Chooses among the candidates for the rows, each of which some of them take."""
        if not rows.size:
            return
        rows_of = _Rows(self.eligibility, rows)
        best, second = _two_best(rows_of, candidates)
        self.best[rows], self.tiers[rows] = best, number
        if second is not None:
            self.second[rows] = second
        self.note_chargeable(rows_of, self.services(best, rows), candidates)

    def choices(self) -> Choices:
        """The ranked prices taken apart."""
        service, runner_up = self.services(self.best), self.services(self.second)
        self.chargeable_g[np.flatnonzero(service == UNKNOWN)] = UNKNOWN
        price_fen, runner_up_fen = _fen(self.best), _fen(self.second)
        dearest = np.maximum(runner_up_fen, price_fen)
        saving_fen = np.where((runner_up == UNKNOWN) | (dearest >= _UNKNOWN_FEN), NO_PRICE, runner_up_fen - price_fen)
        if self.doors is not None:
            price_fen -= self.at_door(self.doors, service)
            runner_up_fen -= self.at_door(self.doors, runner_up)
        return Choices(
            tier=self.tiers,
            service=service,
            price_fen=price_fen,
            runner_up=runner_up,
            runner_up_fen=runner_up_fen,
            saving_fen=saving_fen,
            chargeable_g=self.chargeable_g,
            blocked=self.blocked,
            heavier_g=np.zeros(len(service), np.int32),
            heavier_saving_fen=np.zeros(len(service), np.int64),
            **self.on_time(service),
        )

    def on_time(self, service: npt.NDArray[np.int16]) -> dict[str, npt.NDArray[np.int16]]:
        """The chance of the chosen services to be on time, and what it is told by."""
        chance, level = (np.full(len(service), UNKNOWN, np.int16) for _ in range(2))
        punctuality = self.eligibility.punctuality
        if punctuality is not None:
            for column, version in enumerate(self.eligibility.grid.versions):
                rows = np.flatnonzero(service == column)
                if rows.size:
                    chance[rows], level[rows] = punctuality.on_time(version.service, rows)
        return {"on_time": chance, "on_time_level": level}

    def services(self, ranked_prices: Int64s, rows: RowNumbers | None = None) -> npt.NDArray[np.int16]:
        """The services of ranked prices of some rows (None: all); UNKNOWN where there is no price."""
        ranks, grid = ranked_prices & _RANK, self.eligibility.grid
        number = np.arange(_RANK + 1, dtype=np.int16)
        number[_RANK] = UNKNOWN  # the rank that NO_PRICE_RANK shows
        if grid.ranks is None:
            return number.take(ranks)
        country = self.eligibility.parcels.country
        found = grid.service_of_rank[np.minimum(ranks, len(grid) - 1), country if rows is None else country.take(rows)]
        return np.where(ranks == _RANK, np.int16(UNKNOWN), found.astype(np.int16))

    def at_door(self, doors: Doors, services: npt.NDArray[np.int16]) -> Int64s:
        """What was added to each one's price to compare it."""
        added = np.zeros(len(services), np.int64)
        for column, version in enumerate(self.eligibility.grid.versions):
            rows = np.flatnonzero(services == column)
            added[rows] = at_door_fen(doors.sums(version.service.door)).take(rows)
        return added

    def note_chargeable(self, rows_of: _Rows, winners: npt.NDArray[np.int16], candidates: list[int]) -> None:
        """Notes what the winners charge, where that is not the actual weight."""
        tariffs = self.eligibility.grid.tariffs
        for column in candidates:
            if not tariffs[column].weighs_plainly:
                won = np.flatnonzero(winners == column)
                self.chargeable_g[rows_of.rows.take(won)] = rows_of.chargeable(tariffs[column]).take(won)


class _Rows:
    """Some rows of a chunk, before one candidate after the other; their columns are taken once."""

    def __init__(self, eligibility: Eligibility, rows: RowNumbers) -> None:
        self.eligibility, self.rows = eligibility, rows
        self.places = eligibility.places.take(rows)
        self.weight_g = eligibility.parcels.weight_g.take(rows)
        self._chargeable: dict[Weighing, Int32s] = {}
        self._slots: dict[tuple[PriceTable, Weighing], Int64s] = {}
        self._words: dict[int, npt.NDArray[np.uint8]] = {}

    def ranked_prices(self, column: int) -> Int64s:
        """Price and rank; NO_PRICE_RANK where the service refuses."""
        tariff = self.eligibility.grid.tariffs[column]
        chargeable = self.chargeable(tariff)
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
        """Where nothing is refused, for eight services."""
        if word not in self._words:
            self._words[word] = self.eligibility.eligible_bits[word].take(self.rows)
        return self._words[word]

    def chargeable(self, tariff: Tariff) -> Int32s:
        """Chargeable grams, worked out once for services with the same rules."""
        if tariff.weighs_plainly:
            return self.weight_g
        weighing = tariff.weighing
        if weighing not in self._chargeable:
            if len(self._chargeable) >= _KEPT:
                self._chargeable.clear()
            self._chargeable[weighing] = weighing.chargeable(self.measures)
        return self._chargeable[weighing]

    @cached_property
    def measures(self) -> Measures:
        """The columns that conditions ask for."""
        return self.eligibility.measures.part(self.rows)


def _two_best(rows_of: _Rows, candidates: list[int]) -> tuple[Int64s, Int64s | None]:
    """The ranked prices of the cheapest (of those most likely in time, where it is asked) and the next, if any."""
    punctuality, rows = rows_of.eligibility.punctuality, rows_of.rows
    if punctuality is not None:
        services = [version.service for version in rows_of.eligibility.grid.versions]
        judged = ((punctuality.shortfall(services[one], rows), rows_of.ranked_prices(one)) for one in candidates)
        return two_best(judged, len(rows))
    second: Int64s | None = None
    best = rows_of.ranked_prices(candidates[0])
    for column in candidates[1:]:
        ranked_prices = rows_of.ranked_prices(column)
        lost = np.maximum(best, ranked_prices)
        second = lost if second is None else np.minimum(second, lost, out=second)
        np.minimum(best, ranked_prices, out=best)
    return best, second


def _fen(ranked_prices: Int64s) -> Int64s:
    prices = ranked_prices >> RANK_BITS
    prices[np.flatnonzero(ranked_prices == NO_PRICE_RANK)] = NO_PRICE
    return prices


def at_door_fen(sums: DoorSums) -> Int64s:
    """What is added to a price that is compared with its door: a sum not known loses to every one that is."""
    return np.where(sums.known, sums.duty_fen + sums.fees_fen, _UNKNOWN_FEN)


def choose(eligibility: Eligibility) -> Choices:
    """The choice for every parcel of the chunk."""
    return _Choosing(eligibility).run()
