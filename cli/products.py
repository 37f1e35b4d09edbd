"""`sampan products`: help with the seller's product master."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.group import Group
from cli.options.types import from_option
from cli.output.files import atomic_file
from cli.run.directory import MANIFEST
from cli.words import said
from routing.values.formulas import guard

if TYPE_CHECKING:
    from collections.abc import Mapping

_COLUMNS = (
    "sku", "name_en", "name_zh", "hs_code", "origin", "weight_g", "length_cm", "width_cm", "height_cm", "goods",
    "declared_unit_value", "declared_currency", "material", "manufacturer_id", "gtin", "title", "lines", "fill",
)  # fmt: skip
"""The sheet's columns: those of the product master to fill, then what the orders say of the article."""
_OTHER_BOOKS = frozenset({".xls", ".xlsm", ".xlsb", ".ods", ".numbers", ".parquet"})
_CELL = 32_767
"""Signs that a workbook's cell may hold."""


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
    "-o",
    "--out",
    default="-",
    metavar="FILE",
    show_default=True,
    help="Sheet to write: CSV, or a workbook where the name ends with .xlsx; - is the standard output.",
)
def missing(files: tuple[str, ...], master: str | None, profile: str, out: str) -> None:
    """Write a sheet, ready to be filled in, of the articles that orders name and the product master lacks.

    Of a run directory: the articles for which customs asks more than the master says; `fill` names the columns.

    Fill in weight and size at least, and hand the sheet (or your master with its rows) to `sampan route --products`.
    """
    from routing.intake import Reading, missing_products, order_files, read_products  # noqa: PLC0415 - heavy, and not needed for the help

    kind = Path(out).suffix.lower()
    if kind in _OTHER_BOOKS:
        raise click.UsageError(said("{out}: a sheet is written as .csv or .xlsx, not as {kind}.", out=out, kind=kind))
    if len(files) == 1 and (Path(files[0]) / MANIFEST).is_file():
        from cli.customs.sheet import articles_to_fill  # noqa: PLC0415 - as above

        rows = [_row(cells) for cells in articles_to_fill(Path(files[0]))]
    else:
        products = read_products(master) if master else None
        found = missing_products(order_files(files), Reading(profile, products=products))
        named = ({"sku": sku, "title": title or "", "lines": str(lines)} for sku, title, lines in found.iter_rows())
        rows = [_row(cells) for cells in named]
    if out == "-":
        sys.stdout.write(_sheet(rows))
    else:
        with atomic_file(Path(out)) as file:
            file.write(_workbook(rows) if kind == ".xlsx" else _sheet(rows).encode("utf-8-sig"))
    click.echo(said("{n:count article} to fill in.", n=len(rows)), err=True)


def _row(told: Mapping[str, str]) -> list[str]:
    return [told.get(name, "") for name in _COLUMNS]


def _sheet(rows: list[list[str]]) -> str:
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return page.getvalue()


def _workbook(rows: list[list[str]]) -> bytes:
    """The sheet as an .xlsx, every cell a text: nothing in it runs, and no number of an article loses its zeros."""
    import xlsxwriter  # noqa: PLC0415 - only this writes a workbook

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        text, page = book.add_format({"num_format": "@"}), book.add_worksheet("products")
        page.set_column(0, len(_COLUMNS) - 1, 16, text)
        page.freeze_panes(1, 0)
        for number, row in enumerate([list(_COLUMNS), *rows]):
            for column, cell in enumerate(row):
                page.write_string(number, column, cell[:_CELL], text)
    return content.getvalue()
