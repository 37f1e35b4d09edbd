"""The five forms of bills by their heads: delimiters, credit notes, voids, adjustments, doubled files, by hand."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from checked import check_by_map, lines_of
from contract import YUN_HEAD, charged_kg, price, write_yun, yun_row

if TYPE_CHECKING:
    from checked import Day
    from contract import Parcel
    from in_process import Sampan

DHL_HEAD = (Path(__file__).parents[1] / "data/bills/dhl_header.csv").read_text("utf-8").strip().split(",")
FEDEX_HEAD = [
    "Invoice Number",
    "Ground Tracking ID Prefix",
    "Express or Ground Tracking ID",
    "Transportation Charge Amount",
    "Net Charge Amount",
    "Service Type",
    "Ground Service",
    "Shipment Date",
    "Actual Weight Amount",
    "Actual Weight Units",
    "Rated Weight Amount",
    "Rated Weight Units",
    "Zone Code",
    "Original Customer Reference",
    "Currency",
    "Tracking ID Charge Description",
    "Tracking ID Charge Amount",
    "Tracking ID Charge Description",
    "Tracking ID Charge Amount",
]
UPS_WIDTH = 60


def _check(sampan: Sampan, day: Day, tmp_path: Path, *bills: Path, code: int = 1) -> list[dict[str, str]]:
    done = sampan("bill", "check", *bills, "--run", day.folder, "--out", tmp_path / "out")
    assert done.code == code, done.err
    return lines_of(tmp_path / "out")


def _told(lines: list[dict[str, str]], *columns: str) -> list[tuple[str, ...]]:
    return [tuple(line[name] for name in columns) for line in lines]


def _of(day: Day, service: str) -> list[Parcel]:
    return [one for one in day.parcels if one.service == service]


def _write(path: Path, rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


# YunExpress


def test_yunexpress_with_its_sum_and_page_heads(sampan: Sampan, day: Day, tmp_path: Path) -> None:
    """What stands above the head, the sum below and a head repeated between are no lines; GBK is read."""
    one, two = day.parcels[:2]
    rows = [yun_row(one, price(one)), yun_row(two, price(two), 总费用=str(price(two).total + 5), 特殊费="5")]
    write_yun(tmp_path / "bill.csv", rows)
    text = (tmp_path / "bill.csv").read_text("utf-8")
    lines = text.splitlines()
    lines.insert(6, ",".join(YUN_HEAD))
    lines.append("合计" + "," * (len(YUN_HEAD) - 1) + "99.00")
    (tmp_path / "bill.csv").write_bytes("\r\n".join(lines).encode("gb18030"))
    told = _check(sampan, day, tmp_path, tmp_path / "bill.csv")
    assert _told(told, "bill", "order_id", "cause", "difference") == [
        ("2026-11-01 至 2026-11-30", one.order_id, "ok", "0.00"),
        ("2026-11-01 至 2026-11-30", two.order_id, "surcharge", "5.00"),
    ]


def test_one_invoice_as_csv_and_as_workbook_counts_once(sampan: Sampan, day: Day, tmp_path: Path) -> None:
    """The same bill in two files is one bill; a parcel that stands twice in one of them is billed twice."""
    one, two = day.parcels[:2]
    rows = [yun_row(one, price(one)), yun_row(two, price(two)), yun_row(two, price(two))]
    write_yun(tmp_path / "bill.csv", rows)
    with xlsxwriter.Workbook(tmp_path / "bill.xlsx") as book:
        page = book.add_worksheet("账单")
        page.write_row(0, 0, ["客户名称：恒发贸易", "账单结算期间：2026-11-01  至 2026-11-30"])
        page.write_row(1, 0, YUN_HEAD)
        for number, row in enumerate(rows, 2):
            page.write_row(number, 0, [row[name] for name in YUN_HEAD])
    told = _check(sampan, day, tmp_path, tmp_path / "bill.csv", tmp_path / "bill.xlsx")
    assert _told(told, "order_id", "cause", "difference") == [
        (one.order_id, "ok", "0.00"),
        (two.order_id, "ok", "0.00"),
        (two.order_id, "duplicate", str(price(two).total)),
    ]


def test_two_parts_of_one_invoice_are_both_counted(sampan: Sampan, day: Day, tmp_path: Path) -> None:
    """Files of one invoice that share a line count it once, and the others of both."""
    one, two, three = day.parcels[:3]
    write_yun(tmp_path / "a.csv", [yun_row(one, price(one)), yun_row(two, price(two))])
    write_yun(tmp_path / "b.csv", [yun_row(two, price(two)), yun_row(three, price(three))])
    told = _check(sampan, day, tmp_path, tmp_path / "a.csv", tmp_path / "b.csv", code=0)
    assert _told(told, "order_id", "cause") == [(each.order_id, "ok") for each in (one, two, three)]


def test_a_parcel_on_a_later_bill_again_is_billed_twice(sampan: Sampan, day: Day, tmp_path: Path) -> None:
    """The store remembers which parcels stood on which bill; the same bill checked again is no second one."""
    one = day.parcels[0]
    write_yun(tmp_path / "a.csv", [yun_row(one, price(one))], "2026-11-01 至 2026-11-15")
    write_yun(tmp_path / "b.csv", [yun_row(one, price(one))], "2026-11-16 至 2026-11-30")
    assert _told(_check(sampan, day, tmp_path, tmp_path / "a.csv", code=0), "cause") == [("ok",)]
    assert _told(_check(sampan, day, tmp_path, tmp_path / "a.csv", code=0), "cause") == [("ok",)]
    again = _check(sampan, day, tmp_path, tmp_path / "b.csv")
    assert _told(again, "cause", "evidence") == [("duplicate", "billed before: 2026-11-01 至 2026-11-15")]


# DHL


def _dhl(path: Path, rows: list[dict[str, str]], delimiter: str) -> Path:
    return _write(path, [DHL_HEAD, *([row.get(name, "") for name in DHL_HEAD] for row in rows)], delimiter)


def _shipment(parcel: Parcel, number: str, **more: str) -> dict[str, str]:
    told = price(parcel)
    return {
        "Line Type": "S",
        "Invoice Number": "HAN1",
        "Invoice Type": "INV",
        "Currency": "CNY",
        "Shipment Number": number,
        "Shipment Reference 1": f"#{parcel.order_id}",
        "Product Name": "EXPRESS WORLDWIDE",
        "Pieces": "1",
        "Weight (kg)": charged_kg(parcel, told.charged_g),
        "DHL Scale Weight (B)": str(Decimal(parcel.weight_g) / 1000),
        "Total amount (excl. VAT)": str(told.total),
        "Weight Charge": str(told.freight),
        "XC1 Code": "FF",
        "XC1 Name": "FUEL SURCHARGE",
        "XC1 Charge": str(told.fuel),
        **more,
    }


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_dhl_lines_of_shipments(sampan: Sampan, day: Day, tmp_path: Path, delimiter: str) -> None:
    """Invoice lines are sums; shipments match by reference; what XC codes charge beside the card is told.

    With semicolons decimals are written with a comma, as DHL does in Europe.
    """
    one, two, three = _of(day, "ht-fast")[:3]
    remote = price(two).total + 160
    rows = [
        {"Line Type": "I", "Invoice Number": "HAN1", "Currency": "CNY", "Total amount (excl. VAT)": "1234.00"},
        _shipment(one, "3661655381"),
        _shipment(
            two,
            "3661655382",
            **{
                "Total amount (excl. VAT)": str(remote),
                "XC2 Code": "OO",
                "XC2 Name": "REMOTE AREA DELIVERY",
                "XC2 Charge": "160.00",
            },
        ),
        _shipment(
            three,
            "3661655383",
            **{
                "Total amount (excl. VAT)": str(price(three).total + 45),
                "XC2 Code": "XB",
                "XC2 Name": "IMPORT EXPORT TAXES",
                "XC2 Charge": "45.00",
            },
        ),
    ]
    if delimiter == ";":
        rows = [
            {name: cell.replace(".", ",") if name != "Shipment Reference 1" else cell for name, cell in row.items()}
            for row in rows
        ]
        rows = [{name.replace(",", "."): cell for name, cell in row.items()} for row in rows]
    told = _check(sampan, day, tmp_path, _dhl(tmp_path / "dhl.csv", rows, delimiter))
    assert _told(told, "bill", "order_id", "cause", "difference") == [
        ("HAN1", one.order_id, "ok", "0.00"),
        ("HAN1", two.order_id, "surcharge", "160.00"),
        ("HAN1", three.order_id, "duty", "45.00"),
    ]


@pytest.mark.parametrize("sign", ["", "-"])
def test_dhl_credit_notes_give_money_back(sampan: Sampan, day: Day, tmp_path: Path, sign: str) -> None:
    """A credit note is below nothing whichever way it is written; it resolves what it pays back."""
    one = _of(day, "ht-fast")[0]
    dearer = {
        "Total amount (excl. VAT)": str(price(one).total + 25),
        "XC2 Code": "OO",
        "XC2 Name": "REMOTE AREA",
        "XC2 Charge": "25.00",
    }
    credit = {
        "Line Type": "S",
        "Invoice Number": "CN7",
        "Invoice Type": "CN INB",
        "Currency": "CNY",
        "Shipment Number": "3661655381",
        "Total amount (excl. VAT)": f"{sign}25.00",
    }
    told = _check(
        sampan, day, tmp_path, _dhl(tmp_path / "dhl.csv", [_shipment(one, "3661655381", **dearer), credit], ","), code=0
    )
    assert _told(told, "bill", "cause", "billed", "difference", "state") == [
        ("HAN1", "surcharge", str(price(one).total + 25), "25.00", "resolved"),
        ("CN7", "credit", "-25.00", "-25.00", ""),
    ]


def test_dhl_regulatory_tax_is_no_claim(sampan: Sampan, day: Day, tmp_path: Path) -> None:
    """LOW VALUE REGULATORY TAX is what the state takes: passed on, not claimed."""
    one = _of(day, "ht-fast")[0]
    more = {
        "Total amount (excl. VAT)": str(price(one).total + 3),
        "XC2 Code": "WT",
        "XC2 Name": "LOW VALUE REGULATORY TAX",
        "XC2 Charge": "3.00",
    }
    told = _check(sampan, day, tmp_path, _dhl(tmp_path / "dhl.csv", [_shipment(one, "1", **more)], ","), code=0)
    assert _told(told, "cause", "expected") == [("ok", str(price(one).total + 3))]


# UPS


def _ups(parcel: Parcel, amount: str, **cells: str) -> list[str]:
    """A line of a UPS billing data file; cells by their number from 1, as `c35`."""
    told = price(parcel)
    row = [""] * UPS_WIDTH
    fixed = {
        1: "2.1",
        3: "0000A1",
        5: "2026-11-21",
        6: "000A1",
        10: "CNY",
        12: "2026-11-19",
        16: parcel.order_id,
        19: "1",
        21: f"1Z{parcel.order_id}",
        27: str(Decimal(parcel.weight_g) / 1000),
        28: "K",
        29: charged_kg(parcel, told.charged_g),
        30: "K",
        34: "204",
        35: "SHP",
        36: "WWS",
        44: "FRT",
        46: "Worldwide Saver",
        51: "CNY",
        53: amount,
    }
    for number, cell in (fixed | {int(name[1:]): cell for name, cell in cells.items()}).items():
        row[number - 1] = cell
    return row


def test_ups_charges_make_one_parcel_and_corrections_stay_apart(sampan: Sampan, day: Day, tmp_path: Path) -> None:
    """Freight and fuel of a parcel are one line; an address correction and a void are lines of their own."""
    one, two = _of(day, "ht-fast")[:2]
    rows = [
        _ups(one, str(price(one).freight)),
        _ups(one, str(price(one).fuel), c44="FSC", c46="Fuel Surcharge"),
        _ups(one, "0.00", c44="INF", c46="Package Info"),
        _ups(two, str(price(two).total)),
        _ups(one, "88.00", c35="ADJ", c36="ADC", c44="ACC", c46="Address Correction"),
        _ups(two, f"-{price(two).total}", c35="ADJ", c36="VOID"),
    ]
    told = _check(sampan, day, tmp_path, _write(tmp_path / "ups.csv", rows))
    assert _told(told, "row", "order_id", "cause", "billed", "difference") == [
        ("1", one.order_id, "ok", str(price(one).total), "0.00"),
        ("4", two.order_id, "void", str(price(two).total), "0.00"),
        ("5", one.order_id, "adjustment+address_correction", "88.00", "88.00"),
        ("6", two.order_id, "void", f"-{price(two).total}", "0.00"),
    ]


def test_ups_shipping_charge_correction_is_explained_by_what_it_makes(sampan: Sampan, day: Day, tmp_path: Path) -> None:
    """A correction that brings the first billing to the price of a heavier parcel is told as its weight."""
    one = _of(day, "ht-fast")[0]
    heavier = price(one, price(one).charged_g + 2000)
    kilograms = str(Decimal(heavier.charged_g) / 1000)
    rows = [
        _ups(one, str(price(one).total)),
        _ups(one, str(heavier.total - price(one).total), c35="ADJ", c36="SCC", c29=kilograms, c27=kilograms),
        _ups(one, "-9.00", c35="ADJ", c36="CADJ"),
    ]
    told = _check(sampan, day, tmp_path, _write(tmp_path / "ups.csv", rows))
    assert _told(told, "cause", "difference") == [
        ("ok", "0.00"),
        ("adjustment+weight", str(heavier.total - price(one).total)),
        ("credit", "-9.00"),
    ]


def test_ups_with_a_head_that_somebody_wrote(sampan: Sampan, day: Day, tmp_path: Path) -> None:
    """The same columns under their names, in any order."""
    one = _of(day, "ht-fast")[0]
    names = {
        3: "Account Number",
        6: "Invoice Number",
        12: "Transaction Date",
        16: "Shipment Reference Number 1",
        19: "Package Quantity",
        21: "Tracking Number",
        27: "Entered Weight",
        28: "Entered Weight Unit of Measure",
        29: "Billed Weight",
        30: "Billed Weight Unit of Measure",
        32: "Billed Weight Type",
        34: "Zone",
        35: "Charge Category Code",
        36: "Charge Category Detail Code",
        44: "Charge Classification Code",
        45: "Charge Description Code",
        46: "Charge Description",
        51: "Transaction Currency Code",
        53: "Net Amount",
    }
    order = sorted(names, reverse=True)
    row = _ups(one, str(price(one).total))
    told = _check(
        sampan,
        day,
        tmp_path,
        _write(tmp_path / "ups.csv", [[names[at] for at in order], [row[at - 1] for at in order]]),
        code=0,
    )
    assert _told(told, "order_id", "cause") == [(one.order_id, "ok")]


# FedEx


def test_fedex_pairs_of_description_and_amount(sampan: Sampan, day: Day, tmp_path: Path) -> None:
    """Charges stand side by side under the same two heads; pounds are read where the row says so."""
    one, two = _of(day, "ht-fast")[:2]

    def row(parcel: Parcel, total: Decimal, *pairs: str) -> list[str]:
        told = price(parcel)
        weights = [str(Decimal(parcel.weight_g) / 1000), "K", charged_kg(parcel, told.charged_g), "K"]
        start = [
            "F1",
            "",
            parcel.order_id,
            str(told.freight),
            str(total),
            "IP",
            "",
            "20261119",
            *weights,
            "A",
            f"{parcel.order_id}",
            "CNY",
        ]
        return [*start, *pairs, *[""] * (4 - len(pairs))]

    rows = [
        FEDEX_HEAD,
        row(one, price(one).total, "Fuel Surcharge", str(price(one).fuel)),
        row(two, price(two).total + 66, "Fuel Surcharge", str(price(two).fuel), "Out of Delivery Area", "66.00"),
    ]
    told = _check(sampan, day, tmp_path, _write(tmp_path / "fedex.csv", rows))
    assert _told(told, "bill", "order_id", "cause", "difference") == [
        ("F1", one.order_id, "ok", "0.00"),
        ("F1", two.order_id, "surcharge", "66.00"),
    ]
    assert "remote area" in told[1]["evidence"]


# Mabang


@pytest.mark.parametrize(
    ("heads", "weigh"),
    [
        (
            (
                "platformOrderId",
                "trackNumber",
                "myLogisticsChannelName",
                "shippingPreCost",
                "shippingCost",
                "shippingWeight",
                "packageWeight",
            ),
            str,
        ),
        (
            ("订单编号", "物流单号", "物流渠道名称", "预估运费", "真实运费", "物流称重", "包材重量"),
            lambda grams: str(Decimal(grams) / 1000),
        ),
    ],
    ids=["fields of the interface, grams", "Chinese heads, kilograms"],
)
def test_mabang_columns(sampan: Sampan, day: Day, tmp_path: Path, heads: tuple[str, ...], weigh: object) -> None:
    """The billed column counts, not the predicted one; the packing is not the parcel's weight."""
    assert callable(weigh)
    one, two = _of(day, "ht-line")[:2]
    heavier_g = two.weight_g + 300
    rows = [
        list(heads),
        [one.order_id, one.tracking, "恒通专线", "1.00", str(price(one).total), weigh(one.weight_g), weigh(20)],
        [
            two.order_id,
            two.tracking,
            "恒通专线",
            str(price(two).total),
            str(price(two, heavier_g).total),
            weigh(heavier_g),
            weigh(20),
        ],
    ]
    told = _check(sampan, day, tmp_path, _write(tmp_path / "mabang.csv", rows))
    assert _told(told, "order_id", "cause", "billed_weight_g") == [
        (one.order_id, "ok", str(one.weight_g)),
        (two.order_id, "weight", str(heavier_g)),
    ]


# What cannot be told


def test_a_second_number_of_an_order_is_no_claim(sampan: Sampan, day: Day, tmp_path: Path) -> None:
    """An order that went out once more, or in two parcels, is told, and nothing is claimed for it."""
    one = day.parcels[0]
    write_yun(
        tmp_path / "bill.csv",
        [yun_row(one, price(one)), yun_row(one, price(one), 跟踪号="LX900000009CN", 运单号="YT9")],
    )
    told = _check(sampan, day, tmp_path, tmp_path / "bill.csv")
    assert _told(told, "cause", "expected", "state") == [
        ("ok", str(price(one).total), ""),
        ("second_parcel", "", "flagged"),
    ]


def test_a_tracking_number_alone_needs_numbers_to_compare(sampan: Sampan, day: Day, tmp_path: Path) -> None:
    """Where the runs know no tracking numbers a line is not said to be another's; with --numbers it is told."""
    one, two = day.parcels[:2]
    stranger = yun_row(two, price(two), 客户订单号="", 跟踪号="LX900000009CN")
    cut = yun_row(two, price(two), 客户订单号="1.00002E+05", 跟踪号="")
    write_yun(tmp_path / "bill.csv", [yun_row(one, price(one), 客户订单号=""), stranger, cut])
    told = _check(sampan, day, tmp_path, tmp_path / "bill.csv")
    assert _told(told, "cause", "expected") == [("number_unknown", "")] * 3
    _write(tmp_path / "numbers.csv", [["order_id", "tracking_no"], [one.order_id, one.tracking.lower()]])
    done = sampan(
        "bill",
        "check",
        tmp_path / "bill.csv",
        "--run",
        day.folder,
        "--numbers",
        tmp_path / "numbers.csv",
        "--out",
        tmp_path / "out",
    )
    assert done.code == 1
    told = lines_of(tmp_path / "out")
    assert _told(told, "cause", "order_id") == [("ok", one.order_id), ("not_ours", ""), ("not_ours", "1.00002E+05")]


def test_a_line_below_nothing_is_a_credit(sampan: Sampan, day: Day, tmp_path: Path) -> None:
    """Brackets are a minus; whatever the bill calls the row, it gives money back."""
    one = day.parcels[0]
    dearer = yun_row(one, price(one), 特殊费="5", 总费用=str(price(one).total + 5))
    back = yun_row(one, price(one), 运费="0", 特殊费="(5.00)", 总费用="(5.00)")
    write_yun(tmp_path / "bill.csv", [dearer, back])
    told = _check(sampan, day, tmp_path, tmp_path / "bill.csv", code=0)
    assert _told(told, "cause", "difference", "state") == [("surcharge", "5.00", "resolved"), ("credit", "-5.00", "")]


# What cannot be read


def test_an_unknown_form_is_refused_with_the_way_out(sampan: Sampan, day: Day, tmp_path: Path) -> None:
    """The message names the nearest form and what it lacks, and `bill guess`."""
    bill = _write(tmp_path / "x.csv", [["运单号", "总费用", "备注"], ["YT1", "3", ""]])
    done = sampan("bill", "check", bill, "--run", day.folder, "--out", tmp_path / "out")
    assert done.code == 3
    assert "looks like a bill of YunExpress" in done.err
    assert "计费重量(kg)" in done.err
    assert "sampan bill guess" in done.err
    assert not (tmp_path / "out").exists()


def test_rows_that_cannot_be_read_are_told_and_the_others_are_checked(sampan: Sampan, day: Day, tmp_path: Path) -> None:
    """An amount that is none, or none at all, stands in problems.csv with its row, column and value."""
    one, two, three = day.parcels[:3]
    rows = [
        yun_row(one, price(one), 总费用="N/A"),
        yun_row(two, price(two)),
        yun_row(
            three,
            price(three),
            总费用="",
            运费="",
            燃油费="",
            偏远附加费="",
            挂号费="",
            附加费="",
            关税预付服务费="",
            特殊费="",
        ),
    ]
    write_yun(tmp_path / "bill.csv", rows)
    told = _check(sampan, day, tmp_path, tmp_path / "bill.csv")
    assert _told(told, "order_id", "cause") == [(two.order_id, "ok")]
    problems = lines_of(tmp_path / "out", "problems.csv")
    assert _told(problems, "row", "column", "value", "code") == [
        ("6", "总费用", "N/A", "AMOUNT_INVALID"),
        ("8", "总费用", "", "AMOUNT_MISSING"),
    ]


def test_marks_that_read_in_two_ways_are_refused(day: Day, tmp_path: Path) -> None:
    """12.500 with semicolons may be twelve and a half or twelve thousand: no figure is invented."""
    heads = "waybill;total\n"
    (tmp_path / "bill.csv").write_text(heads + "YT1;12.500\n", encoding="utf-8")
    (tmp_path / "map.toml").write_text(
        'currency = "CNY"\n[columns]\nwaybill = ["waybill"]\ntotal = ["total"]\n', encoding="utf-8"
    )
    done = check_by_map(tmp_path, day, "bill.csv")
    assert done.code == 1
    assert "reads in two ways" in lines_of(tmp_path / "out", "problems.csv")[0]["message"]
