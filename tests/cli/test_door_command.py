"""The cost at the door as people ask for it: `quote --item`, `route --door`, `explain`, `verify`."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from in_process import Sampan

FX = "currency,cny,valid_from,valid_to,source\nEUR,8,2026-01-01,,by hand\nUSD,7,2026-01-01,,by hand\n"
CARD = """
name = "By hand"
currency = "CNY"
basis = "contract"
valid_from = 2026-01-01
source = "by hand"
"""
SERVICE = """
[[service]]
code = "{code}"
carrier = "C"
name = "{code}"
class = "registered"
tracked = true
transit_days = [5, 10]
goods = ["general"]
[[service.door]]
duty = "{duty}"
source = "its price sheet"
"""
ORDERS = """order_id,paid_at,country,weight_g,value,currency,sku,quantity,hs_code,origin,vat_collected
1,2026-11-20T10:00:00+08:00,FR,300,20.00,EUR,SHIRT,5,610910,CN,yes
2,2026-11-20T10:00:00+08:00,FR,300,20.00,EUR,HAT,1,,CN,yes
"""


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A card of two services: `dear` asks the consignee for duty, `cheap` pays it and bills 2.00 CNY for that."""
    card = tmp_path / "cards" / "hand"
    card.mkdir(parents=True)
    cheap = SERVICE.format(code="cheap", duty="prepaid") + 'handling = "2.00"\n'
    (card / "card.toml").write_text(CARD + cheap + SERVICE.format(code="dear", duty="collected"), encoding="utf-8")
    (card / "zones.csv").write_text("service,zone,country\ncheap,1,FR\ndear,1,FR\n", encoding="utf-8")
    head = "service,zone,over_g,upto_g,base,base_covers_g,step_g,per_step\n"
    rates = f"{head}cheap,1,0,2000,30,2000,1,0\ndear,1,0,2000,50,2000,1,0\n"
    (card / "rates.csv").write_text(rates, encoding="utf-8")
    (tmp_path / "fx.csv").write_text(FX, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    for name, rank in (("freight", ""), ("door", 'rank = "door"\n')):
        policy = f'name = "{name}"\n{rank}[[tier]]\nname = "all"\neverything = true\n'
        (tmp_path / f"{name}.toml").write_text(policy, encoding="utf-8")
    return tmp_path


def _facts(given: Path, policy: str = "freight") -> tuple[object, ...]:
    return "--cards", given / "cards", "--fx", given / "fx.csv", "--policy", given / f"{policy}.toml"


def _routed(sampan: Sampan, given: Path, *more: object, policy: str = "freight") -> list[dict[str, str]]:
    out = given / "run"
    done = sampan("route", given / "orders.csv", *_facts(given, policy), "--out", out, *more)
    assert done.code == 0, done.err
    assert sampan("verify", out).code == 0
    with (out / "assignments.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _door(line: dict[str, str]) -> list[str]:
    return [line[name] for name in ("service", "duty_cny", "fees_cny", "door_cny")]


def test_quote_tells_every_amount_with_its_rule(sampan: Sampan, given: Path) -> None:
    """A shirt and a watch to France on 20 November 2026, 8 CNY a EUR.

    Duty 6 EUR = 48.00 (Regulation (EU) 2026/382), 20 % VAT on it 9.60 (merchants.glopal.com), two lines of 2 EUR, 32.00
    (France since 2026-03-01), handling 2.00 by the card: 30 + 57.60 + 34.00 = 121.60.
    """
    two = ("--item", "610910:1:20 EUR", "--item", "9102.12:1:30 EUR:CN", "--vat-collected")
    asked = ("quote", "--to", "FR", "--weight", "300g", *two, "--on", "2026-11-20", *_facts(given))
    told: dict[str, Any] = json.loads(sampan(*asked, "--format", "json").out)
    doors = {one["service"]: one["door"] for one in told["services"]}
    sums = [doors["cheap"][name] for name in ("status", "duty_cny", "fees_cny", "door_cny", "consignee_cny")]
    assert sums == ["known", "57.60", "34.00", "121.60", "0.00"]
    assert (doors["dear"]["door_cny"], doors["dear"]["consignee_cny"]) == ("50.00", "89.60")
    steps = {step["rule"]: step for step in doors["cheap"]["steps"]}
    duty, vat = steps["EU_DUTY_PER_CLASS"], steps["EU_VAT_ON_DUTY"]
    assert [duty[name] for name in ("amount", "currency", "cny", "exchange_rate", "exchange_source", "since")] == [
        "6.00", "EUR", "48.00", "8.00", "by hand", "2026-07-01",
    ]  # fmt: skip
    assert [vat[name] for name in ("percent", "of_cny", "cny")] == ["20.00", "48.00", "9.60"]
    assert "Taxes in Europe" in vat["percent_source"]
    assert steps["EU_HANDLING_FEE"]["counted"] is False
    assert all(step["source"] for step in steps.values())
    assert told["parcel"]["value"] == "50.00"
    page = sampan(*asked).out
    assert "Charged at the door, whoever pays: 89.60 CNY." in page
    assert "fee HANDLING_FEE" in page


def test_the_day_before_a_rule_gives_the_old_answer(sampan: Sampan, given: Path) -> None:
    """Until 2026-06-30 no duty up to 150 EUR; until 2026-02-28 no fee in France."""
    for on, duty, fees in (("2026-06-30", "0.00", "18.00"), ("2026-02-28", "0.00", "0.00")):
        asked = ("--item", "610910:1:20 EUR", "--vat-collected", "--on", on, *_facts(given), "--format", "json")
        told = json.loads(sampan("quote", "--to", "FR", "--weight", "300g", *asked).out)
        door = next(one["door"] for one in told["services"] if one["service"] == "cheap")
        assert (door["duty_cny"], door["fees_cny"]) == (duty, fees)


def test_quote_says_what_is_missing(sampan: Sampan, given: Path) -> None:
    """Unknown is never 0; and what is no item is refused with how to write one."""
    asked = ("quote", "--to", "FR", "--weight", "300g", *_facts(given), "--on", "2026-11-20")
    told = json.loads(sampan(*asked, "--item", ":2:20 EUR", "--format", "json").out)
    door = told["services"][0]["door"]
    assert (door["status"], door["duty_cny"], door["door_cny"], door["charged_cny"]) == ("unknown", None, None, None)
    assert door["missing"] == [
        "no HS code of six digits or more for item 1: fill column hs_code of the product master",
        "whether the buyer paid VAT at the sale is not said: fill column vat_collected",
    ]
    assert "unknown" in sampan(*asked, "--item", ":2:20 EUR").out
    for wrong in ("610910", "610910:0:5 EUR", "610910:x:5 EUR", "610910:1:", "610910:1:5", "610910:1:5 EUR:QQ"):
        assert sampan(*asked, "--item", wrong).code == 2
    assert "EUR and USD" in sampan(*asked, "--item", "610910:1:5 EUR", "--item", "610910:1:5 USD").err
    heaps = ("--item", "610910:1:10000000000 EUR") * 2
    assert sampan(*asked, *heaps).code == 2
    nobody = sampan("quote", "--to", "DE", *asked[3:], "--item", "610910:1:5 EUR", "--vat-collected").out
    assert "No service takes it to the door." in nobody  # what is charged is told all the same
    assert "Charged at the door, whoever pays: 28.56 CNY." in nobody  # 3 EUR and 19 % of it at 8 CNY


def test_route_tells_the_door_when_asked(sampan: Sampan, given: Path) -> None:
    """Five shirts to France: 3 EUR, 20 % on it, 2 EUR for the line, 2 CNY handling: 28.80 and 18.00."""
    shirt, hat = _routed(sampan, given, "--door")
    assert _door(shirt) == ["cheap", "28.80", "18.00", "76.80"]
    assert _door(hat) == ["cheap", "", "", ""]
    assert hat["door_note"].startswith("no HS code of six digits or more for HAT: ")
    assert [_door(line)[1:] for line in _routed(sampan, given)] == [["", "", ""]] * 2


def test_a_policy_ranks_by_the_door(sampan: Sampan, given: Path) -> None:
    """`dear` costs 50 to the door, `cheap` 76.80; the run keeps the facts of the door; parts give the same bytes."""
    shirt, hat = _routed(sampan, given, policy="door")
    assert _door(shirt) == ["dear", "0.00", "0.00", "50.00"]
    assert (shirt["runner_up_price_cny"], shirt["saving_cny"]) == ("30.00", "26.80")
    assert (hat["service"], hat["saving_cny"]) == ("cheap", "")
    kept = sorted(path.name for path in (given / "run" / "inputs" / "customs").iterdir())
    assert kept == ["door_charges.csv", "tax_areas.csv", "vat_rates.csv"]
    told = (given / "run" / "assignments.csv").read_bytes()
    _routed(sampan, given, "--workers", "2", policy="door")
    assert (given / "run" / "assignments.csv").read_bytes() == told


def test_a_run_says_that_no_card_tells_who_pays(sampan: Sampan, given: Path) -> None:
    """The bundled cards say nothing of duty: the note stands in run.json and in the summary."""
    out = given / "bundled"
    done = sampan("route", given / "orders.csv", "--door", "--out", out)
    assert "no loaded card says who pays duty" in done.out
    assert "who pays duty" in json.loads((out / "run.json").read_text(encoding="utf-8"))["warnings"][-1]
    assert "who pays duty" not in sampan("route", given / "orders.csv", *_facts(given), "--door", "--out", out).out


def test_explain_tells_the_door(sampan: Sampan, given: Path) -> None:
    """By the facts that the run kept; with --door by today's where it kept none; kept facts that are damaged say so."""
    _routed(sampan, given, "--door")
    run = given / "run"
    assert "fee FR_LINE_FEE" in sampan("explain", "1", "--run", run).out
    told = json.loads(sampan("explain", "1", "--run", run, "--format", "json").out)
    assert next(one for one in told["services"] if one["service"] == "cheap")["door"]["door_cny"] == "76.80"
    assert told["parcel"]["items"][0]["hs_class"] == "610910"
    charges = run / "inputs" / "customs" / "door_charges.csv"
    text = charges.read_text(encoding="utf-8")
    charges.write_text(text.replace("2026-07-01", "some day"), encoding="utf-8")
    assert sampan("explain", "1", "--run", run).code == 3
    charges.unlink()
    assert sampan("explain", "1", "--run", run).code == 3
    shutil.rmtree(charges.parent)
    assert "FR_LINE_FEE" not in sampan("explain", "1", "--run", run).out
    assert "FR_LINE_FEE" in sampan("explain", "1", "--run", run, "--door").out
