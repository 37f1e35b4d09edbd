"""`sampan track`: tracking in."""

from __future__ import annotations

import click

from cli.group import LazyGroup


class _Track(LazyGroup):
    """The commands of `cli/track/<name>.py`."""

    lazy = {  # noqa: RUF012 - a constant, as in the class above
        "add": "Add files of scans to the store: each scan once, unknown states and words kept and told.",
        "show": "Show the scans of a parcel: by its tracking number or its order.",
    }
    prefix = "cli.track."


@click.command(cls=_Track, epilog="Example: sampan track add scans.csv --store tracking.parquet")
def command() -> None:
    """Keep the scans of carriers and trackers in one store."""
