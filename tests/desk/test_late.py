"""Late: scans dropped into the store, the three lists and the figures told; nothing in them is run or is a path."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from served import Browser, served

if TYPE_CHECKING:
    from pathlib import Path

EVIL = "<script>alert(1)</script>"
SCANS = (
    "order_id,tracking_no,at,description\n"
    "7001,LB1,2026-11-21T10:00:00,Electronic information submitted by shipper\n"
    f"{EVIL},LB9{EVIL},2026-11-20T10:00:00,{EVIL}\n"
    f"7006,LB2,never{EVIL},Delivered\n"
)
AT = "at=2026-11-24T12:00:00%2B08:00"


def test_scans_are_dropped_and_the_lists_told(desk: Browser, desk_folder: Path, tmp_path: Path) -> None:
    """An order with a label but no scan is on the second list, one of nobody in a remark, in both languages."""
    del desk
    shutil.copytree(desk_folder / "demo", tmp_path / "demo")
    with served(tmp_path) as browser:
        assert "Drop the first file" in browser.get("/late").text
        assert browser.get("/late/late.csv").status == 404
        assert browser.drop("/late/files", []).status == 400
        then = browser.done(browser.drop("/late/files", [("../s.csv", SCANS.encode())], {"zone": "Asia/Shanghai"}))
        assert (tmp_path / "tracking.parquet").is_file()
        page = browser.get(f"{then}&{AT}").text
        assert "2 of 2 scans are new" in page
        assert EVIL not in page
        assert "&lt;script&gt;" in page
        page = browser.get(f"/late?{AT}&list=not_scanned&of=demo").text
        assert "Left, but no carrier has scanned it: 1" in page
        assert 'data-copy="7001"' in page
        assert "The store names 1 order that no run has" in page
        assert EVIL not in page
        chinese = browser.get(f"/late?{AT}&list=not_scanned", cookie="lang=zh").text
        assert "已发出但未上网：1" in chinese
        assert "Look" not in chinese
        assert "The store names" not in chinese
        assert "Left, but no carrier" in browser.get(f"/late?{AT}&list=not_scanned", cookie="lang=en").text
        said = "Electronic information submitted by shipper"
        more = f"order_id,tracking_no,at,description\n#10402,LB2,2026-11-21T10:00:00,{said}\n"
        browser.done(browser.drop("/late/files", [("more.csv", more.encode())], {"zone": "Asia/Shanghai"}))
        assert (
            "no carrier has scanned it: 2" in browser.get(f"/late?{AT}&list=not_scanned&of=demo", cookie="lang=en").text
        )
        told = browser.get(f"/late/late.csv?{AT}")
        assert "attachment" in told.headers["content-disposition"]
        assert "not_scanned,7001,LB1" in told.text
        assert browser.get("/late?at=never").status == 400
        assert browser.get("/late?of=../demo&list=x&page=99999999").status == 200
