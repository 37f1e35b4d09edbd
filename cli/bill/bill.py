"""`sampan bill`: the forwarder's bill, line by line, with the cause."""

from __future__ import annotations

import click

from cli.group import LazyGroup


class _Bill(LazyGroup):
    """The commands of `cli/bill/<name>.py`, in the order of a bill's life."""

    lazy = {  # noqa: RUF012 - a constant, as in the class above
        "check": "Hold bills against runs: what each line should cost, why it does not, and what to claim.",
        "guess": "Propose a map for a bill whose form is not known.",
        "claims": "List claims and set what became of them.",
    }
    prefix = "cli.bill."


@click.command(cls=_Bill, epilog="Example: sampan bill check november.csv --run demo-run --out checked")
def command() -> None:
    """Check forwarders' bills line by line, with the cause of every difference."""
