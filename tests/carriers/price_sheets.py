"""Made-up price sheets in the layouts forwarders use, with the mess they come with, and a mapping for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xlsxwriter
from attrs import field, frozen
from made_up_line import card_head

if TYPE_CHECKING:
    from pathlib import Path

CARD = card_head("2026-12-01", "{name}") + "\n"


@frozen
class Made:
    """A sheet file's cells by sheet name, its merged ranges, and its mapping below the card's own keys."""

    name: str
    sheets: dict[str, list[list[Any]]]
    mapping: str
    merged: dict[str, list[str]] = field(factory=dict)
    kind: str = "xlsx"
    encoding: str = "utf-8"
    delimiter: str = ","

    def write(self, folder: Path) -> tuple[Path, Path]:
        """The file and its mapping on disk."""
        path, mapping = folder / f"{self.name}.{self.kind}", folder / f"{self.name}.toml"
        mapping.write_text(CARD.format(name=self.name) + self.mapping, encoding="utf-8")
        if self.kind == "csv":
            (rows,) = self.sheets.values()
            text = "\r\n".join(self.delimiter.join(str(cell) for cell in row) for row in rows)
            path.write_bytes(text.encode(self.encoding))
            return path, mapping
        with xlsxwriter.Workbook(str(path)) as book:
            for name, cells in self.sheets.items():
                sheet = book.add_worksheet(name)
                ranges = self.merged.get(name, [])
                for row, line in enumerate(cells):
                    for column, cell in enumerate(line):
                        sheet.write(row, column, cell)
                for span in ranges:
                    sheet.merge_range(span, None)
                for row, line in enumerate(cells):  # merging wipes the cell that holds the text
                    for column, cell in enumerate(line):
                        if cell not in {"", None}:
                            sheet.write(row, column, cell)
        return path, mapping


PER_KG = Made(
    "per_kg_merged",
    {
        "报价": [
            ["示例物流 专线小包价格表 2026年12月1日起"],
            ["以下价格不含燃油"],
            ["国家", "重量段(KG)", "运费(元/KG)", "挂号费(元/票)", "参考时效", "备注"],
            ["美国", "0-0.1", 96, 18, "7-12", "带电"],
            ["", "0.1-0.45", "￥92.5", 17.5, "7-12", ""],
            ["", "0.45-2", "88元/KG", "16.00", "7-12", ""],
            [],
            ["德国、法国", "≤2kg", 66, 19, "6-10", ""],
            ["英国", "0＜W≤0.5KG", 58, 14.2, "6-10", ""],
            ["英国", "0.5<W≤2KG", 55, 14.2, "", ""],
            ["加拿大 CA", "0-2", "-", "-", "暂停", ""],
            ["合计", "", 999, 99, "", ""],
            ["注：以上价格如有变动另行通知", "", "", "", "", ""],
        ]
    },
    """\
[[sheet]]
service = "line"
sheet = "报价"
layout = "per_kg_plus_fee"
header_row = 3
columns = { to = "国家", weight = "重量段(KG)", per_kg = "运费(元/KG)", fee = "挂号费(元/票)" }
""",
    merged={"报价": ["A1:F1", "A4:A6"]},
)

PER_KG_CSV = Made(
    "per_kg_zones",
    {
        "": [
            ["示例货代报价", "", "", "", ""],
            ["区域", "起重(g)", "止重(g)", "单价", "操作费"],
            ["A区", 0, 500, 60, 8],
            ["", 501, 2000, 58, 8],
            ["", "", "", "", ""],
            ["B 区", 0, 2000, "75.5", "9.5"],
            ["小计", "", "", 193.5, 25.5],
        ]
    },
    """\
[[sheet]]
service = "line"
layout = "per_kg_plus_fee"
header_row = 2
weight_unit = "g"
minimum = "50 g"
step = "10 g"
fill_down = true
columns = { to = "区域", over = "起重(g)", upto = "止重(g)", per_kg = "单价", fee = "操作费" }
groups = { "A区" = ["JP", "KR"], "B区" = ["RU"] }
""",
    kind="csv",
    encoding="gb18030",
)

FIRST = Made(
    "first_zones",
    {
        "说明": [["本表为示例"]],
        "EMS价格": [
            ["EMS 价格（人民币）"],
            ["分区", "首重500g", "续重500g", "报关费"],
            ["1区", 120, 25, 8],
            ["2区", 180, 60, 8],
            ["3区", "￥210", "55.5", 8],
        ],
        "分区": [["分区", "国家"], ["1区", "日本、韩国"], ["2区", "美国"], ["3 区", "德国/法国"], ["3区", "英国"]],
    },
    """\
[[sheet]]
service = "line"
sheet = "EMS价格"
layout = "first_additional"
header_row = 2
first = "500 g"
step = "500 g"
upto = "30 kg"
columns = { to = "分区", first = "首重500g", additional = "续重500g", fee = "报关费" }
zones = { sheet = "分区", zone = "分区", to = "国家" }
""",
    merged={"EMS价格": ["A1:D1"]},
)

FIRST_CSV = Made(
    "first_english",
    {
        "": [
            ["Country", "First weight", "First price", "Each additional", "Additional price", "Remarks"],
            ["United States", "0.5KG", 150, "0.5KG", 45, ""],
            ["UK (GB)", "1KG", 200, "1KG", 60, "no batteries"],
            ["Australia", 0.5, "RMB 165.50", 0.5, "38.25", ""],
            ["Notes: prices change weekly", "", "", "", "", ""],
        ]
    },
    """\
[[sheet]]
service = "line"
layout = "first_additional"
upto = "20 kg"
columns = { to = "Country", first_weight = "B", first = "First price", step_weight = "D", additional = "E" }
""",
    kind="csv",
)

MATRIX = Made(
    "matrix_weights_down",
    {
        "快递": [
            ["国际快递公布价", "", "", "", ""],
            ["", "分区", "", "", ""],
            ["重量(KG)", "一区", "二区", "三区", "备注"],
            [0.5, 218, 305, 330, "含税"],
            [1.0, 266, 372, 403, ""],
            [1.5, 314, 439, 476, ""],
            [2, 362, 506, 549, ""],
            ["2-5", 480, 650, 700, "一口价"],
            ["5以上/KG", 90, 120, 135, "按公斤"],
        ]
    },
    """\
[[sheet]]
service = "line"
layout = "bracket_matrix"
header_row = 3
step = "1 kg"
upto = "70 kg"
columns = { weight = "重量(KG)" }
groups = { "一区" = ["HK", "MO"], "二区" = ["KR", "TW"], "三区" = ["JP"] }
""",
    merged={"快递": ["A1:E1", "B2:D2"]},
)

MATRIX_ACROSS = Made(
    "matrix_weights_across",
    {
        "小包": [
            ["国家/地区", "0-100G", "101-200G", "201-500G", "501-1000G", "时效"],
            ["英国", 18.07, 21.5, 30, 44.4, "5-8"],
            ["波兰PL", 20, 24, "不通", "/", ""],
            ["荷比卢", 22, 26.5, 37, 55, "6-9"],
            ["", "", "", "", "", ""],
            ["备注", "", "", "", "", "以实际为准"],
        ]
    },
    """\
[[sheet]]
service = "line"
layout = "bracket_matrix"
weights = "across"
columns = { to = "国家/地区" }
""",
)

LIST = Made(
    "list_semicolons",
    {
        "": [
            ["目的地", "重量", "价格"],
            ["巴西", "0-0.5", "85.5"],
            ["巴西", "0.5-1", "120"],
            ["墨西哥", "≤0.5kg", "66"],
            ["墨西哥", "2公斤以内", "99"],
        ]
    },
    """\
[[sheet]]
service = "line"
layout = "bracket_list"
columns = { to = "目的地", weight = "重量", price = "价格" }
""",
    kind="csv",
    delimiter=";",
)

ALL = (PER_KG, PER_KG_CSV, FIRST, FIRST_CSV, MATRIX, MATRIX_ACROSS, LIST)
