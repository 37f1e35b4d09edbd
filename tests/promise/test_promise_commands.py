"""`sampan promise learn` and `check`, and the promise in `route`, `explain`, `verify` and `quote`."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from in_process import run as sampan
from sent_parcels import LANES, faults_of, write_orders, write_scans

from carriers.promise import load_promise
from routing.errors import InputError
from routing.promise.law import DAY_S

if TYPE_CHECKING:
    from collections.abc import Callable

ROUTE = ("--policy", "cheapest", "--plain", "--now", "2026-11-20T10:00+08:00")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the run of nine months, the store of its scans, and the promise learnt from them."""
    folder = tmp_path_factory.mktemp("shop")
    orders = write_orders(folder / "orders.csv", 1800)
    done = sampan("route", folder / "orders.csv", *ROUTE, "--out", folder / "year")
    assert done.code == 0, done.err
    lines = pl.read_csv(folder / "year" / "assignments.csv", infer_schema=False)
    write_scans(folder / "tracking.parquet", orders, lines)
    done = sampan(
        "promise",
        "learn",
        "--store",
        folder / "tracking.parquet",
        "--run",
        folder / "year",
        "-o",
        folder / "promise.csv",
    )
    assert done.code == 0, done.err
    (folder / "learnt.txt").write_text(done.err)
    return folder


def _evidence(shop: Path) -> tuple[object, ...]:
    return "--store", shop / "tracking.parquet", "--run", shop / "year"


def test_learn_tells_of_every_lane(shop: Path) -> None:
    """The lanes' own laws come near those they were drawn from; the file says what stands behind each line."""
    with (shop / "promise.csv").open(newline="") as file:
        rows = {(row["service"], row["country"], row["month"], row["stage"]): row for row in csv.DictReader(file)}
    for service, country, median, _ in LANES:
        row = rows[service, country, "", "total"]
        assert row["level"] == "country"
        # the first third of a day: the parcel leaves at eight in the morning
        assert abs(float(row["days_50"]) - (median + 1 / 3)) < 0.1 * median
        assert int(row["parcels"]) > int(row["delivered"]) > 450
        assert float(row["days_80"]) < float(row["days_95"])
    assert rows["cnpost-epacket", "US", "", "total"]["card_days"] == "7-20"
    assert rows["cnpost-epacket", "", "", "total"]["level"] == "service"
    told = (shop / "learnt.txt").read_text()
    assert "3 lanes of a service and a country: 3 with a law of its own" in told


def test_the_same_scans_make_the_same_bytes_and_the_file_reads_back(shop: Path) -> None:
    """Written to standard output again; read, the laws are those of the file."""
    again = sampan("promise", "learn", *_evidence(shop))
    assert again.out == (shop / "promise.csv").read_text()
    promise = load_promise(shop / "promise.csv")
    told = promise.learnt("cnpost-eems", "US", 5)
    assert told is not None
    assert told.law.within(4 * DAY_S) < 5_000 < told.law.within(7 * DAY_S)
    assert promise.learnt("cnpost-eems", "US", 5, "first_scan") is not None


def test_check_finds_what_was_promised(shop: Path, tmp_path: Path) -> None:
    """Of months that were not learnt from, 80, 90 and 95 % come true; as table, CSV, JSON and picture."""
    done = sampan("promise", "check", *_evidence(shop), "--format", "csv", "--picture", tmp_path / "p.svg")
    assert done.code == 0, done.err
    rows = list(csv.DictReader(done.out.splitlines()))
    months = list(dict.fromkeys(row["month"] for row in rows))
    assert len(months) == 4
    assert months[-1] == "all"
    for row in rows:
        if row["month"] == "all":
            assert abs(float(row["difference_points"])) <= 4, rows  # some 500 parcels: 95 % come within four points
            assert int(row["parcels"]) > 300
    ET.parse(tmp_path / "p.svg")  # noqa: S314 - written here
    table = sampan("promise", "check", *_evidence(shop), "--months", "1").out
    assert "80.00 %" in table
    assert "all months" in table
    whole = json.loads(sampan("promise", "check", *_evidence(shop), "--months", "1", "--format", "json").out)
    assert [row["promised_percent"] for row in whole["months"]] == ["80.00", "90.00", "95.00"] * 2
    assert whole["without_law"] == {whole["months"][0]["month"]: 0, "all": 0}


@pytest.fixture(scope="module")
def day(shop: Path) -> Path:
    """Orders of one day, by no service, with and without a date, routed in time."""
    head = "order_id,paid_at,country,weight_g,size,value,deliver_by\n"
    rows = [
        f"{number},2026-11-20T10:00:00+08:00,US,300,20x15x10 cm,12 USD,{by}"
        for number, by in enumerate(("2026-11-30", "2026-12-05", "2026-12-20", "", "2026-11-22"), start=1)
    ]
    (shop / "day.csv").write_text(head + "\n".join(rows) + "\n")
    asked = ("--promise", shop / "promise.csv", "--target", "90", "--input-zone", "Asia/Shanghai")
    done = sampan("route", shop / "day.csv", *ROUTE, *asked, "--out", shop / "day")
    assert done.code == 0, done.err
    (shop / "day.txt").write_text(done.out)
    return shop / "day"


def _lines(run: Path) -> list[dict[str, str]]:
    with (run / "assignments.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_route_takes_the_cheapest_that_is_likely_enough(shop: Path, day: Path) -> None:
    """Ten days are enough for e-EMS alone, a month for the cheapest by its card's days, two days for none."""
    soon, later, month, never, hopeless = _lines(day)
    assert soon["service"] == "cnpost-eems"
    assert float(soon["on_time"]) >= 90
    assert later["service"] == "cnpost-epacket"
    assert float(later["on_time"]) >= 90
    assert float(month["price_cny"]) <= float(later["price_cny"]) <= float(soon["price_cny"])
    assert (never["deliver_by"], never["on_time"]) == ("", "")
    assert hopeless["deliver_by"] == "2026-11-22T23:59:59+08:00"
    assert "ON_TIME_BELOW_TARGET" in hopeless["flags"]
    assert "ON_TIME_BELOW_TARGET" not in soon["flags"]
    told = " ".join((shop / "day.txt").read_text().split())
    assert "On time: 4 orders with a chance told, 1 of them below the one asked for" in told


def test_the_run_keeps_the_promise_and_verifies(day: Path, tmp_path: Path) -> None:
    """The file stands in inputs, hashed, with the chance asked for in its name; a changed chance is found out."""
    manifest = json.loads((day / "run.json").read_text())
    assert "promise_9000.csv" in {one["name"] for one in manifest["inputs"]["facts"]}
    assert manifest["arguments"]["target"] == "90.00"
    assert sampan("verify", day).code == 0
    forged = tmp_path / "forged"
    shutil.copytree(day, forged)
    text = (forged / "assignments.csv").read_text()
    own = _lines(day)[0]["on_time"]
    (forged / "assignments.csv").write_text(text.replace(f",{own},,\n", ",99.99,,\n", 1))
    done = sampan("verify", forged, "--format", "csv")
    assert done.code == 1
    assert next(csv.DictReader(done.out.splitlines()))["column"] == "on_time"
    (day / "inputs" / "promise_9000.csv").rename(tmp_path / "aside.csv")
    shutil.copy(tmp_path / "aside.csv", day / "inputs" / "promise_much.csv")
    done = sampan("verify", day)
    assert done.code == 3
    assert "was renamed" in done.err
    (day / "inputs" / "promise_much.csv").unlink()
    (tmp_path / "aside.csv").rename(day / "inputs" / "promise_9000.csv")


def test_parts_allotments_and_parcels_keep_the_chance(shop: Path, day: Path, tmp_path: Path) -> None:
    """In parts, allotted under a cap, made a run of parcels: dates and chances stand, and the exact path agrees."""
    asked = ("--promise", shop / "promise.csv", "--target", "90", "--input-zone", "Asia/Shanghai")
    done = sampan("route", shop / "day.csv", *ROUTE, *asked, "--out", tmp_path / "parts", "--workers", "2")
    assert done.code == 0, done.err
    assert (tmp_path / "parts" / "assignments.csv").read_bytes() == (day / "assignments.csv").read_bytes()
    soon = _lines(day)[0]
    (tmp_path / "caps.toml").write_text('[[cap]]\nservices = ["cnpost-eems"]\nmost = 0\n')
    done = sampan("allot", day, "--caps", tmp_path / "caps.toml", "--out", tmp_path / "allotted")
    assert done.code in {0, 1}, done.err
    moved = _lines(tmp_path / "allotted")[0]
    assert moved["service"] != soon["service"] == "cnpost-eems"
    assert moved["deliver_by"] == soon["deliver_by"]
    assert float(moved["on_time"]) < 90
    assert "ON_TIME_BELOW_TARGET" in moved["flags"]
    assert sampan("verify", tmp_path / "allotted").code == 0
    assert sampan("parcels", "propose", day).code == 0
    done = sampan("parcels", "apply", day, "--out", tmp_path / "parcels")
    assert done.code == 0, done.err
    names = ("service", "deliver_by", "on_time")
    assert [[one[name] for name in names] for one in _lines(tmp_path / "parcels")] == [
        [one[name] for name in names] for one in _lines(day)
    ]
    assert sampan("verify", tmp_path / "parcels").code == 0


def test_explain_tells_every_chance_and_what_more_would_cost(day: Path) -> None:
    """The second order: ePacket is likely enough; e-EMS is likelier, and its percent has a price."""
    page = sampan("explain", "2", "--run", day).out
    assert "on time %" in page
    assert "To be delivered by" in page
    assert "One more percent costs" in page
    told = json.loads(sampan("explain", "2", "--run", day, "--format", "json").out)
    assert told["delivery"]["deliver_by"] == "2026-12-05T23:59:59+08:00"
    assert told["delivery"]["target_percent"] == "90.00"
    services = {one["service"]: one for one in told["services"]}
    chosen, likelier = services[told["policy"]["chosen"]], services[told["delivery"]["one_more_percent"]["service"]]
    more = float(likelier["on_time"]["percent"]) - float(chosen["on_time"]["percent"])
    cost = float(likelier["price_cny"]) - float(chosen["price_cny"])
    assert abs(cost / more - float(told["delivery"]["one_more_percent"]["price_cny"])) <= 0.01
    assert {one["on_time"]["told_by"] for one in services.values() if one["on_time"]} >= {"country", "card"}
    assert "comes nearest" in sampan("explain", "5", "--run", day).out


def test_quote_by_promise_and_by_cards(shop: Path) -> None:
    """With a promise, and without one by the days of the cards alone."""
    sizes = ("--weight", "300g", "--size", "20x15x10cm", "--value", "12 USD", "--on", "2026-11-20")
    parcel = ("quote", "--to", "US", *sizes)
    by = (*parcel, "--policy", "cheapest", "--deliver-by", "2026-11-30")
    told = json.loads(sampan(*by, "--promise", shop / "promise.csv", "--target", "90", "--format", "json").out)
    assert told["policy"]["chosen"] == "cnpost-eems"
    cards = json.loads(sampan(*by, "--format", "json").out)
    assert {one["on_time"]["told_by"] for one in cards["services"] if one["on_time"]} == {"card"}
    rows = list(csv.DictReader(sampan(*by, "--format", "csv").out.splitlines()))
    assert {row["on_time"] for row in rows if row["status"] == "priced"} == {"0.00", "100.00"}
    plain = json.loads(sampan(*parcel, "--format", "json").out)
    assert "delivery" not in plain
    assert {one["on_time"] for one in plain["services"]} == {None}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--target", "90"), "--target goes by a promise"),
        (("--promise", "{promise}", "--target", "0"), "no percentage above 0"),
        (("--promise", "{promise}", "--target", "95.123"), "no percentage above 0"),
        (("--promise", "{promise}", "--target", "101"), "no percentage above 0"),
    ],
)
def test_wrong_use_is_told(shop: Path, tmp_path: Path, more: tuple[str, ...], said: str) -> None:
    """A target that goes by nothing, and targets that are none."""
    typed = [one.format(promise=shop / "promise.csv") for one in more]
    done = sampan("route", shop / "day.csv", *typed, "--out", tmp_path / "x")
    assert done.code == 2
    assert said in done.err
    assert sampan("quote", "--to", "US", "--weight", "1kg", "--promise", shop / "promise.csv").code == 2


def test_a_promise_that_speaks_of_no_order_is_told(shop: Path, tmp_path: Path) -> None:
    """No order has a date: the summary says why nothing changed, and that the promise is old."""
    (tmp_path / "o.csv").write_text("order_id,paid_at,country,weight_g\n1,2027-01-20T10:00:00+08:00,US,300\n")
    asked = ("--promise", shop / "promise.csv", "--policy", "cheapest", "--now", "2027-01-20T10:00+08:00")
    told = " ".join(sampan("route", tmp_path / "o.csv", *asked, "--out", tmp_path / "x").out.split())
    assert "no order says by when it is to be delivered" in told
    assert "Learn it anew" in told


_GOOD = "s,US,,total,country,120,118,2026-01-01,2026-06-30,2026-07-01T00:00:00+00:00,,0:0 5:4000 9:9800"
_HEAD = "service,country,month,stage,level,parcels,delivered,first_on,last_on,as_of,left_out,chances"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda _: "", "holds no line"),
        (lambda row: row.replace(",US,", ",XX,"), "'XX' is no country's code"),
        (lambda row: row.replace("total", "whole"), "'whole' is none of total, first_scan, delivery"),
        (lambda row: row.replace(",country,", ",lane,"), "'lane' is none of month, country, service, card"),
        (lambda row: row.replace("US,,", "US,13,"), "'13' is no whole number from 1 to 12"),
        (lambda row: row.replace(",120,", ",many,"), "'many' is no whole number"),
        (lambda row: row.replace("5:4000", "5:10001"), "'10001' is no whole number from 0 to 10000"),
        (lambda row: row.replace("9:9800", "9:300"), "'300' is no whole number from 4000 to 10000"),
        (lambda row: row.replace("9:9800", "5:9800"), "'5:9800' does not come after"),
        (lambda row: row.replace("9:9800", "900:9800"), "'900' is no whole number from 0 to 180"),
        (lambda row: row.replace("0:0 5:4000 9:9800", ""), "chances is empty"),
        (lambda row: row.replace("s,US", ",US"), "service is empty"),
        (lambda row: row.replace("00:00,,0:0", "00:00,2026-13,0:0"), "'13' is no whole number from 1 to 12"),
        (lambda row: row.replace("2026-06-30", "soon"), "last_on"),
        (lambda row: f"{row}\n{row}", "stand in row 2 too"),
        (lambda row: f"{row}\n{row.replace('US', 'DE').replace('2026-07-01T', '2026-07-02T')}", "as of one moment"),
    ],
)
def test_a_promise_with_a_fault_is_refused(tmp_path: Path, change: Callable[[str], str], said: str) -> None:
    """Each fault is named with its row."""
    path = tmp_path / "promise.csv"
    path.write_text(f"{_HEAD}\n{_GOOD}\n")
    assert load_promise(path).rows[0].law is not None
    path.write_text(f"{_HEAD}\n{change(_GOOD)}\n")
    with pytest.raises(InputError) as refused:
        load_promise(path)
    assert any(said in one for one in faults_of(refused.value)), faults_of(refused.value)


def test_nothing_to_learn_from(shop: Path, tmp_path: Path) -> None:
    """A store that is none; a run of which it knows nothing: exit code 1, and the parcels without a scan are told."""
    done = sampan("promise", "learn", "--store", shop / "orders.csv", "--run", shop / "year")
    assert done.code == 3
    (tmp_path / "o.csv").write_text(
        "order_id,paid_at,country,weight_g,size,value\nZ,2026-02-02T10:00:00+08:00,US,300,20x15x10 cm,12 USD\n"
    )
    assert sampan("route", tmp_path / "o.csv", *ROUTE, "--out", tmp_path / "run").code == 0
    of_run = ("--store", shop / "tracking.parquet", "--run", tmp_path / "run")
    done = sampan("promise", "learn", *of_run)
    assert done.code == 1
    assert "1 parcel of the runs without a scan" in done.err
    done = sampan("promise", "check", *of_run)
    assert (done.code, "No month to check" in done.out) == (1, True)


ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("manual", "language"), [("docs/PROMISE.md", "en"), ("docs/zh/PROMISE.md", "zh")])
def test_the_manuals_commands_run_and_print_what_is_shown(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manual: str, language: str
) -> None:
    """In the shop's folder, with orders of one day, one after another."""
    for name in ("tracking.parquet", "year"):
        (tmp_path / name).symlink_to(shop / name)
    order = "2026-11-20T10:00:00+08:00,US,300,20x15x10 cm,12 USD"
    (tmp_path / "day.csv").write_text(
        f"order_id,paid_at,country,weight_g,size,value,deliver_by\n1,{order},2026-11-30T23:59:59+08:00\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAMPAN_LANG", language)
    commands = []
    for block in re.findall(r"```console\n(.*?)```", (ROOT / manual).read_text(encoding="utf-8"), re.DOTALL):
        commands += [part.partition("\n") for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    assert len(commands) == 6
    for line, _, shown in commands:
        words = shlex.split(line)
        assert words[0] == "sampan"
        done = sampan(*words[1:])
        assert done.code == 0, (line, done.err)
        if shown.strip():
            assert "\n".join(one.rstrip() for one in done.out.splitlines()).strip() == shown.strip(), line
    assert (tmp_path / "promise.svg").is_file()
