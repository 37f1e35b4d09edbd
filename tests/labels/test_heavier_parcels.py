"""The packer is told where a heavier parcel costs less: on the slip, and in the address list with what it saves."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from click.testing import CliRunner

from cli.labels.orders import heavier_parcels
from cli.main import sampan
from cli.run.directory import ASSIGNMENTS

if TYPE_CHECKING:
    from pathlib import Path

# A line of September 2025: 23.00 a parcel, 86.00 a kg up to 2 kg and 80.00 above: 2,000 g 195.00, 2,001 g 183.08.
CARD = {
    "card.toml": (
        'name = "Line"\ncurrency = "CNY"\nbasis = "contract"\nvalid_from = 2025-09-01\nsource = "sheet"\n'
        '[[service]]\ncode = "line"\ncarrier = "Line"\nname = "Line"\nclass = "registered"\ntracked = true\n'
        'transit_days = [7, 12]\ngoods = ["general"]\nlimits = ["weight <= 30 kg"]\n'
    ),
    "zones.csv": "service,zone,country\nline,1,US\n",
    "rates.csv": (
        "service,zone,over_g,upto_g,base,base_covers_g,step_g,per_step\n"
        "line,1,0,2000,23,0,1,0.086\nline,1,2000,30000,23,0,1,0.08\n"
    ),
}
HEAD = (
    "order_id,paid_at,country,weight_g,value,currency,name,address1,city,state,postcode,phone,description,hs_code,"
    "origin"
)
TAIL = "US,{},12,USD,John Doe,1 Main St,Boston,MA,02101,+16175550123,Cotton shirt,6109100010,CN"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of one order of 2,000 g and one of 500 g."""
    folder = tmp_path_factory.mktemp("heavier")
    (folder / "card").mkdir()
    for name, text in CARD.items():
        (folder / "card" / name).write_text(text, encoding="utf-8")
    rows = [f"{name},2026-11-26T10:00:00+08:00,{TAIL.format(grams)}" for name, grams in (("A1", 2000), ("A2", 500))]
    (folder / "orders.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    _call(
        "route", str(folder / "orders.csv"), "--cards", str(folder / "card"), "--policy", "cheapest",
        "--now", "2026-11-26T12:00+08:00", "--out", str(folder / "run"),
    )  # fmt: skip
    return folder / "run"


def _call(*words: str) -> str:
    told = CliRunner().invoke(sampan, words)
    assert told.exit_code == 0, told.output
    return told.output


def test_the_address_list_tells_weight_and_saving(run: Path, tmp_path: Path) -> None:
    """2,001 g for 183.08 instead of 195.00."""
    _call("labels", "write", str(run), "--layout", "address-list", "-o", str(tmp_path / "list.csv"))
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["order"], row["cheaper from (g)"], row["saves (CNY)"]) for row in csv.DictReader(file)]
    assert rows == [("A1", "2001", "11.92"), ("A2", "", "")]


def test_the_slip_tells_the_weight_and_no_price(run: Path, tmp_path: Path) -> None:
    """The buyer may read a slip: it says to what weight to pack."""
    _call("labels", "pdf", str(run), "-o", str(tmp_path / "slips.pdf"))
    first, second = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(tmp_path / "slips.pdf"))
    assert "Pack to 2001 g (+1 g)" in first
    assert "11.92" not in first
    assert "Pack to" not in second


def test_a_list_without_flags_tells_nothing(run: Path) -> None:
    """A person may take columns out of assignments.csv."""
    assert heavier_parcels(run)["A1"].weight_g == 2001
    path = run / ASSIGNMENTS
    written = path.read_text(encoding="utf-8-sig")
    try:
        path.write_text(written.replace(",flags", ",marks"), encoding="utf-8-sig")
        assert heavier_parcels(run) == {}
    finally:
        path.write_text(written, encoding="utf-8-sig")
