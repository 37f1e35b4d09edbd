"""`sampan labels write`: the upload file of one layout."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.labels.options import RUN, check_needs, file_type, layout_of, layout_option, rates_of, run_options, shop_of
from cli.labels.summary import remark, show_files
from cli.main import NEEDS_A_PERSON
from cli.options.today import today
from cli.output.show import format_option
from cli.run.manifest import read_manifest, zone_of

if TYPE_CHECKING:
    from typing import BinaryIO

    from carriers.labels.layouts.layout import Layout


@click.command("write", epilog="Example: sampan labels demo-run --layout hualei --service cainiao-economy")
@click.argument("run_dir", type=RUN)
@layout_option
@click.option(
    "-o", "--out", "output", metavar="FILE", help="The file to write; - prints it.  [default: RUN_DIR/labels/NAME.csv]"
)
@click.option(
    "--type", "kind", type=click.Choice(["csv", "txt", "xlsx"]), help="File type.  [default: what the carrier takes]"
)
@format_option()
@run_options
@click.pass_context
def command(
    ctx: click.Context,
    run_dir: Path,
    layout_name: str,
    output: str | None,
    kind: str | None,
    output_format: str,
    services: tuple[str, ...],
    checked: tuple[str, ...],
    shop_file: Path | None,
    pool_file: Path | None,
    fx: Path | None,
    on: date | None,
) -> None:
    """Write the upload file of one layout for a run's assigned orders.

    Orders the carrier would refuse are held back and listed in RUN_DIR/labels/label_problems.csv, each with its way
    out; what tax and customs will do stands in label_notes.csv.  Exit code 1: some orders were held back.
    """
    from carriers.labels.file_setup import FileSetup  # noqa: PLC0415
    from carriers.labels.layouts.read import load  # noqa: PLC0415 - `sampan --help` must not load it
    from carriers.labels.write import write  # noqa: PLC0415
    from cli.labels.files import STDOUT, LabelSet, record_of, remember, tracking_pool  # noqa: PLC0415
    from cli.labels.orders import check_services, orders_to_ship, service_classes  # noqa: PLC0415
    from cli.labels.reports import Reports  # noqa: PLC0415

    layout, shop = layout_of(layout_name), shop_of(shop_file)
    classes = service_classes(run_dir)
    check_services(run_dir, services, classes)
    kind = file_type(layout, kind, output)
    check_needs(layout, shop, pool_file or record_of(run_dir))
    printed = output == STDOUT
    target = run_dir / "labels" / f"{layout.name}.{kind}" if not output or printed else Path(output)
    companion = load(layout.companion) if layout.companion else None
    setup = FileSetup(
        layout=layout,
        on=on or today(),
        shop=shop,
        rates=rates_of(fx, run_dir),
        checked=frozenset(checked),
        services=frozenset(services),
        zone=zone_of(read_manifest(run_dir)),
    )
    with (
        tracking_pool(pool_file, run_dir, shop.name, setup.trusted) as pool,
        LabelSet(run_dir, target, ours=not output) as labels,
    ):
        with Reports(run_dir / "labels", labels, layout.name, services) as reports:

            def open_part(one: Layout, number: int) -> BinaryIO:
                extra = one is not layout
                return labels.open(number, "-skus" if extra else "", f".{one.types[0]}" if extra else "")

            result = write(
                reports.follow(orders_to_ship(run_dir, services, classes)),
                setup,
                open_part,
                reports.add,
                kind=kind,
                companion=companion,
                take_number=pool.take,
            )
            remember(pool, pool_file, labels, run_dir)
        if printed:
            labels.print()
            labels.publish(files=False)
        else:
            show_files(result, labels.publish() if result.orders_in else (), output_format)
    remark(result, layout, shop, run_dir, reports.seen)
    ctx.exit(NEEDS_A_PERSON if result.held else 0)
