"""THE MAIN PATH of a label file: each order is told in the layout's words, or held back with the reason.

Orders in = orders in the files + orders held back, asserted at the end.  One pass; memory does not grow with the
number of orders (a list of articles, where a layout wants one, grows with the number of articles).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeAlias

import polars as pl
from attrs import evolve

from carriers.finding import HELD, Finding
from carriers.labels.columns.chunk import chunk_rows, knows
from carriers.labels.gathered import BELOW_PAID, Gathered
from carriers.labels.numbers.allocation import ANY, letters_for
from carriers.labels.order_rows import order_rows
from carriers.labels.parts import Parts
from carriers.labels.skus import SkuList, with_conflicts
from carriers.labels.tally import Tally
from routing.reason import Reason
from routing.values.formulas import SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import TracebackType

    from carriers.labels.columns.table import ShipmentTable
    from carriers.labels.file_setup import FileSetup
    from carriers.labels.layouts.layout import Layout
    from carriers.labels.order_rows import RenderedOrder
    from carriers.labels.parts import OpenPart, Part
    from carriers.labels.tables.told_rows import ChunkRows
    from carriers.labels.tally import Result
    from carriers.labels.template.heads import FilledTemplate
    from carriers.shipment import Shipment


def write(
    shipments: Iterable[Shipment],
    setup: FileSetup,
    open_part: OpenPart,
    report: Callable[[Finding], object],
    *,
    kind: str = "",
    companion: Layout | None = None,
    take_number: Callable[[Shipment], str | None] | None = None,
    template: FilledTemplate | None = None,
) -> Result:
    """The result, after every order was written or held back.

    Args:
        shipments: the run's orders; those of other carriers than the layout's are passed over, and counted.
        setup: the layout, the shop and the rates.
        open_part: gives the file for a layout's n-th part (1, 2, ...); the caller makes it appear.
        report: is told every finding as it is found.
        kind: csv, txt or xlsx; "": the layout's first.
        companion: a layout with one row per article, written in the same pass (an article list to upload first).
        take_number: gives the tracking number of an order; None: the layout's tracking column stays empty.
        template: the carrier's workbook that is filled; the setup's layout is then the template's own.
    """
    with LayoutWriter(
        setup, open_part, report, kind=kind, companion=companion, take_number=take_number, template=template
    ) as writer:
        for shipment in shipments:
            writer.add(shipment)
        return writer.finish()


ReportMany: TypeAlias = "Callable[[pl.DataFrame, pl.DataFrame, Sequence[Finding]], object]"
"""Takes the findings of many orders: (order_id and service of each order; order and number of each finding; the
findings, which name no order), as they are to be told."""


class LayoutWriter:
    """Takes one order after another; see `write`, which says what its arguments are."""

    def __init__(
        self,
        setup: FileSetup,
        open_part: OpenPart,
        report: Callable[[Finding], object],
        *,
        kind: str = "",
        companion: Layout | None = None,
        take_number: Callable[[Shipment], str | None] | None = None,
        template: FilledTemplate | None = None,
        report_many: ReportMany | None = None,
    ) -> None:
        layout = setup.layout
        self._setup = setup
        self._report_many = report_many
        self._open = open_part
        self._companion = companion
        self._take = take_number
        self._lists = [SkuList(evolve(setup, layout=one)) for one in (companion, layout) if one and one.rows == "sku"]
        self._tally = Tally()
        self._gathered = Gathered(report)
        top = tuple(tuple(_top_cell(cell, setup) for cell in row) for row in layout.preamble)
        self._parts = Parts(layout, kind or layout.types[0], open_part, top=top, template=template)

    def __enter__(self) -> Self:
        self._parts.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._parts.__exit__(kind, error, at)

    def add(self, shipment: Shipment) -> bool:
        """Writes one order, or holds it back, or passes it over; whether it is in the file."""
        setup = self._setup
        if not setup.takes(shipment):
            passed = self._tally.passed_over
            passed[shipment.service] = passed.get(shipment.service, 0) + 1
            return False
        rendered = order_rows(shipment, setup)
        late = _late_problems(shipment, rendered, self._lists, self._parts, self._take)
        problems = [*rendered.findings, *late]
        for problem in problems:
            self._gathered.add(problem)
        if self._tally.count(shipment, rendered.declared, problems):
            return False
        for skus in self._lists:
            skus.add(shipment)
        if setup.layout.rows != "sku":
            _count(rendered, setup.layout, self._tally.orders_out)
            self._parts.add(rendered.rows, shipment.order_id)
        return True

    def add_table(self, table: ShipmentTable) -> None:
        """Writes many orders, or holds them back, or passes them over: what `add` would do of each in turn."""
        layout = self._setup.layout
        table = self._taken(table)
        if not len(table):
            return
        if not self.in_columns:
            for at in range(len(table)):
                self.add(table.shipment(at))
            return
        chunk = self._in_columns(table)
        first = self._tally.orders_out + 1
        self._report_table(table, chunk)
        self._tally.count_chunk(chunk, table.frame["weight_g"])
        rows = chunk.rows
        for at, column in enumerate(layout.columns):
            if column.field == "row_number":
                counted = rows["order"].rank("dense").cast(pl.Int64) + (first - 1)
                rows = rows.with_columns(counted.cast(pl.String).alias(str(at)))
        if layout.rows != "sku":
            self._parts.add_rows(rows)

    def _in_columns(self, table: ShipmentTable) -> ChunkRows:
        """The orders in columns, those that a list of articles has no place for held back."""
        late: dict[str, int] = {}

        def alone(shipment: Shipment, rendered: RenderedOrder) -> list[Finding]:
            found = _late_problems(shipment, rendered, [], self._parts, None)
            if found:
                late[shipment.order_id] = len(found)
            return found

        chunk = chunk_rows(table, self._setup, alone)
        if not self._lists:
            return chunk
        lists = [
            (one, chunk if one.setup.layout is self._setup.layout else chunk_rows(table, one.setup, lambda *_: []))
            for one in self._lists
        ]
        places = {order_id: at for at, order_id in enumerate(table.frame["order_id"]) if order_id in late}
        return with_conflicts(chunk, lists, {places[order_id]: count for order_id, count in late.items()})

    @property
    def in_columns(self) -> bool:
        """Whether orders can be told in columns: the layout's words are known, and no number is given to any."""
        layout, plain = self._setup.layout, not self._setup.strict
        asked = [column.required for column in layout.columns if column.field == "tracking"]
        listed = all(knows(one.setup.layout) for one in self._lists)
        numbered = any(asked) or (self._take is not None and bool(asked))
        return plain and not numbered and not layout.per_order and knows(layout) and listed

    def _taken(self, table: ShipmentTable) -> ShipmentTable:
        """The orders that are for the layout's carrier; the others are counted."""
        setup = self._setup
        if not setup.layout.carriers:
            return table
        frame = table.frame
        mine = frame["carrier"].is_in(list(setup.layout.carriers)) | frame["service"].is_in(list(setup.trusted))
        mine = mine.fill_null(value=False)
        passed = self._tally.passed_over
        for service, count in frame.filter(~mine)["service"].value_counts(sort=False).rows():
            passed[service] = passed.get(service, 0) + count
        return table.filter(mine)

    def _report_table(self, table: ShipmentTable, chunk: ChunkRows) -> None:
        """Tells the findings of many orders; those that are told once an article are kept."""
        kept = [one.rule == BELOW_PAID for one in chunk.kept]
        found = chunk.found
        if any(kept):
            often = pl.Series(kept, dtype=pl.Boolean).gather(found["finding"])
            for at in found["finding"].filter(often):
                self._gathered.add(chunk.kept[at])
            found = found.filter(~often)
        if self._report_many is None:
            ids = table.frame["order_id"]
            for order, at in found.iter_rows():
                self._gathered.add(evolve(chunk.kept[at], order_id=ids[order]))
            return
        self._report_many(table.frame.select("order_id", "service"), found, chunk.kept)

    def finish(self) -> Result:
        """What came of all orders, when there are no more."""
        if self._setup.layout.rows == "sku":
            for row in self._lists[-1].rows():
                self._parts.add([row])
        self._gathered.close()
        extra = self._articles()
        self._parts.__exit__(None, None, None)
        return self._tally.result((*self._parts.made, *extra))

    def _articles(self) -> list[Part]:
        """The list of articles beside the orders: a second sheet, or a file of its own."""
        companion = self._companion
        rows = self._lists[0].rows() if companion is not None else []
        if companion is None or not rows:
            return []
        if self._setup.layout.one_workbook:
            self._parts.add_sheet(companion, rows)
            return []
        with Parts(companion, companion.types[0], self._open) as parts:
            for row in rows:
                parts.add([row])
        return parts.made


def _top_cell(cell: str, setup: FileSetup) -> str:
    """A cell above the head: its own text, or the setting that it names."""
    if not cell.startswith("shop."):
        return cell
    return setup.shop.setting(setup.layout.name, cell.removeprefix("shop.")).lstrip(SIGNS)


def _count(rendered: RenderedOrder, layout: Layout, number: int) -> None:
    """Fills the cells that count the orders of the file."""
    for at, column in enumerate(layout.columns):
        if column.field == "row_number":
            for row in rendered.rows:
                row[at] = str(number)


def _late_problems(
    shipment: Shipment,
    rendered: RenderedOrder,
    lists: list[SkuList],
    parts: Parts,
    take_number: Callable[[Shipment], str | None] | None,
) -> list[Finding]:
    """What can only be said when the order itself has no fault: lists, file limits, and last its tracking number."""
    if rendered.held:
        return []
    problems = [problem for skus in lists for problem in skus.conflicts(shipment)]
    problems += parts.too_long(shipment.order_id, rendered.rows)
    problems += parts.too_wide(shipment.order_id, rendered.rows)
    if any(problem.level == HELD for problem in problems):
        return problems
    return problems + _number(shipment, parts.layout, rendered, take_number)


def _number(
    shipment: Shipment, layout: Layout, rendered: RenderedOrder, take: Callable[[Shipment], str | None] | None
) -> list[Finding]:
    """Fills the tracking cells; a finding where the layout needs a number and the pool has none left."""
    columns = [(at, column) for at, column in enumerate(layout.columns) if column.field == "tracking"]
    if not columns:
        return []
    number = take(shipment) if take else None
    for at, column in columns:
        if number is None and column.required:
            letters = letters_for(shipment)
            reason = Reason("tracking.pool_empty")
            if letters not in {ANY, ""}:
                reason = Reason("tracking.pool_empty_of", letters=tuple(letters))
            return [Finding(shipment.order_id, column.header, "", "NO_TRACKING_NUMBER", reason)]
        for row in rendered.rows:
            row[at] = f"{column.prefix}{number}{column.suffix}" if number else ""
    return []
