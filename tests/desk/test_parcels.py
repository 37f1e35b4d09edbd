"""Parcels: a run searched, its proposals told and checked, a run made of them; nothing in it is run or is a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from in_process import run
from served import Browser, served

if TYPE_CHECKING:
    from pathlib import Path

EVIL = "<script>alert(1)</script>"
PRODUCTS = "sku,weight_g,length_mm,width_mm,height_mm,name_en,hs_code,origin\nMUG,300,120,100,90,mug,691110,CN\n"
_BUYER = "10001,New York,1 Main St,Ann Example,2125550100"
ORDERS = (
    "order_id,paid_at,country,platform,sku,quantity,value,currency,postcode,city,address1,name,phone\n"
    f"1{EVIL},2026-11-19T09:00:00+08:00,US,ebay,MUG,1,12,USD,{_BUYER}\n"
    f"2,2026-11-19T09:30:00+08:00,US,ebay,MUG,1,9,USD,{_BUYER}\n"
)
"""Two orders of one buyer at one address: one parcel of 600 g pays the fee of a parcel once."""


def test_a_run_is_searched_and_applied(tmp_path: Path) -> None:
    """The merge with its saving and proof, in both languages; the picture, the table, and the run of parcels."""
    for name, text in (("orders.csv", ORDERS), ("products.csv", PRODUCTS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    moment = ("--now", "2026-11-19T12:00:00+08:00", "--policy", "cheapest", "--out", tmp_path / "day")
    assert run("route", tmp_path / "orders.csv", "--products", tmp_path / "products.csv", *moment).code == 0
    with served(tmp_path) as browser:
        assert "Search for parcels that cost less" in browser.get("/parcels?run=day").text
        assert browser.post("/parcels/apply", {"run": "day", "all": "1"}).status == 400
        then = browser.done(browser.post("/parcels/propose", {"run": "day"}))
        page = browser.get(then).text
        assert "1 proposal" in page
        assert "optimal" in page
        assert EVIL not in page
        assert "&lt;script&gt;" in page
        chinese = browser.get(then, cookie="lang=zh").text
        assert "合并" in chinese
        assert "optimal" not in chinese
        assert "2 orders get one tracking number." in page
        assert "2 个订单共用一个运单号。" in chinese
        chart = Browser(browser.port).get("/parcels/file?run=day&file=savings.svg", cookie="lang=zh").text
        assert "合单" in chart
        then = browser.done(browser.post("/parcels/verify", {"run": "day"}))
        assert "1 proposal checked again: each holds." in browser.get(then).text
        drawn = browser.get("/parcels/file?run=day&file=savings.svg")
        assert drawn.headers["content-type"] == "image/svg+xml"
        listed = browser.get("/parcels/file?run=day&file=proposals.csv")
        assert "attachment" in listed.headers["content-disposition"]
        assert "merge-" in listed.text
        for name in ("proposals.json", "../run.json", ""):
            assert browser.get(f"/parcels/file?run=day&file={name}").status == 404
        assert browser.post("/parcels/apply", {"run": "day", "only": "../x"}).status == 400
        assert browser.post("/parcels/propose", {"run": "../day"}).status == 404
        own = page.partition('name="only" value="')[2].partition('"')[0].replace("&lt;", "<").replace("&gt;", ">")
        assert browser.done(browser.post("/parcels/apply", {"run": "day", "only": own})) == "/?run=day-parcels"
        # the parcels of the new run are those of the day: told once
        (tmp_path / "scans.csv").write_text("order_id,tracking_no,at,description\n9,A,2026-11-20T10:00:00Z,Delivered\n")
        assert run("track", "add", tmp_path / "scans.csv", "--store", tmp_path / "tracking.parquet").code == 0
        told = browser.get("/late/late.csv?at=2026-11-25T12:00:00%2B08:00").text
        lines = [line.split(",") for line in told.splitlines()[1:]]
        assert [line[:1] + line[2:3] for line in lines] == [["must_leave", ""]] * 2  # an order each
        assert [line[-1] for line in lines] == [f"1{EVIL}-M2"] * 2
        sent_on = browser.get("/order?run=day-parcels&id=2")
        assert sent_on.status == 303
        page = browser.get(sent_on.headers["location"]).text
        assert "In this parcel travel the orders 1&lt;script&gt;" in page
        assert EVIL not in page
        assert "1 order" in browser.get("/orders?run=day-parcels&q=2").text
        assert browser.get("/order?run=day-parcels&id=9").status == 404
        assert len((tmp_path / "day-parcels" / "assignments.csv").read_text("utf-8-sig").splitlines()) == 2
