"""The run that is measured."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cli.options.facts import FactPaths
from cli.run.run import Job

if TYPE_CHECKING:
    from pathlib import Path


def job(orders: Path, out: Path) -> Job:
    """A run of the file by the bundled cards and the handbook's policy."""
    sources = FactPaths.named((), "handbook", None)
    now = datetime(2026, 11, 20, 10, tzinfo=UTC)
    return Job((orders,), "auto", None, sources, now=now, on=None, out=out, plain=True)
