"""`sampan customs check`: what customs asks of a run's orders and they lack."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.labels.options import FILE, RUN, rates_of, shop_of
from cli.labels.orders import check_services, orders_to_ship, service_classes
from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.today import today
from cli.options.types import DAY
from cli.output.show import format_option, print_rows
from cli.words import said, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carriers.customs.demands import Lack
    from carriers.shipment import Shipment

_COLUMNS = ("order_id", "to", "line", "article", "fill", "value", "rule", "way out")
_WIDTHS = {"article": 24, "value": 24, "way out": 60}


@click.command("check", epilog="Example: sampan customs check demo-run --shop shop.toml")
@click.argument("run_dir", type=RUN)
@click.option("--service", "services", multiple=True, metavar="CODE", help="Only orders of this service.")
@click.option("--shop", "shop_file", type=FILE, help="Tax numbers of the seller (TOML).")
@click.option("--fx", type=FILE, help="Exchange rates.  [default: the run's own]")
@click.option("--on", type=DAY, metavar="DATE", help="Day for orders without a dispatch day.")
@format_option()
def command(
    run_dir: Path, services: tuple[str, ...], shop_file: Path | None, fx: Path | None, on: date | None,
    output_format: str,
) -> int:  # fmt: skip
    """List what customs of each destination asks for and the run's assigned orders lack, line by line.

    `fill` is the column of the product master, of the order file, or the key of the shop file, that tells it.  Such an
    order would be held at the border: exit code 1.  `sampan products missing RUN_DIR` writes the articles to fill in.
    """
    from carriers.labels.gate import gate  # noqa: PLC0415 - `sampan --help` must not load it

    check_services(run_dir, services, service_classes(run_dir))
    shop, rates, orders, lacking = shop_of(shop_file), rates_of(fx, run_dir), 0, 0
    rows: list[dict[str, Any]] = []
    for shipment in orders_to_ship(run_dir, services):
        orders += 1
        found = list(_rows(shipment, gate(shipment, shop, rates, shipment.dispatch_on or on or today())))
        lacking += bool(found)
        rows += found
    print_rows(
        rows, output_format, _COLUMNS, none=said("{n:count order}: nothing is missing.", n=orders), widths=_WIDTHS
    )
    if rows:
        told = said("{lacking} of {n:count order} would be held at the border.", lacking=lacking, n=orders)
        click.echo(told, err=True)
    return NEEDS_A_PERSON if rows else ALL_DONE


def _rows(shipment: Shipment, lacks: Iterator[Lack]) -> Iterator[dict[str, Any]]:
    for lack in lacks:
        article = shipment.articles[lack.line - 1] if lack.line else None
        yield {
            "order_id": shipment.order_id,
            "to": shipment.country,
            "line": lack.line,
            "article": (article.sku or article.title or "") if article else "",
            "fill": lack.column,
            "value": lack.value,
            "rule": lack.rule,
            "way out": sentence(lack.reason),
        }
