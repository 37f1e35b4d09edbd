"""Commands killed at any moment: what they write is whole or not there, the next one works, nothing of buyers is left.

KILLS says how often each is killed: KILLS=12 makes sixty kills of the five commands.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
import xlsxwriter
from made_up_line import card_head
from runs import NOW, Said

if TYPE_CHECKING:
    from collections.abc import Callable

KILLS: Final = int(os.environ.get("KILLS", "2"))
MAP: Final = (
    card_head("2026-01-01")
    + """\

[[sheet]]
service = "line"
layout = "per_kg_plus_fee"
header_row = 1
columns = { to = "国家", weight = "重量段(KG)", per_kg = "运费(元/KG)", fee = "挂号费(元/票)" }
"""
)
_KILLED: Final = """
import contextlib, io, os, random, signal, sys, time
import cli.cards.import_card, cli.labels.pdf, cli.labels.write, cli.reply.inbox, cli.day.route
from cli.main import sampan

kills, arguments = int(sys.argv[1]), sys.argv[2:]
chance = random.Random(" ".join(sys.argv[1:]))

def again_and_again(told):
    while True:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            sampan.main(arguments, standalone_mode=False)
        os.write(told, b"x")

for number in range(kills):
    reader, told = os.pipe()
    child = os.fork()
    if not child:
        again_and_again(told)
    os.close(told)
    if number % 3 < 2:  # the third is killed in its first round
        assert os.read(reader, 1), "it ended by itself"
    time.sleep(chance.uniform(0, 0.25))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""
ORDERS: Final = (
    "order_id,paid_at,country,weight,size,value,quantity,sku,name,phone,address1,city,postcode,description,hs_code,origin\n"
    + "".join(
        f"{number},2026-11-19T10:00:00+08:00,DE,350 g,20x15x10 cm,12 EUR,1,L1,Ann Smith,030 901820,Main St 1,Berlin,"
        "10119,desk lamp,940521,CN\n"
        for number in range(12)
    )
)
MESSAGES: Final = "message_id,order_id,text\nM1,1,Where is my parcel?\nM2,2,Please cancel my order.\n"


def _files(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, hidden ones too; run.json by its counts, for it tells the time."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".lock"))
    return {str(path.relative_to(folder)): _content(path) for path in files}


def _content(path: Path) -> bytes:
    if path.name != "run.json":
        return path.read_bytes()
    return json.dumps(json.loads(path.read_bytes())["counts"]).encode()


@pytest.fixture
def shop(tmp_path: Path, sampan: Callable[..., Said]) -> Path:
    """Orders, a run of them, a price sheet and a day's messages."""
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    (tmp_path / "messages.csv").write_text(MESSAGES, encoding="utf-8")
    with xlsxwriter.Workbook(str(tmp_path / "prices.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["国家", "重量段(KG)", "运费(元/KG)", "挂号费(元/票)"])
        sheet.write_row(1, 0, ["美国", "0-2", 80, 16])
    sampan("route", tmp_path / "orders.csv", "--out", tmp_path / "run", "--now", NOW, "--policy", "cheapest")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "made"),
    [
        (("route", "orders.csv", "--out", "again", "--now", NOW, "--policy", "cheapest"), "again/assignments.csv"),
        (("labels", "run", "--layout", "address-list"), "run/labels/address-list.csv"),
        (("labels", "pdf", "run"), "run/labels/slips.pdf"),
        (("cards", "import", "prices.xlsx", "--map", "map.toml", "-o", "card", "--force"), "card/rates.csv"),
        (("reply", "inbox", "messages.csv", "--run", "run", "--now", NOW, "--out", "answers.csv"), "answers.csv"),
    ],
    ids=["route", "labels", "labels pdf", "cards import", "reply inbox"],
)
def test_a_killed_command_leaves_whole_files_and_the_next_one_works(
    words: tuple[str, ...], made: str, shop: Path, sampan: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at random moments while it writes again and again; afterwards the folder is as after one quiet command."""
    monkeypatch.chdir(shop)
    code = sampan(*words).code
    right = _files(shop)
    assert (code in {0, 1}, bool(right[made])) == (True, True)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    killed = [sys.executable, "-c", _KILLED, str(KILLS), *words]
    subprocess.run(killed, check=True, timeout=60 + 10 * KILLS, cwd=shop, env=environment)
    for name, content in _files(shop).items():
        assert name not in right or content == right[name], f"{name} is half a file"
    assert sampan(*words).code == code, "the next one is blocked"
    assert _files(shop) == right, "something is left over, or other than before"
