"""`sampan labels handover`: hand-over lists and bag tags."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from cli.labels.options import RUN, bag_option, run_options
from cli.labels.summary import remark_packed
from cli.main import NEEDS_A_PERSON
from cli.output.show import format_option, print_rows


@click.command("handover", epilog="Example: sampan labels handover demo-run --bag 25kg")
@click.argument("run_dir", type=RUN)
@click.option("-o", "--out", "output", metavar="FILE", help="The PDF to write.  [default: RUN_DIR/labels/handover.pdf]")
@bag_option
@format_option()
@run_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    run_dir: Path,
    output: str | None,
    bag_g: Fraction | None,
    output_format: str,
    **run_words: Any,
) -> None:
    """Print a hand-over list (交接单) for each carrier, and tags for the bags.

    Each list has the parcels with order number, tracking number and weight, counts by service, and places to sign.
    Orders that are held back stand on none.
    """
    from cli.labels.opened import AskedRun, opened  # noqa: PLC0415
    from cli.labels.packing import Packing  # noqa: PLC0415
    from cli.labels.reports import SLIPS, held_before  # noqa: PLC0415

    asked = AskedRun.of(run_dir, **run_words)
    target = Path(output) if output else asked.labels_dir / "handover.pdf"
    tags = target.with_name(f"{target.stem}-bags.pdf")
    with opened(asked, [target, tags], [SLIPS], ours=not output) as run:
        packing = Packing(asked, run, held=held_before(asked.labels_dir))
        for shipment in run.orders:
            packing.add(shipment)
        packing.slips.close()
        rows = packing.write_handover(target, tags, int(bag_g) if bag_g else None)
    print_rows(rows, output_format, ("file", "orders", "rows"))
    remark_packed(packing.asks.values())
    ctx.exit(NEEDS_A_PERSON if packing.asks else 0)
