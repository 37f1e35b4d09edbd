"""What a price book shows beside its values: currencies of number formats, hidden columns, comments, text boxes."""

from __future__ import annotations

import re
import shutil
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from price_books import proposed, services
from told import refused

from carriers.sheets.kept import kept_files, kept_sheets
from carriers.sheets.shown import shown_in, signs_of
from carriers.sheets.workbook import read_workbook
from cli.words import sentence
from routing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    BandPrice = Callable[..., Fraction | None]

BARE = ["国家", "重量段(KG)", "运费", "挂号费"]
FORMATS = [
    ('"$"#,##0.00', ("$", "")), ("[$USD] #,##0.00", ("USD", "")), ("[$¥-804]#,##0.00", ("¥", "")),
    ("[$¥-411]#,##0", ("JPY", "")), ("[$$-C09]#,##0.00", ("AUD", "")), ("[$HK$-C04]0.00", ("HK$", "")),
    ("#,##0.00\\ [$€-407]", ("", "€")), ('_-"£"* #,##0.00_-;-"£"* #,##0.00_-', ("£", "")), ('0.0"kg"', ("", "kg")),
    ('0.00"元/KG"', ("", "元/KG")), ("0.00", ("", "")), ("yyyy-mm-dd", ("", "")), ('"约"0', ("", "")), ("@", ("", "")),
    ("[Red]-0.00", ("", "")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "signs"), FORMATS)
def test_signs_of_number_formats(code: str, signs: tuple[str, str]) -> None:
    """As Excel writes its formats (ECMA-376, 18.8.30 and 18.8.31): quotes, escapes, [$sign-language], fills."""
    assert signs_of(code) == signs


def _book(path: Path, form: str) -> Path:
    """A price and a fee in a number format, last month's price in a hidden column, a comment, a text box."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("价")
        money = book.add_format({"num_format": form})
        page.write_row(0, 0, [*BARE, "运费"])
        page.write_row(1, 0, ["美国", "0-2"])
        page.write_row(1, 2, [9.5, 2, 8.5], money)
        page.set_column(4, 4, None, None, {"hidden": True})
        page.write_comment(1, 0, "最低计费重50g")
        page.insert_textbox(5, 1, "注意:\n体积重/6000")
    return path


def test_a_currency_of_number_formats_is_that_of_the_prices(tmp_path: Path, band_price: BandPrice) -> None:
    """2 + 9.5 x 0.050, in dollars, for 12 g; the hidden price is none; the text box is a rule for all."""
    path = _book(tmp_path / "usd.xlsx", '"$"#,##0.00')
    (service,) = services(path).values()
    assert service.currency == "USD"
    assert [band_price(service, "US", grams) for grams in (12, 51)] == [Fraction("2.475"), Fraction("2.4845")]
    assert [one.divisor for one in service.volumetric] == [6000]
    assert "价: hidden columns E" in [sentence(one) for one in proposed(path).passed]


def test_a_number_format_against_the_head_is_refused(tmp_path: Path) -> None:
    """Yuan by its head, Hong Kong dollars by its cells."""
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("价")
        page.write_row(0, 0, ["国家", "重量段(KG)", "运费(元/KG)"])
        page.write_row(1, 0, ["美国", "0-2"])
        page.write_number(1, 2, 9.5, book.add_format({"num_format": "[$HK$-C04]0.00"}))
    with refused(InputError, re.escape("价!C2: 'HK$9.5' is in HKD; the card is in CNY.")):
        services(path)


def test_comments_and_text_boxes_are_kept_for_the_next_issue(tmp_path: Path) -> None:
    """What was read from them before is no news."""
    path = _book(tmp_path / "kept.xlsx", "0.00")
    card = tmp_path / "card"
    (card / "sheet").mkdir(parents=True)
    for name, text in kept_files(read_workbook(path), "").items():
        (card / name).write_text(text, encoding="utf-8")
    (sheet,) = kept_sheets(card)
    assert sheet.comments == ((1, 0, "最低计费重50g"),)
    assert sheet.boxes == ((5, 1, "注意: 体积重/6000"),)


def test_what_is_no_workbook_shows_nothing(tmp_path: Path) -> None:
    """Whoever reads its values says what is wrong with it."""
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    assert shown_in(tmp_path / "a.xlsx") == {}


def test_an_old_workbook_hides_columns_and_names_currencies(band_price: BandPrice, tmp_path: Path) -> None:
    """An .xls: 2.5 + 10 x 1 in the dollars of its number format; last month's price is hidden, and that is said."""
    path = tmp_path / "hidden_column.xls"
    shutil.copyfile(Path(__file__).parent / "data" / "hidden_column.xls", path)
    (service,) = services(path).values()
    assert (service.currency, band_price(service, "US", 1000)) == ("USD", Fraction("12.5"))
    told = [sentence(one) for one in proposed(path).passed]
    assert "报价: hidden columns C" in told
    assert "hidden_column.xls: text boxes of .xls files are not read. If a sheet has any, save it as .xlsx." in told


def _open_document(path: Path) -> Path:
    """The same as LibreOffice writes it: a column that is collapsed, a comment, equal prices side by side once."""
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)

    def text(said: str, remark: str = "") -> str:
        return f'<table:table-cell office:value-type="string">{remark}<text:p>{said}</text:p></table:table-cell>'

    def money(amount: str, times: int = 1) -> str:
        facts = f'table:number-columns-repeated="{times}" office:value-type="currency" office:currency="USD"'
        return f'<table:table-cell {facts} office:value="{amount}"><text:p>{amount}</text:p></table:table-cell>'

    said = "<text:p>最低计费重100g</text:p><text:p>;谢谢</text:p>"
    remark = f'<office:annotation office:display="true">{said}</office:annotation>'
    rows = [
        "".join(map(text, [*BARE[:2], "旧运费/KG", "运费/KG", "挂号费/票"])),
        text("美国") + text("0-2") + money("9") + money("10") + money("2.5"),
        text("德国", remark) + text("0-2") + money("8", 3),
        f'<table:table-cell table:number-columns-repeated="2">{remark}</table:table-cell>',
    ]
    columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    columns += '<table:table-column table:number-columns-repeated="1021" table:visibility="collapse"/>'
    columns = columns.replace('1021" table:visibility="collapse"', '1021"')
    body = columns + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def test_an_open_document_hides_columns_and_has_comments(band_price: BandPrice, tmp_path: Path) -> None:
    """An .ods: 8 + 8 x 0.1 for 100 g and less to Germany, by the comment of its cell, in dollars."""
    path = _open_document(tmp_path / "book.ods")
    (sheet,) = read_workbook(path)
    assert sheet.hidden_columns == frozenset({2})
    assert sheet.comments == ((2, 0, "最低计费重100g ;谢谢"), (3, 0, "最低计费重100g ;谢谢"))
    assert sheet.cells[2] == ["德国", "0-2", "", "USD8", "USD8"]
    (service,) = services(path).values()
    assert (service.currency, band_price(service, "US", 1000)) == ("USD", Fraction("12.5"))
    assert band_price(service, "DE", 12) == Fraction("8.8")
