"""`sampan explain` and `sampan verify` on a finished run, sound or damaged."""

from __future__ import annotations

import csv
import json
import re
import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from in_process import Sampan

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
    told = json.loads(sampan("verify", demo, "--format", "json").out)
    assert told == {"lines": 205, "differences": [], "changed_facts": []}
    assert sampan("verify", demo, "--format", "jsonl").out == ""


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
    assert f"{len(lines[0])} cells in 205 lines differ from the exact reference." in table.err
    rows = list(csv.DictReader(sampan("verify", run, "--format", "csv").out.splitlines()))
    assert len(rows) == len(sampan("verify", run, "--format", "jsonl").out.splitlines()) == len(lines[0])


def test_a_tampered_card_is_found(sampan: Sampan, run: Path) -> None:
    """A price altered in the kept card makes the lines differ."""
    rates = next((run / "inputs" / "cards").glob("*cnpost-surface/rates.csv"))
    rates.write_text(rates.read_text(encoding="utf-8").replace("0.085", "0.095"), encoding="utf-8")
    assert sampan("verify", run).code == 1


def _cut(run: Path, *numbers: int) -> bytes:
    """The lines of assignments.csv with those numbers."""
    rows = (run / "assignments.csv").read_bytes().split(b"\n")
    return b"\n".join(rows[number] for number in numbers)


def _edit(run: Path, old: str, new: str, name: str = "run.json") -> None:
    text = (run / name).read_text(encoding="utf-8")
    assert old in text
    (run / name).write_text(text.replace(old, new), encoding="utf-8")


def _spoil(file: Path) -> None:
    spoilt = bytearray(file.read_bytes())
    spoilt[400:1400] = bytes(byte ^ 0x5A for byte in spoilt[400:1400])
    file.write_bytes(spoilt)


def _cast(run: Path, column: str, kind: pl.DataType | type[pl.DataType]) -> None:
    orders = pl.read_parquet(run / "orders.parquet")
    orders.with_columns(pl.col(column).cast(kind)).write_parquet(run / "orders.parquet")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no_manifest": lambda run: (run / "run.json").unlink(),
    "manifest_cut_off": lambda run: (run / "run.json").write_text('{"schema": 1'),
    "manifest_of_another_kind": lambda run: (run / "run.json").write_text('{"schema": 1}'),
    "manifest_of_a_list": lambda run: (run / "run.json").write_text("[1]"),
    "manifest_of_another_schema": lambda run: (run / "run.json").write_text('{"schema": 9, "on": null, "counts": {}}'),
    "manifest_of_no_day": lambda run: _edit(run, '"on": null', '"on": "soon"'),
    "manifest_of_a_number_for_a_day": lambda run: _edit(run, '"on": null', '"on": 5'),
    "manifest_without_counts": lambda run: _edit(run, '"counts"', '"accounts"'),
    "manifest_without_hashes": lambda run: _edit(run, '"sha256": "', '"sha256": "no '),
    "no_orders": lambda run: (run / "orders.parquet").unlink(),
    "orders_spoilt_within": lambda run: _spoil(run / "orders.parquet"),
    "orders_of_other_columns": lambda run: pl.DataFrame({"order_id": ["1"]}).write_parquet(run / "orders.parquet"),
    "orders_of_other_kinds": lambda run: _cast(run, "weight_g", pl.String),
    "orders_without_zones": lambda run: _cast(run, "paid_at", pl.Datetime("us")),
    "lines_parted_by_semicolons": lambda run: _edit(run, ",", ";", "assignments.csv"),
    "a_column_missing": lambda run: _edit(run, "saving_cny", "saved", "assignments.csv"),
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


@pytest.mark.parametrize("damage", ["manifest_of_no_day", "orders_spoilt_within", "orders_of_other_kinds"])
def test_explain_says_so_too(sampan: Sampan, run: Path, damage: str) -> None:
    """Exit code 3 and a sentence that names the file."""
    DAMAGES[damage](run)
    done = sampan("explain", ORDER, "--run", run)
    assert (done.code, done.out) == (3, "")
    assert re.search(r"(run\.json|orders\.parquet): .* Route again\.", done.err)


def test_lines_saved_by_a_spreadsheet_verify(sampan: Sampan, run: Path) -> None:
    """Quotes, CRLF, no byte order mark and a column of notes are no difference; a cut-off row is one for each cell."""
    lines = _lines(run)
    with (run / "assignments.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, quoting=csv.QUOTE_ALL)
        table.writerow([*lines[0], "notes"])
        table.writerows([*line.values(), "seen"] for line in lines)
    assert sampan("verify", run).code == 0
    text = (run / "assignments.csv").read_text(encoding="utf-8").splitlines()
    (run / "assignments.csv").write_text("\n".join([*text[:-1], text[-1].split(",")[0]]), encoding="utf-8")
    done = sampan("verify", run, "--format", "json")
    assert done.code == 1
    assert {one["written"] for one in json.loads(done.out)["differences"]} == {""}


CHANGES: dict[str, Callable[[Path], object]] = {
    "fx.csv": lambda file: file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8"),
    "calendar.toml": lambda file: file.write_text("", encoding="utf-8"),
    "products.csv": lambda file: file.unlink(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_facts_that_are_no_longer_those_of_the_run_are_told(sampan: Sampan, run: Path, name: str) -> None:
    """Altered, added or gone: verify ends with 1 though no line differs, explain says so beneath its answer."""
    CHANGES[name](run / "inputs" / name)
    done = sampan("verify", run, "--format", "json")
    assert (done.code, json.loads(done.out)["changed_facts"]) == (1, [name])
    assert f"Not what the run was decided by: inputs/{name}." in done.err
    assert f"inputs/{name}." in sampan("explain", ORDER, "--run", run).err


def test_what_a_system_leaves_in_folders_is_no_fact(sampan: Sampan, run: Path) -> None:
    """A thumbnail index beside the cards changes nothing."""
    (run / "inputs" / "cards" / ".DS_Store").write_bytes(b"\0")
    assert sampan("verify", run).code == 0


def test_explain_tells_why_an_order_was_rejected(sampan: Sampan, demo: Path) -> None:
    """Its file, row, column and way out; an id is also found with the apostrophe the table gave it."""
    with (demo / "problems.csv").open(encoding="utf-8-sig", newline="") as file:
        problem = next(csv.DictReader(file))
    done = sampan("explain", problem["order_id"], "--run", demo)
    assert done.code == 2
    assert (
        f"was rejected: {problem['file']} row {problem['row']}, {problem['column']}: {problem['message']}" in done.err
    )


def test_explain_takes_an_id_as_the_table_shows_it(sampan: Sampan, tmp_path: Path) -> None:
    """`'=1+1` of assignments.csv is the order `=1+1`."""
    orders = tmp_path / "orders.csv"
    row = "=1+1,2026-11-19T10:00:00+08:00,US,350g,20x15x10cm,12 USD\n"
    orders.write_text(f"order_id,paid_at,country,weight,size,value\n{row}", encoding="utf-8")
    assert sampan("route", orders, "--out", tmp_path / "run").code == 0
    assert sampan("explain", "'=1+1", "--run", tmp_path / "run").out.startswith("Order =1+1 ")


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
