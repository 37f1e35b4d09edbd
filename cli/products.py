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
    from collections.abc import Mapping, Sequence

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


@command.command(epilog="Example: sampan products update weights.csv --products products.csv -o products-new.csv")
@click.argument("weights", type=click.Path(dir_okay=False), metavar="WEIGHTS.csv")
@click.option(
    "--products", "master", required=True, type=click.Path(dir_okay=False), help="The product master as it is."
)
@click.option("-o", "--out", required=True, metavar="FILE", help="New master to write: .csv or .xlsx.")
def update(weights: str, master: str, out: str) -> None:
    """Write a new product master with the weights that bills taught; the old one stays as it is.

    WEIGHTS.csv is what `sampan bill check` writes; take out the rows that are not to be taken over.
    """
    from carriers.bills.master import learned_weights, updated  # noqa: PLC0415 - heavy, and not needed for the help

    kind = Path(out).suffix.lower()
    if kind in _OTHER_BOOKS:
        raise click.UsageError(said("{out}: a sheet is written as .csv or .xlsx, not as {kind}.", out=out, kind=kind))
    if Path(out).exists() and Path(out).samefile(master):
        raise click.UsageError(said("{out} is the old master, which stays as it is. Name another file.", out=out))
    new = updated(Path(master), learned_weights(Path(weights)))
    rows = [list(row) for row in new.rows]
    with atomic_file(Path(out)) as file:
        file.write(_workbook(rows[1:], rows[0]) if kind == ".xlsx" else _sheet(rows[1:], rows[0]).encode("utf-8-sig"))
    click.echo(said("{n:count article} with another weight, written to {out}.", n=len(new.changed), out=out), err=True)
    if new.unknown:
        click.echo(
            said("Not in the master, or without a weight of their own: {skus:list}.", skus=new.unknown), err=True
        )


def _row(told: Mapping[str, str]) -> list[str]:
    return [told.get(name, "") for name in _COLUMNS]


def _sheet(rows: list[list[str]], head: Sequence[str] = _COLUMNS) -> str:
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return page.getvalue()


def _workbook(rows: list[list[str]], head: Sequence[str] = _COLUMNS) -> bytes:
    """The sheet as an .xlsx, every cell a text: nothing in it runs, and no number of an article loses its zeros."""
    import xlsxwriter  # noqa: PLC0415 - only this writes a workbook

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        text, page = book.add_format({"num_format": "@"}), book.add_worksheet("products")
        page.set_column(0, len(head) - 1, 16, text)
        page.freeze_panes(1, 0)
        for number, row in enumerate([list(head), *rows]):
            for column, cell in enumerate(row):
                page.write_string(number, column, cell[:_CELL], text)
    return content.getvalue()
