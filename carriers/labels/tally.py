"""Counting orders: in = written + held back, with the reasons and the totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from attrs import Factory, define, evolve, frozen

from carriers.finding import HELD, NO_EXCHANGE_RATE, NOTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from carriers.customs.customs import Declared
    from carriers.finding import Finding
    from carriers.labels.parts import Part
    from carriers.labels.tables.told_rows import ChunkRows
    from carriers.shipment import Shipment
    from routing.reason import Reason


@frozen
class Cause:
    """One rule at one field: how many orders one kind of reason held back or made doubtful, and the first of them.

    `currencies`: all that lack a rate, where that is the rule.
    """

    level: str
    rule: str
    field: str
    orders: int
    reason: Reason
    currencies: tuple[str, ...] = ()


@frozen
class Result:
    """What came of a run's orders: `parts` are the files, `causes` what held orders back, and what is doubtful."""

    orders_in: int
    orders_out: int
    held: int
    parts: tuple[Part, ...]
    causes: tuple[Cause, ...]
    weight_g: int
    value_e4: dict[str, int]  # by currency, of the orders in the files
    passed_over: dict[str, int] = Factory(dict)  # orders of other carriers, by service; not among orders_in


@define
class Tally:
    """Orders as they come, and at the end the result."""

    orders_in: int = 0
    orders_out: int = 0
    held: int = 0
    weight_g: int = 0
    value_e4: dict[str, int] = Factory(dict)
    causes: dict[tuple[str, str, str, str], Cause] = Factory(dict)
    passed_over: dict[str, int] = Factory(dict)

    def count(self, shipment: Shipment, declared: Sequence[Declared], findings: Iterable[Finding]) -> bool:
        """Counts one order; whether a finding holds it back."""
        held = False
        for finding in {(f.level, f.rule, f.field, f.reason): f for f in findings}.values():
            held = held or finding.level == HELD
            if finding.level != NOTE:
                key = (finding.level, finding.rule, finding.field, finding.reason.code)
                cause = self.causes.get(key) or Cause(*key[:3], 0, finding.reason)
                lacking = finding.value.split() if finding.rule == NO_EXCHANGE_RATE else ()
                currencies = tuple(sorted({*cause.currencies, *lacking}))
                self.causes[key] = evolve(cause, orders=cause.orders + 1, currencies=currencies)
        self.orders_in += 1
        self.held += held
        if held:
            return True
        self.orders_out += 1
        self.weight_g += shipment.weight_g or 0
        for line in declared:
            if line.currency:
                self.value_e4[line.currency] = self.value_e4.get(line.currency, 0) + line.told_e4
        return False

    def count_chunk(self, chunk: ChunkRows, weights: pl.Series) -> None:
        """Counts the orders of a chunk; `weights`: of each of them, in grams."""
        held = int(chunk.held.sum() or 0)
        self.orders_in += len(chunk.held)
        self.held += held
        self.orders_out += len(chunk.held) - held
        self.weight_g += int(weights.filter(~chunk.held).sum() or 0)
        for currency, told_e4 in chunk.told_e4.group_by("currency", maintain_order=True).agg(pl.sum("told_e4")).rows():
            self.value_e4[currency] = self.value_e4.get(currency, 0) + told_e4
        numbers: dict[tuple[str, str, str, str], int] = {}
        cause_of = [
            None if one.level == NOTE
            else numbers.setdefault((one.level, one.rule, one.field, one.reason.code), len(numbers))
            for one in chunk.kept
        ]  # fmt: skip
        found = chunk.found.with_columns(
            cause=pl.Series(cause_of, dtype=pl.UInt32).gather(chunk.found["finding"])
        ).drop_nulls("cause")
        keys = list(numbers)
        first = found.unique(["order", "cause"], keep="first", maintain_order=True)
        counted = first.group_by("cause", maintain_order=True).agg(pl.len(), pl.first("finding")).rows()
        for at, count, finding in counted:
            key = keys[at]
            level, rule, field, _ = key
            cause = self.causes.get(key) or Cause(level, rule, field, 0, chunk.kept[finding].reason)
            self.causes[key] = evolve(cause, orders=cause.orders + count)
        self._count_again(chunk, found, keys)
        for at in {one for one in found["finding"] if chunk.kept[one].rule == NO_EXCHANGE_RATE}:
            key = keys[cause_of[at] or 0]
            cause = self.causes[key]
            self.causes[key] = evolve(
                cause, currencies=tuple(sorted({*cause.currencies, *chunk.kept[at].value.split()}))
            )

    def _count_again(self, chunk: ChunkRows, found: pl.DataFrame, keys: Sequence[tuple[str, str, str, str]]) -> None:
        """Counts what one cause says of an order for a second reason."""
        twice = found.filter(found.select(pl.struct("order", "cause").is_duplicated()).to_series())
        if not twice.height:
            return
        reasons: dict[tuple[int, int], list[Reason]] = {}
        for order, finding, cause in twice.select("order", "finding", "cause").iter_rows():
            seen, reason = reasons.setdefault((order, cause), []), chunk.kept[finding].reason
            if reason not in seen:
                seen.append(reason)
        for (_, at), seen in reasons.items():
            cause = self.causes[keys[at]]
            self.causes[keys[at]] = evolve(cause, orders=cause.orders + len(seen) - 1)

    def result(self, parts: Sequence[Part]) -> Result:
        """What came of all orders.

        Raises:
            AssertionError: an order was lost.
        """
        if self.orders_in != self.orders_out + self.held:
            raise AssertionError(f"{self.orders_in} orders in, {self.orders_out} out, {self.held} held back")
        causes = sorted(
            self.causes.values(),
            key=lambda cause: (cause.level, -cause.orders, cause.rule, cause.field, cause.reason.code),
        )
        return Result(
            orders_in=self.orders_in,
            orders_out=self.orders_out,
            held=self.held,
            parts=tuple(parts),
            causes=tuple(causes),
            weight_g=self.weight_g,
            value_e4=dict(self.value_e4),
            passed_over=dict(self.passed_over),
        )
