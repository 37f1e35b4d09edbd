"""The list of articles some carriers want before the orders: one row per article number, the same for every order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carriers.finding import HELD, Finding
from carriers.labels.order_rows import order_rows
from carriers.labels.tables.told_rows import ChunkRows
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from carriers.labels.file_setup import FileSetup
    from carriers.shipment import Shipment


class SkuList:
    """Rows by article number.  An article sold at several prices has the highest: no order is declared below."""

    def __init__(self, setup: FileSetup) -> None:
        self.setup = setup
        columns = setup.layout.columns
        self._key = next(at for at, column in enumerate(columns) if column.field == "item.sku")
        self._values = {at for at, column in enumerate(columns) if column.field.endswith("_value")}
        self._rows: dict[str, list[str]] = {}
        self._order = ""
        self._last_rows: list[list[str]] = []

    def conflicts(self, shipment: Shipment) -> list[Finding]:
        """What keeps the order's articles off the list: a broken rule, or other facts under a number listed before."""
        rendered = order_rows(shipment, self.setup)
        self._order, self._last_rows = shipment.order_id, rendered.rows
        return self.conflicts_of(shipment.order_id, rendered.rows, rendered.findings)

    def conflicts_of(self, order_id: str, rows: list[list[str]], findings: Iterable[Finding]) -> list[Finding]:
        """The same of an order whose rows and findings in the list's layout are known."""
        conflicts = [finding for finding in findings if keeps_off(finding)]
        mine: dict[str, list[str]] = {}
        for row in rows:
            other = self._rows.get(row[self._key]) or mine.setdefault(row[self._key], row)
            for at, (here, there) in enumerate(zip(row, other, strict=True)):
                if here != there and at not in self._values:
                    header = self.setup.layout.columns[at].header
                    reason = Reason("label.sku_conflict", sku=row[self._key], listed=there)
                    conflicts.append(Finding(order_id, header, here, "SKU_CONFLICT", reason))
        return conflicts

    def add(self, shipment: Shipment) -> None:
        """Takes in the articles of the order whose conflicts were asked for last."""
        if self._order != shipment.order_id:
            raise AssertionError("ask for an order's conflicts before adding it")
        self.add_rows(self._last_rows)

    def add_rows(self, rows: list[list[str]]) -> None:
        """Takes in the articles of an order."""
        for row in rows:
            listed = self._rows.setdefault(row[self._key], row)
            for at in self._values:
                if listed[at] != row[at]:
                    listed[at] = max(listed[at], row[at], key=float)

    def rows(self) -> list[list[str]]:
        """The list, in the order in which the articles were first met."""
        return list(self._rows.values())


def keeps_off(finding: Finding) -> bool:
    """Whether a finding of an order in the list's layout is one of the order itself."""
    return finding.level == HELD or finding.rule == "VALUE_ROUNDED_UP"


def with_conflicts(
    chunk: ChunkRows, lists: Sequence[tuple[SkuList, ChunkRows]], last: Mapping[int, int] | None = None
) -> ChunkRows:
    """Many orders with what keeps their articles off lists; those that stay are taken into the lists.

    Args:
        chunk: the orders in their own layout.
        lists: each list with the same orders in its layout.
        last: how many findings of an order are told behind the lists'; only they hold it, if any do.
    """
    late = last or {}
    told = [(skus, _by_order(listed), _off_the_list(listed)) for skus, listed in lists]
    kept, more = list(chunk.kept), []
    held = chunk.held.to_list()
    for order in range(len(held)):
        if held[order] and order not in late:
            continue
        theirs = [(skus, rows.get(order, []), found.get(order, [])) for skus, rows, found in told]
        conflicts = [one for skus, rows, found in theirs for one in skus.conflicts_of("", rows, found)]
        held[order] |= any(one.level == HELD for one in conflicts)
        more += [(order, len(kept) + at) for at in range(len(conflicts))]
        kept += conflicts
        if not held[order]:
            for skus, rows, _ in theirs:
                skus.add_rows(rows)
    behind = pl.Series(_are_last(chunk.found["order"].to_list(), late), dtype=pl.Int8)
    added = pl.DataFrame(more, schema=chunk.found.schema, orient="row").with_columns(behind=pl.lit(1, pl.Int8))
    found = pl.concat([chunk.found.with_columns(behind=behind * 2), added])
    stay = pl.Series(held, dtype=pl.Boolean)
    written, amounts = (one.filter(~stay.gather(one["order"])) for one in (chunk.rows, chunk.told_e4))
    return ChunkRows(written, found.sort("order", "behind", maintain_order=True).drop("behind"), kept, stay, amounts)


def _are_last(orders: Sequence[int], last: Mapping[int, int]) -> list[int]:
    """For each finding's order 1 where it is one of the order's last so many, else 0."""
    left, are = dict(last), []
    for order in reversed(orders):
        are.append(int(left.get(order, 0) > 0))
        if are[-1]:
            left[order] -= 1
    return are[::-1]


def _by_order(listed: ChunkRows) -> dict[int, list[list[str]]]:
    """The rows of each order."""
    rows: dict[int, list[list[str]]] = {}
    for order, *row in listed.rows.iter_rows():
        rows.setdefault(order, []).append(row)
    return rows


def _off_the_list(listed: ChunkRows) -> dict[int, list[Finding]]:
    """What keeps each order off the list, as far as its own facts do."""
    off = pl.Series(list(map(keeps_off, listed.kept)), dtype=pl.Boolean)
    found: dict[int, list[Finding]] = {}
    for order, at in listed.found.filter(off.gather(listed.found["finding"])).iter_rows():
        found.setdefault(order, []).append(listed.kept[at])
    return found
