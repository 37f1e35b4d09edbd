"""What the tests of commands share: one way to run `sampan` in this process, and one run of the bundled day."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
import xlsxwriter
from in_process import run

if TYPE_CHECKING:
    from in_process import Sampan

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def sampan() -> Sampan:
    """The command."""
    return run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run directory of the bundled day."""
    folder = tmp_path_factory.mktemp("demo") / "demo-run"
    assert run("demo", "--out", folder).code == 0
    return folder


@pytest.fixture(scope="session")
def bundled_day() -> tuple[Path, Path]:
    """The bundled day's orders and products."""
    data = ROOT / "carriers" / "data" / "demo"
    return data / "orders.csv", data / "products.csv"


@pytest.fixture(scope="session")
def papers(demo: Path, bundled_day: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the manuals speak of it: a day's orders, the demo's run, a shop, rates, a price sheet and a card."""
    folder = tmp_path_factory.mktemp("papers")
    for file in bundled_day:
        shutil.copyfile(file, folder / file.name)
    shutil.copytree(demo, folder / "demo-run")
    for name, manual, head in (
        ("shop.toml", "LABELS.md", "## The shop file"),
        ("fx.csv", "CARDS.md", "load real ones with"),
        ("policy.toml", "POLICY.md", "# Policies"),
        ("caps.toml", "ALLOTMENT.md", "# Caps"),
        ("map.toml", "CARDS.md", "## From a forwarder's price sheet"),
        ("packing.toml", "PARCELS.md", "## Packing"),
        ("my-calendar.toml", "DEADLINES.md", "## Marketplaces' clocks"),
    ):
        after = (ROOT / "docs" / manual).read_text(encoding="utf-8").partition(head)[2]
        kind = name.rpartition(".")[2]
        sample = after.partition(f"```{kind}\n")[2].partition("```")[0]
        (folder / name).write_text(sample.replace('services = ["example-us"]\n', ""), encoding="utf-8")
    with xlsxwriter.Workbook(str(folder / "prices.xlsx")) as book:
        sheet = book.add_worksheet("报价")
        sheet.write(0, 0, "Example Forwarding")
        for row, cells in enumerate(
            (("国家", "重量段(KG)", "运费(元/KG)", "挂号费(元/票)"), ("美国", "0-2", 80, 16)), 2
        ):
            sheet.write_row(row, 0, cells)
    with xlsxwriter.Workbook(str(folder / "reply.xlsx")) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write_row(0, 0, ("客户单号", "跟踪号"))
        sheet.write_row(1, 0, ("7001", "LX473124829CN"))
    for card in ("old", "new"):
        assert (
            run(
                "cards", "import", folder / "prices.xlsx", "--map", folder / "map.toml", "-o", folder / "cards" / card
            ).code
            == 0
        )
    shutil.copyfile(ROOT / "tests" / "data" / "notices" / "2026.txt", folder / "notice.txt")
    (folder / "draft.txt").write_text("Thank you for asking. Your parcel left on 20 November.\n", encoding="utf-8")
    (folder / "messages.csv").write_text("message_id,order_id,text\nm1,7001,where is my parcel\n", encoding="utf-8")
    assert run("labels", folder / "demo-run", "--layout", "hualei").code == 1
    assert run("parcels", "propose", folder / "demo-run").code == 0
    bill = (ROOT / "docs" / "BILLS.md").read_text(encoding="utf-8").partition("```csv\n")[2].partition("```")[0]
    (folder / "november.csv").write_text(bill, encoding="utf-8")
    checked = folder / "checked-before"
    assert run("bill", "check", folder / "november.csv", "--run", folder / "demo-run", "--out", checked).code == 1
    scans = (ROOT / "docs" / "TRACKING.md").read_text(encoding="utf-8").partition("```csv\n")[2].partition("```")[0]
    (folder / "scans.csv").write_text(scans, encoding="utf-8")
    assert run("track", "add", folder / "scans.csv", "--store", folder / "tracking.parquet").code == 0
    samples = (ROOT / "docs" / "SCORE.md").read_text(encoding="utf-8").split("```csv\n")
    for name, sample in (("chats.csv", samples[1]), ("team.csv", samples[2])):
        (folder / name).write_text(sample.partition("```")[0], encoding="utf-8")
    (folder / "weights.csv").write_text("sku,weight_g\nCERAMIC-MUG,420\n", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _nobody_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples of `sampan desk` and `sampan mcp` end at once, and open no browser."""
    monkeypatch.setattr("uvicorn.Server.run", lambda *_: None)
    monkeypatch.setattr("webbrowser.open", lambda *_: True)
    monkeypatch.setattr("cli.mcp.server.serve", lambda _: click.echo("served", err=True))


ORDERS = "order_id,paid_at,country,weight,size,value\n1,2026-11-19T10:00:00+08:00,US,350g,20x15x10cm,12 USD\n"


@pytest.fixture
def one_order(tmp_path: Path) -> Path:
    """A file of one order that a channel takes."""
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8")
    return path
