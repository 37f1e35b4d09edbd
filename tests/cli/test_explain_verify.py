"""`sampan explain` and `sampan verify` on a finished run, sound or damaged."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Sampan

ORDER = "8112600000000047"  # AliExpress, US, exactly 5.00 USD


@pytest.fixture
def run(demo: Path, tmp_path: Path) -> Path:
    """A run of one's own to damage."""
    return shutil.copytree(demo, tmp_path / "run")


def _lines(run: Path) -> list[dict[str, str]]:
    with (run / "assignments.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _write(run: Path, lines: list[dict[str, str]]) -> None:
    with (run / "assignments.csv").open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, lines[0].keys(), lineterminator="\n")
        table.writeheader()
        table.writerows(lines)


def test_verify_finds_no_difference(sampan: Sampan, demo: Path) -> None:
    """Every line of the bundled day is what the exact reference says."""
    done = sampan("verify", demo)
    assert (done.code, done.err) == (0, "")
    assert done.out == "205 lines recomputed: no difference.\n"
    assert json.loads(sampan("verify", demo, "--format", "json").out) == {"lines": 205, "differences": []}


def test_explain_tells_the_payment_in_the_shops_zone_only(sampan: Sampan, demo: Path) -> None:
    """A run keeps moments, not how files wrote them: no clock is shown that nobody wrote."""
    done = sampan("explain", ORDER, "--run", demo)
    assert " in Asia/Shanghai, " in done.out
    assert "given as" not in done.out


def test_a_tampered_cell_of_every_column_is_found(sampan: Sampan, run: Path) -> None:
    """One cell altered in each column, each in another line: all are named, with what stood there and what should."""
    lines = _lines(run)
    for number, column in enumerate(lines[0]):
        lines[number][column] += "9"
    _write(run, lines)
    done = sampan("verify", run, "--format", "json")
    assert done.code == 1
    assert [one["column"] for one in json.loads(done.out)["differences"]] == list(lines[0])
    table = sampan("verify", run)
    assert "24 cells in 205 lines differ from the exact reference." in table.err
    rows = list(csv.DictReader(sampan("verify", run, "--format", "csv").out.splitlines()))
    assert len(rows) == len(sampan("verify", run, "--format", "jsonl").out.splitlines()) == 24


def test_a_tampered_card_is_found(sampan: Sampan, run: Path) -> None:
    """A price altered in the kept card makes the lines differ."""
    rates = next((run / "inputs" / "cards").glob("*cnpost-surface/rates.csv"))
    rates.write_text(rates.read_text(encoding="utf-8").replace("0.085", "0.095"), encoding="utf-8")
    assert sampan("verify", run).code == 1


def _cut(run: Path, *numbers: int) -> bytes:
    """The lines of assignments.csv with those numbers."""
    rows = (run / "assignments.csv").read_bytes().split(b"\n")
    return b"\n".join(rows[number] for number in numbers)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no_manifest": lambda run: (run / "run.json").unlink(),
    "manifest_cut_off": lambda run: (run / "run.json").write_text('{"schema": 1'),
    "manifest_of_another_kind": lambda run: (run / "run.json").write_text('{"schema": 1}'),
    "manifest_of_a_list": lambda run: (run / "run.json").write_text("[1]"),
    "manifest_of_another_schema": lambda run: (run / "run.json").write_text('{"schema": 9, "on": null, "counts": {}}'),
    "no_orders": lambda run: (run / "orders.parquet").unlink(),
    "orders_cut_off": lambda run: (run / "orders.parquet").write_bytes(b"PAR1 nothing PAR1"),
    "no_lines": lambda run: (run / "assignments.csv").unlink(),
    "lines_in_no_encoding": lambda run: (run / "assignments.csv").write_bytes(bytes(range(256))),
    "lines_missing": lambda run: (run / "assignments.csv").write_bytes(_cut(run, *range(200))),
    "line_twice": lambda run: (run / "assignments.csv").write_bytes(_cut(run, *range(206), 205)),
    "header_missing": lambda run: (run / "assignments.csv").write_bytes(_cut(run, *range(1, 206))),
    "no_inputs": lambda run: shutil.rmtree(run / "inputs"),
    "no_cards": lambda run: shutil.rmtree(run / "inputs" / "cards"),
    "no_rates_of_exchange": lambda run: (run / "inputs" / "fx.csv").unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_run_is_said_to_be_one(sampan: Sampan, run: Path, damage: str) -> None:
    """Exit code 3 and a sentence; never a traceback, never "no difference"."""
    DAMAGES[damage](run)
    done = sampan("verify", run)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("Error: ")


@pytest.mark.parametrize("command", [("verify",), ("explain", ORDER, "--run")])
@pytest.mark.parametrize("what", ["nowhere", "a file", "another folder"])
def test_what_is_no_run(sampan: Sampan, tmp_path: Path, command: tuple[str, ...], what: str) -> None:
    """Exit code 3, and what a run is."""
    path = tmp_path / "x"
    if what == "a file":
        path.write_text("x", encoding="utf-8")
    elif what == "another folder":
        path.mkdir()
    done = sampan(*command, path)
    assert (done.code, done.out) == (3, "")
    assert "has no run.json. Name the folder that `sampan route --out` wrote." in done.err


def test_explain_tells_everything_of_one_order(sampan: Sampan, demo: Path) -> None:
    """Where it came from, every service, the choice, its price step by step, and the deadline."""
    done = sampan("explain", ORDER, "--run", demo)
    assert done.code == 0
    assert f"Order {ORDER} (orders.csv, row 5): 55 g, 150 x 100 x 20 mm, 5.00 USD" in done.out
    assert "Chosen: " in done.out
    assert "Deadline:\n- " in done.out
    told = json.loads(sampan("explain", ORDER, "--run", demo, "--format", "json").out)
    line = next(line for line in _lines(demo) if line["order_id"] == ORDER)
    assert told["policy"]["chosen"] == line["service"]
    chosen = next(one for one in told["services"] if one["service"] == line["service"])
    assert (chosen["price_cny"], str(chosen["chargeable_g"])) == (line["price_cny"], line["chargeable_g"])
    assert told["deadline"]["dispatch_on"] == line["dispatch_on"]
    assert sampan("explain", ORDER, "--run", demo, "--steps").out.count("\nprice  ") > 1  # a bill for each price


def test_explain_of_an_order_without_a_channel(sampan: Sampan, demo: Path) -> None:
    """Exit code 1 and the same reason as in the table."""
    line = next(line for line in _lines(demo) if line["status"] == "no_channel")
    done = sampan("explain", line["order_id"], "--run", demo)
    assert done.code == 1
    assert f"No channel: {line['reason']}" in done.out


def test_explain_tells_every_reason(sampan: Sampan, demo: Path) -> None:
    """A service with several reasons against a parcel is told with all of them below the table."""
    heavy = next(line for line in _lines(demo) if int(line["weight_g"]) > 2000 and int(line["length_mm"] or 0) > 900)
    done = sampan("explain", heavy["order_id"], "--run", demo)
    assert "All reasons, where there are several:" in done.out


def test_a_misspelt_order_is_asked_back(sampan: Sampan, demo: Path) -> None:
    """The ids most like it; nothing like it: where rejected rows are."""
    near = sampan("explain", ORDER[:-1] + "8", "--run", demo)
    assert (near.code, near.out) == (2, "")
    assert "Did you mean " in near.err
    assert ORDER in near.err
    assert "problems.csv" in sampan("explain", "zz", "--run", demo).err
