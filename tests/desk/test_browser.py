"""The day in a real browser: Chromium, its keys, its downloads, both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from served import served

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser as Chromium

_DAY = ("orders.csv", "products.csv")
_SENTENCE = re.compile(r"\b[A-Za-z][a-z']+(?:,? [a-z']+){3,}\b|\b[A-Z][a-z]+ (?:[a-z']+ ){2,}[a-z]+\b")
_PAGES = ("/labels", "/", "/orders?queue=held", "/order?id=%2310549", "/quote?to=US&weight=1kg", "/problems")
_JOB_MS = 60_000
_OF_THE_FILES = ("Jigsaw puzzle", "Regalo, sin factura")


def test_the_day_in_a_browser(chromium: Chromium, tmp_path: Path, demo_files: Path) -> None:
    """Drop, route, find the order without a channel by keys, take a label file, read it all in Chinese."""
    with served(tmp_path) as desk:
        page = chromium.new_page(viewport={"width": 1366, "height": 768})
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
        page.goto(f"http://127.0.0.1:{desk.port}/")
        page.set_input_files("#files", [str(demo_files / name) for name in _DAY])
        page.wait_for_selector(".files li")
        assert page.locator(".files .tag.good").all_inner_texts() == ["orders", "product master"]
        page.get_by_role("button", name="Route the orders").click()
        page.wait_for_selector(".tiles", timeout=_JOB_MS)
        assert "205 orders" in page.inner_text("main")

        page.keyboard.press("g")
        page.keyboard.press("2")
        page.wait_for_url("**/orders*")
        page.keyboard.press("/")
        page.keyboard.type("10549")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=10549*")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/order?*")
        assert "does not take liquid" in page.inner_text("main")

        page.keyboard.press("?")
        assert page.locator("dialog[open]").count() == 1
        page.keyboard.press("Escape")
        page.get_by_role("link", name="Labels", exact=True).click()
        form = page.locator('form:has(input[value="cnpost-epacket"])')
        form.locator("select").select_option("cnpost-epacket")
        form.get_by_role("button").click()
        file = page.locator("a", has_text="cnpost-epacket.cnpost-epacket.csv")
        file.wait_for(timeout=_JOB_MS)
        with page.expect_download() as taken:
            file.click()
        assert taken.value.path().read_bytes().count(b"\n") > 10

        page.get_by_role("link", name="中文").click()
        for path in (
            "/labels",
            "/",
            "/orders?queue=held",
            "/order?id=%2310549",
            "/quote?to=US&weight=1kg",
            "/problems",
        ):
            page.goto(f"http://127.0.0.1:{desk.port}{path}")
            assert page.get_attribute("html", "lang") == "zh-CN"
            lines = page.inner_text("body").splitlines()
            assert [one for one in lines if _SENTENCE.search(one) and not one.startswith(_OF_THE_FILES)] == [], path
        assert faults == []
        page.close()
