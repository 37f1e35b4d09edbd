"""Findings of many orders: each distinct one is kept once, with the orders it is of and its place among theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from attrs import evolve

from carriers.finding import HELD, WARNING
from carriers.labels.columns.table import codes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carriers.finding import Finding

_SCHEMA = {"order": pl.UInt32, "step": pl.UInt16, "number": pl.UInt32, "seq": pl.UInt32, "finding": pl.UInt32}


class Findings:
    """`kept` are the distinct findings; of which order each is, and in which place, stands in `rows`.

    `soft`: findings become warnings, as in a list for people, until it is switched off.
    """

    def __init__(self, *, soft: bool = False, cells: int = -1) -> None:
        """`cells`: the step of the cells' findings."""
        self.kept: list[Finding] = []
        self.soft = soft
        self.cells = cells
        self._parts: list[pl.DataFrame] = []

    def put(
        self,
        step: int,
        orders: pl.Series,
        keys: pl.DataFrame,
        found: Callable[..., Sequence[Finding]],
        number: int | pl.Series = 0,
    ) -> None:
        """Asks once for each distinct row of `keys` what is found there, and notes it for the orders of its rows.

        Args:
            step: the place among an order's findings; those of one step are told by `number`, then as they were found.
            orders: number of the order of each row.
            keys: all that the answer hangs on.
            found: is asked with the cells of a row.
            number: a place within the step.
        """
        if keys.height:
            distinct, codes = codes_of(keys)
            self.put_codes(step, orders, codes, [found(*row) for row in distinct.iter_rows()], number)

    def put_codes(
        self,
        step: int,
        orders: pl.Series,
        codes: pl.Series,
        found: Sequence[Sequence[Finding]],
        number: int | pl.Series = 0,
    ) -> None:
        """The same, of answers that are there: `codes` says which of them is each row's."""
        hits = [
            (code, at) for code, findings in enumerate(found) if findings for at in enumerate(self._numbers(findings))
        ]
        if not hits:
            return
        table = pl.DataFrame(
            {
                "code": [code for code, _ in hits],
                "seq": [seq for _, (seq, _) in hits],
                "finding": [finding for _, (_, finding) in hits],
            },
            schema={"code": pl.UInt32, "seq": pl.UInt32, "finding": pl.UInt32},
        )
        rows = pl.DataFrame({"order": orders, "code": codes}).with_columns(
            number=number if isinstance(number, pl.Series) else pl.lit(number)
        )
        self._add(step, rows.join(table, on="code"))

    def _numbers(self, findings: Sequence[Finding]) -> range:
        first = len(self.kept)
        self.kept += map(_softened, findings) if self.soft else findings
        return range(first, len(self.kept))

    def _add(self, step: int, told: pl.DataFrame) -> None:
        named = told.with_columns(step=pl.lit(step))
        self._parts.append(named.select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items()))

    def drop_said(self) -> None:
        """Takes out what a cell breaks where an earlier finding of the order has said it, with field and value."""
        rows = self.rows()
        cells = rows["step"] == self.cells
        if not cells.any():
            return
        seen: dict[tuple[str, str, str], int] = {}
        said = [seen.setdefault((one.rule, one.field, one.value), len(seen)) for one in self.kept]
        kept = rows.with_columns(said=pl.Series(said, dtype=pl.UInt32).gather(rows["finding"]))
        empty = pl.Series([one.value == "" for one in self.kept], dtype=pl.Boolean).gather(rows["finding"])
        first = kept.select(pl.struct("order", "said").is_first_distinct()).to_series()
        self._parts = [rows.filter(first | ~cells | empty)]

    def rows(self) -> pl.DataFrame:
        """order, step, number, seq, finding: one row each, as they are to be told."""
        if not self._parts:
            return pl.DataFrame(schema=_SCHEMA)
        return pl.concat(self._parts).sort("order", "step", "number", "seq")

    def held(self, count: int) -> pl.Series:
        """A mask of so many orders: those that a finding holds back."""
        return held_orders(self.rows(), self.kept, count)


def held_orders(rows: pl.DataFrame, kept: Sequence[Finding], count: int) -> pl.Series:
    """The same of findings by `order`, and `finding`: which of those kept."""
    holds = pl.Series([one.level == HELD for one in kept], dtype=pl.Boolean)
    orders = rows["order"].filter(holds.gather(rows["finding"])).unique()
    mask = pl.Series([False]).new_from_index(0, count)
    return mask.scatter(orders, values=True) if orders.len() else mask


def _softened(finding: Finding) -> Finding:
    """The finding as a warning."""
    return finding if finding.level == WARNING else evolve(finding, level=WARNING)
