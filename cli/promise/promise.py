"""`sampan promise`: the chance to be on time, learnt from the seller's own parcels."""

from __future__ import annotations

import click

from cli.group import LazyGroup


class _Promise(LazyGroup):
    """The commands of `cli/promise/<name>.py`, in the order of their use."""

    lazy = {  # noqa: RUF012 - a constant, as in the class above
        "learn": "Learn from scans how soon each service delivers to each country.",
        "check": "Hold what would have been promised against what came true, month by month.",
    }
    prefix = "cli.promise."


@click.command(
    cls=_Promise, epilog="Example: sampan promise learn --store tracking.parquet --run demo-run -o promise.csv"
)
def command() -> None:
    """Learn the chance to be on time from your own parcels, and check what it is worth."""
