"""The inbox: a sheet of messages dropped, a fact filled in, a letter copied and noted; nothing is run, nothing lost."""

from __future__ import annotations

import io
import json
import shutil
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from served import Browser, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
SHEET = (
    "message_id,order_id,text\n"
    "m1,7001,when will you ship my order?\n"
    f'"{EVIL}","{EVIL}","where is my parcel {EVIL} ?"\n'
    "m3,,thanks!\n"
    "m3,#10402,it burned my hand\n"
    "m5,7001,我要取消订单\n"
)  # fmt: skip


@pytest.fixture
def inbox(desk: Browser, desk_folder: Path, tmp_path: Path) -> Iterator[tuple[Browser, Path]]:
    """A desk with the demo's run and the sheet dropped on it, and the run's folder."""
    run = tmp_path / "demo"
    shutil.copytree(desk_folder / "demo", run)
    del desk
    with served(tmp_path) as browser:
        assert browser.drop("/inbox/messages?run=demo", [("messages.csv", SHEET.encode())]).status == 303
        yield browser, run


def test_a_message_is_answered(inbox: tuple[Browser, Path]) -> None:
    """The letter lacks where the order stands; filled in, it is there; copied, that is noted with its text."""
    browser, run = inbox
    page = browser.get("/inbox?run=demo&m=m1")
    assert 'name="fact.status"' in page.text
    assert 'id="letter"' not in page.text
    there = browser.post("/inbox/facts", {"run": "demo", "m": "m1", "fact.status": "paid"}).headers["location"]
    page = browser.get(there)
    letter = page.text.partition('id="letter"')[2].partition(">")[2].partition("</pre>")[0]
    assert letter.startswith("Hello")
    assert browser.post("/inbox/copied", {"run": "demo", "m": "m1"}).status == 303
    notes = json.loads((run / "inbox" / "answers.json").read_text("utf-8"))
    assert notes["settled"] == {"m1": {"status": "paid"}}
    assert notes["copied"]["m1"]["text"].startswith("Hello")
    assert "1 answered" in browser.get("/inbox?run=demo&show=copied").text
    assert browser.post("/inbox/back", {"run": "demo", "m": "m1"}).status == 303
    assert "0 answered" in browser.get("/inbox?run=demo").text


def test_what_buyers_write_is_text(inbox: tuple[Browser, Path]) -> None:
    """Markup in every cell of the sheet stands escaped on the page, in the list, in fields and in the search."""
    browser, _ = inbox
    for path in ("/inbox?run=demo", "/inbox?run=demo&q=%3Cscript%3Ealert(1)%3C/script%3E", "/inbox?run=demo&m=m1"):
        page = browser.get(path)
        assert page.status == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
    browser.post("/inbox/facts", {"run": "demo", "m": "m1", "fact.msg": EVIL, "fact.order_id": EVIL})
    page = browser.get("/inbox?run=demo&m=m1")
    assert page.status == 200
    assert "no class of message" in page.text
    assert "<script>alert" not in page.text
    assert browser.get("/inbox?run=demo&m=m5").status == 200  # the others are answered all the same


def test_a_fact_that_cannot_be_read_is_told_beside_its_message(inbox: tuple[Browser, Path]) -> None:
    """A class, a status or a day that is none spoils no other message, and can be taken back."""
    browser, run = inbox
    (run / "inbox" / "answers.json").write_text(
        json.dumps({"settled": {"m1": {"status": "paid", "dispatched": "31 February"}}, "copied": {}}), "utf-8"
    )
    page = browser.get("/inbox?run=demo&m=m1")
    assert "31 February" in page.text
    browser.post("/inbox/facts", {"run": "demo", "m": "m1", "fact.dispatched": ""})
    assert 'id="letter"' in browser.get("/inbox?run=demo&m=m1").text


def test_messages_of_one_id_are_two(inbox: tuple[Browser, Path]) -> None:
    """The second is called by its row; an unknown one is told, and no other field is noted."""
    browser, run = inbox
    page = browser.get("/inbox?run=demo&m=%234")
    assert "it burned my hand" in page.text.partition("<blockquote")[2].partition("</blockquote>")[0]
    assert browser.post("/inbox/copied", {"run": "demo", "m": "../../x"}).status == 404
    browser.post("/inbox/facts", {"run": "demo", "m": "m1", "fact.tracking": "/etc/passwd", "fact.__class__": "x"})
    assert json.loads((run / "inbox" / "answers.json").read_text("utf-8"))["settled"] == {"m1": {}}


@pytest.mark.parametrize(
    "sheet",
    [b"", b"a,b\n1,2\n", b"message_id,order_id,text\n", b"PK\x03\x04\x00\xff\xfe", b'message_id,order_id,text\n"m'],
)
def test_a_sheet_that_is_none_replaces_nothing(inbox: tuple[Browser, Path], sheet: bytes) -> None:
    """Told, and the messages from before stay."""
    browser, run = inbox
    assert browser.drop("/inbox/messages?run=demo", [("messages.csv", sheet)]).status == 400
    assert (run / "inbox" / "messages.csv").read_bytes() == SHEET.encode()
    assert sorted(one.name for one in (run / "inbox").iterdir()) == ["messages.csv"]


def test_an_export_of_excel_in_china_is_read(inbox: tuple[Browser, Path]) -> None:
    """GB 18030 with semicolons."""
    browser, _ = inbox
    sheet = "message_id;order_id;text\nm1;7001;什么时候发货\n".encode("gb18030")
    assert browser.drop("/inbox/messages?run=demo", [("消息.csv", sheet)]).status == 303
    assert "什么时候发货" in browser.get("/inbox?run=demo").text


def test_a_workbook_is_read(inbox: tuple[Browser, Path]) -> None:
    """The sheet with the columns, wherever its head stands; one without them is told and replaces nothing."""
    browser, run = inbox
    for head, status in ((("message_id", "text", "order_id"), 303), (("a", "text", "order_id"), 400)):
        book = io.BytesIO()
        made = xlsxwriter.Workbook(book, {"in_memory": True})
        made.add_worksheet("notes").write_row(0, 0, ["nothing"])
        sheet = made.add_worksheet("消息")
        for at, row in enumerate((["2026-11-20"], [], head, ("m1", "什么时候发货", 7001)), 1):
            sheet.write_row(at, 0, row)
        made.close()
        assert browser.drop("/inbox/messages?run=demo", [("消息.xlsx", book.getvalue())]).status == status
        page = browser.get("/inbox?run=demo&m=m1").text
        assert "什么时候发货" in page
        assert 'data-copy="7001"' in page
    assert (run / "inbox" / "messages.csv").read_bytes().startswith(b"PK")


def test_many_at_once_lose_no_note(inbox: tuple[Browser, Path]) -> None:
    """Ten browsers settle and copy at the same moment: every note is there, and the file is whole."""
    browser, run = inbox
    browser.post("/inbox/facts", {"run": "demo", "m": "m3", "fact.msg": "thanks"})

    def ask(number: int) -> None:
        one = Browser(browser.port)
        one.post("/inbox/facts", {"run": "demo", "m": "m5" if number % 2 else "m1", "fact.status": "paid"})

    threads = [Thread(target=ask, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    settled = json.loads((run / "inbox" / "answers.json").read_text("utf-8"))["settled"]
    assert settled == {"m3": {"msg": "thanks"}, "m1": {"status": "paid"}, "m5": {"status": "paid"}}


def test_in_chinese(inbox: tuple[Browser, Path]) -> None:
    """Names of facts, states and what to do first in Chinese; the letter stays English."""
    browser, _ = inbox
    page = browser.get("/inbox?run=demo&m=m1&lang=zh").text
    assert "订单进展" in page
    assert "缺资料" in page
    assert "where the order stands" not in page
