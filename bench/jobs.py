"""The run that is measured."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cli.options.facts import FactPaths
from cli.run.chunks import Days
from cli.run.job import Job
from routing.intake import Reading

if TYPE_CHECKING:
    from pathlib import Path


def job(orders: Path, out: Path, products: Path | None = None) -> Job:
    """A run of the file by the bundled cards and the handbook's policy, with a product master or without."""
    fact_paths = FactPaths.named((), "handbook", None)
    now = datetime(2026, 11, 20, 10, tzinfo=UTC)
    return Job((orders,), Reading(), products, fact_paths, Days(now), out=out, plain=True)
