"""Commands killed at any moment: what they write is whole or not there, the next one works, nothing of buyers is left.

KILLS says how often each is killed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
import xlsxwriter
from runs import NOW, Said

if TYPE_CHECKING:
    from collections.abc import Callable

KILLS: Final = int(os.environ.get("KILLS", "2"))
MAP: Final = """\
name = "line"
currency = "CNY"
basis = "contract"
valid_from = 2026-01-01
source = "made-up sheet"

[[service]]
code = "line"
carrier = "Example Forwarding"
name = "Line"
class = "registered"
tracked = true
transit_days = [7, 20]
goods = ["general"]

[[sheet]]
service = "line"
layout = "per_kg_plus_fee"
header_row = 1
columns = { to = "国家", weight = "重量段(KG)", per_kg = "运费(元/KG)", fee = "挂号费(元/票)" }
"""
_KILLED: Final = """
import contextlib, io, os, random, signal, sys, time
from cli.main import sampan

kills, arguments = int(sys.argv[1]), sys.argv[2:]
chance = random.Random(11)

def again_and_again(told):
    while True:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            sampan.main(arguments, standalone_mode=False)
        os.write(told, b"x")

for _ in range(kills):
    reader, told = os.pipe()
    child = os.fork()
    if not child:
        again_and_again(told)
    os.close(told)
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
        for number in range(40)
    )
)


def _files(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, hidden ones too; a PDF's by its size, for it tells the time."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.suffix != ".pdf" else str(path.stat().st_size).encode()
        for path in files
        if not path.name.endswith(".lock")
    }


@pytest.fixture
def shop(tmp_path: Path, sampan: Callable[..., Said]) -> Path:
    """Orders, a run of them and a price sheet."""
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    with xlsxwriter.Workbook(str(tmp_path / "prices.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["国家", "重量段(KG)", "运费(元/KG)", "挂号费(元/票)"])
        sheet.write_row(1, 0, ["美国", "0-2", 80, 16])
    sampan("route", tmp_path / "orders.csv", "--out", tmp_path / "run", "--now", NOW, "--policy", "cheapest")
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ("labels", "run", "--layout", "address-list"),
        ("labels", "pdf", "run"),
    ],
)
def test_a_killed_command_leaves_whole_files_and_the_next_one_works(
    words: tuple[str, ...], shop: Path, sampan: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at random moments while it writes again and again; afterwards the folder is as after one quiet command."""
    monkeypatch.chdir(shop)
    code = sampan(*words).code
    right = _files(shop)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run(
        [sys.executable, "-c", _KILLED, str(KILLS), *words], check=True, timeout=120, cwd=shop, env=environment
    )
    for name, content in _files(shop).items():
        assert name not in right or content == right[name], f"{name} is half a file"
    assert sampan(*words).code == code, "the next one is blocked"
    assert _files(shop) == right, "something is left over, or other than before"
