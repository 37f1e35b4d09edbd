"""Bills: dropped, checked against a run, told line by line, claimed; nothing in them is run or is a path."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from served import Browser, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVIL = "<script>alert(1)</script>"
BILL = (
    "运单号,客户订单号,跟踪号,发货国家,运输方式,计费重量(kg),称重重量(kg),件数,运费,挂号费,附加费,偏远附加费,总费用\n"
    "YT1,7001,LX000000001CN,TH,标准小包,0.705,0.705,1,47.25,0,0,0,47.25\n"
    "YT2,7006,LX000000002CN,KR,平邮,0.045,0.045,1,3.06,0,0,12.00,15.06\n"
    f"YT3{EVIL},9999{EVIL},LX000000003CN,DE,{EVIL},0.2,0.2,1,30.00,0,0,0,30.00\n"
)
"""As docs/BILLS.md has it: the second bears a charge of 12.00 that the card does not have, the third is of nobody."""


@pytest.fixture
def checked(desk: Browser, desk_folder: Path, tmp_path: Path) -> Iterator[Browser]:
    """A desk with the demo's run, on which the bill was checked."""
    del desk
    shutil.copytree(desk_folder / "demo", tmp_path / "demo")
    with served(tmp_path) as browser:
        assert browser.drop("/bills/files", [(f"{EVIL}.csv", BILL.encode())]).status == 303
        assert browser.done(browser.post("/bills/check", {"run": "demo"})) == "/bills"
        yield browser


def test_a_bill_is_checked_and_claimed(checked: Browser) -> None:
    """Lines with cause and money, the greatest difference first; downloads, the picture, and a claim's state."""
    page = checked.get("/bills").text
    assert "3 lines checked, 2 to look at" in page
    assert page.index("30.00") < page.index("15.06")
    assert "surcharge not due" in page
    assert EVIL not in page
    only = checked.get("/bills?check=check-1&cause=surcharge").text
    assert "LX000000002CN" in only.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "LX000000001CN" not in only.partition("<tbody>")[2].partition("</tbody>")[0]
    drawn = checked.get("/bills/file?check=check-1&file=differences.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert EVIL not in drawn.text
    book = checked.get("/bills/file?check=check-1&file=dispute-yunexpress.xlsx")
    assert "attachment" in book.headers["content-disposition"]
    bill = page.partition('name="bill" value="')[2].partition('"')[0]
    words = {"bill": bill.replace("&lt;", "<").replace("&gt;", ">"), "number": "LX000000002CN"}
    assert checked.post("/bills/claim", {**words, "state": "disputed"}).status == 303
    assert 'value="disputed" selected' in checked.get("/bills").text
    assert checked.post("/bills/claim", {**words, "state": "paid"}).status == 400
    assert checked.post("/bills/claim", {**words, "number": "x", "state": "closed"}).status == 404
    chinese = checked.get("/bills?lang=zh").text
    assert "已核对 3 行，2 行需要查看" in chinese


def test_no_name_is_a_path(checked: Browser) -> None:
    """Files and checks are looked up among those there are; a dropped file comes out, and goes back."""
    for name in ("../../demo/run.json", "..", "/etc/passwd", ".lock"):
        assert checked.get(f"/bills/file?check=check-1&file={name}").status == 404
        assert checked.get(f"/bills/file?check={name}&file=lines.csv").status == 404
        assert checked.post("/bills/remove", {"name": name}).status == 404
        assert checked.post("/bills/restore", {"name": name}).status == 404
        assert checked.post("/bills/check", {"run": name}).status == 400
    own = {"name": "script_.csv"}  # what is left of its name
    assert checked.post("/bills/remove", own).status == 303
    assert checked.post("/bills/restore", own).status == 303


def test_what_is_no_bill_is_told(desk: Browser) -> None:
    """The job ends with the sentence of the command, and nothing is kept of it."""
    desk.drop("/bills/files", [("x.csv", b"a,b\n1,2\n")])
    asked = desk.post("/bills/check", {"run": "demo"})
    with pytest.raises(AssertionError, match=r"x\.csv"):
        desk.done(asked)
    assert desk.post("/bills/remove", {"name": "x.csv"}).status == 303
