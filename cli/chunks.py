"""The loop at the heart of a run: chunks are read ahead and routed one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from cli.pipeline import ahead
from cli.platforms import platform_doubts
from routing.intake import read_orders
from routing.localtime import zone
from routing.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from routing.assignments import Assigned
    from routing.facts import Facts
    from routing.intake import Batch, ProductMaster
    from routing.intake.duplicates import Seen


def route_chunks(
    files: Sequence[Path],
    facts: Facts,
    products: ProductMaster | None,
    *,
    profile: str,
    on: date | None,
    now: datetime,
    input_zone: str | None,
    currency: str | None = None,
    seen: Seen | None = None,
    called: Mapping[Path, str] | None = None,
) -> Generator[tuple[Batch, Assigned]]:
    """Each chunk of the files with its assignments, in order.

    Args:
        files: order files and folders of them; "-" is the standard input.
        facts: by which to route.
        products: the product master.
        profile: whose export the files are.
        on: day of hand-over.
        now: moment of the run, whose facts are made ready while the first chunk is read.
        input_zone: of times that name none.
        currency: of amounts that name none.
        seen: remembers the order ids; None: those of these files only.
        called: what to call each file; None: its own name, told apart from others of that name.
    """
    plan = Plan(facts, on)
    names = {name for service in facts.services for name in (service.code, service.carrier)}
    place = zone(input_zone) if input_zone else None
    batches = read_orders(
        files, profile=profile, products=products, services=names, input_zone=place, currency=currency, seen=seen,
        names=called,
    )  # fmt: skip
    with ahead(batches) as fetched:
        plan.grid(on or now.date()).prepare()
        for batch in fetched:
            doubts = platform_doubts(batch.table.frame["platform"].drop_nulls().unique(), facts)
            yield evolve(batch, warnings=batch.warnings + doubts), plan.route(batch.table)
