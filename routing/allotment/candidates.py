"""A run's orders to lines: every service that may take each, with its price, by the fast path."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from attrs import evolve, field, frozen

from routing.allotment.alone import Alone
from routing.allotment.lines import UNKNOWN, Lines
from routing.deadlines.workdays import day_of
from routing.plan import Plan
from routing.services.service import is_requested

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from fractions import Fraction

    import numpy.typing as npt

    from routing.allotment.problem import Int64s
    from routing.facts import Facts
    from routing.orders import OrderTable


@frozen(eq=False)
class Candidates:
    """Gathers chunk by chunk which services compete for the orders that have a channel.

    `on`: the day of hand-over, None for each order's dispatch day.  A service competes where the order's own tier
    allows it, or the service is the one that the order asks for; with `later_tiers` also where a later tier speaks
    of the order and allows it.
    """

    facts: Facts
    on: date | None = None
    later_tiers: bool = False
    _parts: list[Lines] = field(init=False, factory=list)
    order_ids: list[str] = field(init=False, factory=list)
    """Of the parcels of the lines, in their order."""

    def add(self, table: OrderTable, dispatch_day: Int64s) -> None:
        """Adds the orders of a chunk; `dispatch_day` as days since 1970, UNKNOWN for none."""
        choices, days = self._own.choices(table)
        taken = np.flatnonzero(choices.service != UNKNOWN)
        codes = self.facts.codes
        price = np.full((len(taken), len(codes)), UNKNOWN, np.int64)
        for number, code in enumerate(codes):
            self._price(price[:, number], table, taken, code, choices.tier)
        row, service = np.nonzero(price != UNKNOWN)
        chosen = choices.service[taken].astype(np.int64)
        home = np.flatnonzero(service == chosen[row])
        frame = table.frame[taken.tolist()] if len(taken) < len(table) else table.frame
        self._parts.append(
            Lines(
                services=codes,
                carriers=self._carriers,
                weight_g=frame["weight_g"].to_numpy(),
                value_fen=self._values(frame, days[taken]),
                dispatch_day=dispatch_day[taken],
                country=frame["country"].cast(pl.String).to_numpy().astype(np.str_),
                parcel=row.astype(np.int64),
                service=service.astype(np.int64),
                price_fen=price[row, service],
                home=home.astype(np.int64),
            )
        )
        self.order_ids.extend(frame["order_id"].to_list())

    def lines(self) -> Lines:
        """All that was added."""
        return joined(self._parts, self.facts.codes, self._carriers)

    @cached_property
    def _carriers(self) -> tuple[str, ...]:
        carrier = {service.code: service.carrier for service in self.facts.services}
        return tuple(carrier[code] for code in self.facts.codes)

    @cached_property
    def _own(self) -> Plan:
        return Plan(self.facts, self.on)

    @cached_property
    def _alone(self) -> Alone:
        return Alone(evolve(self.facts, door=None), self.on)

    def _price(
        self, price: Int64s, table: OrderTable, rows: npt.NDArray[np.intp], code: str, tiers: npt.NDArray[np.int16]
    ) -> None:
        """Writes what a service asks for those of the rows that it competes for."""
        policy = self.facts.policy
        own = next(one for one in self.facts.services if one.code == code)
        allowed = np.array([*(tier.allow.has(own) for tier in policy.tiers), False, False], np.bool_)
        asked = table.frame["requested_service"].gather(rows)
        names = [name for name in asked.unique().drop_nulls().to_list() if is_requested(own, name)]
        requested = asked.is_in(names).fill_null(value=False).to_numpy()
        tier = tiers[rows]
        found = np.flatnonzero(np.where(tier == len(policy.tiers), requested, allowed[tier]))
        self._put(price, table, rows, found, self._alone.plan(code))
        for later in range(len(policy.tiers)) if self.later_tiers else ():
            if allowed[later]:
                self._put(price, table, rows, np.flatnonzero(tier < later), self._alone.plan(code, later))

    @staticmethod
    def _put(
        price: Int64s, table: OrderTable, rows: npt.NDArray[np.intp], among: npt.NDArray[np.intp], plan: Plan
    ) -> None:
        if not among.size:
            return
        choices, _ = plan.choices(type(table)(table.frame[rows[among].tolist()]))
        priced = np.flatnonzero(choices.service != UNKNOWN)
        price[among[priced]] = choices.price_fen[priced]

    def _values(self, frame: pl.DataFrame, days: npt.NDArray[np.int32]) -> Int64s:
        """What each order is worth in fen, rounded up; UNKNOWN where value or rate is not known."""
        found = np.full(len(frame), UNKNOWN, np.int64)
        rates: dict[tuple[str, int], Fraction | None] = {}
        worth = zip(frame["value_e4"], frame["currency"].cast(pl.String), days.tolist(), strict=True)
        for at, (amount, currency, day) in enumerate(worth):
            if amount is None or currency is None:
                continue
            if (currency, day) not in rates:
                rates[currency, day] = self.facts.rates.cny(currency, day_of(day))
            rate = rates[currency, day]
            if rate is not None:
                found[at] = -(-amount * rate.numerator // (100 * rate.denominator))
        return found


def joined(parts: Iterable[Lines], services: tuple[str, ...], carriers: tuple[str, ...]) -> Lines:
    """Several parts one after another."""
    several = list(parts)
    parcels = np.cumsum([0, *(len(one.weight_g) for one in several)])
    options = np.cumsum([0, *(len(one.parcel) for one in several)])

    def column(name: str) -> Int64s:
        return np.concatenate([getattr(one, name) for one in several] or [np.zeros(0, np.int64)])

    def shifted(name: str, by: npt.NDArray[np.int_]) -> Int64s:
        moved = [getattr(one, name) + start for one, start in zip(several, by.tolist(), strict=False)]
        return np.concatenate(moved or [np.zeros(0, np.int64)])

    return Lines(
        services=services,
        carriers=carriers,
        weight_g=column("weight_g"),
        value_fen=column("value_fen"),
        dispatch_day=column("dispatch_day"),
        country=np.concatenate([one.country for one in several] or [np.zeros(0, np.str_)]),
        parcel=shifted("parcel", parcels),
        service=column("service"),
        price_fen=column("price_fen"),
        home=shifted("home", options),
    )
