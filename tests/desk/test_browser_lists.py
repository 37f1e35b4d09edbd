"""Late, score and parcels in a real browser: their lists by keys, their forms, and every page on a phone's width."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from in_process import run
from served import Browser, served
from test_parcels import ORDERS, PRODUCTS
from test_score import LOG

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser as Chromium

_NOW = "2026-11-19T12:00:00+08:00"
_SCANS = "order_id,tracking_no,at,description\n7001,LB1,2026-11-21T10:00:00+08:00,Electronic information submitted\n"
_PAGES = ("/", "/orders", "/order?id=7001", "/labels", "/inbox", "/prices", "/bills", "/late", "/score", "/parcels",
          "/quote?to=US&weight=1kg&value=12+USD", "/problems")  # fmt: skip
_PHONE = 390


def test_late_score_and_parcels_by_keys(chromium: Chromium, desk: Browser, desk_folder: Path, tmp_path: Path) -> None:
    """A late order opened, a figure walked to, a proposal found and copied; no page is wider than a phone."""
    del desk
    for name, text in (("o.csv", ORDERS), ("p.csv", PRODUCTS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    routed = ("--products", tmp_path / "p.csv", "--now", _NOW, "--policy", "cheapest", "--out", tmp_path / "day")
    assert run("route", tmp_path / "o.csv", *routed).code == 0
    assert run("parcels", "propose", tmp_path / "day").code == 0
    shutil.copytree(desk_folder / "demo", tmp_path / "demo")
    with served(tmp_path) as own:
        own.done(own.drop("/late/files", [("s.csv", _SCANS.encode())]))
        assert own.drop("/score/files/logs", [("log.csv", LOG.encode())]).status == 303
        page = chromium.new_page(viewport={"width": 1366, "height": 768})
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"http://127.0.0.1:{own.port}/late?of=demo&list=not_scanned&at=2026-11-24T12:00:00%2B08:00")
        page.keyboard.press("j")
        assert page.locator("tr.here").get_attribute("data-copy") == "7001"
        page.keyboard.press("Enter")
        page.wait_for_url("**/order?id=7001*")
        page.keyboard.press("g")
        page.keyboard.press("8")
        page.wait_for_url("**/score*")
        page.keyboard.press("j")
        assert page.locator("tr.here").count() == 1
        page.keyboard.press("Enter")  # a row without an address opens nothing
        page.keyboard.press("g")
        page.keyboard.press("9")
        page.wait_for_url("**/parcels*")
        page.goto(f"http://127.0.0.1:{own.port}/parcels?run=day")
        page.keyboard.press("j")
        assert "<script>" in str(page.locator("tr.here").get_attribute("data-copy"))
        page.locator("tr.here input").check()
        assert page.get_by_role("button", name="Make a run of those ticked here").is_enabled()

        page.set_viewport_size({"width": _PHONE, "height": 844})
        for path in _PAGES:
            page.goto(f"http://127.0.0.1:{own.port}{path}{'&' if '?' in path else '?'}run=demo&lang=zh")
            assert page.evaluate("document.documentElement.scrollWidth") <= _PHONE, path
            assert page.locator(".top").bounding_box()["height"] < 120, path  # type: ignore[index]
        assert faults == []
        page.close()
