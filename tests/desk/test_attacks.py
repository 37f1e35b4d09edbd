"""What may be tried on a desk: scripts in every field, many at once, a kill.  Nothing runs, nothing is lost."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from served import BOUNDARY, Browser, served

if TYPE_CHECKING:
    from collections.abc import Iterator

_CARDS = Path(__file__).parents[2] / "carriers" / "data" / "cards"
_ATTACK = "\"><script>boom()</script><img src=x onerror=boom()>'{{7*7}}"
_RAW = re.compile(r"<script>boom|<img src=x|(?<!\{\{7\*7\}\})>49<")


def _orders() -> bytes:
    """An order file with the attack in every field of text: one that is sent, one that fits no channel, a formula."""
    words = "name address1 address2 city state note description company email"
    fields = dict.fromkeys(words.split(), _ATTACK)
    fits = {"paid_at": "2026-11-19T10:00:00+08:00", "country": "US", "value": "12 USD", "sku": f"S{_ATTACK}"}
    taken = {"order_id": f"A{_ATTACK}", "weight": "350g", "size": "20x15x10cm", "goods": ""}
    too_large = {"order_id": f"B{_ATTACK}", "weight": "99kg", "size": "300x200x200cm", "goods": "liquid"}
    unread = dict.fromkeys((*fits, *taken), _ATTACK)
    formula = {"order_id": "=1+1", "weight": "300g", "size": "20x15x10cm", "goods": ""}
    rows = [{**fits, **one, **fields} for one in (taken, too_large, formula)] + [{**unread, **fields}]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A desk with a run of such orders, by cards whose names and sources hold the attack too."""
    folder = tmp_path_factory.mktemp("attacked")
    shutil.copytree(_CARDS / "cnpost-epacket", folder / "cards" / "cnpost-epacket")
    card = folder / "cards" / "cnpost-epacket" / "card.toml"
    lines = card.read_text("utf-8").splitlines()
    keys = ("name = ", "source = ", "carrier = ")
    told = [f"{one.partition(' = ')[0]} = {json.dumps(_ATTACK)}" if one.startswith(keys) else one for one in lines]
    card.write_text("\n".join(told), "utf-8")
    with served(folder) as browser:
        browser.drop("/files", [(f"orders{_ATTACK}.csv", _orders())])
        browser.done(browser.post("/route", {"cards": "own"}))
        yield browser


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/orders",
        "/orders?queue=held",
        "/problems",
        "/labels",
        "/quote?to=US&weight=300g&size=20x15x10cm&value=12+USD",
    ],
)
def test_no_field_of_a_file_runs_as_a_script(attacked: Browser, path: str) -> None:
    """Every cell, name of a file, card and source is text on the page."""
    page = attacked.get(path).text
    assert "boom()" in page or path == "/labels"
    assert not _RAW.search(page)


def test_no_field_of_an_order_runs_as_a_script(attacked: Browser) -> None:
    """Nor does an order's own page, of one that is sent and of one that is not."""
    ids = re.findall(r'href="(/order\?[^"]*)"', attacked.get("/orders").text)
    assert len(ids) == 3
    for path in ids[:2]:
        page = attacked.get(path.replace("&amp;", "&")).text
        assert "boom()" in page
        assert not _RAW.search(page)


def test_no_word_of_an_address_runs_as_a_script(attacked: Browser) -> None:
    """What is searched for, sorted by, quoted or asked after comes back as text."""
    attack = "%22%3E%3Cscript%3Eboom()%3C/script%3E"
    for path in (
        f"/orders?q={attack}&sort={attack}&queue={attack}&service={attack}",
        f"/order?id={attack}",
        f"/quote?to={attack}&weight={attack}",
        f"/?run={attack}",
        f"/{attack}",
        f"/?gone={attack}&job={attack}",
    ):
        assert not _RAW.search(attacked.get(path).text)


def test_a_download_runs_no_formula(attacked: Browser) -> None:
    """Cells that a spreadsheet would run begin with an apostrophe, once; on a page they stand as they are."""
    assert "\n'=1+1," in attacked.get("/orders.csv").text
    assert ">=1+1</a>" in attacked.get("/orders").text
    assert attacked.get("/order?id=%3D1%2B1").status == 200


def test_five_hundred_at_once(desk: Browser) -> None:
    """Every one is answered, in full, while as many wait."""
    asked = []
    for number in range(500):
        one = socket.create_connection(("127.0.0.1", desk.port), timeout=120)
        path = ("/problems", "/orders?q=us", "/order?id=7001", "/static/desk.css")[number % 4]
        one.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\nConnection: close\r\n\r\n".encode())
        asked.append(one)
    for one in asked:
        with one, one.makefile("rb") as answer:
            text = answer.read()
        assert text.startswith(b"HTTP/1.1 200")
        length = re.search(rb"content-length: (\d+)", text)
        assert length
        assert len(text.partition(b"\r\n\r\n")[2]) == int(length[1])


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of other systems")
def test_a_kill_leaves_nothing_half_done(tmp_path: Path, day: list[tuple[str, bytes]]) -> None:
    """Killed in an upload, and with a run at work: no half file has a name, a run is there whole or not at all."""
    first = _started(tmp_path)
    browser = Browser(_port(first))
    browser.get("/")
    half = socket.create_connection(("127.0.0.1", browser.port))
    cookie = "; ".join(f"{name}={text}" for name, text in browser.cookies.items())
    head = f"POST {browser.own('/files')} HTTP/1.1\r\nHost: 127.0.0.1:{browser.port}\r\nCookie: {cookie}\r\n"
    head += f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: 100000\r\n\r\n--{BOUNDARY}\r\n"
    head += 'Content-Disposition: form-data; name="files"; filename="half.csv"\r\n\r\n'
    half.sendall(head.encode() + b"order_id" * 1000)
    end = time.monotonic() + 20
    while not list(tmp_path.rglob(".half.csv*")) and time.monotonic() < end:
        time.sleep(0.05)
    first.send_signal(signal.SIGKILL)
    first.wait()
    half.close()
    assert not (tmp_path / "dropped" / "half.csv").exists()

    second = _started(tmp_path)
    browser = Browser(_port(second))
    assert browser.drop("/files", [*day, ("half.csv", b"order_id\n")]).status == 303
    assert [one for one in (tmp_path / "dropped").iterdir() if one.name.startswith(".")] == []
    browser.post("/files/remove", {"name": "half.csv"})
    browser.post("/demo")
    time.sleep(0.3)
    second.send_signal(signal.SIGKILL)
    second.wait()

    third = _started(tmp_path)
    browser = Browser(_port(third))
    try:
        assert browser.get("/").status == 200
        answer = browser.post("/demo")
        then = browser.done(answer)
        assert "205 orders" in browser.get(then).text
        runs = [one for one in tmp_path.iterdir() if (one / "run.json").is_file()]
        assert {one.name for one in runs} <= {"demo", "demo-2"}
        assert all((one / "orders.parquet").is_file() for one in runs)
    finally:
        third.terminate()
        third.wait()


def _started(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cli.main", "desk", str(folder), "--port", "0", "--no-browser", "--lang", "en"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ,
    )


def _port(process: subprocess.Popen[str]) -> int:
    """The port that the desk printed, once it answers."""
    assert process.stdout
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
    assert found
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", int(found[1]))).close()
        except OSError:
            time.sleep(0.1)
        else:
            break
    process.stdout.close()
    return int(found[1])
