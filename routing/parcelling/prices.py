"""What parcels cost: many at once by the columns' path, one by the exact path; both say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import frozen

from routing.fast.door import NOT_KNOWN
from routing.fast.parcels import UNKNOWN
from routing.orders import SCHEMA, OrderTable
from routing.plan import PRICED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from routing.plan import Plan
    from routing.verify import Verifier

AT_ONCE: Final = 8_192
"""Parcels that are priced at once: the memory of a search."""


@frozen
class Price:
    """What a parcel costs in fen: freight by the service that the policy chooses, duty and fees at the door.

    `service` is empty for a parcel that none takes; `door_known` is false where the door is asked about and cannot be
    told.
    """

    service: str = ""
    freight_fen: int = 0
    duty_fen: int = 0
    fees_fen: int = 0
    door_known: bool = True

    @property
    def sent(self) -> bool:
        """Whether a service takes it."""
        return bool(self.service)

    @property
    def sum_fen(self) -> int:
        """All that is known of it."""
        return self.freight_fen + self.duty_fen + self.fees_fen


NOT_SENT: Final = Price()


def prices_of(plan: Plan, rows: Sequence[Mapping[str, Any]]) -> Iterator[Price]:
    """The price of each row of an order table, by the columns' path."""
    for start in range(0, len(rows), AT_ONCE):
        yield from _prices(plan, _table(plan, rows[start : start + AT_ONCE]))


def _table(plan: Plan, rows: Sequence[Mapping[str, Any]]) -> OrderTable:
    """The rows with the columns that tell what they cost."""
    if plan.asks_lines:
        return OrderTable.of([dict(row) for row in rows])
    columns = {name: pl.Series(name, [row[name] for row in rows], SCHEMA[name], strict=True) for name in PRICED}
    return OrderTable.from_frame(pl.DataFrame(columns))


def _prices(plan: Plan, table: OrderTable) -> Iterator[Price]:
    choices, door = plan.priced(table)
    codes = plan.facts.codes
    columns = [choices.service.tolist(), choices.price_fen.tolist()]
    if door is None:
        for service, price_fen in zip(*columns, strict=True):
            yield Price(codes[service], price_fen) if service != UNKNOWN else NOT_SENT
        return
    columns += [door.duty_fen.tolist(), door.fees_fen.tolist()]
    for service, price_fen, duty_fen, fees_fen in zip(*columns, strict=True):
        if service == UNKNOWN:
            yield NOT_SENT
        elif duty_fen == NOT_KNOWN:
            yield Price(codes[service], price_fen, door_known=False)
        else:
            yield Price(codes[service], price_fen, duty_fen, fees_fen)


def exact_price(verifier: Verifier, row: Mapping[str, Any]) -> Price:
    """The price of one row, by the exact path."""
    choice = verifier.choice(row)
    chosen, door = choice.chosen, choice.answers.door
    if chosen is None or chosen.price_fen is None:
        return NOT_SENT
    if door is None:
        return Price(chosen.service.code, chosen.price_fen)
    cost = door.cost(chosen.service)
    if cost.duty_fen is None or cost.fees_fen is None:
        return Price(chosen.service.code, chosen.price_fen, door_known=False)
    return Price(chosen.service.code, chosen.price_fen, cost.duty_fen, cost.fees_fen)
