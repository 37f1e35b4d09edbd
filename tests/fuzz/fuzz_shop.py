"""A small shop with a file of every kind that sampan reads, and a routed day."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
import xlsxwriter
from made_up_line import card_head

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT: Final = Path(__file__).parents[2]
SAMPLES: Final = ROOT / "tests" / "intake" / "data"
NOW: Final = "2026-11-20T18:00:00+08:00"
ORDERS: Final = """\
order_id,paid_at,country,weight,size,value,quantity,sku,goods,name,phone,address1,city,state,postcode,description,hs_code,origin
1001,2026-11-19T10:00:00+08:00,US,350 g,20x15x10 cm,12 USD,1,LED-LAMP-01,general,Ann Smith,+1 212 555 0100,1 Main St,New York,NY,10001,desk lamp,9405210000,CN
1002,2026-11-19T11:30:00+08:00,DE,1.2 kg,30x20x10 cm,25.50 EUR,2,USB-FAN-02,general,Jürgen Müller,030 901820,Hauptstr. 5,Berlin,Berlin,10119,fan,841451,CN
=1003,2026-11-20T09:00:00+08:00,GB,90 g,10x10x2 cm,4 GBP,1,CASE-03,battery,Zoë O'Brien,020 7946 0000,2 Bunhill Row,London,,EC1Y 8SY,case,392690,CN
1004,2026-11-20 09:15,FR,heavy,,9 EUR,1,YOGA-MAT,general,,,,,,,,,
1005,2026-11-20T17:20:00+08:00,BR,5 kg,60x40x30 cm,80 USD,1,DUMBBELL,general,João Silva,,Rua A 1,São Paulo,SP,01310-100,weights,950691,CN
"""  # noqa: E501 - a table, as a file holds it
FX: Final = (
    "currency,cny,valid_from,source\nUSD,7.1,2026-01-01,test\nEUR,8.2,2026-01-01,test\nXDR,9.6,2026-01-01,test\n"
)
SHOP: Final = """\
[sender]
name = "Li Na"
company = "Hangzhou Lantern Trading"
phone = "+86 571 8888 0000"
country = "CN"
city = "Hangzhou"
postcode = "310000"
address1 = "88 Wensan Road"
[ioss]
aliexpress = "IM3720000224"
[layout.hualei.services]
line = "HL1"
"""
CALENDAR: Final = 'zone = "Asia/Shanghai"\ncutoff = "17:00"\nclosed = ["2026-11-23"]\n'
TRACKING: Final = """\
order_id,carrier,tracking_no,event,place,at
1001,China Post,LX123456789CN,Accepted by carrier,Shenzhen,2026-11-20T20:00+08:00
1002,China Post,-,origin,,2026-11-20T20:00+08:00
"""
MAP: Final = (
    card_head("2026-01-01")
    + """\
limits = ["weight <= 2 kg", "longest_side <= 60 cm"]

[[sheet]]
service = "line"
sheet = "报价"
layout = "per_kg_plus_fee"
header_row = 3
columns = { to = "国家", weight = "重量段(KG)", per_kg = "运费(元/KG)", fee = "挂号费(元/票)" }
"""
)


def open_shop(folder: Path, sampan: Callable[..., int]) -> None:
    """Fills the folder; `run` in it is the day routed."""
    for name, text in (
        ("orders.csv", ORDERS), ("orders.tsv", ORDERS.replace(",", "\t")), ("fx.csv", FX), ("shop.toml", SHOP),
        ("calendar.toml", CALENDAR), ("tracking.csv", TRACKING), ("draft.txt", "Thank you. Your parcel left today.\n"),
        ("map.toml", MAP), ("pool.txt", "RR473124829GB\nRR287043775IN\n"),
    ):  # fmt: skip
        (folder / name).write_text(text, encoding="utf-8")
    frame = pl.read_csv(io.StringIO(ORDERS), infer_schema=False)
    frame.write_parquet(folder / "orders.parquet")
    _workbook(folder / "orders.xlsx", [frame.columns, *frame.fill_null("").rows()])
    with zipfile.ZipFile(folder / "orders.zip", "w") as archive:
        archive.writestr("a.csv", ORDERS)
        archive.writestr("b.tsv", ORDERS.replace(",", "\t").replace("100", "200"))
    (folder / "market").mkdir()
    for sample in SAMPLES.iterdir():
        if sample.suffix in {".csv", ".txt", ".xlsx", ".xls"} and sample.stem != "product_master":
            shutil.copyfile(sample, folder / "market" / sample.name)
    shutil.copyfile(SAMPLES / "product_master.csv", folder / "products.csv")
    master = pl.read_csv(SAMPLES / "product_master.csv", infer_schema=False)
    _workbook(folder / "products.xlsx", [master.columns, *master.fill_null("").rows()])
    data = ROOT / "carriers" / "data"
    shutil.copyfile(data / "policies" / "handbook.toml", folder / "policy.toml")
    (layout,) = (data / "labels").rglob("hualei.toml")
    shutil.copyfile(layout, folder / "layout.toml")
    (folder / "cards").mkdir()
    for card in ("cnpost-epacket", "cnpost-ems"):
        shutil.copytree(data / "cards" / card, folder / "cards" / card)
    head = ["国家", "重量段(KG)", "运费(元/KG)", "挂号费(元/票)"]
    _workbook(folder / "prices.xlsx", [["Example"], [], head, ["美国", "0-2", 80, 16], ["德国", "0-2", 90, 12.5]])
    code = sampan(
        "route", folder / "orders.csv", "--products", folder / "products.csv", "--cards", folder / "cards",
        "--policy", "cheapest", "--now", NOW, "--out", folder / "run",
    )  # fmt: skip
    assert code == 1
    assert sampan("labels", folder / "run", "--layout", "address-list", "-o", folder / "labels.csv") in {0, 1}


def _workbook(path: Path, rows: Sequence[Sequence[object]]) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("报价")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
