"""`sampan labels pdf`: slips for the packer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cli.labels.options import RUN, run_options, size_option
from cli.labels.summary import remark, show_files
from cli.main import NEEDS_A_PERSON
from cli.output.show import format_option


@click.command("pdf", epilog="Example: sampan labels pdf demo-run --size 100x100")
@click.argument("run_dir", type=RUN)
@size_option
@click.option("--order", "orders", multiple=True, metavar="ORDER_ID", help="Print this order's slip alone, once more.")
@click.option("-o", "--out", "output", metavar="FILE", help="The PDF to write.  [default: RUN_DIR/labels/slips.pdf]")
@format_option()
@run_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    run_dir: Path,
    size: str,
    orders: tuple[str, ...],
    output: str | None,
    output_format: str,
    **run_words: Any,
) -> None:
    """Print a packing and address slip with customs block for each assigned order, 500 to a file.

    They are sorted as they are packed: by service, orders of one article first, by article, by deadline.  Each page has
    the order's number as a barcode, n/m, and marks for batteries and other goods.  A courier's order gets a commercial
    invoice as well, in a file of its own.

    A number from the pool, or from the carrier's answer, is printed as Code 128 for a 300 dpi printer.  An order
    without a name or an address, or that customs would refuse, gets none.
    """
    from carriers.labels.slips.slips import write_slips  # noqa: PLC0415
    from cli.labels.opened import AskedRun, opened  # noqa: PLC0415
    from cli.labels.packing import Packing  # noqa: PLC0415
    from cli.labels.reports import SLIPS  # noqa: PLC0415
    from cli.run.reader import find_row  # noqa: PLC0415

    asked = AskedRun.of(run_dir, **run_words)
    wanted = {str(find_row(run_dir, one)["order_id"]) for one in orders}
    target = Path(output) if output else asked.labels_dir / ("reprint.pdf" if wanted else "slips.pdf")
    reported = [] if wanted else [SLIPS]  # a reprint leaves the report as it is
    with opened(asked, [target], reported, ours=not output) as run:
        packing = Packing(asked, run, size)
        shipments = (one for one in run.orders if not wanted or one.order_id in wanted)
        result = write_slips(
            shipments,
            packing.slips,
            lambda number, kind: run.labels.open(target, number, f"-{kind}" if kind else ""),
        )
        run.publish = bool(result.orders_in)
    show_files(result, run.paths, output_format)
    remark(result, None, asked.shop, run_dir, run.reports.seen)
    ctx.exit(NEEDS_A_PERSON if result.held else 0)
