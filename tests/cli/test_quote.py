"""`sampan quote`: one parcel before every service, as table, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from in_process import Sampan

PARCEL = ("quote", "--to", "US", "--weight", "350g", "--size", "20x15x10cm", "--value", "12 USD", "--on", "2026-11-20")
ALL = {
    "aliexpress-saver", "aliexpress-standard", "cainiao-economy", "cnpost-eems", "cnpost-ems", "cnpost-epacket",
    "cnpost-registered", "cnpost-surface", "dhl-express", "fedex-ip", "ups-saver",
}  # fmt: skip


def _json(sampan: Sampan, *arguments: object) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(sampan(*arguments, "--format", "json").out)
    return told


def test_every_loaded_service_answers_once(sampan: Sampan) -> None:
    """All eleven channels of the handbook, priced with steps that add up, or refused with code and figures."""
    told = _json(sampan, *PARCEL)
    assert sorted(one["service"] for one in told["services"]) == sorted(ALL)
    for one in told["services"]:
        assert set(one) >= {
            "service", "carrier", "class", "status", "price_cny", "price_basis", "chargeable_g", "steps", "code",
            "measured", "limit", "margin", "remedy",
        }  # fmt: skip
        if one["status"] == "priced":
            assert sum(round(float(step["amount"]) * 100, 6) for step in one["steps"]) == pytest.approx(
                float(one["price_cny"]) * 100
            )
            assert one["code"] is None
        else:
            assert (one["status"], one["price_cny"], one["steps"]) == ("refused", None, [])
            assert one["code"]


def test_the_choice_and_the_parcel_as_understood(sampan: Sampan) -> None:
    """350 g for 12 USD to the US: registered tier; ePacket costs 10 + 350 x 0.08 = 38.00 CNY."""
    told = _json(sampan, *PARCEL)
    assert told["policy"]["tier"] == "registered"
    by_code = {one["service"]: one for one in told["services"]}
    assert by_code["cnpost-epacket"]["price_cny"] == "38.00"
    assert by_code[told["policy"]["chosen"]]["class"] == "registered"
    assert told["parcel"] | {"x": 1} == told["parcel"] | {
        "to": "US", "weight_g": 350, "sides_mm": [200, 150, 100], "value": "12.00", "currency": "USD", "x": 1,
    }  # fmt: skip


def test_a_refusal_tells_the_smallest_remedy(sampan: Sampan) -> None:
    """2,310 g is 310 g too heavy for the ePacket."""
    told = _json(sampan, "quote", "--to", "US", "--weight", "2310g", "--size", "20x15x10cm", "--value", "12 USD")
    epacket = next(one for one in told["services"] if one["service"] == "cnpost-epacket")
    assert {name: epacket[name] for name in ("code", "measured", "limit", "margin", "remedy")} == {
        "code": "WEIGHT_OVER",
        "measured": "2310 g",
        "limit": "2000 g",
        "margin": "310 g",
        "remedy": "310 g lighter",
    }


def test_table_csv_and_json_lines_hold_the_same_services(sampan: Sampan) -> None:
    """Each format names every service once and marks the chosen one."""
    rows = list(csv.DictReader(io.StringIO(sampan(*PARCEL, "--format", "csv").out)))
    assert {row["service"] for row in rows} == ALL
    lines = [json.loads(line) for line in sampan(*PARCEL, "--format", "jsonl").out.splitlines()]
    assert {line["service"] for line in lines} == ALL
    assert [row["service"] for row in rows if row["chosen"] == "yes"] == [
        line["service"] for line in lines if line["chosen"]
    ]
    assert sum(line["chosen"] for line in lines) == 1
    table = sampan(*PARCEL, "--steps").out
    assert all(table.count(f" {code} ") >= 1 or f"\n{code} " in table for code in ALL)
    assert table.count("* ") == 1


def test_before_and_after_every_card(sampan: Sampan) -> None:
    """In 2013 no card is in force: CARD_NOT_IN_FORCE, unless the service has no zone or rate to tell of."""
    told = _json(sampan, *PARCEL[:-1], "2013-01-01")
    codes = {one["service"]: one["code"] for one in told["services"]}
    assert set(codes.values()) <= {"CARD_NOT_IN_FORCE", "NOT_SERVED", "NO_RATE"}
    assert codes["cnpost-ems"] == "CARD_NOT_IN_FORCE"
    assert sampan(*PARCEL[:-1], "9999-12-31").code == 0


def test_every_option_that_describes_a_parcel(sampan: Sampan) -> None:
    """A roll of batteries to Belarus by AliExpress, tracked, by DHL's wish."""
    done = sampan(
        "quote", "--to", "BY", "--weight", "1.2 kg", "--size", "50x8x8cm", "--value", "80 EUR", "--goods", "battery",
        "--platform", " AliExpress ", "--postcode", "220030", "--shape", "roll", "--tracked", "--service", "dhl",
        "--policy", "cheapest", "--on", "2026-11-20",
    )  # fmt: skip
    assert done.code == 0
    assert "Chosen: dhl-express" in done.out


def test_no_channel_is_said_with_exit_code_1(sampan: Sampan) -> None:
    """Pure batteries: no service takes them."""
    done = sampan(*PARCEL, "--goods", "battery_pure")
    assert done.code == 1
    assert "No channel: GOODS_FORBIDDEN" in done.out


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--weight", "350"), ("--weight", "0g"), ("--weight", "-1g"), ("--weight", "NaN kg"), ("--weight", "٣kg"),
        ("--weight", "1e3g"), ("--weight", "99999kg"), ("--size", "1x1"), ("--size", "0x0x0cm"), ("--value", "12"),
        ("--value", "$12"), ("--value", "-1 USD"), ("--value", "12 XYZ"), ("--to", "Korea"), ("--to", ""),
        ("--goods", "plutonium"), ("--goods", ""), ("--goods", ";"), ("--service", "nobody"), ("--shape", "egg"),
        ("--on", "2026-02-30"), ("--format", "yaml"),
    ],
)  # fmt: skip
def test_wrong_use_says_what_is_wrong(sampan: Sampan, option: str, text: str) -> None:
    """Exit code 2, a sentence on stderr that names the option, nothing on stdout."""
    done = sampan(*PARCEL, option, text)
    assert (done.code, done.out) == (2, "")
    assert option in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--policy", ""),
        ("--policy", "[[["),
        ("--policy", 'name = "p"\n[[tier]]\nname = "t"\nservices = ["nope"]\n'),
        ("--policy", 'name = "p"\ntier = []\n'),
        ("--fx", ""),
        ("--fx", "currency,cny,valid_from,source\nUSD,NaN,2020-01-01,x\n"),
        ("--cards", None),
        ("--fx", None),
        ("--policy", None),
    ],
)
def test_a_fact_file_that_cannot_be_used(sampan: Sampan, tmp_path: Path, option: str, text: str | None) -> None:
    """Exit code 3 and the file's name; None: no such file."""
    path = tmp_path / "facts"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    done = sampan(*PARCEL, option, path)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith(f"Error: {path}")


def test_without_a_rate_for_the_dollar(sampan: Sampan, tmp_path: Path) -> None:
    """12 USD needs no rate against rules in USD; 12 EUR does, and is refused by name without one."""
    fx = tmp_path / "fx.csv"
    fx.write_text("currency,cny,valid_from,source\nJPY,0.047,2020-01-01,x\n", encoding="utf-8")
    assert sampan(*PARCEL, "--fx", fx).code == 0
    done = sampan(*PARCEL, "--fx", fx, "--value", "12 EUR")
    assert done.code == 1
    assert "NO_EXCHANGE_RATE whether tier economy applies cannot be told" in done.out


def test_a_misspelt_platform_is_remarked_on(sampan: Sampan) -> None:
    """AliExpress's rules would not hold for "aliexpres": the price is told all the same, and a remark on stderr."""
    done = sampan(*PARCEL, "--platform", "aliexpres")
    assert (done.code, done.err) == (0, "Note: no rule speaks of the platform 'aliexpres'. Did you mean aliexpress?\n")
    assert sampan(*PARCEL, "--platform", "aliexpress").err == ""
    assert sampan(*PARCEL, "--platform", "my own shop").err == ""


@pytest.mark.parametrize(
    ("given", "way_out"),
    [
        ((), "VALUE_UNKNOWN whether tier economy applies cannot be told: give what the buyer paid."),
        (
            ("--value", "12 MMK"),
            "NO_EXCHANGE_RATE whether tier economy applies cannot be told: give a rate of the order's currency",
        ),
    ],
)
def test_a_tier_that_cannot_be_told_comes_with_what_to_give(
    sampan: Sampan, given: tuple[str, ...], way_out: str
) -> None:
    """What is not known of a parcel is named, and how to say it."""
    done = sampan("quote", "--to", "US", "--weight", "350g", "--size", "20x15x10cm", "--on", "2026-11-20", *given)
    assert done.code == 1
    assert f"No channel: {way_out}" in done.out
