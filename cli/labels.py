"""`sampan labels`: upload files and slips for the orders of a run."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
from attrs import asdict

from cli.show import csv_text, format_option, json_text, jsonl_text, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from typing import BinaryIO

    from carriers.labels.layout import Layout
    from carriers.labels.shipment import Shipment
    from carriers.labels.shop import Shop
    from carriers.labels.tally import Result
    from routing.money import ExchangeRates

NEEDS_A_PERSON = 1
_RUN = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class _DefaultGroup(click.Group):
    """A group whose first word may be a run directory instead of a command: then its files are written."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, with `write` put in front where no command is named."""
        if args and args[0] not in self.commands and args[0] not in {"-h", "--help"}:
            args = ["write", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_DefaultGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: sampan labels out/today --layout hualei",
)
def command() -> None:
    """Write the upload file a carrier or forwarder accepts, check one, or print slips.

    `sampan labels RUN_DIR --layout NAME` is short for `sampan labels write RUN_DIR --layout NAME`.
    """


def _of_a_run(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that writing files and printing slips share."""
    for option in (
        click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day for orders without a dispatch day."),
        click.option("--fx", type=_FILE, help="Exchange rates; XDR tells CN22 from CN23. Default: the run's own."),
        click.option("--tracking-pool", "pool_file", type=_FILE, help="Numbers the carrier allocated, one a line."),
        click.option("--shop", "shop_file", type=_FILE, help="Sender, tax numbers and settings (TOML)."),
        click.option("--service", "services", multiple=True, metavar="CODE", help="Only orders of this service."),
    ):
        function = option(function)
    return function


@command.command("write", epilog="Example: sampan labels out/today --layout hualei --service cainiao-economy")
@click.argument("run_dir", type=_RUN)
@click.option("--layout", "layout_name", required=True, metavar="NAME", help="See `sampan labels layouts`.")
@click.option("-o", "--output", metavar="FILE", help="Default: RUN_DIR/labels/NAME.csv; - prints the file.")
@click.option("--type", "kind", type=click.Choice(["csv", "txt", "xlsx"]), help="Default: what the carrier takes.")
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
    on: datetime | None,
) -> None:
    """Write the upload file of one layout for a run's assigned orders.

    Orders the carrier would refuse are held back and listed in RUN_DIR/labels/label_problems.csv, each with its way
    out; what tax and customs will do stands in label_notes.csv.  Exit code 1: some orders were held back.
    """
    from carriers.labels.layout import load  # noqa: PLC0415 - `sampan --help` must not load it
    from carriers.labels.tell import Setting  # noqa: PLC0415
    from carriers.labels.write import write  # noqa: PLC0415
    from cli.label_files import STDOUT, Staging, record_of, remember, tracking_pool  # noqa: PLC0415
    from cli.label_reports import Reports  # noqa: PLC0415

    layout, shop = _layout(layout_name), _shop(shop_file)
    kind = _kind(layout, kind, output)
    _check_needs(layout, shop, pool_file or record_of(run_dir))
    printed = output == STDOUT
    target = run_dir / "labels" / f"{layout.name}.{kind}" if not output or printed else Path(output)
    companion = load(layout.companion) if layout.companion else None
    setting = Setting(layout=layout, on=_day(on), shop=shop, rates=_rates(fx, run_dir))
    seen: Counter[str] = Counter()
    with tracking_pool(pool_file, run_dir) as pool, Staging(target, ours=not output) as staging:
        with Reports(run_dir / "labels", layout.name, services) as reports:

            def shipments() -> Iterator[Shipment]:
                for shipment in _shipments(run_dir, services):
                    reports.service = shipment.service
                    seen[shipment.service] += 1
                    yield shipment

            def open_part(one: Layout, number: int) -> BinaryIO:
                extra = one is not layout
                return staging.open(number, "-skus" if extra else "", f".{one.types[0]}" if extra else "")

            result = write(
                shipments(),
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
            _show(result, staging.publish(), shape)
    _remark(result, layout, shop, run_dir, seen)
    ctx.exit(NEEDS_A_PERSON if result.held else 0)


@command.command("layouts", epilog="Example: sampan labels layouts --format json")
@click.argument("name", required=False)
@format_option()
def list_layouts(name: str | None, shape: str) -> None:
    """List the layouts, or show the columns of one."""
    from carriers.labels.layout import as_data, load, names  # noqa: PLC0415

    if name:
        layout = _layout(name)
        if shape == "json":
            click.echo(json_text(as_data(layout)))
            return
        keys = ("header", "field", "value", "required", "min", "max", "unit", "decimals", "pattern")
        rows = [{key: getattr(column, key) for key in keys} for column in layout.columns]
        _print(rows, shape)
        for remark in (f"{layout.title}.", *layout.notes, *(f"Source: {source}" for source in layout.sources)):
            click.echo(remark, err=True)
        return
    _print(
        [
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
        ],
        shape,
    )


@command.command("check", epilog="Example: sampan labels check hualei.csv --layout hualei")
@click.argument("file", type=_FILE)
@click.option("--layout", "layout_name", required=True, metavar="NAME", help="See `sampan labels layouts`.")
@format_option()
@click.pass_context
def check_file(ctx: click.Context, file: Path, layout_name: str, shape: str) -> None:
    """Check an existing upload file against a layout, cell by cell.  Exit code 1: something is wrong."""
    from carriers.labels.check import check  # noqa: PLC0415

    rows = [
        {"place": one.order_id, "field": one.field, "value": one.value, "rule": one.rule, "way out": one.way_out}
        for one in check(file, _layout(layout_name))
    ]
    if rows or shape != "table":
        _print(rows, shape)
    click.echo(f"{file}: {len(rows) or 'no'} finding{'' if len(rows) == 1 else 's'}.", err=True)
    ctx.exit(NEEDS_A_PERSON if rows else 0)


@command.command("pdf", epilog="Example: sampan labels pdf out/today --size 100x100 --shop shop.toml")
@click.argument("run_dir", type=_RUN)
@click.option("--size", type=click.Choice(["100x150", "100x100"]), default="100x150", help="Paper, in mm.")
@click.option("-o", "--output", metavar="FILE", help="Default: RUN_DIR/labels/slips.pdf.")
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
    on: datetime | None,
) -> None:
    """Print a packing and address slip with customs block for each assigned order, 500 to a file.

    A number from the pool is printed as Code 128 for a 300 dpi printer.  An order that customs would refuse gets none.
    """
    from carriers.labels.slips import write_slips  # noqa: PLC0415
    from cli.label_files import Staging, remember, tracking_pool  # noqa: PLC0415
    from cli.label_reports import Reports  # noqa: PLC0415

    shop, rates = _shop(shop_file), _rates(fx, run_dir)
    target = Path(output) if output else run_dir / "labels" / "slips.pdf"
    seen: Counter[str] = Counter()
    with tracking_pool(pool_file, run_dir) as pool, Staging(target, ours=not output) as staging:
        with Reports(run_dir / "labels", "slips", services) as reports:

            def shipments() -> Iterator[Shipment]:
                for shipment in _shipments(run_dir, services):
                    reports.service = shipment.service
                    seen[shipment.service] += 1
                    yield shipment

            result = write_slips(shipments(), size, shop, rates, _day(on), staging.open, reports.add, pool.take)
            remember(pool, pool_file, run_dir)
        _show(result, staging.publish(), shape)
    _remark(result, None, shop, run_dir, seen)
    ctx.exit(NEEDS_A_PERSON if result.held else 0)


def _layout(name: str) -> Layout:
    from carriers.labels.layout import UnknownLayoutError, load  # noqa: PLC0415

    try:
        return load(name)
    except UnknownLayoutError as error:
        raise click.BadParameter(str(error), param_hint="--layout") from None


def _kind(layout: Layout, kind: str | None, output: str | None) -> str:
    """The file type: as asked, as the file's ending says, or the layout's first."""
    ending = Path(output or "").suffix.lower().removeprefix(".")
    chosen = kind or (ending if ending in {"csv", "txt", "xlsx"} else layout.types[0])
    if chosen not in layout.types:
        raise click.UsageError(f"{layout.name} is uploaded as {' or '.join(layout.types)}, not as {chosen}.")
    return chosen


def _shop(path: Path | None) -> Shop:
    from carriers.labels.shop import Shop, read_shop  # noqa: PLC0415
    from routing.errors import Fault, InputError  # noqa: PLC0415

    if path is None:
        return Shop()
    try:
        return read_shop(path.read_text(encoding="utf-8-sig"), str(path))
    except UnicodeDecodeError:
        raise InputError([Fault(str(path), "", "is not UTF-8. Save the file as UTF-8.")]) from None


def _check_needs(layout: Layout, shop: Shop, numbers: Path) -> None:
    """Refuses at once what no order could mend: facts of the shop file, or numbers, that the layout needs."""
    missing = []
    for column in layout.columns:
        section, _, key = column.field.partition(".")
        if not column.required:
            continue
        if section == "sender" and not shop.sender.get(key):
            missing.append(f"{key} in [sender]")
        if section == "shop" and not shop.setting(layout.name, key):
            missing.append(f"{key} in [layout.{layout.name}]")
    if missing:
        raise click.UsageError(
            f"{layout.name} needs what the shop file (--shop) does not say: {', '.join(missing)}. "
            f"`sampan labels layouts {layout.name}` says what they are."
        )
    if not numbers.exists() and any(column.required and column.field == "tracking" for column in layout.columns):
        raise click.UsageError(
            f"{layout.name} needs tracking numbers: give the numbers the carrier allocated, with --tracking-pool."
        )


def _rates(fx: Path | None, run_dir: Path) -> ExchangeRates:
    """The rates of --fx, else of the run's own snapshot, else the bundled ones; none that are only illustrative."""
    from carriers.exchange import bundled_rates, load_rates  # noqa: PLC0415
    from routing.money import ExchangeRates  # noqa: PLC0415

    path = fx or next((path for path in (run_dir / "inputs" / "fx.csv", bundled_rates()) if path.is_file()), None)
    if path is None:
        return ExchangeRates()
    # A customs value may rest on a real rate only; the bundled round figures are good enough to compare prices with.
    return ExchangeRates(tuple(rate for rate in load_rates(path).rates if not rate.source.startswith("illustrative")))


def _day(on: datetime | None) -> date:
    return on.date() if on else datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")).date()


def _shipments(run_dir: Path, services: Sequence[str]) -> Iterator[Shipment]:
    from carriers.labels.shipment import read_run  # noqa: PLC0415

    return read_run(run_dir, services)


def _show(result: Result, paths: Sequence[Path], shape: str) -> None:
    """What was written where."""
    rows = [
        {"file": str(path), "orders": part.orders, "rows": part.rows}
        for path, part in zip(paths, result.parts, strict=True)
    ]
    if shape == "json":
        values = {code: round(float(total) / 10_000, 2) for code, total in sorted(result.value_e4.items())}
        summary = {
            "orders": result.orders_in,
            "written": result.orders_out,
            "held": result.held,
            "weight_g": result.weight_g,
            "declared": values,
            "causes": [asdict(cause) for cause in result.causes],
        }
        click.echo(json_text({"files": rows, **summary}))
        return
    _print(rows, shape)


def _remark(result: Result, layout: Layout | None, shop: Shop, run_dir: Path, seen: Counter[str]) -> None:
    """Totals, what was held back and how to mend it, on stderr."""
    if not result.orders_in:
        click.echo("No assigned order was found. Check --service, and the status column of assignments.csv.", err=True)
        return
    values = ", ".join(f"{float(total) / 10_000:,.2f} {code}" for code, total in sorted(result.value_e4.items()))
    totals = f"{result.weight_g / 1000:,.3f} kg" + (f", declared {values}" if values else "")
    click.echo(f"{result.orders_in} orders: {result.orders_out} written ({totals}), {result.held} held back.", err=True)
    for cause in result.causes:
        click.echo(f"  {cause.level} {cause.orders} x {cause.rule}, {cause.field}: {cause.way_out}", err=True)
    if layout and not layout.people:
        _remark_services(layout, shop, seen)
    if result.held:
        path = run_dir / "labels" / "label_problems.csv"
        click.echo(f"Each held order with its way out: {path}. Mend them, route again, write the file again.", err=True)


def _remark_services(layout: Layout, shop: Shop, seen: Counter[str]) -> None:
    """What to look at before uploading: orders of several services, and services without the carrier's own name."""
    told = "service" in layout.told
    if len(seen) > 1 and not told:
        spread = ", ".join(f"{service} {count}" for service, count in sorted(seen.items()))
        click.echo(f"The orders are of {len(seen)} services ({spread}): --service CODE takes one of them.", err=True)
    unnamed = sorted(service for service in seen if shop.service(layout.name, service) == service)
    if told and unnamed:
        click.echo(
            f"The service column shows sampan's own code for {', '.join(unnamed)}: give the carrier's names in "
            f"[layout.{layout.name}.services] of the shop file.",
            err=True,
        )


def _print(rows: list[dict[str, Any]], shape: str) -> None:
    """Rows as a table, CSV, JSON or JSON lines on stdout."""
    headers = list(rows[0]) if rows else []
    cells = [list(row.values()) for row in rows]
    if shape == "json":
        click.echo(json_text(rows))
    elif shape == "jsonl":
        click.echo(jsonl_text(rows), nl=bool(rows))
    elif shape == "csv":
        click.echo(csv_text(cells, headers), nl=False)
    elif rows:
        click.echo(table(cells, headers))
