"""`bill guess`, `bill claims`, `products update`, and what a check leaves behind."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from checked import check_by_map, lines_of
from contract import price, write_yun, yun_row
from openpyxl import load_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from checked import Day
    from in_process import Sampan


@pytest.fixture
def claimed(sampan: Sampan, day: Day, tmp_path: Path) -> Path:
    """A folder with a check of three lines: two claims, and a parcel that is right."""
    one, two, three = day.parcels[:3]
    rows = [
        yun_row(one, price(one), 特殊费="5", 总费用=str(price(one).total + 5)),
        yun_row(two, price(two), 关税预付服务费="8", 总费用=str(price(two).total + 8)),
        yun_row(three, price(three)),
    ]
    write_yun(tmp_path / "bill.csv", rows)
    done = sampan("bill", "check", tmp_path / "bill.csv", "--run", day.folder, "--out", tmp_path / "out")
    assert done.code == 1
    return tmp_path


BILL = "2026-11-01 至 2026-11-30"


def test_states_and_fees_outlive_a_check(sampan: Sampan, day: Day, claimed: Path) -> None:
    """What a person set stays when the bill is checked again; a fee typed by hand is what the line should cost."""
    one, two = day.parcels[:2]
    store = claimed / "claims.sqlite"
    listed = sampan("bill", "claims", "list", "--store", store, "--format", "json")
    assert [
        (claim["number"], claim["cause"], claim["difference"], claim["state"]) for claim in json.loads(listed.out)
    ] == [
        (number, cause, difference, "flagged")
        for number, cause, difference in sorted([(one.tracking, "surcharge", "5.00"), (two.tracking, "duty", "8.00")])
    ]
    assert sampan("bill", "claims", "set", BILL, one.tracking, "--store", store, "--state", "accepted").code == 0
    typed = sampan("bill", "claims", "set", BILL, two.tracking, "--store", store, "--fee", str(price(two).total + 6))
    assert typed.code == 0, typed.err
    sampan("bill", "check", claimed / "bill.csv", "--run", day.folder, "--out", claimed / "out")
    told = {line["order_id"]: line for line in lines_of(claimed / "out")}
    assert (told[one.order_id]["state"], told[one.order_id]["difference"]) == ("accepted", "5.00")
    assert (told[two.order_id]["state"], told[two.order_id]["difference"]) == ("flagged", "2.00")
    assert "typed by hand" in told[two.order_id]["evidence"]
    assert sampan("bill", "claims", "set", BILL, "--store", store, "--state", "closed", "--note", "settled").code == 0
    closed = sampan("bill", "claims", "list", "--store", store, "--state", "closed", "--format", "csv")
    assert closed.out.count("settled") == 2


def test_wrong_words_about_claims(sampan: Sampan, claimed: Path) -> None:
    """No store, nothing to set, no such claim: wrong use, with what would work."""
    store = claimed / "claims.sqlite"
    assert "is not there" in sampan("bill", "claims", "list", "--store", claimed / "none.sqlite").err
    assert "Nothing to set" in sampan("bill", "claims", "set", BILL, "--store", store).err
    assert "name its number" in sampan("bill", "claims", "set", BILL, "--fee", "3", "--store", store).err
    assert "no amount" in sampan("bill", "claims", "set", BILL, "X", "--fee", "much", "--store", store).err
    wrong = sampan("bill", "claims", "set", "2026-11-01 至 2026-11-31", "--state", "closed", "--store", store)
    assert wrong.code == 2
    assert BILL in wrong.err
    (claimed / "other.sqlite").write_text("no database, and longer than a header of one " * 9, encoding="utf-8")
    assert sampan("bill", "claims", "list", "--store", claimed / "other.sqlite").code == 3


def test_the_dispute_workbook_says_what_happened_in_both_languages(day: Day, claimed: Path) -> None:
    """A letter with totals and a list of lines in Chinese, and the same in English, with the clause of the card."""
    one = day.parcels[0]
    book = load_workbook(claimed / "out" / "dispute-yunexpress.xlsx")
    assert book.sheetnames == ["争议汇总", "争议明细", "Summary of claims", "Claims"]
    letter = [cell.value for cell in book["争议汇总"]["A"] if cell.value]
    assert letter[:4] == ["物流账单争议明细", "致：YunExpress", f"账单：{BILL}", "共 2 行有异议，申请退回 13.00 CNY。"]
    rows = {row[4]: row for row in book["Claims"].iter_rows(min_row=2, values_only=True)}
    told = rows[one.order_id]
    assert told[7] == "surcharge not due"
    assert told[10:13] == (float(price(one).total), float(price(one).total + 5), 5)
    assert told[14] == "a charge (special fee) of 5.00 that the card does not have for this parcel"
    assert "Hengtong winter 2026" in told[15]
    assert "valid from 2026-11-01; source: invented for tests" in told[15]
    chinese = {row[4]: row for row in book["争议明细"].iter_rows(min_row=2, values_only=True)}
    assert chinese[one.order_id][14] == "收取 特殊费 5.00，报价对此包裹无此项费用"


def test_totals_unbilled_and_picture(day: Day, claimed: Path) -> None:
    """Money by cause, service, country and bill; parcels on no bill; a picture that is one."""
    out = claimed / "out"
    by_cause = {row["name"]: row for row in lines_of(out, "summary.csv") if row["by"] == "cause"}
    assert {name: (row["lines"], row["difference"], row["claimed"]) for name, row in by_cause.items()} == {
        "duty": ("1", "8.00", "8.00"),
        "surcharge": ("1", "5.00", "5.00"),
        "ok": ("1", "0.00", "0.00"),
    }
    assert {row["by"] for row in lines_of(out, "summary.csv")} == {"cause", "service", "country", "bill"}
    assert len(lines_of(out, "unbilled.csv")) == len(day.parcels) - 3
    assert "13.00 CNY to claim on 2 of 3 lines" in (out / "differences.svg").read_text("utf-8")


@pytest.mark.parametrize("heads", [("追踪号码", "备注"), ("客户单号", "实重")])
def test_a_file_that_is_no_bill_is_not_guessed(sampan: Sampan, tmp_path: Path, heads: tuple[str, ...]) -> None:
    """Without a number and an amount there is nothing to propose."""
    (tmp_path / "x.csv").write_text(",".join(heads) + "\n1,2\n", encoding="utf-8")
    done = sampan("bill", "guess", tmp_path / "x.csv")
    assert done.code == 3
    assert "no row looks like the head of a bill" in done.err


def test_a_guessed_map_reads_the_bill(sampan: Sampan, day: Day, tmp_path: Path) -> None:
    """Heads in other words, weights without a unit: the map is proposed, completed by hand, and used."""
    one, two = day.parcels[:2]
    heads = ("序号", "转单号", "客户单号", "渠道名称", "实重", "计费重", "运费", "偏远费", "费用合计")
    rows = [
        (
            str(at),
            each.tracking,
            each.order_id,
            "专线",
            str(Decimal(each.weight_g) / 1000),
            str(Decimal(each.weight_g) / 1000),
            str(price(each).total),
            extra,
            str(price(each).total + int(extra)),
        )
        for at, (each, extra) in enumerate(((one, "0"), (two, "6")))
    ]
    with (tmp_path / "bill.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("某某货代对账单",), heads, *rows])
    done = sampan("bill", "guess", tmp_path / "bill.csv", "-o", tmp_path / "map.toml")
    assert done.code == 1
    assert "currency" in done.err
    text = (tmp_path / "map.toml").read_text("utf-8")
    assert 'weight_unit = "kg"' in text
    assert '# "序号"' in text
    lacking = check_by_map(tmp_path, day, "bill.csv")
    assert lacking.code == 3
    assert "does not say its currency" in lacking.err
    (tmp_path / "map.toml").write_text('currency = "CNY"\n' + text, encoding="utf-8")
    checked = check_by_map(tmp_path, day, "bill.csv")
    assert checked.code == 1, checked.err
    assert [(line["order_id"], line["cause"]) for line in lines_of(tmp_path / "out")] == [
        (one.order_id, "ok"),
        (two.order_id, "surcharge"),
    ]


def test_faults_of_a_map_are_told_together(day: Day, tmp_path: Path) -> None:
    """Misspelt keys, unknown fields, no number, no amount."""
    (tmp_path / "map.toml").write_text('curency = "CNY"\n[columns]\ntraking_no = ["x"]\n', encoding="utf-8")
    done = check_by_map(tmp_path, day, "x.csv")
    assert done.code == 3
    assert "currency" in done.err
    assert "tracking_no" in done.err
    (tmp_path / "map.toml").write_text('[columns]\nservice = ["x"]\n', encoding="utf-8")
    bare = check_by_map(tmp_path, day, "x.csv")
    assert "names no column of tracking_no" in bare.err
    assert "neither a column total" in bare.err


@pytest.mark.parametrize(("head", "told"), [("weight_g", "130"), ("weight_kg", "130 g")])
def test_learned_weights_are_taken_over_into_a_new_master(sampan: Sampan, tmp_path: Path, head: str, told: str) -> None:
    """The weight of the article changes, and nothing else; the old master stays as it is."""
    master, new = tmp_path / "products.csv", tmp_path / "new.csv"
    before = f"sku,{head},hs_code,标题\n00A1,0.1,0101,=x\nB2,0.2,0102,箱\nC3,,0103,\n"
    master.write_text(before, encoding="utf-8")
    (tmp_path / "weights.csv").write_text("sku,weight_g,bills\n00A1,130,9\nC3,50,9\nZ,70,9\n", encoding="utf-8")
    done = sampan("products", "update", tmp_path / "weights.csv", "--products", master, "-o", new)
    assert done.code == 0, done.err
    assert "1 article with another weight" in done.err
    assert "C3, Z" in done.err
    assert master.read_text("utf-8") == before
    assert new.read_text("utf-8-sig").splitlines() == [
        f"sku,{head},hs_code,标题",
        f"00A1,{told},0101,'=x",
        "B2,0.2,0102,箱",
        "C3,,0103,",
    ]
    assert sampan("products", "update", tmp_path / "weights.csv", "--products", master, "-o", master).code == 2
    assert (
        sampan("products", "update", tmp_path / "weights.csv", "--products", master, "-o", tmp_path / "new.ods").code
        == 2
    )


def test_weights_that_bills_teach(sampan: Sampan, tmp_path: Path) -> None:
    """Three bills say that two pieces and their packing weigh 260 g: the piece weighs 120 g, not the master's 100 g."""
    (tmp_path / "products.csv").write_text(
        "sku,weight_g,size\nA1,100,20x15x5 cm\nB2,300,20x15x5 cm\n", encoding="utf-8"
    )
    head = "order_id,paid_at,country,value,currency,quantity,sku,weight_g\n"
    orders = [f"{number},2026-11-19T08:00:00+08:00,US,12,USD,2,A1,220\n" for number in (1, 2, 3)]
    orders += [f"{number},2026-11-19T08:00:00+08:00,US,12,USD,1,B2,\n" for number in (4, 5, 6)]
    (tmp_path / "orders.csv").write_text(head + "".join(orders), encoding="utf-8")
    routed = sampan(
        "route",
        tmp_path / "orders.csv",
        "--products",
        tmp_path / "products.csv",
        "--now",
        "2026-11-19T09:00:00+08:00",
        "--out",
        tmp_path / "run",
    )
    assert routed.code == 0, routed.err
    lines = lines_of(tmp_path / "run", "assignments.csv")
    rows = [("platformOrderId", "shippingCost", "shippingWeight")]
    rows += [(line["order_id"], line["price_cny"], "260" if line["order_id"] < "4" else "301") for line in lines]
    with (tmp_path / "bill.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    sampan("bill", "check", tmp_path / "bill.csv", "--run", tmp_path / "run", "--out", tmp_path / "out")
    assert lines_of(tmp_path / "out", "weights.csv") == [
        {
            "sku": "A1",
            "master_weight_g": "100",
            "weight_g": "120",
            "difference_g": "20",
            "bills": "3",
            "least_g": "120",
            "most_g": "120",
            "spread_g": "0",
        }
    ]


def test_rates_given_besides_count_for_cards_of_other_currencies(sampan: Sampan, tmp_path: Path) -> None:
    """A card in dollars: 10.00 USD at 7.1 by the run, at 7.2 by --fx; yuan cards are not touched."""
    card = tmp_path / "card"
    card.mkdir()
    (card / "card.toml").write_text(
        'name = "Dollars"\ncurrency = "USD"\nbasis = "contract"\nvalid_from = 2026-01-01\nsource = "invented"\n'
        '[[service]]\ncode = "usd"\ncarrier = "U"\nname = "U"\nclass = "registered"\ntracked = true\n'
        'transit_days = [7, 14]\ngoods = ["general"]\n',
        encoding="utf-8",
    )
    (card / "zones.csv").write_text("service,zone,country\nusd,1,US\n", encoding="utf-8")
    rates = "service,zone,over_g,upto_g,base,base_covers_g,step_g,per_step\nusd,1,0,2000,10,2000,1,0\n"
    (card / "rates.csv").write_text(rates, encoding="utf-8")
    for name, worth in (("run", "7.1"), ("bill", "7.2")):
        text = f"currency,cny,valid_from,source\nUSD,{worth},2026-01-01,invented\n"
        (tmp_path / f"{name}-fx.csv").write_text(text, encoding="utf-8")
    order = "order_id,paid_at,country,value,currency,weight_g\n1,2026-11-19T08:00:00+08:00,US,12,USD,300\n"
    (tmp_path / "orders.csv").write_text(order, encoding="utf-8")
    routed = sampan(
        "route",
        tmp_path / "orders.csv",
        "--cards",
        card,
        "--policy",
        "cheapest",
        "--fx",
        tmp_path / "run-fx.csv",
        "--now",
        "2026-11-19T09:00:00+08:00",
        "--out",
        tmp_path / "run",
    )
    assert routed.code == 0, routed.err
    (tmp_path / "bill.csv").write_text("platformOrderId,shippingCost\n1,72.00\n", encoding="utf-8")
    base = ("bill", "check", tmp_path / "bill.csv", "--run", tmp_path / "run", "--out", tmp_path / "out")
    assert sampan(*base).code == 1
    assert [(line["expected"], line["cause"]) for line in lines_of(tmp_path / "out")] == [("71.00", "unexplained")]
    assert sampan(*base, "--fx", tmp_path / "bill-fx.csv").code == 0
    assert [(line["expected"], line["cause"]) for line in lines_of(tmp_path / "out")] == [("72.00", "ok")]
