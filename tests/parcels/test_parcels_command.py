"""`sampan parcels`: proposals as files, applied to a run that every other command understands."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from cli.run.numbers import numbers_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from in_process import Sampan

PRODUCTS = """sku,weight_g,length_mm,width_mm,height_mm,name_en,hs_code,origin
MUG,300,120,100,90,ceramic mug,691110,CN
"""
PACKING = """[[bag]]
name = "bag-m"
inner = "25x35 cm"
wall = "4 mm"
weight = "18 g"
max_weight = "2 kg"
cost = "0.45"

[[carton]]
name = "carton-5"
inner = "29x22x19 cm"
outer = "30x23x20 cm"
weight = "140 g"
max_weight = "5 kg"
cost = "1.60"
"""
HEAD = "order_id,paid_at,country,platform,sku,quantity,value,currency,postcode,city,address1,name,phone"
ORDERS = f"""{HEAD}
1,2026-11-19T09:00:00+08:00,US,ebay,MUG,1,12,USD,10001,New York,1 Main St,Ann Example,2125550100
2,2026-11-19T09:30:00+08:00,US,ebay,MUG,1,9,USD,10001,NEW YORK,1 main st,ann example,(212) 555-0100
3,2026-11-19T09:00:00+08:00,US,ebay,MUG,1,12,USD,10001,New York,2 Main St,Bob Example,2125550101
4,2026-11-19T09:00:00+08:00,GB,ebay,MUG,12,60,USD,N1 1AA,London,3 High St,Cid Example,2125550102
"""


@pytest.fixture(scope="module")
def run(sampan: Sampan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a merge, of an order alone and of a split, proposed."""
    folder = tmp_path_factory.mktemp("parcels")
    for name, text in (("orders.csv", ORDERS), ("products.csv", PRODUCTS), ("packing.toml", PACKING)):
        (folder / name).write_text(text, encoding="utf-8")
    done = sampan(
        "route", folder / "orders.csv", "--products", folder / "products.csv", "--packing", folder / "packing.toml",
        "--policy", "cheapest", "--now", "2026-11-19T12:00:00+08:00", "--out", folder / "run",
    )  # fmt: skip
    assert done.code == 0, done.err
    done = sampan("parcels", "propose", folder / "run")
    assert done.code == 0, done.err
    return folder / "run"


@pytest.fixture(scope="module")
def parcels(sampan: Sampan, run: Path) -> Path:
    """The run of parcels made of it."""
    done = sampan("parcels", "apply", run, "--out", run.parent / "new")
    assert done.code == 0, done.err
    return run.parent / "new"


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_what_is_proposed(sampan: Sampan, run: Path) -> None:
    """A table for people, JSON for programs, and a picture; the second program finds nothing wrong."""
    merge, split = sorted(rows(run / "parcels/proposals.csv"), key=lambda row: row["kind"])
    assert (merge["proposal_id"], merge["order_ids"], merge["parcel_ids"]) == ("merge-1", "1;2", "1-M2")
    assert (split["order_ids"], split["packings"]) == ("4", "carton-5;carton-5")
    assert (merge["optimal"], merge["partitions"], merge["gap_percent"]) == ("yes", "2", "0.00")
    for row in (merge, split):
        saved = [row[f"{name}_saving_cny"] for name in ("freight", "duty", "fees", "packing")]
        assert sum(map(_fen, saved)) == _fen(row["saving_cny"]) == _fen(row["before_cny"]) - _fen(row["after_cny"])
    told = json.loads((run / "parcels/proposals.json").read_text("utf-8"))
    lies = [one["contents"] for one in told["proposals"][0]["parcels"] + told["proposals"][1]["parcels"]]
    assert sum(one["pieces"] for contents in lies for one in contents) == 14
    assert "<svg" in (run / "parcels/savings.svg").read_text("utf-8")
    assert "each holds" in sampan("parcels", "verify", run).out
    shown = json.loads(sampan("parcels", "propose", run, "--format", "json").out)
    assert shown == told
    assert sampan("parcels", "propose", run, "--format", "csv").out.startswith("proposal_id,kind")
    assert json.loads(sampan("parcels", "verify", run, "--format", "json").out) == {"proposals": 2, "faults": []}


def _fen(text: str) -> int:
    return int(text.replace(".", ""))


def test_the_run_of_parcels(sampan: Sampan, run: Path, parcels: Path) -> None:
    """One line a parcel, every cell as the exact path says; its sum is that of the run less what is saved."""
    lines = rows(parcels / "assignments.csv")
    assert list(lines[0])[-2:] == ["parcel_id", "order_ids"]
    told = [(line["order_id"], line["parcel_id"], line["order_ids"]) for line in lines]
    assert told == [
        ("1-M2", "1-M2", "1;2"), ("3", "3", "3"), ("4-P1", "4-P1", "4"), ("4-P2", "4-P2", "4"),
    ]  # fmt: skip
    assert sampan("verify", parcels).code == 0
    before = sum(_fen(line["price_cny"]) for line in rows(run / "assignments.csv"))
    after = sum(_fen(line["price_cny"]) for line in lines)
    saved = sum(_fen(row["freight_saving_cny"]) for row in rows(run / "parcels/proposals.csv"))
    assert before - saved == after
    manifest = json.loads((parcels / "run.json").read_text("utf-8"))
    assert (
        sum(_fen(one["price_cny"]) for one in manifest["services"]) == after == _fen(manifest["parcels"]["after_cny"])
    )
    assert manifest["counts"]["orders"] == 4
    assert {line["parcel_id"] for line in rows(run / "assignments.csv")} == {""}


def test_only_some_proposals(sampan: Sampan, run: Path, tmp_path: Path) -> None:
    """Those that are named; a name that is none is answered with the nearest."""
    assert sampan("parcels", "apply", run, "--out", tmp_path / "new", "--only", "merge-1", "--format", "json").code == 0
    assert [line["order_id"] for line in rows(tmp_path / "new/assignments.csv")] == ["1-M2", "3", "4"]
    done = sampan("parcels", "apply", run, "--out", tmp_path / "new", "--only", "merge1")
    assert (done.code, "merge-1" in done.err) == (2, True)
    assert sampan("parcels", "apply", run, "--out", run).code == 2
    assert sampan("parcels", "apply", run, "--out", tmp_path / "new").code == 0  # in place of the one before


def test_labels_slips_and_the_marketplace_know_the_parcels(sampan: Sampan, parcels: Path, tmp_path: Path) -> None:
    """Slips by parcel; the carrier's numbers go to every order that lies in one, and an order gets all of its own."""
    assert sampan("labels", "pick", parcels).code in {0, 1}
    picked = rows(parcels / "labels/pick.csv")
    assert {row["sku"]: row["pieces"] for row in picked} == {"MUG": "15", "bag-m": "2", "carton-5": "2"}
    reply = tmp_path / "reply.csv"
    numbers = {"1-M2": "LX000000005CN", "3": "LX000000014CN", "4-P1": "LX000000028CN", "4-P2": "LX000000031CN"}
    lines = [f"{parcel},{number}\n" for parcel, number in numbers.items()]
    reply.write_text("order_id,tracking_no\n" + "".join(lines), encoding="utf-8")
    done = sampan("labels", "answer", parcels, reply)
    assert done.code == 0, done.err
    told = [tuple(row.values()) for row in rows(parcels / "labels/upload-ebay.csv")]
    named = [(order, number) for row in told for order in row for number in row if order in {"1", "2", "3", "4"} and
             number.startswith("LX")]  # fmt: skip
    assert named == [
        ("1", "LX000000005CN"), ("2", "LX000000005CN"), ("3", "LX000000014CN"), ("4", "LX000000028CN"),
        ("4", "LX000000031CN"),
    ]  # fmt: skip


def test_explain_finds_an_order_in_its_parcel(sampan: Sampan, parcels: Path) -> None:
    """By the parcel's id or the order's own; an order in several parcels is answered with their names."""
    told = sampan("explain", "2", "--run", parcels).out
    assert "618 g" in told
    assert "In this parcel travel the orders 1, 2." in told
    assert json.loads(sampan("explain", "2", "--run", parcels, "--format", "json").out)["order_ids"] == ["1", "2"]
    assert "In this parcel travels a part of order 4." in sampan("explain", "4-P1", "--run", parcels).out
    assert "In this parcel" not in sampan("explain", "3", "--run", parcels).out
    done = sampan("explain", "4", "--run", parcels)
    assert done.code == 2
    assert "4-P1, 4-P2" in done.err


def test_letters_speak_of_the_buyers_order(sampan: Sampan, parcels: Path) -> None:
    """A merged order by its own number; a split one is told by what each parcel holds."""
    known = ("--run", parcels, "--now", "2026-11-19T12:00:00+08:00")
    merged = json.loads(sampan("reply", "suggest", "2", *known, "--format", "json").out)
    assert "1-M2" not in json.dumps(merged)
    done = sampan("reply", "suggest", "4", *known)
    assert "order.split_shipment" in done.out, done.err
    text = sampan("reply", "render", "order.split_shipment", "4", *known).out
    assert "1. 6 x ceramic mug" in text
    assert "Order number: 4" in text
    every = json.loads(sampan("reply", "suggest", "--all", *known, "--format", "json").out)
    assert [one["order_id"] for one in every] == ["1", "2", "3", "4"]


def test_letters_know_the_scans_of_the_parcel(sampan: Sampan, run: Path, tmp_path: Path) -> None:
    """Whether they name the other order in it, or the number that the carrier gave the parcel."""
    assert sampan("parcels", "apply", run, "--out", tmp_path / "new").code == 0
    numbers = "order_id,tracking_no\n4-P1,LX000000005CN\n4-P2,LX000000014CN\n"
    (tmp_path / "reply.csv").write_text(numbers, encoding="utf-8")
    assert sampan("labels", "answer", tmp_path / "new", tmp_path / "reply.csv").code in {0, 1}
    scans = (
        "order_id,tracking_no,time,description\n1,LB1,2026-11-20T09:40:00+08:00,已收寄\n"
        ",LX000000005CN,2026-11-20T09:50:00+08:00,已收寄\n"
    )
    (tmp_path / "scans.csv").write_text(scans, encoding="utf-8")
    known = ("--run", tmp_path / "new", "--now", "2026-11-24T12:00:00+08:00", "--tracking", tmp_path / "scans.csv")
    for order in ("1", "2", "4"):
        done = sampan("reply", "suggest", order, *known)
        assert "last scan origin on 2026-11-20" in done.out, (order, done.out, done.err)
    assert "Has the parcel left?" in sampan("reply", "suggest", "3", *known).out


def test_the_bill_is_held_to_the_parcels(sampan: Sampan, parcels: Path, tmp_path: Path) -> None:
    """A forwarder bills the parcels by their numbers: what is charged beyond the run's price is told."""
    prices = {line["parcel_id"]: line["price_cny"] for line in rows(parcels / "assignments.csv")}
    billed = {"1-M2": prices["1-M2"], "4-P1": "999.00"}
    bill, bill_map = tmp_path / "bill.csv", tmp_path / "map.toml"
    lines = [f"{parcel},LX{number}CN,{amount},CNY\n" for number, (parcel, amount) in enumerate(billed.items())]
    bill.write_text("订单号,运单号,金额,币种\n" + "".join(lines), encoding="utf-8")
    assert sampan("bill", "guess", bill, "-o", bill_map).code == 0
    assert sampan("bill", "check", bill, "--run", parcels, "--out", tmp_path / "checked", "--map", bill_map).code == 1
    checked = rows(tmp_path / "checked/lines.csv")
    assert [(row["order_id"], row["cause"] == "ok") for row in checked] == [("1-M2", True), ("4-P1", False)]
    assert checked[1]["expected"] == prices["4-P1"]
    # by the buyers' orders: 2 travels in 1-M2; the second number of 4 is that of its second parcel
    # one may also name the parcel
    for first in ("4", "4-P1"):
        by_order = [("2", "LX1CN", prices["1-M2"]), (first, "LX2CN", prices["4-P1"]), ("4", "LX3CN", prices["4-P2"])]
        text = "".join(f"{order},{number},{amount},CNY\n" for order, number, amount in by_order)
        bill.write_text("订单号,运单号,金额,币种\n" + text, encoding="utf-8")
        done = sampan("bill", "check", bill, "--run", parcels, "--out", tmp_path / "by-order", "--map", bill_map)
        told = rows(tmp_path / "by-order/lines.csv")
        assert [(row["cause"], row["expected"]) for row in told] == [("ok", amount) for _, _, amount in by_order], (
            done.out
        )
        unbilled = [row["order_id"] for row in rows(tmp_path / "by-order/unbilled.csv")]
        assert not set(unbilled) & {"1-M2", "4-P1", "4-P2"}


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda text: text.replace('"pieces": 6', '"pieces": 5', 1), "not in parcels once each"),
        (lambda text: text.replace('"after_cny": "', '"after_cny": "1', 1), "worked out again"),
        (lambda text: text.replace('"orders_sha256": "', '"orders_sha256": "0', 1), "other orders"),
        (lambda text: text.replace('"order_ids": [\n    "1"', '"order_ids": [\n    "9"', 1), "not in the run"),
    ],
)
def test_a_file_that_was_changed_is_told(
    sampan: Sampan, run: Path, tmp_path: Path, spoil: Callable[[str], str], told: str
) -> None:
    """By the second program, with exit code 1; and nothing is made of it."""
    path = run / "parcels/proposals.json"
    whole = path.read_text("utf-8")
    assert spoil(whole) != whole
    path.write_text(spoil(whole), encoding="utf-8")
    try:
        done = sampan("parcels", "verify", run)
        assert done.code == 1
        assert told in done.out
        applied: Any = sampan("parcels", "apply", run, "--out", tmp_path / "new")
        assert applied.code == (0 if "after_cny" in told or "worked out" in told else 3)
    finally:
        path.write_text(whole, encoding="utf-8")


def _two_buyers(told: dict[str, Any]) -> None:
    merge = next(one for one in told["proposals"] if one["kind"] == "merge")
    merge["order_ids"] = ["1", "3"]
    merge["parcels"][0]["contents"][1]["order_id"] = "3"


def _twice(told: dict[str, Any]) -> None:
    merge = next(one for one in told["proposals"] if one["kind"] == "merge")
    merge["order_ids"] = ["1", "1"]
    merge["parcels"][0]["contents"][1]["order_id"] = "1"


def _one_id(told: dict[str, Any]) -> None:
    for one in told["proposals"]:
        for parcel in one["parcels"]:
            parcel["parcel_id"] = "1-M2"


def _divided(told: dict[str, Any]) -> None:
    told["proposals"][0]["after_cny"] = "1/0"


def _half_a_piece(told: dict[str, Any]) -> None:
    told["proposals"][0]["parcels"][0]["contents"][0]["pieces"] += 0.5


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (_two_buyers, "one buyer, one address and one account"),
        (_twice, "in two proposals"),
        (_one_id, "the id '1-M2'"),
        (_divided, "Propose again"),
        (_half_a_piece, "Propose again"),
    ],
)
def test_nothing_is_made_of_a_proposal_that_may_not_be(
    sampan: Sampan, run: Path, tmp_path: Path, edit: Callable[[dict[str, Any]], None], told: str
) -> None:
    """Two buyers in one parcel, an order twice, one number for two parcels, no sums."""
    copy = tmp_path / "run"
    shutil.copytree(run, copy)
    path = copy / "parcels/proposals.json"
    stated = json.loads(path.read_text("utf-8"))
    edit(stated)
    path.write_text(json.dumps(stated), encoding="utf-8")
    done = sampan("parcels", "apply", copy, "--out", tmp_path / "new")
    assert (done.code, told in done.err, (tmp_path / "new").exists()) == (3, True, False), done.err


def test_lines_that_a_person_sorted_are_those_of_their_orders(sampan: Sampan, run: Path, tmp_path: Path) -> None:
    """Proposals and what caps count by day hang on the order that a line names, not on its place."""
    copy = tmp_path / "run"
    shutil.copytree(run, copy)
    right = (copy / "parcels/proposals.csv").read_bytes()
    head, *lines = (copy / "assignments.csv").read_text("utf-8-sig").splitlines()
    later = [line.replace("2026-11-19,", "2026-11-20,", 1) if line.startswith("3,") else line for line in lines]
    (tmp_path / "caps.toml").write_text("[[cap]]\nmost = 3\nday = 2026-11-19\n", encoding="utf-8")
    for order in (later, later[::-1]):
        (copy / "assignments.csv").write_text("\n".join([head, *order]) + "\n", encoding="utf-8")
        done = sampan("allot", copy, "--caps", tmp_path / "caps.toml", "--format", "json")
        assert json.loads(done.out)["caps"][0]["used"] == 3, done.err
    (copy / "assignments.csv").write_text("\n".join([head, *lines[::-1]]) + "\n", encoding="utf-8")
    assert sampan("parcels", "propose", copy).code == 0
    assert (copy / "parcels/proposals.csv").read_bytes() == right
    (copy / "assignments.csv").write_text("\n".join([head, *lines[:-1], lines[0]]) + "\n", encoding="utf-8")
    done = sampan("parcels", "propose", copy)
    assert (done.code, "lines were taken out" in done.err) == (3, True)


def test_what_no_service_takes_is_not_made(sampan: Sampan, tmp_path: Path) -> None:
    """Three pieces of 1.9 kg by a service that takes 2 kg go in three parcels; two in one are refused."""
    heavy = "7,2026-11-19T09:00:00+08:00,US,ebay,MUG,3,36,USD,10001,New York,1 Main St,Ann Example,2125550100"
    (tmp_path / "orders.csv").write_text(f"{HEAD},requested_service\n{heavy},cnpost-epacket\n", encoding="utf-8")
    (tmp_path / "products.csv").write_text(PRODUCTS.replace("MUG,300,120,100", "MUG,1900,150,110"), encoding="utf-8")
    run = tmp_path / "run"
    named = ("--products", tmp_path / "products.csv", "--now", "2026-11-19T12:00:00+08:00", "--out", run)
    assert sampan("route", tmp_path / "orders.csv", *named).code == 1
    assert sampan("parcels", "propose", run).code == 0
    done = sampan("parcels", "apply", run, "--out", tmp_path / "new")
    price = sum(_fen(line["price_cny"]) for line in rows(tmp_path / "new/assignments.csv"))
    assert f"Freight 0.00 CNY before, {price // 100}.{price % 100:02} CNY now." in done.out
    assert f"{price // 100}.{price % 100:02} CNY of it sends 1 order that had no channel." in done.out
    path = run / "parcels/proposals.json"
    stated = json.loads(path.read_text("utf-8"))
    first, second, third = stated["proposals"][0]["parcels"]
    second["contents"][0]["pieces"] = 2
    stated["proposals"][0]["parcels"] = [first, second]
    path.write_text(json.dumps(stated), encoding="utf-8")
    done = sampan("parcels", "apply", run, "--out", tmp_path / "other")
    assert (done.code, f"no service takes the parcel {second['parcel_id']}" in done.err) == (3, True), done.err
    assert not (tmp_path / "other").exists()
    assert third["contents"][0]["pieces"] == 1


@pytest.mark.parametrize("text", ["{", '{"schema": 9}', '{"schema": 1}', '{"schema": 1, "proposals": [{}]}', "[]"])
def test_a_file_that_is_none(sampan: Sampan, run: Path, text: str) -> None:
    """Damaged, of another version, or of nothing that is known: refused with its name."""
    path = run / "parcels/proposals.json"
    whole = path.read_text("utf-8")
    path.write_text(text, encoding="utf-8")
    try:
        done = sampan("parcels", "verify", run)
        assert (done.code, "proposals.json" in done.err) == (3, True)
    finally:
        path.write_text(whole, encoding="utf-8")


def test_what_cannot_be_searched(sampan: Sampan, run: Path, parcels: Path) -> None:
    """A run without proposals, a run of parcels, and one of which lines were taken out."""
    done = sampan("parcels", "verify", parcels)
    assert (done.code, "propose" in done.err) == (3, True)
    assert "has no run.json" in sampan("parcels", "propose", run / "nothing").err
    assert sampan("parcels", "propose", parcels).code == 3
    path = run / "assignments.csv"
    whole = path.read_bytes()
    path.write_bytes(b"\n".join(whole.split(b"\n")[:-2]) + b"\n")
    try:
        done = sampan("parcels", "propose", run)
        assert (done.code, "whole run" in done.err) == (3, True)
    finally:
        path.write_bytes(whole)


def test_orders_with_tracking_numbers_go_as_they_are(sampan: Sampan, run: Path, tmp_path: Path) -> None:
    """Their labels are made: no proposal touches them, no cap moves them, and the new run keeps their numbers."""
    copy = tmp_path / "run"
    shutil.copytree(run, copy)
    (tmp_path / "reply.csv").write_text("order_id,tracking_no\n2,LX000000005CN\n", encoding="utf-8")
    assert sampan("labels", "answer", copy, tmp_path / "reply.csv").code in {0, 1}
    done = sampan("parcels", "verify", copy)
    assert (done.code, "2: have tracking numbers" in done.out) == (1, True)
    done = sampan("parcels", "apply", copy, "--out", tmp_path / "new")
    assert (done.code, "2: have tracking numbers" in done.err) == (3, True)
    assert "1 order with a tracking number go as they are." in sampan("parcels", "propose", copy).out
    assert [row["proposal_id"] for row in rows(copy / "parcels/proposals.csv")] == ["split-4"]
    assert sampan("parcels", "apply", copy, "--out", tmp_path / "new").code == 0
    assert numbers_of(tmp_path / "new") == {"2": "LX000000005CN"}
    service = rows(tmp_path / "new/assignments.csv")[1]["service"]
    caps = f'[[cap]]\nservices = ["{service}"]\nmost = 1\n'
    (tmp_path / "caps.toml").write_text(caps, encoding="utf-8")
    done = sampan("allot", tmp_path / "new", "--caps", tmp_path / "caps.toml", "--out", tmp_path / "allotted")
    assert done.code == 0, done.err
    assert "1 order with a tracking number stay where they are." in done.err
    assert [row["service"] == service for row in rows(tmp_path / "allotted/assignments.csv")[:3]] == [
        False, True, False,
    ]  # fmt: skip
    assert numbers_of(tmp_path / "allotted") == {"2": "LX000000005CN"}


def test_caps_come_after_parcels(sampan: Sampan, parcels: Path, tmp_path: Path) -> None:
    """A run of parcels under a cap stays one: every line tells its parcel and orders, that of the moved one too."""
    copy = tmp_path / "parcels"
    shutil.copytree(parcels, copy, ignore=shutil.ignore_patterns("labels"))  # without numbers, which hold orders back
    lines = rows(parcels / "assignments.csv")
    most = sum(line["service"] == lines[0]["service"] for line in lines) - 1
    caps = f'[[cap]]\nservices = ["{lines[0]["service"]}"]\nmost = {most}\n'
    (tmp_path / "caps.toml").write_text(caps, encoding="utf-8")
    done = sampan("allot", copy, "--caps", tmp_path / "caps.toml", "--out", tmp_path / "allotted")
    assert done.code == 0, done.err
    under = rows(tmp_path / "allotted/assignments.csv")
    assert sum(one["service"] != other["service"] for one, other in zip(lines, under, strict=True)) == 1
    names = ("order_id", "parcel_id", "order_ids")
    assert [[line[name] for name in names] for line in under] == [[line[name] for name in names] for line in lines]
    assert sampan("verify", tmp_path / "allotted").code == 0
    assert sampan("explain", "2", "--run", tmp_path / "allotted").code == 0


def test_a_run_under_caps_is_not_made_one_of_parcels(sampan: Sampan, run: Path, tmp_path: Path) -> None:
    """The orders that caps moved would go back where they were; the way out is named."""
    moved = run / "inputs" / "allotment.csv"
    moved.write_text("order_id,service\n1,cnpost-registered\n", encoding="utf-8")
    try:
        done = sampan("parcels", "apply", run, "--out", tmp_path / "new")
    finally:
        moved.unlink()
    assert (done.code, "sampan allot" in done.err, (tmp_path / "new").exists()) == (2, True, False)
