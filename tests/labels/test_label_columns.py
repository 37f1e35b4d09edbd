"""Label files in columns: held, byte for byte and finding for finding, to the rows of one order after another."""

from __future__ import annotations

import io
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import openpyxl
import polars as pl
import pytest
from attrs import astuple, evolve
from click.testing import CliRunner
from drawn_orders import drawn_rows, drawn_table
from finished_run import label_run

from carriers.labels.file_setup import FileSetup
from carriers.labels.layouts.read import load, names
from carriers.labels.shop import read_shop
from carriers.labels.write import LayoutWriter
from cli.labels.labels import command
from routing.values.money import DatedRate, ExchangeRates

if TYPE_CHECKING:
    from pathlib import Path

    from carriers.finding import Finding
    from carriers.labels.columns.table import ShipmentTable
    from carriers.labels.tally import Result

_ON = date(2026, 11, 26)
_RATES = ExchangeRates(
    tuple(
        DatedRate(code, Fraction(cny), date(2026, 1, 1), None, "central bank")
        for code, cny in (("USD", "7.0995"), ("EUR", "8.2031"), ("GBP", "9.31"), ("XDR", "9.6"), ("JPY", "0.046"))
    )
)
_TAX = """
[tax]
eori_eu = "DE123456789012345"
[voec]
shopify = "2012345"
"""


def _in_columns(name: str) -> bool:
    """Whether a bundled layout is written in columns, where no numbers are given."""
    return LayoutWriter(FileSetup(layout=load(name), on=_ON), _no_part, print).in_columns


def _no_part(*_part: Any) -> Any:
    raise AssertionError


_LAYOUTS = sorted(name for name in names() if _in_columns(name))


def _written(
    table: ShipmentTable, setup: FileSetup, folder: Path, kind: str, *, columns: bool, at_once: int = 60
) -> tuple[Any, ...]:
    findings: list[tuple[Any, ...]] = []
    paths: list[Path] = []

    def open_part(layout: Any, number: int, order_id: str) -> Any:
        folder.mkdir(exist_ok=True)
        paths.append(folder / f"{layout.name}-{number}{order_id}.{kind}")
        return paths[-1].open("wb")

    def report(finding: Finding) -> None:
        findings.append(astuple(finding, recurse=False))

    companion = load(setup.layout.companion) if setup.layout.companion else None
    with LayoutWriter(setup, open_part, report, kind=kind, companion=companion) as writer:
        if columns:
            assert writer.in_columns
            for start in range(0, len(table), at_once):
                writer.add_table(evolve(table, frame=table.frame[start : start + at_once]))
        else:
            for at in range(len(table)):
                writer.add(table.shipment(at))
        result: Result = writer.finish()
    return result, findings, [path.read_bytes() for path in paths]


@pytest.mark.parametrize("layout", _LAYOUTS)
def test_columns_write_what_rows_write(layout: str, tmp_path: Path, shop_text: str) -> None:
    """Every layout, plain orders in one piece, ugly ones in two: files, findings, totals and causes."""
    one, shop = load(layout), read_shop(shop_text + _TAX, "shop.toml")
    for plain in (True, False):
        kind = one.types[plain % len(one.types)]
        table = drawn_table(len(layout) * 2 + plain, 100, plain=plain)
        services = frozenset(table.frame["service"]) if one.carriers and not plain else frozenset()
        rates = _RATES if plain else ExchangeRates()
        setup = FileSetup(layout=one, on=_ON, shop=shop, services=services, rates=rates)
        rows = _written(table, setup, tmp_path / f"rows{plain}", kind, columns=False)
        at_once = 100 if plain else 60
        columns = _written(table, setup, tmp_path / f"columns{plain}", kind, columns=True, at_once=at_once)
        for wanted, found in zip(rows[1], columns[1], strict=False):
            assert found == wanted
        assert len(rows[1]) == len(columns[1])
        assert columns[0] == rows[0]
        assert columns[2] == rows[2]


@pytest.mark.parametrize("layout", ["address-list", "hualei"])
def test_a_run_has_the_same_files(layout: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole command: file, problems with their reasons, notes, and what it says."""
    made = {}
    for columns in (True, False):
        folder = tmp_path / ("many" if columns else "rows")
        run = label_run(folder, drawn_rows(5, 120))
        if not columns:
            monkeypatch.setattr(LayoutWriter, "in_columns", False)
        told = CliRunner().invoke(command, ["write", str(run), "--layout", layout])
        assert told.exception is None or isinstance(told.exception, SystemExit), told.output
        files = {path.name: path.read_bytes() for path in (run / "labels").iterdir() if path.is_file()}
        made[columns] = told.output.replace(str(folder), ""), files
    assert len(made[True][1]) > 2
    assert made[True] == made[False]


def test_a_note_is_of_the_orders_own_total(tmp_path: Path) -> None:
    """An order whose pieces are not known tells no value: what is noted of the next one hangs on its own."""
    table = drawn_table(4, 2, plain=True)
    alike = {name: [table.frame[name][0]] * 2 for name in table.frame.columns}
    lines = {"sku": ["LED-1"] * 2, "quantity": [None, 1], "items": [None] * 2, "currency": ["USD"] * 2}
    told = {**alike, **lines, "order_id": ["1", "2"], "value_e4": [None, 9_0000], "country": ["DE"] * 2}
    both = evolve(table, frame=pl.DataFrame(told, schema=table.frame.schema))
    setup = FileSetup(layout=load("address-list"), on=_ON, rates=_RATES)
    rows, columns = (_written(both, setup, tmp_path / str(way), "csv", columns=way) for way in (False, True))
    assert columns[:2] == rows[:2]
    assert [one[0] for one in rows[1] if one[3] == "CUSTOMS_FORM"] == ["2"]


@pytest.mark.parametrize("columns", [True, False])
def test_a_name_in_the_signs_of_a_workbook_is_a_name(tmp_path: Path, *, columns: bool) -> None:
    """What XlsxWriter would take for XML of its own stands in the cell as it was typed."""
    table = drawn_table(4, 2, plain=True)
    table = evolve(table, frame=table.frame.with_columns(name=pl.lit("<r>x</r>"), flags=pl.lit(None, pl.String)))
    setup = FileSetup(layout=load("address-list"), on=_ON, rates=_RATES)
    _, _, (written,) = _written(table, setup, tmp_path / "it", "xlsx", columns=columns)
    rows = openpyxl.load_workbook(io.BytesIO(written)).active.values
    assert sum("<r>x</r>" in row for row in rows) == len(table)
