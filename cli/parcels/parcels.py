"""`sampan parcels`: the cheapest parcels, with proof: orders merged and split."""

from __future__ import annotations

import click

from cli.group import LazyGroup


class _Parcels(LazyGroup):
    """The commands of `cli/parcels/<name>.py`, in the order of their use."""

    lazy = {  # noqa: RUF012 - a constant, as in the class above
        "propose": "Propose which orders of a run to merge and which to split, with what it saves and how sure it is.",
        "apply": "Make a run whose lines are parcels from the proposals of a run.",
        "verify": "Check the proposals of a run again by a second, plain program.",
    }
    prefix = "cli.parcels."


@click.command(cls=_Parcels, epilog="Example: sampan parcels propose demo-run")
def command() -> None:
    """Merge and split the orders of a run into the cheapest parcels, with proof."""
