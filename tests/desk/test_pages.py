"""What the pages tell: figures of the demo day as its run has them, in both languages, with every cell as it stands."""

from __future__ import annotations

import html
import json
import re
import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest
from in_process import run
from served import Browser, served

if TYPE_CHECKING:
    from pathlib import Path

PAGES = (
    "/", "/orders", "/orders?queue=held", "/order?id=%2310549", "/order?id=7001&door=1", "/labels", "/problems",
    "/late", "/score", "/parcels",
    "/quote", "/quote?to=US&weight=1300g&size=35x25x10cm&value=12+USD", "/quote?to=XX&weight=1", "/nothing",
)  # fmt: skip
_SENTENCE = re.compile(r"\b[A-Za-z][a-z']+(?:,? [a-z']+){3,}\b|\b[A-Z][a-z]+ (?:[a-z']+ ){2,}[a-z]+\b")


def _texts(page: str) -> list[str]:
    """The texts of a page, sources of facts left out: they are cited as they are."""
    page = re.sub(r"<(?:script|style)[^>]*>.*?</(?:script|style)>", "", page, flags=re.DOTALL)
    page = re.sub(
        r'<dd class="source">.*?</dd>|<span lang="en">.*?</span>|<dd lang="en">.*?</dd>', "", page, flags=re.DOTALL
    )
    words = re.findall(r'(?:aria-label|title|placeholder|alt|data-copied|data-failed)="([^"]*)"', page)
    return [html.unescape(one).strip() for one in (*words, *re.sub(r"<[^>]*>", "\n", page).splitlines()) if one.strip()]


@pytest.mark.parametrize("path", PAGES)
def test_no_english_sentence_stands_on_a_chinese_page(desk: Browser, path: str) -> None:
    """The run was made in English: what it wrote is told by its codes, or worked out anew in the reader's words."""
    page = Browser(desk.port).get(path, cookie="lang=zh").text
    assert 'lang="zh-CN"' in page
    data = {"1 × Jigsaw puzzle, 1000 pieces", "Regalo, sin factura por favor."}  # of the order file
    assert [one for one in _texts(page) if _SENTENCE.search(one) and " ".join(one.split()) not in data] == []


def test_refused_rows_are_told_in_the_readers_language(desk: Browser) -> None:
    """With their figures, although the run wrote them in English; and what the fault's option is on the desk."""
    page = html.unescape(Browser(desk.port).get("/problems", cookie="lang=zh").text)
    assert "'Atlantis' 不是已知的国家。请写两位代码（如 US），或英文、中文国名。" in page
    assert "在工作台上，--input-zone：“设置”里的同名栏目" in page
    assert "is no country that is known" in html.unescape(Browser(desk.port).get("/problems").text)


def test_the_sign_of_the_desk_has_its_old_address(desk: Browser) -> None:
    """Browsers ask for it unasked."""
    got = desk.get("/favicon.ico")
    assert (got.status, got.headers["content-type"]) == (200, "image/svg+xml")


def test_the_language_is_kept(desk: Browser) -> None:
    """Chosen on one page, it is spoken on all that follow; another browser is not asked."""
    browser = Browser(desk.port)
    assert "今日" not in browser.get("/").text
    assert "今日" in browser.get("/orders?lang=zh").text
    assert "今日" in browser.get("/").text
    assert "今日" not in Browser(desk.port).get("/").text
    assert "今日" in Browser(desk.port).get("/", accept_language="zh-CN,zh;q=0.9,en;q=0.8").text


def test_today_tells_the_run(desk: Browser, desk_folder: Path) -> None:
    """Counts and sums are those of run.json: 205 orders of 210 rows, 38641.31 CNY (README, first screen)."""
    page = desk.get("/").text
    manifest = json.loads((desk_folder / "demo" / "run.json").read_text("utf-8"))
    assert manifest["counts"]["orders"] == 205
    for told in (
        "210 rows read: 205 orders, 202 assigned, 3 without a channel; 5 rows rejected",
        "38641.31",
        "6358.18",
    ):
        assert told in page
    for code in manifest["problems"]:
        assert code in page


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("", 205),
        ("queue=held", 3),
        ("queue=due", 150),  # the demo's summary says 153 with the three that no channel takes
        ("queue=overdue", 52),
        ("service=cnpost-surface", 41),
        ("q=10549", 1),
        ("q=tuayang", 4),
        ("q=cnpost+us", None),
        ("service=nothing", 0),
        ("page=999", 205),
    ],
)
def test_a_list_is_filtered(desk: Browser, desk_folder: Path, words: str, count: int | None) -> None:
    """By queue, by a column's word, by what is searched for; a page beyond the last is the last."""
    page = desk.get(f"/orders?{words}").text
    lines = pl.read_csv(desk_folder / "demo" / "assignments.csv", infer_schema=False)
    if count is None:
        count = lines.filter(pl.col("service").str.contains("cnpost") & (pl.col("country") == "US")).height
        assert int(re.findall(r'note">(\d+) order', page)[0]) >= count > 0
    else:
        assert re.findall(r'note">(\d+) order', page) == [str(count)]


@pytest.mark.parametrize("sort", ["price_fen", "-price_fen", "id", "-latest_at", "country"])
def test_a_list_is_sorted(desk: Browser, desk_folder: Path, sort: str) -> None:
    """By the column that is asked for; what has nothing there stands last either way."""
    page = desk.get(f"/orders?sort={sort}").text
    shown = [html.unescape(one) for one in re.findall(r'<tr data-copy="([^"]*)">', page)]
    column = {"price_fen": "price_cny", "id": "order_id"}.get(sort.strip("-"), sort.strip("-"))
    lines = pl.read_csv(desk_folder / "demo" / "assignments.csv", infer_schema=False)
    key = pl.col(column).cast(pl.Float64) if column == "price_cny" else pl.col(column)
    if column == "latest_at":
        key = key.str.to_datetime("%Y-%m-%dT%H:%M:%S%z")
    expected = lines.sort(key, descending=sort.startswith("-"), nulls_last=True, maintain_order=True)
    assert shown == expected["order_id"].head(50).to_list()


def test_a_download_holds_all_pages_of_the_list(desk: Browser, desk_folder: Path) -> None:
    """The lines as assignments.csv has them, guarded against formulas once, with the mark that Excel wants."""
    got = desk.get("/orders.csv?service=cnpost-surface")
    lines = (desk_folder / "demo" / "assignments.csv").read_text("utf-8-sig").splitlines()
    assert got.text.removeprefix("\ufeff").splitlines() == [
        lines[0],
        *(one for one in lines if ",cnpost-surface,China Post," in one),
    ]
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''orders-demo.csv"


def test_an_order_tells_every_service_with_its_rule(desk: Browser) -> None:
    """Chosen first, each price with its row in the card, each refusal with what was measured."""
    page = html.unescape(desk.get("/order?id=7001").text)
    assert "Chosen: aliexpress-standard for 47.25 CNY, by tier registered." in page
    for told in ("00-aliexpress-saver/rates.csv, row 2", "NOT_SERVED", "Somchai Tuayang", '<svg class="timeline"'):
        assert told in page
    held = html.unescape(desk.get("/order?id=%2310549").text)
    assert "does not take liquid" in held
    assert desk.get("/order?id=none").status == 404


def test_an_order_tells_its_scans(tmp_path: Path, desk_folder: Path) -> None:
    """From the store in the desk's folder, the latest first; without a store, or a scan, there is no such part."""
    shutil.copytree(desk_folder / "demo", tmp_path / "demo", ignore=shutil.ignore_patterns("labels"))
    scans = tmp_path / "scans.csv"
    scans.write_text(
        "tracking_number,order_id,time,status\nLX473124829CN,7001,2026-11-21T09:30:00+08:00,Posting\n"
        "LX473124829CN,7001,2026-11-28T10:00:00+08:00,Delivered\n"
    )
    with served(tmp_path) as browser:
        assert "Scans" not in browser.get("/order?id=7001").text
        done = run("track", "add", scans, "--store", tmp_path / "tracking.parquet")
        assert done.code in {0, 1}, done.err
        page = browser.get("/order?id=7001").text
        assert page.index("Sat 28 Nov 2026 10:00") < page.index("Sat 21 Nov 2026 09:30")
        assert "delivered" in page
        assert "妥投" in browser.get("/order?id=7001&lang=zh").text


def test_a_quote_tells_what_the_command_tells(desk: Browser) -> None:
    """The figures of docs/DAILY.md; a field that cannot be read is named."""
    words = "to=US&weight=1300g&size=35x25x10cm&value=12+USD&on=2026-11-20"
    page = html.unescape(desk.get(f"/quote?{words}&part=1").text)
    assert (
        "Chosen: cnpost-epacket for 114.00 CNY, by tier registered. Runner-up cnpost-registered: 11.65 CNY more."
        in page
    )
    assert "<html" not in page
    wrong = html.unescape(desk.get("/quote?to=US&weight=heavy").text)
    assert "The field Weight, packed: 'heavy'" in wrong


def test_labels_are_written_and_taken(desk: Browser, desk_folder: Path) -> None:
    """Slips, then a carrier's file; both can be downloaded by their names alone, and what is held is told."""
    assert (
        desk.done(desk.post("/labels/write", {"run": "demo", "what": "slips", "size": "100x150"})) == "/labels?run=demo"
    )
    form = {"run": "demo", "what": "file", "service": "cnpost-epacket", "layout": "cnpost-epacket"}
    desk.done(desk.post("/labels/write", form))
    page = desk.get("/labels?run=demo").text
    assert "slips.pdf" in page
    file = desk_folder / "demo" / "labels" / "cnpost-epacket.cnpost-epacket.csv"
    assert file.is_file()
    assert "HS_CODE_SHORT" in page
    told = re.search(r"(\S+) <small><code>HS_CODE_SHORT", Browser(desk.port).get("/labels", cookie="lang=zh").text)
    assert told
    assert "编码" in told[1]
    assert desk.get("/labels/file?run=demo&name=slips.pdf").text.startswith("%PDF")
    for name in ("../run.json", "..%2frun.json", ".label_problems.jsonl", "/etc/passwd", ""):
        assert desk.get(f"/labels/file?run=demo&name={name}").status == 404
    for wrong in ({"layout": "../x"}, {"service": "../x"}, {"what": "rm"}):
        assert desk.post("/labels/write", form | wrong).status == 400


def test_files_are_dropped_taken_out_and_put_back(tmp_path: Path, day: list[tuple[str, bytes]]) -> None:
    """Each is told for what it is taken; one of the same name takes its place, and can be brought back."""
    with served(tmp_path) as browser:
        assert browser.drop("/files", [*day, ("notes.txt", b"hello")]).status == 303
        page = browser.get("/").text
        assert "Read as canonical: row 1 holds 25 columns" in html.unescape(page)
        assert page.count("product master</span>") == 1
        assert "not read" in page
        browser.drop("/files", [("orders.csv", b"order_id,paid_at,country\n")])
        dropped = tmp_path / "dropped"
        assert len((dropped / "orders.csv").read_bytes()) == 25
        assert browser.post("/files/restore", {"name": "orders.csv"}).status == 303
        assert (dropped / "orders.csv").read_bytes() == day[0][1]
        assert browser.post("/files/remove", {"name": "notes.txt"}).headers["location"] == "/?gone=notes.txt"
        assert not (dropped / "notes.txt").exists()
        assert browser.post("/files/remove", {"name": "../desk"}).status == 404
        assert browser.done(browser.post("/route", {"on": "2026-11-20", "policy": "cheapest"})).startswith("/?run=20")
        assert "205 orders" in browser.get("/").text


def test_a_run_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """The command's own words, and no run; a desk without files says what to do."""
    with served(tmp_path) as browser:
        assert "There is no order file yet" in browser.post("/route").text
        broken = b"order_id,paid_at,country,weight\n1,2026-11-19T10:00:00+08:00,US,350g\n"
        browser.drop("/files", [("a.csv", broken)])
        assert "is no currency code" in browser.post("/route", {"currency": "nothing"}).text
        (tmp_path / "fx.csv").write_text("nothing\n")
        started = browser.post("/route").headers["location"]
        with pytest.raises(AssertionError, match=r"fx\.csv"):
            browser.done(browser.post("/route"))
        assert "is missing" in browser.get(started).text
        chinese = browser.get(started, cookie="lang=zh").text
        assert "fx.csv" in chinese
        assert "is missing" not in chinese
        (tmp_path / "fx.csv").unlink()
        assert [one.name for one in tmp_path.iterdir()] == ["dropped"]
