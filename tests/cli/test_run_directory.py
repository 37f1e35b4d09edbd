"""`sampan demo` and `sampan route`: the run directory, column by column and byte by byte."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from routing.orders import SCHEMA

if TYPE_CHECKING:
    from pathlib import Path

    from in_process import Sampan

COLUMNS = (
    "order_id,status,service,carrier,tier,chargeable_g,price_cny,price_basis,runner_up,runner_up_price_cny,saving_cny,"
    "reason,dispatch_on,target_at,latest_at,deadline_note,country,weight_g,length_mm,width_mm,height_mm,value,currency,"
    "flags,duty_cny,fees_cny,door_cny,door_note,deliver_by,on_time,parcel_id,order_ids"
)
PROBLEMS = "file,row,order_id,column,value,code,message"
NOW = "2026-11-20T18:00:00+08:00"


def _manifest(run: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((run / "run.json").read_text(encoding="utf-8"))
    return told


def _files(run: Path) -> dict[str, bytes]:
    return {str(file.relative_to(run)): file.read_bytes() for file in sorted(run.rglob("*")) if file.is_file()}


def test_the_demo_prints_the_same_every_time(sampan: Sampan) -> None:
    """Two demos print the same and end with 0, although some orders are bad on purpose."""
    first, second = sampan("demo"), sampan("demo")
    assert (first.code, first.err) == (0, "")
    assert first == second
    assert "210 rows read: 205 orders" in first.out
    assert json.loads(sampan("demo", "--format", "json").out)["counts"]["rows_read"] == 210


def test_columns_are_those_promised(demo: Path) -> None:
    """The headers of assignments.csv and problems.csv, word for word, after the byte order mark."""
    for name, columns in (("assignments.csv", COLUMNS), ("problems.csv", PROBLEMS)):
        assert (demo / name).read_bytes().split(b"\n", 1)[0].rstrip(b"\r") == b"\xef\xbb\xbf" + columns.encode()


def test_no_row_is_lost(demo: Path) -> None:
    """Rows read are orders and rejected rows; orders are assigned or without a channel; totals are the lines' sums."""
    counts = _manifest(demo)["counts"]
    with (demo / "assignments.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert counts["rows_read"] == 210  # lines of the bundled file without its header
    assert counts["rows_read"] == counts["order_rows"] + counts["rejected"] + counts["skipped"]
    assert counts["orders"] == counts["assigned"] + counts["no_channel"] == len(lines)
    assert counts["assigned"] == sum(line["status"] == "assigned" for line in lines)
    totals = {one["service"]: (one["orders"], one["price_cny"]) for one in _manifest(demo)["services"]}
    for code, (orders, price) in totals.items():
        own = [line for line in lines if line["service"] == code]
        assert orders == len(own)
        assert round(sum(float(line["price_cny"]) for line in own), 2) == float(price)
    for line in lines:
        assert (line["reason"] == "") is (line["status"] == "assigned")


def test_the_orders_are_kept_in_the_common_shape(demo: Path) -> None:
    """orders.parquet holds the columns of an order table, in order, and one row for each line."""
    frame = pl.read_parquet(demo / "orders.parquet")
    assert frame.schema == SCHEMA
    assert frame.height == _manifest(demo)["counts"]["orders"]


def test_the_manifest_names_every_input_by_its_hash(demo: Path) -> None:
    """Cards, policy, rules, rates, products and orders with sha256; a copy of each fact under inputs/."""
    inputs = _manifest(demo)["inputs"]
    assert [one["name"] for one in inputs["orders"]] == ["orders.csv"]
    kept = {one["name"] for one in inputs["facts"]}
    assert {"policy.toml", "platform_rules.toml", "fx.csv", "products.csv"} <= kept
    assert kept == {str(file.relative_to(demo / "inputs")) for file in (demo / "inputs").rglob("*") if file.is_file()}
    assert all(len(one["sha256"]) == 64 for part in inputs.values() for one in part)


def test_the_manifest_says_when_it_was_run_and_what_was_typed(sampan: Sampan, one_order: Path, tmp_path: Path) -> None:
    """The moment as given, the names as typed beside those of the files, and only the services used as a warning."""
    run = tmp_path / "run"
    assert (
        sampan("route", one_order, "--now", NOW, "--policy", "cheapest", "--cards", "bundled", "--out", run).code == 0
    )
    told = _manifest(run)
    assert told["now"] == NOW
    assert (told["arguments"]["policy"], told["arguments"]["cards"]) == ("cheapest.toml", ["cards"])
    assert told["arguments"]["typed"] == {"cards": ["bundled"], "policy": "cheapest", "fx": None}
    (service,) = (one["service"] for one in told["services"])
    (warning,) = (one for one in told["warnings"] if "not your contract's" in one)
    named = set(re.findall(r"[a-z]+(?:-[a-z]+)+", warning)) - {"--cards"}
    assert named == {service}


def test_the_standard_input_is_an_input_as_any_other(
    sampan: Sampan, one_order: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orders piped in come out as those of a file do, and their bytes are named by their hash."""
    text = one_order.read_bytes()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text)))
    assert sampan("route", "-", "--now", NOW, "--out", tmp_path / "piped").code == 0
    assert sampan("route", one_order, "--now", NOW, "--out", tmp_path / "read").code == 0
    piped, read = (tmp_path / name for name in ("piped", "read"))
    assert (piped / "assignments.csv").read_bytes() == (read / "assignments.csv").read_bytes()
    found = {"name": "stdin", "bytes": len(text), "sha256": hashlib.sha256(text).hexdigest()}
    assert _manifest(piped)["inputs"]["orders"] == [found]


def test_platforms_that_nothing_knows_are_remarked_on(sampan: Sampan, tmp_path: Path) -> None:
    """A misspelt marketplace would slip through its rules: the summary and run.json say so, once for each name."""
    orders = tmp_path / "orders.csv"
    row = "2026-11-19T10:00:00+08:00,RU,350g,20x15x10cm,3 USD"
    names = ("AliExpres", "AliExpres", "aliexpress", "temu", "速卖通", "my own shop", "")
    lines = "".join(f"{number},{row},{name}\n" for number, name in enumerate(names))
    orders.write_text(f"order_id,paid_at,country,weight,size,value,platform\n{lines}", encoding="utf-8")
    done = sampan("route", orders, "--now", NOW, "--out", tmp_path / "run")
    assert done.out.count("no rule speaks of the platform 'aliexpres'. Did you mean aliexpress?") == 1
    told = [one for one in _manifest(tmp_path / "run")["warnings"] if "platform" in one]
    assert [one.split(".")[0] for one in told] == [
        f"no rule speaks of the platform {name!r}" for name in ("aliexpres", "速卖通")
    ]


def test_a_second_run_gives_the_same_bytes(sampan: Sampan, tmp_path: Path, bundled_day: tuple[Path, Path]) -> None:
    """Every file of two runs is equal byte by byte, run.json but for its start and finish."""
    orders, products = bundled_day
    runs = [tmp_path / "one", tmp_path / "two"]
    for run in runs:
        done = sampan("route", orders, "--products", products, "--now", NOW, "--out", run)
        assert done.code == 1  # some orders need a person
    first, second = (_files(run) for run in runs)
    assert first.keys() == second.keys()
    manifests = [_manifest(run) for run in runs]
    for manifest in manifests:
        del manifest["started"], manifest["finished"]
    assert manifests[0] == manifests[1]
    assert {name for name in first if first[name] != second[name]} <= {"run.json"}


def test_plain_files_have_no_byte_order_mark(sampan: Sampan, one_order: Path, tmp_path: Path) -> None:
    """With --plain the first byte of both tables is the first of the header."""
    assert sampan("route", one_order, "--plain", "--out", tmp_path / "run").code == 0
    for name, columns in (("assignments.csv", COLUMNS), ("problems.csv", PROBLEMS)):
        assert (tmp_path / "run" / name).read_bytes().startswith(columns.encode())


def test_ids_that_a_spreadsheet_would_run_are_guarded_and_still_verify(sampan: Sampan, tmp_path: Path) -> None:
    """`=1+1` as an order id gets an apostrophe in the table; verify, explain and reply know the order by its own id."""
    head, row = "order_id,paid_at,country,weight,size,value\n", ",2026-11-19T10:00:00+08:00,US,350g,20x15x10cm,12 USD\n"
    orders = tmp_path / "orders.csv"
    orders.write_text(head + "".join(one + row for one in ("=1+1", "@x", "-2")), encoding="utf-8")
    run = tmp_path / "run"
    assert sampan("route", orders, "--out", run).code == 0
    text = (run / "assignments.csv").read_text(encoding="utf-8-sig")
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == ["'=1+1", "'@x", "'-2"]
    assert sampan("verify", run).code == 0
    assert sampan("explain", "=1+1", "--run", run).code == 0
    said = ("--msg", "genuine", "--var", "provable_facts=It is sold with its maker's receipt", "--run", run)
    assert "Order =1+1" in sampan("reply", "suggest", "=1+1", *said).out
    assert sampan("reply", "suggest", "--all", *said).err == ""


def test_no_orders_are_a_run_too(sampan: Sampan, tmp_path: Path) -> None:
    """A file with a header alone gives a run directory with headers alone, and verifies."""
    orders = tmp_path / "orders.csv"
    orders.write_text("order_id,paid_at,country\n", encoding="utf-8")
    done = sampan("route", orders, "--out", tmp_path / "run")
    assert done.code == 0
    assert (tmp_path / "run" / "assignments.csv").read_text(encoding="utf-8-sig").strip() == COLUMNS
    assert sampan("verify", tmp_path / "run").code == 0


@pytest.mark.parametrize("what", ["file", "folder", "unwritable"])
def test_nothing_that_is_no_run_is_overwritten(sampan: Sampan, one_order: Path, tmp_path: Path, what: str) -> None:
    """A file, a folder with something else in it, or a place that cannot be written to: refused, left as it was."""
    out = {"file": one_order, "folder": tmp_path, "unwritable": tmp_path / "orders.csv" / "run"}[what]
    before = _files(tmp_path)
    done = sampan("route", one_order, "--out", out)
    assert (done.code, done.out) == (3, "")
    assert "Error: " in done.err
    assert _files(tmp_path) == before


def test_a_run_replaces_an_earlier_run_and_fills_what_a_link_leads_to(
    sampan: Sampan, one_order: Path, tmp_path: Path
) -> None:
    """The same --out twice is no fault; a symbolic link to the folder stays a link, and nothing is left beside."""
    (tmp_path / "real").mkdir()
    link = tmp_path / "link"
    link.symlink_to("real")
    for _ in range(2):
        assert sampan("route", one_order, "--out", link).code == 0
    assert link.is_symlink()
    assert (tmp_path / "real" / "run.json").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "orders.csv", "real"]
