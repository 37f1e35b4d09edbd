"""Past orders routed by two sets of facts: who changes channel, what it costs, and why."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from attrs import evolve, field, frozen

from carriers.backtest.counts import NONE, Largest, Money, reason
from routing.exact.choice import decide
from routing.exact.parcel import parcel_of
from routing.line import REQUESTED
from routing.plan import Plan
from routing.reason import Reason
from routing.services.policy import Selection, Tier

if TYPE_CHECKING:
    from routing.facts import Facts
    from routing.fast.choose import Choices
    from routing.orders import OrderTable

_EPOCH: Final = date(1970, 1, 1)
_LARGEST: Final = 10


@frozen(eq=False)
class Backtest:
    """Counts chunk by chunk; memory does not grow with the number of orders.

    `old_on`, `new_on`: the day whose facts count; None: each order's dispatch day.
    """

    old: Facts
    new: Facts
    old_on: date | None = None
    new_on: date | None = None
    moves: Counter[tuple[str, str]] = field(init=False, factory=Counter)
    """(old service, new service) -> orders; no channel is the empty text."""
    by_country: defaultdict[str, Money] = field(init=False, factory=lambda: defaultdict(Money))
    by_service: defaultdict[str, Money] = field(init=False, factory=lambda: defaultdict(Money))
    by_tier: defaultdict[str, Money] = field(init=False, factory=lambda: defaultdict(Money))
    cheapest: Counter[str] = field(init=False, factory=Counter)
    """What the policy costs: orders and fen of those that both it and the cheapest of all services take."""
    repriced: Counter[str] = field(init=False, factory=Counter)
    """Of orders that keep their channel: dearer, cheaper, equal."""
    _days: dict[str, tuple[int, int]] = field(init=False, factory=dict)
    _heap: list[tuple[int, int, Largest]] = field(init=False, factory=list)
    _plans: dict[str, Plan] = field(init=False)

    @_plans.default
    def _both(self) -> dict[str, Plan]:
        free = evolve(self.new.policy, tiers=(Tier("all", Selection(everything=True)),))
        return {
            "old": Plan(self.old, self.old_on),
            "new": Plan(self.new, self.new_on),
            "free": Plan(evolve(self.new, policy=free), self.new_on),
        }

    def add(self, table: OrderTable) -> None:
        """Routes a chunk by both facts and counts it."""
        if not len(table):
            return
        old, old_days = self._plans["old"].choices(table)
        new, new_days = self._plans["new"].choices(table)
        free, _ = self._plans["free"].choices(table)
        for side, days in (("old", old_days), ("new", new_days)):
            first, last = self._days.get(side, (int(days[0]), int(days[0])))
            self._days[side] = min(first, int(days.min())), max(last, int(days.max()))
        self._count(table, old, new)
        both = (new.service >= 0) & (free.service >= 0)
        self.cheapest["orders"] += int(both.sum())
        self.cheapest["policy_fen"] += int(new.price_fen[both].sum())
        self.cheapest["cheapest_fen"] += int(free.price_fen[both].sum())
        self.cheapest["refused"] += int(((new.service < 0) & (free.service >= 0)).sum())
        self._keep_largest(table, old, new, (old_days, new_days))

    @property
    def total(self) -> Money:
        """All orders."""
        return sum(self.by_service.values(), Money())

    @property
    def orders(self) -> int:
        """How many orders were routed."""
        return sum(self.moves.values())

    @property
    def account(self) -> dict[str, int]:
        """What became of the orders; the parts add up to `orders`."""
        found: Counter[str] = Counter(kept=0, changed=0, lost=0, gained=0, none=0)
        for (old, new), count in self.moves.items():
            if old == new:
                found["kept" if old else "none"] += count
            else:
                found["changed" if old and new else "lost" if old else "gained"] += count
        return {"orders": self.orders, **found}

    def outside(self) -> list[Reason]:
        """Remarks on services that no version of covers the days of these orders: their absence is no effect."""
        found: list[Reason] = []
        for side, facts in (("old", self.old), ("new", self.new)):
            if side not in self._days:
                continue
            first, last = (_EPOCH + timedelta(days=day) for day in self._days[side])
            for code in facts.codes:
                spans = [one.validity for one in facts.services if one.code == code]
                if not any(span.holds(first) and span.holds(last) for span in spans):
                    stated = tuple(
                        Reason("backtest.span", start=span.start, end=span.end)
                        if span.end
                        else Reason("backtest.span_open", start=span.start)
                        for span in spans
                    )
                    found.append(
                        Reason("backtest.outside", code=code, side=side, stated=stated, first=first, last=last)
                    )
        return found

    @property
    def largest(self) -> list[Largest]:
        """The largest changes: lost and gained channels first, then by money."""
        return [one for _, _, one in sorted(self._heap, key=lambda item: (-item[0], -item[1]))]

    def _count(self, table: OrderTable, old: Choices, new: Choices) -> None:
        frame = pl.DataFrame(
            {
                "country": table.frame["country"].cast(pl.String),
                "old": _named(self.old.codes, old),
                "new": _named(self.new.codes, new),
                "old_tier": _tiers(self.old, old),
                "new_tier": _tiers(self.new, new),
                "old_fen": np.where(old.service >= 0, old.price_fen, 0),
                "new_fen": np.where(new.service >= 0, new.price_fen, 0),
            }
        )
        for one, other, count in frame.group_by("old", "new").len().iter_rows():
            self.moves[one, other] += count
        kept = frame.filter((pl.col("old") == pl.col("new")) & (pl.col("old") != NONE))
        gap = (kept["new_fen"] - kept["old_fen"]).sign()
        for sign, word in ((1, "dearer"), (-1, "cheaper"), (0, "equal")):
            self.repriced[word] += int((gap == sign).sum())
        for totals, old_key, new_key in (
            (self.by_country, "country", "country"),
            (self.by_service, "old", "new"),
            (self.by_tier, "old_tier", "new_tier"),
        ):
            for side, key in (("old", old_key), ("new", new_key)):
                taken = frame.filter(pl.col(side) != NONE).group_by(key).agg(pl.len(), pl.col(f"{side}_fen").sum())
                for name, count, fen in taken.iter_rows():
                    totals[name] += Money(**{f"{side}_orders": count, f"{side}_fen": fen})

    def _keep_largest(self, table: OrderTable, old: Choices, new: Choices, days: tuple[np.ndarray, np.ndarray]) -> None:
        """Keeps the rows of this chunk that are among the ten largest changes so far, with their reasons."""
        moved = (old.service >= 0) != (new.service >= 0)
        fen = np.where(moved, np.maximum(old.price_fen, new.price_fen), np.abs(new.price_fen - old.price_fen))
        fen = np.where((old.service < 0) & (new.service < 0), 0, fen)
        weight = fen + np.where(moved, 1 << 50, 0)
        for row in np.argsort(-weight, kind="stable")[:_LARGEST].tolist():
            size = int(weight[row])
            if size <= 0 or (len(self._heap) == _LARGEST and size <= self._heap[0][0]):
                continue
            place = self.orders - len(table) + row
            entry = (size, -place, self._told(table, row, days))
            if len(self._heap) == _LARGEST:
                heapq.heapreplace(self._heap, entry)
            else:
                heapq.heappush(self._heap, entry)

    def _told(self, table: OrderTable, row: int, days: tuple[np.ndarray, np.ndarray]) -> Largest:
        """One order's change in words, by the exact path."""
        order = table.frame.row(row, named=True)
        parcel = parcel_of(order)
        old, new = (
            decide(parcel, facts.versions_on(on), facts.policy, facts.rates, on)
            for facts, on in zip(
                (self.old, self.new), (_EPOCH + timedelta(days=int(day[row])) for day in days), strict=True
            )
        )
        return Largest(
            order_id=order["order_id"],
            country=order["country"],
            old_service=old.chosen.service.code if old.chosen else NONE,
            new_service=new.chosen.service.code if new.chosen else NONE,
            old_fen=old.chosen.price_fen if old.chosen else None,
            new_fen=new.chosen.price_fen if new.chosen else None,
            reason=reason(old, new),
        )


def _named(codes: tuple[str, ...], choices: Choices) -> pl.Series:
    return pl.Series([*codes, NONE], dtype=pl.String).gather(np.where(choices.service < 0, len(codes), choices.service))


def _tiers(facts: Facts, choices: Choices) -> pl.Series:
    names = [*(tier.name for tier in facts.policy.tiers), REQUESTED, NONE]
    taken = choices.service >= 0
    return pl.Series(names, dtype=pl.String).gather(np.where(taken, choices.tier, len(names) - 1))
