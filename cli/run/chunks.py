"""The loop at the heart of a run: chunks are read ahead and routed one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from attrs import evolve

from cli.options.platforms import platform_doubts
from cli.run.pipeline import prefetched
from cli.words import sentence
from routing.deadlines.localtime import zone
from routing.intake import read_orders
from routing.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from routing.assignments import Assigned
    from routing.facts import Facts
    from routing.intake import Batch, ProductMaster
    from routing.intake.seen.seen import Seen


class How(Protocol):
    """How orders are to be read and routed, as a run and each part of it are told."""

    @property
    def profile(self) -> str:
        """Whose export the files are."""

    @property
    def on(self) -> date | None:
        """Day of hand-over."""

    @property
    def now(self) -> datetime:
        """Moment of the run, whose facts are made ready while the first chunk is read."""

    @property
    def input_zone(self) -> str | None:
        """Of times that name none."""

    @property
    def currency(self) -> str | None:
        """Of amounts that name none."""


def route_chunks(
    files: Sequence[Path],
    facts: Facts,
    products: ProductMaster | None,
    how: How,
    *,
    seen: Seen | None = None,
    called: Mapping[Path, str] | None = None,
) -> Generator[tuple[Batch, Assigned]]:
    """Each chunk of the files with its assignments, in order.

    Args:
        files: order files and folders of them; "-" is the standard input.
        facts: by which to route.
        products: the product master.
        how: the run's or its part's.
        seen: remembers the order ids; None: those of these files only.
        called: what to call each file; None: its own name, told apart from others of that name.
    """
    plan = Plan(facts, how.on, sentence)
    names = {name for service in facts.services for name in (service.code, service.carrier)}
    place = zone(how.input_zone) if how.input_zone else None
    batches = read_orders(
        files, profile=how.profile, products=products, services=names, options=facts.options, input_zone=place,
        currency=how.currency, seen=seen, names=called,
    )  # fmt: skip
    with prefetched(batches) as fetched:
        plan.grid(how.on or how.now.date()).prepare()
        for batch in fetched:
            doubts = platform_doubts(batch.table.frame["platform"].drop_nulls().unique(), facts)
            yield evolve(batch, warnings=batch.warnings + doubts), plan.route(batch.table)
