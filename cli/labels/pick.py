"""`sampan labels pick`: the pick list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cli.labels.options import RUN, run_options
from cli.labels.summary import remark_packed
from cli.main import NEEDS_A_PERSON
from cli.output.show import format_option, print_rows


@click.command("pick", epilog="Example: sampan labels pick demo-run")
@click.argument("run_dir", type=RUN)
@click.option("-o", "--out", "output", metavar="FILE", help="The PDF to write.  [default: RUN_DIR/labels/pick.pdf]")
@format_option()
@run_options
@click.pass_context
def command(ctx: click.Context, /, run_dir: Path, output: str | None, output_format: str, **run_words: Any) -> None:
    """Print the pick list: each article with its shelf and the pieces that all orders need.

    Orders of one article stand apart from those of several; what is held back or to be asked about stands on top.  The
    shelf comes from the product master (column shelf, 货位).  The same is written as a table beside the PDF.
    """
    from cli.labels.opened import AskedRun, opened  # noqa: PLC0415
    from cli.labels.packing import Packing  # noqa: PLC0415
    from cli.labels.reports import SLIPS, held_before  # noqa: PLC0415

    asked = AskedRun.of(run_dir, **run_words)
    target = Path(output) if output else asked.labels_dir / "pick.pdf"
    with opened(asked, [target, target.with_suffix(".csv")], [SLIPS], ours=not output) as run:
        packing = Packing(asked, run, held=held_before(asked.labels_dir))
        for shipment in run.orders:
            packing.add(shipment)
        packing.slips.close()
        rows = packing.write_pick(target)
    print_rows(rows, output_format, ("file", "orders", "rows"))
    remark_packed(packing.asks.values())
    ctx.exit(NEEDS_A_PERSON if packing.asks else 0)
