"""`sampan labels pdf`: slips for the packer."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

import click

from cli.labels.options import RUN, run_options
from cli.labels.summary import remark, show_files
from cli.main import NEEDS_A_PERSON
from cli.output.show import format_option


@click.command("pdf", epilog="Example: sampan labels pdf demo-run --size 100x100")
@click.argument("run_dir", type=RUN)
@click.option(
    "--size", type=click.Choice(["100x150", "100x100"]), default="100x150", show_default=True, help="Paper, in mm."
)
@click.option("-o", "--out", "output", metavar="FILE", help="The PDF to write.  [default: RUN_DIR/labels/slips.pdf]")
@format_option()
@run_options
@click.pass_context
def command(
    ctx: click.Context, /, run_dir: Path, size: str, output: str | None, output_format: str, **run_words: Any
) -> None:
    """Print a packing and address slip with customs block for each assigned order, 500 to a file.

    A courier's order gets a commercial invoice as well, in a file of its own.

    A number from the pool is printed as Code 128 for a 300 dpi printer.  An order without a name or an address, or that
    customs would refuse, gets none.
    """
    from carriers.labels.slips.slips import write_slips  # noqa: PLC0415
    from cli.labels.opened import AskedRun, opened  # noqa: PLC0415

    asked = AskedRun.of(run_dir, **run_words)
    target = Path(output) if output else asked.labels_dir / "slips.pdf"
    with opened(asked, [target], ["slips"], ours=not output) as run:

        def open_part(number: int, kind: str) -> BinaryIO:
            return run.labels.open(target, number, f"-{kind}" if kind else "")

        result = write_slips(
            run.orders, size, asked.shop, asked.rates, asked.on, open_part, run.reports.add, run.take, asked.checked
        )
        run.publish = bool(result.orders_in)
    show_files(result, run.paths, output_format)
    remark(result, None, asked.shop, run_dir, run.reports.seen)
    ctx.exit(NEEDS_A_PERSON if result.held else 0)
