"""The loop at the heart of a run: chunks are read ahead and routed one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from cli.options.platforms import platform_doubts
from cli.run.pipeline import prefetched
from routing.intake import read_orders

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from datetime import date, datetime

    from routing.assignments import Assigned
    from routing.facts import Facts
    from routing.intake import Batch, OrderFile, ProductMaster, Reading
    from routing.intake.seen.seen import Seen
    from routing.orders import OrderTable
    from routing.plan import Plan


def packing_of(products: ProductMaster | None, facts: Facts) -> Callable[[OrderTable], OrderTable] | None:
    """How orders are packed by the facts; None where no file says with what."""
    if facts.packing is None:
        return None
    from routing.parcelling.packed_orders import PackedOrders  # noqa: PLC0415 - few runs pack

    return PackedOrders.of(products, facts.packing)


@frozen
class Days:
    """When a run takes place, and for which day it routes."""

    now: datetime
    """Moment of the run, whose facts are made ready while the first chunk is read."""
    on: date | None = None
    """Day of hand-over; None: each order's dispatch day."""


def route_chunks(
    files: Sequence[OrderFile], plan: Plan, how: Reading, days: Days, *, seen: Seen | None = None
) -> Generator[tuple[Batch, Assigned]]:
    """Each chunk of the files with its assignments, in order.

    Args:
        files: as they were found.
        plan: by which to route.
        how: to read the files; what the facts say of services and options is added here.
        days: of the run or its part.
        seen: remembers the order ids; None: those of these files only.
    """
    facts = plan.facts
    packed = packing_of(how.products, facts)
    names = frozenset(name for service in facts.services for name in (service.code, service.carrier))
    batches = read_orders(files, evolve(how, services=names, options=facts.options), seen=seen)
    with prefetched(batches) as fetched:
        plan.grid(days.on or days.now.date()).prepare()
        for batch in fetched:
            doubts = platform_doubts(batch.table.frame["platform"].drop_nulls().unique(), facts)
            ready = evolve(batch, warnings=batch.warnings + doubts)
            if packed is not None:
                ready = evolve(ready, table=packed(ready.table))
            yield ready, plan.route(ready.table)
