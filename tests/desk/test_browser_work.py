"""The inbox and a price book in a real browser: keys, notes, both languages."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

from served import Browser, served
from test_prices import workbook

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser as Chromium

_SENTENCE = re.compile(r"\b[A-Za-z][a-z']+(?:,? [a-z']+){3,}\b|\b[A-Z][a-z]+ (?:[a-z']+ ){2,}[a-z]+\b")
_ASKED = "when will you ship my order?"
_SHEET = f"message_id,order_id,text\nm1,7001,{_ASKED}\nm2,7006,<script>document.title = 'run'</script>\n"


def test_a_message_and_a_price_book(chromium: Chromium, desk: Browser, desk_folder: Path, tmp_path: Path) -> None:
    """A fact filled in, the letter copied by its key and noted; a note of a workbook confirmed; read in Chinese."""
    del desk
    shutil.copytree(desk_folder / "demo", tmp_path / "demo")
    files = tmp_path / "files"
    files.mkdir()
    (files / "messages.csv").write_text(_SHEET, encoding="utf-8")
    (files / "prices.xlsx").write_bytes(workbook())
    with served(tmp_path) as own:
        page = chromium.new_page(viewport={"width": 1366, "height": 768})
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(dialog.message))
        page.goto(f"http://127.0.0.1:{own.port}/inbox?run=demo")
        page.set_input_files("#sheet", str(files / "messages.csv"))
        page.wait_for_selector(".message")
        page.locator(".lacks select").first.select_option("paid")
        page.get_by_role("button", name="Write the letter").click()
        page.wait_for_selector("#letter")
        page.keyboard.press("c")
        page.locator(".noted", has_text="Copied").wait_for()
        notes = json.loads((tmp_path / "demo" / "inbox" / "answers.json").read_text("utf-8"))
        assert notes["copied"]["m1"]["text"] == page.locator("#letter").text_content()
        page.keyboard.press("m")
        page.wait_for_url("**m=m2**")
        assert page.title().startswith("Inbox")

        page.goto(f"http://127.0.0.1:{own.port}/prices")
        page.set_input_files("#sheets", str(files / "prices.xlsx"))
        page.wait_for_selector(".rule")
        assert page.locator(".cells td.note").count() > 0
        for holds in page.locator('input[value="yes"]').all():
            holds.check()
        page.get_by_role("button", name="Make the card").click()
        page.get_by_role("button", name="Put it in force").click()
        page.wait_for_selector("main .good")
        assert (tmp_path / "cards" / "prices" / "card.toml").is_file()

        for path in (
            "/inbox?run=demo&m=m1",
            "/prices",
            "/prices/book?name=prices.xlsx",
            "/prices/card?name=prices.xlsx",
            "/bills",
        ):
            page.goto(f"http://127.0.0.1:{own.port}{path}&lang=zh")
            letters = {*page.locator('[lang="en"]').all_inner_texts(), _ASKED}
            shown = page.inner_text("body")
            for letter in letters:
                shown = shown.replace(letter, "")
            assert [one for one in shown.splitlines() if _SENTENCE.search(one)] == [], path
        assert faults == []
        page.close()
