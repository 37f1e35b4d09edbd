"""THE MAIN PATH of a label file: each order is told in the layout's words, or held back with the reason.

Orders in = orders in the files + orders held back, asserted at the end.  One pass; memory does not grow with the
number of orders (a list of articles, where a layout wants one, grows with the number of articles).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from carriers.finding import HELD, Finding
from carriers.labels.gathered import Gathered
from carriers.labels.numbers.allocation import ANY, letters_for
from carriers.labels.order_rows import order_rows
from carriers.labels.parts import Parts
from carriers.labels.skus import SkuList
from carriers.labels.tally import Tally
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from carriers.labels.file_setup import FileSetup
    from carriers.labels.layouts.layout import Layout
    from carriers.labels.order_rows import RenderedOrder
    from carriers.labels.parts import OpenPart
    from carriers.labels.tally import Result
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
    """
    layout = setup.layout
    lists = [SkuList(evolve(setup, layout=one)) for one in (companion, layout) if one and one.rows == "sku"]
    tally = Tally()
    gathered = Gathered(report)
    with Parts(layout, kind or layout.types[0], open_part) as parts:
        for shipment in _of_the_carrier(shipments, setup, tally):
            rendered = order_rows(shipment, setup)
            problems = [*rendered.findings, *_late_problems(shipment, rendered, lists, parts, take_number)]
            for problem in problems:
                gathered.add(problem)
            if tally.count(shipment, rendered.declared, problems):
                continue
            for skus in lists:
                skus.add(shipment)
            if layout.rows != "sku":
                parts.add(rendered.rows)
        if layout.rows == "sku":
            for row in lists[-1].rows():
                parts.add([row])
    gathered.close()
    made = list(parts.made)
    if companion is not None and lists[0].rows():
        with Parts(companion, companion.types[0], open_part) as extra:
            for row in lists[0].rows():
                extra.add([row])
        made += extra.made
    return tally.result(tuple(made))


def _of_the_carrier(shipments: Iterable[Shipment], setup: FileSetup, tally: Tally) -> Iterator[Shipment]:
    """The orders for the layout's carrier; the others are counted."""
    for shipment in shipments:
        if setup.takes(shipment):
            yield shipment
        else:
            tally.passed_over[shipment.service] = tally.passed_over.get(shipment.service, 0) + 1


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
