"""`sampan labels pdf`: slips for the packer."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import BinaryIO

import click

from cli.labels.options import RUN, rates_of, run_options, shop_of
from cli.labels.summary import remark, show_files
from cli.main import NEEDS_A_PERSON
from cli.options.today import today
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
    ctx: click.Context,
    run_dir: Path,
    size: str,
    output: str | None,
    output_format: str,
    services: tuple[str, ...],
    checked: tuple[str, ...],
    shop_file: Path | None,
    pool_file: Path | None,
    fx: Path | None,
    on: date | None,
) -> None:
    """Print a packing and address slip with customs block for each assigned order, 500 to a file.

    A courier's order gets a commercial invoice as well, in a file of its own.

    A number from the pool is printed as Code 128 for a 300 dpi printer.  An order without a name or an address, or that
    customs would refuse, gets none.
    """
    from carriers.labels.slips.slips import write_slips  # noqa: PLC0415
    from cli.labels.files import LabelSet, remember, tracking_pool  # noqa: PLC0415
    from cli.labels.orders import check_services, orders_to_ship, service_classes  # noqa: PLC0415
    from cli.labels.reports import Reports  # noqa: PLC0415

    shop, rates = shop_of(shop_file), rates_of(fx, run_dir)
    classes = service_classes(run_dir)
    check_services(run_dir, services, classes)
    target = Path(output) if output else run_dir / "labels" / "slips.pdf"
    with (
        tracking_pool(pool_file, run_dir, shop.name, services) as pool,
        LabelSet(run_dir, target, ours=not output) as labels,
    ):
        with Reports(run_dir / "labels", labels, "slips", services) as reports:

            def open_part(number: int, kind: str) -> BinaryIO:
                return labels.open(number, f"-{kind}" if kind else "")

            orders = reports.follow(orders_to_ship(run_dir, services, classes))
            result = write_slips(orders, size, shop, rates, on or today(), open_part, reports.add, pool.take, checked)
            remember(pool, pool_file, labels, run_dir)
        show_files(result, labels.publish() if result.orders_in else (), output_format)
    remark(result, None, shop, run_dir, reports.seen)
    ctx.exit(NEEDS_A_PERSON if result.held else 0)
