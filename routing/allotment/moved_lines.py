"""The lines of moved orders by the fast path: those of the service alone, beside the service that they leave."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl
from attrs import frozen

from routing.allotment.alone import Alone
from routing.column_text import fen_as_cny
from routing.fast.parcels import UNKNOWN
from routing.line import COLUMNS, MOVED_BY_CAP, REQUESTED
from routing.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from routing.facts import Facts
    from routing.fast.choose import Choices
    from routing.orders import OrderTable
    from routing.reason import Words


@frozen(eq=False)
class MovedLines:
    """Lines of assignments.csv for orders that caps moved; facts, day and words as those of the run."""

    facts: Facts
    on: date | None
    words: Words

    def of(self, table: OrderTable, moved: Mapping[str, str]) -> pl.DataFrame:
        """The lines of a chunk's orders, in its order.

        Args:
            table: the orders.
            moved: order -> the service it moved to; an order without one goes where it would without caps.
        """
        choices, _ = self._plan.choices(table)
        ids = table.frame["order_id"].to_list()
        parts: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for row, order_id in enumerate(ids):
            parts[moved.get(order_id, ""), int(choices.tier[row])].append(row)
        lines, order = [], []
        for (service, tier), rows in sorted(parts.items()):
            part = type(table)(table.frame[rows])
            whole = self._plan.route(part).lines if not service else self._moved(part, rows, service, tier, choices)
            lines.append(whole)
            order += rows
        placed = pl.Series(order).arg_sort()
        return pl.concat(lines).select(COLUMNS)[placed.to_list()]

    @cached_property
    def _plan(self) -> Plan:
        return Plan(self.facts, self.on, self.words)

    @cached_property
    def _alone(self) -> Alone:
        return Alone(self.facts, self.on, self.words)

    def _moved(self, part: OrderTable, rows: list[int], service: str, tier: int, choices: Choices) -> pl.DataFrame:
        """The lines of orders of one tier that moved to one service."""
        assigned = self._alone.plan(service).route(part)
        left, price = choices.service[rows], choices.price_fen[rows]
        flags = pl.concat_str("flags", pl.lit(MOVED_BY_CAP), separator=";", ignore_nulls=True)
        known = left != UNKNOWN
        return assigned.lines.with_columns(
            pl.Series("tier", list(self._tiers(part, service, tier)), pl.String),
            pl.Series("runner_up", [self.facts.codes[one] for one in left.tolist()], pl.String),
            fen_as_cny(price, known).alias("runner_up_price_cny"),
            fen_as_cny(price - assigned.choices.price_fen, known).alias("saving_cny"),
            flags.alias("flags"),
        )

    def _tiers(self, part: OrderTable, service: str, tier: int) -> Iterator[str]:
        """The first tier, from that of the orders on, by which each may go with the service."""
        tiers = self.facts.policy.tiers
        own = next(one for one in self.facts.services if one.code == service)
        if tier == len(tiers):
            yield from [REQUESTED] * len(part)
            return
        found = [tiers[tier].name if tiers[tier].allow.has(own) else ""] * len(part)
        for later in range(tier + 1, len(tiers)):
            if not all(found) and tiers[later].allow.has(own):
                speaks, _ = self._alone.plan(service, later).choices(part)
                found = [
                    name or (tiers[later].name if takes != UNKNOWN else "")
                    for name, takes in zip(found, speaks.service.tolist(), strict=True)
                ]
        yield from found
