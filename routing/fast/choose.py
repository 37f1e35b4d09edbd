"""Grids to choices: tier by tier, the cheapest service that takes each parcel, and the runner-up of the same tier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import evolve, fields, frozen

from routing.fast.candidates import candidates_of
from routing.fast.known_prices import ASK, NONE
from routing.fast.parcel_rows import UNKNOWN_FEN, ParcelRows, at_door_fen
from routing.fast.parcels import UNKNOWN
from routing.fast.tariff import NO_PRICE, NO_PRICE_RANK, RANK_BITS

if TYPE_CHECKING:
    import numpy.typing as npt

    from routing.fast.door import Doors
    from routing.fast.eligible import Eligibility
    from routing.fast.known_prices import KnownPrices
    from routing.fast.parcels import Int32s, Int64s

    RowNumbers = npt.NDArray[np.intp]
    Ranked = Int32s | Int64s

_RANK: Final = (1 << RANK_BITS) - 1


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
    """Works through a chunk: prices are looked up where they are known together, else each service is asked."""

    def __init__(self, eligibility: Eligibility) -> None:
        self.eligibility = eligibility
        self.candidates = candidates_of(eligibility)
        self.doors = eligibility.doors
        self.chargeable_g = eligibility.parcels.weight_g.copy()
        self.best: Ranked = np.full(len(eligibility.parcels), NONE)
        self.second: Ranked = self.best.copy()

    def run(self) -> Choices:
        """The choices for all parcels."""
        rows = self.look_up()
        if rows.size:
            self.best, self.second = _wide(self.best), _wide(self.second)
            self.ask(rows)
        return self.choices()

    def look_up(self) -> RowNumbers:
        """Looks up the two lowest prices among services weighed alike; the parcels whose services are to be asked."""
        competing, eligibility = self.candidates, self.eligibility
        all_known = eligibility.grid.known_prices
        if not competing.known or not all_known or self.doors is not None or eligibility.punctuality is not None:
            return np.flatnonzero(competing.tier != UNKNOWN)
        parcels_of_set = np.bincount(competing.number, minlength=len(competing.sets))
        for known in all_known:
            known.extend(competing.sets)
            count = int(parcels_of_set[known.having].sum())
            most = count * 4 > len(self.best) * 3
            rows = None if most or not count else np.flatnonzero(known.having.take(competing.number))
            if count:
                self.look_up_alike(known, ParcelRows(eligibility, competing, rows))
        return np.flatnonzero((self.best == ASK) & (competing.tier != UNKNOWN))

    def look_up_alike(self, known: KnownPrices, rows: ParcelRows) -> None:
        """Puts services weighed alike before some parcels."""
        at, chargeable_g = rows.at, rows.chargeable(known.weighing)
        lowest, second = known.find(self.candidates.sets, rows.sets, rows.places, chargeable_g)
        for unlike in known.unlike(rows.measures, rows.places, chargeable_g):
            lowest[unlike] = ASK
        best = self.best[at]
        if not known.weighing.plain:  # those by actual weight came first
            wins = np.flatnonzero(lowest < best)
            self.chargeable_g[wins if isinstance(at, slice) else at.take(wins)] = chargeable_g.take(wins)
        np.minimum(second, np.maximum(best, lowest), out=second)
        self.second[at] = np.minimum(self.second[at], second)
        self.best[at] = np.minimum(best, lowest)

    def ask(self, rows: RowNumbers) -> None:
        """Asks each service that competes for some parcels, tier by tier."""
        self.chargeable_g[rows] = self.eligibility.parcels.weight_g[rows]
        tiers = self.candidates.tier.take(rows)
        for tier in np.unique(tiers).tolist():
            rows_of = ParcelRows(self.eligibility, self.candidates, rows.compress(tiers == tier))
            self.best[rows_of.at], self.second[rows_of.at] = rows_of.two_best()
            self.note_chargeable(rows_of)

    def choices(self) -> Choices:
        """The ranked prices taken apart."""
        service, runner_up = self.services(self.best), self.services(self.second)
        self.chargeable_g[np.flatnonzero(service == UNKNOWN)] = UNKNOWN
        price_fen, runner_up_fen = _fen(self.best), _fen(self.second)
        saving_fen = runner_up_fen - price_fen
        saving_fen[np.flatnonzero(runner_up == UNKNOWN)] = NO_PRICE
        if self.doors is not None:
            saving_fen[np.maximum(price_fen, runner_up_fen) >= UNKNOWN_FEN] = NO_PRICE
            price_fen -= self.at_door(self.doors, service)
            runner_up_fen -= self.at_door(self.doors, runner_up)
        return Choices(
            tier=self.candidates.tier,
            service=service,
            price_fen=price_fen,
            runner_up=runner_up,
            runner_up_fen=runner_up_fen,
            saving_fen=saving_fen,
            chargeable_g=self.chargeable_g,
            blocked=self.candidates.blocked,
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

    def services(self, ranked_prices: Ranked, rows: RowNumbers | None = None) -> npt.NDArray[np.int16]:
        """The services of ranked prices of some rows (None: all); UNKNOWN where there is no price."""
        ranks, grid = (ranked_prices & _RANK).astype(np.int16), self.eligibility.grid
        none = np.flatnonzero(ranks == _RANK)  # the rank that stands where there is no price
        if grid.ranks is not None:
            country = self.eligibility.parcels.country
            ranks[none] = 0
            ranks = grid.service_of_rank[ranks, country if rows is None else country.take(rows)].astype(np.int16)
        ranks[none] = UNKNOWN
        return ranks

    def at_door(self, doors: Doors, services: npt.NDArray[np.int16]) -> Int64s:
        """What was added to each one's price to compare it."""
        added = np.zeros(len(services), np.int64)
        for column, version in enumerate(self.eligibility.grid.versions):
            rows = np.flatnonzero(services == column)
            added[rows] = at_door_fen(doors.sums(version.service.door)).take(rows)
        return added

    def note_chargeable(self, rows_of: ParcelRows) -> None:
        """Notes what the winners charge, where that is not the actual weight."""
        winners = self.services(self.best[rows_of.at], rows_of.rows)
        for column in np.unique(winners).tolist():
            tariff = self.eligibility.grid.tariffs[column]
            if not tariff.weighs_plainly:
                won = np.flatnonzero(winners == column)
                self.chargeable_g[rows_of.rows.take(won)] = rows_of.chargeable(tariff.weighing).take(won)


def _wide(ranked: Ranked) -> Int64s:
    """Ranked prices of 32 bits in 64."""
    wide = ranked.astype(np.int64)
    wide[ranked == NONE] = NO_PRICE_RANK
    return wide


def _fen(ranked_prices: Ranked) -> Int64s:
    prices = (ranked_prices >> RANK_BITS).astype(np.int64)
    prices[np.flatnonzero(ranked_prices == np.iinfo(ranked_prices.dtype).max)] = NO_PRICE
    return prices


def choose(eligibility: Eligibility) -> Choices:
    """The choice for every parcel of the chunk."""
    return _Choosing(eligibility).run()
