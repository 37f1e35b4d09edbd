"""`sampan labels`: upload files and slips for the orders of a run."""

from __future__ import annotations

import click

from cli.group import LazyGroup


class _Labels(LazyGroup):
    """The commands of `cli/labels/<name>.py`; where the first word is a run directory, its files are written."""

    lazy = {  # noqa: RUF012 - a constant, as in the class above
        "write": "Write the upload file of one layout for a run's assigned orders.",
        "layouts": "List the layouts, or show the columns of one.",
        "answer": "Read a carrier's reply into the run, and write the marketplaces' uploads of tracking numbers.",
        "check": "Check an existing upload file against a layout, cell by cell.",
        "pdf": "Print a packing and address slip with customs block for each assigned order, 500 to a file.",
        "pick": "Print the pick list: each article with its shelf and the pieces that all orders need.",
        "handover": "Print a hand-over list (交接单) for each carrier, and tags for the bags.",
        "day": "Write every service's file, the slips, the pick list and the hand-over lists in one pass.",
    }
    prefix = "cli.labels."

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, with `write` put in front where no command is named."""
        if args and args[0] not in self.lazy and args[0] not in {"-h", "--help"}:
            args = ["write", *args]
        return super().parse_args(ctx, args)


@click.command(cls=_Labels, epilog="Example: sampan labels demo-run --layout hualei")
def command() -> None:
    """Write the upload file a carrier or forwarder accepts, check one, or print slips.

    `sampan labels RUN_DIR --layout NAME` is short for `sampan labels write RUN_DIR --layout NAME`.
    """
