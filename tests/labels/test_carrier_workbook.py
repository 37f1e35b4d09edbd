"""A carrier's own workbook, filled: heads by name, its lists and formats kept, what nothing fills told."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from drawn_orders import drawn_rows
from finished_run import FX
from finished_run import label_run as make_run
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from carriers.labels.template.sheet_xml import DamagedSheetError, FilledSheet, read_sheet
from carriers.labels.write import LayoutWriter
from cli.labels.labels import command
from cli.words import sentence
from routing.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path
    from types import SimpleNamespace

pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension")

YUN = (
    "客户订单号*",
    "产品代码*",
    "仓库代码",
    "收件人国家*",
    "收件人姓名*",
    "收件人地址*",
    "收件人城市*",
    "收件人省州",
    "邮编",
    "电话",
    "件数*",
    "包裹总重量*",
    "申报币种*",
    "申报类型（必填）",
    "SKU1",
    "申报品名1*",
    "中文申报品名1*",
    "申报数量1*",
    "申报FOB价1*",
    "申报单重1*",
    "合计1",
)
PRODUCTS = ("THPHR", "THZXR", "BKPHR")
SHOP = """
[layout.yunexpress.services]
cnpost-registered = "THPHR"
[layout.yunexpress.fixed]
"申报类型" = "其他"
"""
X14 = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list" '
    'allowBlank="1"><x14:formula1><xm:f>产品!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>B2:B500</xm:sqref>'
    "</x14:dataValidation></x14:dataValidations></ext></extLst>"
)
"""A list that names another sheet, as spreadsheets since 2010 write it; openpyxl drops it on saving."""


def workbook(
    path: Path, heads: tuple[str, ...] = YUN, *, products: tuple[str, ...] = ("THPHR", "THZXR", "BKPHR")
) -> Path:
    """A workbook as a carrier hands it out: notes first, lists of both kinds, formats, a formula, a remark."""
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "填写说明"
    notes.append(["客户订单号", "最多 20 位"])  # one of the heads stands in the notes as well
    sheet = book.create_sheet("批量下单")
    sheet.append(heads)
    for cell in sheet[1]:
        cell.fill = PatternFill("solid", fgColor="FFC000")
    sheet["A1"].comment = Comment("必填", "carrier")
    for row in range(2, 6):
        sheet.cell(row, 12).number_format = "0.000"
        sheet.cell(row, 10).number_format = "@"
        if "合计1" in heads:
            sheet.cell(row, len(heads)).value = f"=R{row}*S{row}"
    listed = DataValidation(type="list", formula1='"礼品,其他"')
    sheet.add_data_validation(listed)
    listed.add("N2:N500")
    for text in products:
        book["产品" if "产品" in book.sheetnames else book.create_sheet("产品").title].append([text])
    book.save(path)
    with zipfile.ZipFile(path) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    name = next(name for name, raw in parts.items() if name.startswith("xl/worksheets/sheet2"))
    parts[name] = parts[name].replace(b"</worksheet>", X14.encode() + b"</worksheet>")
    with zipfile.ZipFile(path, "w") as package:
        for one, raw in parts.items():
            package.writestr(one, raw)
    return path


@pytest.fixture
def run(tmp_path: Path, desk: SimpleNamespace) -> Path:
    """A run of the orders A and B, with shop file and rates beside it."""
    (tmp_path / "fx.csv").write_text(FX, encoding="utf-8")
    (tmp_path / "shop.toml").write_text(SHOP, encoding="utf-8")
    return make_run(tmp_path / "run", [{**desk.b, "value_e4": 12_0000}])


def write(run: Path, template: Path, *more: str, layout: str = "yunexpress") -> Result:
    """What `sampan labels write RUN --template FILE` does."""
    words = [str(run), "--layout", layout, "--template", str(template), "--service", "cnpost-registered"]
    beside = ["--fx", str(run.parent / "fx.csv"), "--shop", str(run.parent / "shop.toml")]
    return CliRunner().invoke(command, ["write", *words, *beside, *more])


def told(result: Result) -> str:
    """The fault that a command ended with, as people read it."""
    assert isinstance(result.exception, InputError), result.output
    return sentence(result.exception)


def test_the_workbook_is_filled_and_all_else_stays(run: Path, tmp_path: Path) -> None:
    """The order stands under its heads; every other part is the same to the byte; lists, formats, formulas stay."""
    template = workbook(tmp_path / "yun.xlsx")
    result = write(run, template)
    assert result.exit_code == 0, result.output
    path = run / "labels" / "yunexpress.xlsx"
    sheet = openpyxl.load_workbook(path)["批量下单"]
    row = {head.value: cell.value for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (row["客户订单号*"], row["产品代码*"], row["申报类型（必填）"], row["仓库代码"]) == (
        "#1002",
        "THPHR",
        "其他",
        None,
    )
    assert (row["包裹总重量*"], row["申报FOB价1*"], row["件数*"], row["电话"]) == (0.181, 13.86, "1", "48225550100")
    assert row["合计1"] == "=R2*S2"
    assert (sheet["A1"].fill.fgColor.rgb, sheet["A1"].comment.text) == ("00FFC000", "必填")
    assert (sheet["L2"].number_format, sheet["J2"].number_format) == ("0.000", "@")
    with zipfile.ZipFile(template) as before, zipfile.ZipFile(path) as after:
        assert before.namelist() == after.namelist()
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
        assert changed == ["xl/worksheets/sheet2.xml"]
        assert X14.encode() in after.read(changed[0])
    checked = CliRunner().invoke(command, ["check", str(path), "--layout", "yunexpress"])
    assert (checked.exit_code, checked.stdout) == (0, "")


def test_the_same_orders_give_the_same_bytes(run: Path, tmp_path: Path) -> None:
    """Written twice, the workbook is the same file."""
    template = workbook(tmp_path / "yun.xlsx")
    write(run, template)
    first = (run / "labels" / "yunexpress.xlsx").read_bytes()
    assert write(run, template).exit_code == 0
    assert (run / "labels" / "yunexpress.xlsx").read_bytes() == first


def test_a_required_head_that_nothing_fills_is_told(run: Path, tmp_path: Path) -> None:
    """The file is written, the head named with the two ways to fill it, and the exit code asks for a person."""
    (run.parent / "shop.toml").write_text(SHOP.replace('"申报类型" = "其他"', ""), encoding="utf-8")
    result = write(run, workbook(tmp_path / "yun.xlsx"))
    assert result.exit_code == 1
    assert "申报类型（必填）" in result.stderr
    assert "[layout.yunexpress.fixed]" in result.stderr
    assert (run / "labels" / "yunexpress.xlsx").exists()


def test_what_the_carriers_list_does_not_have_is_held(run: Path, tmp_path: Path) -> None:
    """The list on another sheet counts: a product code that the carrier does not offer goes nowhere."""
    result = write(run, workbook(tmp_path / "yun.xlsx", products=("THZXR", "BKPHR")))
    assert result.exit_code == 1
    assert "NOT_IN_LIST, 产品代码*: The carrier's list has THZXR, BKPHR." in result.stderr
    assert "[layout.yunexpress.services]" in result.stderr
    assert not (run / "labels" / "yunexpress.xlsx").exists()


def test_a_fixed_text_is_held_to_the_list_too(run: Path, tmp_path: Path) -> None:
    """礼品,其他 has no 样品: the shop file is wrong, and nothing is written."""
    (run.parent / "shop.toml").write_text(SHOP.replace("其他", "样品"), encoding="utf-8")
    assert "'样品' is not in the carrier's list: 礼品, 其他." in told(write(run, workbook(tmp_path / "yun.xlsx")))


def test_rows_below_the_head_are_not_written_over_unasked(run: Path, tmp_path: Path) -> None:
    """An example below the head stops the command; --first-row says what it is."""
    path = workbook(tmp_path / "yun.xlsx")
    book = openpyxl.load_workbook(path)
    book["批量下单"]["A2"] = "示例 EXAMPLE1"
    book["批量下单"]["E3"] = "Old Buyer"
    book.save(path)
    assert "批量下单!row 2: is filled" in told(write(run, path))
    assert write(run, path, "--first-row", "3").exit_code == 0
    sheet = openpyxl.load_workbook(run / "labels" / "yunexpress.xlsx")["批量下单"]
    assert [sheet["A2"].value, sheet["A3"].value, sheet["E3"].value] == ["示例 EXAMPLE1", "#1002", "Stanislaw Wojcik"]
    assert write(run, path, "--first-row", "2").exit_code == 0
    sheet = openpyxl.load_workbook(run / "labels" / "yunexpress.xlsx")["批量下单"]
    assert [sheet["A2"].value, sheet["E3"].value] == ["#1002", None]  # yesterday's buyer is not sent again


@pytest.mark.parametrize(
    ("heads", "message"),
    [
        (tuple(head for head in YUN if head != "收件人城市*"), "lacks heads that yunexpress needs: 收件人城市"),
        (("a", "b"), "has no row with the heads of yunexpress"),
    ],
)
def test_another_workbook_is_refused(run: Path, tmp_path: Path, heads: tuple[str, ...], message: str) -> None:
    """A form that has changed, or another one, is named with the heads that are missing."""
    assert message in told(write(run, workbook(tmp_path / "yun.xlsx", heads)))


def test_further_articles_need_their_columns(run: Path, tmp_path: Path, desk: SimpleNamespace) -> None:
    """The workbook has columns for one article: an order of two is held, not cut."""
    make_run(run, [desk.a])
    result = write(run, workbook(tmp_path / "yun.xlsx"))
    assert result.exit_code == 1
    assert "TOO_MANY_LINES" in result.stderr


def test_the_layout_alone_asks_for_the_workbook(run: Path) -> None:
    """Without it, the command says what to give."""
    result = CliRunner().invoke(command, [str(run), "--layout", "yunexpress"])
    assert result.exit_code == 2
    assert "--template FILE" in result.stderr


def test_sf_marks_are_passed_over_and_a_macro_workbook_stays_one(run: Path, tmp_path: Path) -> None:
    """业务类型*[0] is 业务类型; an .xlsm keeps its ending and its parts; a battery is 是."""
    heads = (
        "业务类型*[0]",
        "用户订单号*[1]",
        "收件联系人*[14]",
        "目的地国家代码*[15]",
        "收方城市*[17]",
        "收方详细地址*[20]",
        "收件邮编*[22]",
        "收件人电话*[23]",
        "收件人手机*[24]",
        "总重量(KG)[31]",
        "是否带电*[38]",
        "申报价值币种*",
        "英文申报品名1*[42]",
        "中文申报品名1*[43]",
        "申报价值（单价）1*[44]",
        "品名1单位重量*[46]",
        "申报品数量1*[47]",
    )
    (run.parent / "shop.toml").write_text(
        '[layout.sf-international.services]\ncnpost-registered = "国际小包"\n', encoding="utf-8"
    )
    book = openpyxl.Workbook()
    book.active.title = "标准上传格式"
    book.active.append(heads)
    path = tmp_path / "sf.xlsm"
    book.save(path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
    assert write(run, path, layout="sf-international").exit_code == 0
    filled = run / "labels" / "sf-international.xlsm"
    sheet = openpyxl.load_workbook(filled).active
    cells = [cell.value for cell in sheet[2]]
    assert cells[:4] == ["国际小包", "#1002", "Stanislaw Wojcik", "PL"]
    assert cells[10:12] == ["是", "USD/美元"]
    with zipfile.ZipFile(filled) as package:
        assert package.read("xl/vbaProject.bin") == b"macro"


def test_a_head_of_ones_own_is_filled_by_its_field(run: Path, tmp_path: Path, desk: SimpleNamespace) -> None:
    """FedEx's sheet: the shop file says which head groups the rows of an order, and which text tells the currency."""
    heads = (
        "Group ID*",
        "Recipient Contact Name* (35)",
        "Recipient Address Line 1* (35)",
        "Recipient Address Line 2* (35)",
        "Recipient City* (35)",
        "State code",
        "Recipient Zip Code* (10)",
        "Recipient Country Code* (2)",
        "Receipient Tel #* (15)",
        "Product Description* (148)",
        "Qty* (7)",
        "Unit Value* (15)",
        "Country of Manufacture* (2)",
        "Commodity Unit Weight (16)",
        "Currency*",
    )
    make_run(run, [desk.a])
    section = "layout.fedex-ship-manager"
    shop = f'[{section}.heads]\n"Group ID" = "order_id"\n[{section}.fixed]\nCurrency = "USD"\n'
    (run.parent / "shop.toml").write_text(shop, encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.append(heads)
    path = tmp_path / "fedex.xlsx"
    book.save(path)
    assert write(run, path, layout="fedex-ship-manager").exit_code == 0
    sheet = openpyxl.load_workbook(run / "labels" / "fedex-ship-manager.xlsx").active
    rows: list[dict[str, Any]] = [
        {head.value: cell.value for head, cell in zip(sheet[1], row, strict=True)} for row in sheet.iter_rows(min_row=2)
    ]
    assert [(row["Group ID*"], row["Qty* (7)"], row["Unit Value* (15)"], row["Currency*"]) for row in rows] == [
        ("8190012345678901", 1, 12, "USD"),
        ("8190012345678901", 2, 6.75, "USD"),
    ]
    (run.parent / "shop.toml").write_text("", encoding="utf-8")
    assert '[layout.fedex-ship-manager.heads], like "Group ID" = "order_id"' in told(
        write(run, path, layout="fedex-ship-manager")
    )


def test_columns_fill_the_workbook_as_rows_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain and ugly orders, more of them than the workbook has rows of formulas: the same bytes, findings, notes."""
    (tmp_path / "fx.csv").write_text(FX, encoding="utf-8")
    (tmp_path / "shop.toml").write_text(SHOP, encoding="utf-8")
    drawn = [{**row, "service": "cnpost-registered", "carrier": "China Post"} for row in drawn_rows(9, 60)]
    template, made = workbook(tmp_path / "yun.xlsx"), {}
    for columns in (True, False):
        if not columns:
            monkeypatch.setattr(LayoutWriter, "in_columns", False)
        folder = make_run(tmp_path / "run", drawn)
        result = write(folder, template)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        made[columns] = {path.name: path.read_bytes() for path in (folder / "labels").iterdir() if path.is_file()}
    assert "yunexpress.xlsx" in made[True]
    assert made[True] == made[False]


@pytest.mark.parametrize(
    "raw",
    [
        b"<worksheet/>",
        b"<worksheet><sheetData/></worksheet",
        b'<!DOCTYPE w [<!ENTITY a "b">]><worksheet><sheetData></sheetData></worksheet>',
    ],
)
def test_hostile_sheets_are_refused(raw: bytes) -> None:
    """No rows, broken XML, and types declared, by which entities could grow."""
    with pytest.raises(DamagedSheetError):
        read_sheet(raw)


def test_cells_without_places_and_with_prefixes_are_read() -> None:
    """Some writers give neither rows nor cells a number, and put a prefix before every tag."""
    cells = b'<x:c s="4"/><x:c t="s"><x:v>0</x:v></x:c>'
    raw = b'<x:worksheet xmlns:x="u"><x:sheetData><x:row>' + cells + b"</x:row></x:sheetData></x:worksheet>"
    sheet = read_sheet(raw)
    assert [(row.number, [(cell.column, cell.style, cell.value) for cell in row.cells]) for row in sheet.rows] == [
        (1, [(0, "4", False), (1, "", True)])
    ]
    with FilledSheet(sheet, 2, {0: "4"}) as rows:
        rows.add([{0: ("a & b", False), 2: ("1.50", True)}])
        filled = b"".join(rows.pieces())
    assert b'<x:row r="2"><x:c r="A2" s="4" t="inlineStr"><x:is><x:t xml:space="preserve">a &amp; b<' in filled
    assert b'<x:c r="C2"><x:v>1.50</x:v></x:c></x:row></x:sheetData>' in filled
