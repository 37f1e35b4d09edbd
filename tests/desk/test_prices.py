"""Prices: a workbook with notes dropped, each confirmed, the card made, checked, and put in force from its day."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

import openpyxl
import pytest
from served import Browser, served

from carriers.cards.catalogue import load_services

if TYPE_CHECKING:
    from pathlib import Path

EVIL = "<script>alert(1)</script>"
NOTE = "起重0.05KG,以1G为单位进位"


def workbook(price: float = 96, day: str = "2026-12-01", evil: str = "") -> bytes:
    """A forwarder's sheet with one service and a note below it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = f"专线{evil[:8].replace('<', '')}"
    for row in (
        [f"测试专线挂号{evil}"],
        [f"生效时间:{day}"],
        ["国家/地区", "参考时效", "重量(KG)", "运费(RMB/KG)", "挂号费(RMB/票)"],
        ["美国", "5-8工作日", "0<W≤0.2", price, 22],
        ["美国", "5-8工作日", "0.2<W≤2", price - 2, 20],
        [],
        [f"{NOTE}{evil}"],
    ):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _decided(browser: Browser, name: str, answer: str = "yes", **more: str) -> str:
    """Decides every rule of the page in the same way and asks for the card: the address that follows."""
    page = browser.get(f"/prices/book?name={quote(name)}").text
    rules = set(re.findall(r'name="(rule\.[0-9a-f]+)"', page))
    assert rules
    return browser.post("/prices/decide", {"name": name, "make": "1", **dict.fromkeys(rules, answer), **more}).headers[
        "location"
    ]


def test_from_the_workbook_to_the_card_in_force(tmp_path: Path) -> None:
    """The note stands beside its cell and waits; confirmed, it is in the card; the next issue ends the one before."""
    with served(tmp_path) as browser:
        there = browser.drop("/prices/books", [("测试.xlsx", workbook())]).headers["location"]
        page = browser.get(there).text
        assert NOTE in page
        assert 'class="note ' in page
        assert (
            browser.post("/prices/decide", {"name": "测试.xlsx", "make": "1"}).headers["location"].endswith("waiting=1")
        )
        assert not list(tmp_path.rglob("card.toml"))
        there = _decided(browser, "测试.xlsx")
        assert there.startswith("/prices/card?")
        assert browser.get(there).status == 200
        assert browser.post("/prices/force", {"name": "测试.xlsx", "folder": "mine"}).status == 303
        [service] = load_services([tmp_path / "cards"])
        assert service.validity.start == date(2026, 12, 1)
        # 起重 0.05 kg: 1 g costs as 50 g do, 22 + 0.05 x 96 = 26.80
        band = next(iter(service.bands_of.values()))[0]
        assert (band.base_micro, band.base_covers_g) == (26_800_000, 50)

        browser.drop("/prices/books", [("新.xlsx", workbook(100, "2027-01-01"))])
        _decided(browser, "新.xlsx")
        assert "mine" in browser.post("/prices/force", {"name": "新.xlsx", "folder": "next"}).headers["location"]
        ends = {one.card: one.validity.end for one in load_services([tmp_path / "cards"])}
        assert sorted(ends.values(), key=str) == [date(2026, 12, 31), None]
        assert not [one.name for one in tmp_path.iterdir() if one.name.startswith(".cards.")]


def test_a_note_that_does_not_hold_is_left_out(tmp_path: Path) -> None:
    """Without it 1 g is charged as such, and the day is the one that a person gave."""
    with served(tmp_path) as browser:
        browser.drop("/prices/books", [("a.xlsx", workbook())])
        _decided(browser, "a.xlsx", "no", valid_from="2026-12-24")
        browser.post("/prices/force", {"name": "a.xlsx", "folder": "a"})
        [service] = load_services([tmp_path / "cards"])
        assert service.validity.start == date(2026, 12, 24)
        assert next(iter(service.bands_of.values()))[0].base_covers_g != 50


def test_the_effect_on_a_days_orders_is_drawn(desk: Browser, desk_folder: Path) -> None:
    """The run's orders by the bundled cards, and with the new one beside them."""
    desk.drop("/prices/books", [("b.xlsx", workbook())])
    there = _decided(desk, "b.xlsx")
    page = desk.get(f"{there}&run=demo").text
    assert "/prices/backtest.svg?" in page
    drawn = desk.get("/prices/backtest.svg?name=b.xlsx&run=demo")
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert "past orders by old and new cards" in drawn.text
    assert desk.post("/prices/remove", {"name": "b.xlsx"}).status == 303
    assert desk.post("/prices/restore", {"name": "b.xlsx"}).status == 303
    assert desk.post("/prices/remove", {"name": "b.xlsx"}).status == 303
    assert not (desk_folder / "cards").exists()


def test_cells_are_text(tmp_path: Path) -> None:
    """Markup in titles, notes and names of a workbook, and in the name of its file, is shown and never run."""
    with served(tmp_path) as browser:
        name = "<img src=x onerror=alert(1)>.xlsx"
        there = browser.drop("/prices/books", [(name, workbook(evil=EVIL))]).headers["location"]
        for path in (there, "/prices"):
            page = browser.get(path).text
            assert EVIL not in page
            assert "<img src=x" not in page
        browser.get(there)
        kept = next(one.name for one in (tmp_path / "prices").iterdir())
        there = _decided(browser, kept)
        assert EVIL not in browser.get(there).text


@pytest.mark.parametrize("name", ["../../x", "/etc/passwd", "..", ".removed", "a.xlsx/.."])
def test_no_name_is_a_path(tmp_path: Path, name: str) -> None:
    """A book is looked up among those there are; a card's folder is a name that every disk takes."""
    with served(tmp_path) as browser:
        browser.drop("/prices/books", [("a.xlsx", workbook())])
        for path in ("/prices/book", "/prices/card", "/prices/backtest.svg"):
            assert browser.get(f"{path}?name={name}").status == 404
        for path in ("/prices/decide", "/prices/force", "/prices/remove", "/prices/restore"):
            assert browser.post(path, {"name": name}).status == 404
        _decided(browser, "a.xlsx")
        browser.post("/prices/force", {"name": "a.xlsx", "folder": name})
        assert [one.parent.parent for one in tmp_path.rglob("cards/*/card.toml")] == [tmp_path / "cards"]
        assert sorted(one.name for one in tmp_path.iterdir()) == ["cards", "prices"]


_NONE = [("a.xlsx", b"no workbook"), ("a.csv", b""), ("a.exe", b"MZ"), ("a.csv", b"x,y\n1,2\n")]


@pytest.mark.parametrize(("name", "content"), _NONE)
def test_what_is_no_price_book_is_told(tmp_path: Path, name: str, content: bytes) -> None:
    """The page says what is wrong; no card can be made of it."""
    with served(tmp_path) as browser:
        there = browser.drop("/prices/books", [(name, content)]).headers["location"]
        page = browser.get(there)
        assert page.status == 200
        assert 'class="fault"' in page.text
        assert browser.post("/prices/decide", {"name": name, "make": "1"}).status == 400
