"""`sampan labels`: upload files and slips for the orders of a run."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.group import Group
from cli.label_options import check_needs, file_type, layout_of, rates_of, shop_of
from cli.label_summary import remark, show_files
from cli.main import NEEDS_A_PERSON
from cli.reads import DAY
from cli.show import counted, format_option, json_text, print_rows
from cli.today import today

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from carriers.labels.layout import Layout

_RUN = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_LAYOUT = click.option(
    "--layout", "layout_name", required=True, metavar="NAME", help="See `sampan labels layouts`; or a TOML file."
)


class _DefaultGroup(Group):
    """A group whose first word may be a run directory instead of a command: then its files are written."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, with `write` put in front where no command is named."""
        if args and args[0] not in self.commands and args[0] not in {"-h", "--help"}:
            args = ["write", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_DefaultGroup,
    epilog="Example: sampan labels demo-run --layout hualei",
)
def command() -> None:
    """Write the upload file a carrier or forwarder accepts, check one, or print slips.

    `sampan labels RUN_DIR --layout NAME` is short for `sampan labels write RUN_DIR --layout NAME`.
    """


def _of_a_run(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that writing files and printing slips share."""
    for option in (
        click.option("--on", type=DAY, metavar="DATE", help="Day for orders without a dispatch day."),
        click.option("--fx", type=_FILE, help="Exchange rates; XDR tells CN22 from CN23.  [default: the run's own]"),
        click.option("--tracking-pool", "pool_file", type=_FILE, help="Numbers the carrier allocated, one a line."),
        click.option("--shop", "shop_file", type=_FILE, help="Sender, tax numbers and settings (TOML)."),
        click.option("--service", "services", multiple=True, metavar="CODE", help="Only orders of this service."),
    ):
        function = option(function)
    return function


@command.command("write", epilog="Example: sampan labels demo-run --layout hualei --service cainiao-economy")
@click.argument("run_dir", type=_RUN)
@_LAYOUT
@click.option(
    "-o", "--out", "output", metavar="FILE", help="The file to write; - prints it.  [default: RUN_DIR/labels/NAME.csv]"
)
@click.option(
    "--type", "kind", type=click.Choice(["csv", "txt", "xlsx"]), help="File type.  [default: what the carrier takes]"
)
@format_option()
@_of_a_run
@click.pass_context
def write_files(
    ctx: click.Context,
    run_dir: Path,
    layout_name: str,
    output: str | None,
    kind: str | None,
    shape: str,
    services: tuple[str, ...],
    shop_file: Path | None,
    pool_file: Path | None,
    fx: Path | None,
    on: date | None,
) -> None:
    """Write the upload file of one layout for a run's assigned orders.

    Orders the carrier would refuse are held back and listed in RUN_DIR/labels/label_problems.csv, each with its way
    out; what tax and customs will do stands in label_notes.csv.  Exit code 1: some orders were held back.
    """
    from carriers.labels.layout import load  # noqa: PLC0415 - `sampan --help` must not load it
    from carriers.labels.run import read_run  # noqa: PLC0415
    from carriers.labels.setting import Setting  # noqa: PLC0415
    from carriers.labels.write import write  # noqa: PLC0415
    from cli.label_files import STDOUT, Staging, record_of, remember, tracking_pool  # noqa: PLC0415
    from cli.label_reports import Reports  # noqa: PLC0415

    layout, shop = layout_of(layout_name), shop_of(shop_file)
    kind = file_type(layout, kind, output)
    check_needs(layout, shop, pool_file or record_of(run_dir))
    printed = output == STDOUT
    target = run_dir / "labels" / f"{layout.name}.{kind}" if not output or printed else Path(output)
    companion = load(layout.companion) if layout.companion else None
    setting = Setting(layout=layout, on=on or today(), shop=shop, rates=rates_of(fx, run_dir))
    with tracking_pool(pool_file, run_dir) as pool, Staging(target, ours=not output) as staging:
        with Reports(run_dir / "labels", layout.name, services) as reports:

            def open_part(one: Layout, number: int) -> BinaryIO:
                extra = one is not layout
                return staging.open(number, "-skus" if extra else "", f".{one.types[0]}" if extra else "")

            result = write(
                reports.follow(read_run(run_dir, services)),
                setting,
                open_part,
                reports.add,
                kind=kind,
                companion=companion,
                take_number=pool.take,
            )
            remember(pool, pool_file, run_dir)
        if printed:
            staging.print()
        else:
            show_files(result, staging.publish() if result.orders_in else (), shape)
    remark(result, layout, shop, run_dir, reports.seen)
    ctx.exit(NEEDS_A_PERSON if result.held else 0)


@command.command("layouts", epilog="Example: sampan labels layouts --format json")
@click.argument("name", required=False)
@format_option()
def list_layouts(name: str | None, shape: str) -> None:
    """List the layouts, or show the columns of one."""
    from carriers.labels.layout import as_data, load, names  # noqa: PLC0415

    if name:
        layout = layout_of(name, "NAME")
        if shape == "json":
            click.echo(json_text(as_data(layout)))
            return
        keys = ("header", "field", "value", "required", "min", "max", "unit", "decimals", "pattern")
        rows = [{key: getattr(column, key) for key in keys} for column in layout.columns]
        print_rows(rows, shape, keys)
        for words in (f"{layout.title}.", *layout.notes, *(f"Source: {source}" for source in layout.sources)):
            click.echo(words, err=True)
        return
    rows = [
        {
            "layout": layout.name,
            "columns": len(layout.columns),
            "file": "/".join(layout.types),
            "rows": f"one per {'article' if layout.rows == 'sku' else layout.rows}",
            "seen": layout.seen,
            "confidence": layout.confidence,
            "title": layout.title,
        }
        for layout in map(load, names())
    ]
    print_rows(rows, shape, list(rows[0]))


@command.command("check", epilog="Example: sampan labels check demo-run/labels/hualei.csv --layout hualei")
@click.argument("file", type=_FILE)
@_LAYOUT
@format_option()
@click.pass_context
def check_file(ctx: click.Context, file: Path, layout_name: str, shape: str) -> None:
    """Check an existing upload file against a layout, cell by cell.  Exit code 1: something is wrong."""
    from carriers.labels.check import check  # noqa: PLC0415

    found = check(file, layout_of(layout_name))
    columns = ("place", "field", "value", "rule", "way out")
    cells = [(one.order_id, one.field, one.value, one.rule, one.way_out) for one in found]
    rows = [dict(zip(columns, row, strict=True)) for row in cells]
    print_rows(rows, shape, columns)
    click.echo(f"{file}: {counted(len(rows), 'finding') if rows else 'no findings'}.", err=True)
    ctx.exit(NEEDS_A_PERSON if rows else 0)


@command.command("pdf", epilog="Example: sampan labels pdf demo-run --size 100x100")
@click.argument("run_dir", type=_RUN)
@click.option(
    "--size", type=click.Choice(["100x150", "100x100"]), default="100x150", show_default=True, help="Paper, in mm."
)
@click.option("-o", "--out", "output", metavar="FILE", help="The PDF to write.  [default: RUN_DIR/labels/slips.pdf]")
@format_option()
@_of_a_run
@click.pass_context
def print_slips(
    ctx: click.Context,
    run_dir: Path,
    size: str,
    output: str | None,
    shape: str,
    services: tuple[str, ...],
    shop_file: Path | None,
    pool_file: Path | None,
    fx: Path | None,
    on: date | None,
) -> None:
    """Print a packing and address slip with customs block for each assigned order, 500 to a file.

    A number from the pool is printed as Code 128 for a 300 dpi printer.  An order without a name or an address, or that
    customs would refuse, gets none.
    """
    from carriers.labels.run import read_run  # noqa: PLC0415
    from carriers.labels.slips import write_slips  # noqa: PLC0415
    from cli.label_files import Staging, remember, tracking_pool  # noqa: PLC0415
    from cli.label_reports import Reports  # noqa: PLC0415

    shop, rates = shop_of(shop_file), rates_of(fx, run_dir)
    target = Path(output) if output else run_dir / "labels" / "slips.pdf"
    with tracking_pool(pool_file, run_dir) as pool, Staging(target, ours=not output) as staging:
        with Reports(run_dir / "labels", "slips", services) as reports:
            orders = reports.follow(read_run(run_dir, services))
            result = write_slips(orders, size, shop, rates, on or today(), staging.open, reports.add, pool.take)
            remember(pool, pool_file, run_dir)
        show_files(result, staging.publish() if result.orders_in else (), shape)
    remark(result, None, shop, run_dir, reports.seen)
    ctx.exit(NEEDS_A_PERSON if result.held else 0)
