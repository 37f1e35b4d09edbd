"""The loop at the heart of a run: chunks are read ahead and routed one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from cli.pipeline import ahead
from cli.platforms import platform_doubts
from routing.intake import read_orders
from routing.intake.canonical import canonical_orders
from routing.intake.market import market_orders
from routing.intake.read import CHUNK_ROWS, opened_files
from routing.localtime import zone
from routing.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from datetime import date
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
    input_zone: str | None,
    currency: str | None = None,
    seen: Seen | None = None,
) -> Generator[tuple[Batch, Assigned]]:
    """Each chunk of the files with its assignments, in order.

    Args:
        files: order files and folders of them; "-" is the standard input.
        facts: by which to route.
        products: the product master.
        profile: whose export the files are.
        on: day of hand-over.
        input_zone: of times that name none.
        currency: of amounts that name none.
        seen: remembers the order ids; None: those of these files only.
    """
    plan = Plan(facts, on)
    names = {name for service in facts.services for name in (service.code, service.carrier)}
    place = zone(input_zone) if input_zone else None
    if seen is None:
        batches = read_orders(
            files, profile=profile, products=products, services=names, input_zone=place, currency=currency
        )
    else:
        settings = {"products": products, "zone": place, "currency": currency}
        batches = _remembering(seen, files, profile, services={name.lower(): name for name in names}, **settings)
    with ahead(batches) as fetched:
        for batch in fetched:
            doubts = platform_doubts(batch.table.frame["platform"].drop_nulls().unique(), facts)
            yield evolve(batch, warnings=batch.warnings + doubts), plan.route(batch.table)


def _remembering(seen: Seen, files: Sequence[Path], profile: str, **settings: Any) -> Iterator[Batch]:
    """As `read_orders`, with a memory of ids that outlives these files."""
    for opened, chunks in opened_files(files, profile, CHUNK_ROWS, **settings):
        run = evolve(opened, seen=seen)
        orders = canonical_orders if run.profile.platform is None else market_orders
        remarks = run.remarks
        for chunk in chunks:
            batch = orders(chunk, run)
            yield evolve(batch, profile=run.profile.name, why=run.why, warnings=remarks + batch.warnings)
            remarks = ()
