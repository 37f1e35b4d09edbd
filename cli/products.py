"""`sampan products`: help with the seller's product master."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import click

from cli.group import Group
from cli.options.types import from_option
from cli.output.files import atomic_file
from cli.output.show import counted
from routing.values.formulas import guard

_COLUMNS = (
    "sku", "name_en", "name_zh", "hs_code", "origin", "weight_g", "length_cm", "width_cm", "height_cm", "goods",
    "declared_unit_value", "declared_currency", "material", "title", "lines",
)  # fmt: skip
"""The sheet's columns: those of the product master to fill, then what the orders say of the article."""


@click.group(
    "products", cls=Group, epilog="Example: sampan products missing orders.csv --products products.csv -o fill-me.csv"
)
def command() -> None:
    """Look after the product master: what one piece of each article weighs and measures."""


@command.command(epilog="Example: sampan products missing orders.csv --products products.csv -o fill-me.csv")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--products", "master", type=click.Path(dir_okay=False), help="The product master as it is so far.")
@from_option
@click.option(
    "-o", "--out", default="-", metavar="FILE", show_default=True, help="Sheet to write; - is the standard output."
)
def missing(files: tuple[str, ...], master: str | None, profile: str, out: str) -> None:
    """Write a sheet, ready to be filled in, of the articles that orders name and the product master lacks.

    Fill in weight and size at least, and hand the sheet (or your master with its rows) to `sampan route --products`.
    """
    from routing.intake import Reading, missing_products, order_files, read_products  # noqa: PLC0415 - heavy, and not needed for the help

    products = read_products(master) if master else None
    found = missing_products(order_files(files), Reading(profile, products=products))
    rows = [_row(sku, title or "", lines) for sku, title, lines in found.iter_rows()]
    sheet = _sheet(rows)
    if out == "-":
        sys.stdout.write(sheet)
    else:
        with atomic_file(Path(out)) as file:
            file.write(sheet.encode("utf-8-sig"))
    click.echo(f"{counted(len(rows), 'article')} to fill in.", err=True)


def _row(sku: str, title: str, lines: int) -> list[str]:
    cells = dict.fromkeys(_COLUMNS, "") | {"sku": guard(sku), "title": guard(title), "lines": str(lines)}
    return list(cells.values())


def _sheet(rows: list[list[str]]) -> str:
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows(rows)
    return page.getvalue()
