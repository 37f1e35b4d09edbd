"""The two letters on duty say what is certain at the buyer's door on that day, and nothing more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from finished_run import write_manifest
from reply_run import ASSIGNMENTS, BAG

from cli.reply.reply import command
from routing.orders import OrderTable

if TYPE_CHECKING:
    from pathlib import Path

NOVEMBER, JUNE = "2026-11-20T10:00+08:00", "2026-06-20T10:00+08:00"
UNKNOWN = "We cannot set or predict the amount."
FX = "currency,cny,valid_from,valid_to,source\nEUR,8,2026-01-01,,by hand\nGBP,9,2026-01-01,,by hand\n"


def letter(*words: object) -> str:
    """The text of a letter."""
    done = CliRunner().invoke(command, ["render", *map(str, words)])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize(
    ("country", "now", "told"),
    [
        # Regulation (EU) 2026/382: 3 EUR a class since 2026-07-01; relief of (EC) 1186/2009 up to 150 EUR before
        ("DE", NOVEMBER, "Since 1 July 2026, customs in Germany charges an import duty of EUR 3.00 for each kind of"),
        ("DE", JUNE, "At present, goods worth up to EUR 150.00 are free of import duty in Germany."),
        ("GB", NOVEMBER, "goods worth up to GBP 135.00 are free of import duty"),
        ("US", NOVEMBER, UNKNOWN),
        ("BR", NOVEMBER, UNKNOWN),
        ("JP", NOVEMBER, UNKNOWN),  # recorded as likely only
    ],
)
def test_before_an_order_the_rule_of_the_day_is_told(country: str, now: str, told: str) -> None:
    """Where the tariff counts, or nothing is certain, no amount is told."""
    text = letter("pre.duties", "--to", country, "--now", now)
    assert told in text
    assert (UNKNOWN in text) == (told == UNKNOWN)


def _run(folder: Path, *orders: dict[str, Any], card: str = "") -> Path:
    (folder / "inputs").mkdir(parents=True)
    (folder / "inputs" / "fx.csv").write_text(FX, encoding="utf-8")
    if card:
        kept = folder / "inputs" / "cards" / "00-hand"
        kept.mkdir(parents=True)
        (kept / "card.toml").write_text(card, encoding="utf-8")
        (kept / "zones.csv").write_text("service,zone,country\nhand,1,DE\n", encoding="utf-8")
        head = "service,zone,over_g,upto_g,base,base_covers_g,step_g,per_step"
        (kept / "rates.csv").write_text(f"{head}\nhand,1,0,2000,30,2000,1,0\n", encoding="utf-8")
    write_manifest(folder, len(orders))
    common = {"paid_at": datetime(2026, 11, 19, 3, tzinfo=UTC), "weight_g": 600, "currency": "EUR", "quantity": 1}
    OrderTable.of([{**common, **order} for order in orders]).frame.write_parquet(folder / "orders.parquet")
    lines = [",".join(ASSIGNMENTS)]
    for order in orders:
        cells = {"order_id": order["order_id"], "status": "assigned", "service": "hand", "carrier": "Hand"}
        cells |= {"dispatch_on": "2026-11-20", "latest_at": "2026-11-20T18:00:00+08:00"}
        lines.append(",".join(cells.get(name, "") for name in ASSIGNMENTS))
    (folder / "assignments.csv").write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return folder


CARD = """
name = "By hand"
currency = "CNY"
basis = "contract"
valid_from = 2026-01-01
source = "by hand"
[[service]]
code = "hand"
carrier = "Hand"
name = "hand"
class = "registered"
tracked = true
transit_days = [5, 10]
goods = ["general"]
[[service.door]]
duty = "prepaid"
"""


def test_an_order_is_told_its_own_sum(tmp_path: Path) -> None:
    """Two classes to Germany: EUR 6.00; the marketplace collected VAT; the service pays duty in advance."""
    shirt, watch = {**BAG, "hs_code": "610910"}, {**BAG, "hs_code": "910212"}
    facts: dict[str, Any] = {"country": "DE", "value_e4": 48_0000, "vat_collected": True}
    orders = [
        {**facts, "order_id": "two", "items": [shirt, watch]},
        {**facts, "order_id": "lacking", "items": [shirt, BAG]},
        {**facts, "order_id": "dear", "items": None, "value_e4": 150_0001},
        {**facts, "order_id": "yen", "items": None, "currency": "JPY", "value_e4": 100_0000},
        {**facts, "order_id": "island", "items": None, "country": "GB", "territory": "GB-NIR"},
        {**facts, "order_id": "britain", "items": None, "country": "GB", "vat_collected": None},
    ]
    run = _run(tmp_path / "run", *orders, card=CARD)

    def told(order_id: str) -> str:
        return letter("pre.duties", "--run", run, order_id, "--now", NOVEMBER, "--status", "paid")

    assert "For your order, that is EUR 6.00. We pay it through the carrier." in told("two")
    assert "The tax on your purchase was collected when you paid." in told("two")
    assert "For your order" not in told("lacking")
    assert "EUR 3.00" in told("lacking")
    assert UNKNOWN in told("dear")  # above the limit the tariff counts
    assert "worth up to EUR 150.00" in told("yen")  # no rate tells its value
    assert UNKNOWN in told("island")  # which duty holds there is not confirmed
    assert "For an order of this value, customs in the United Kingdom charges no import duty" in told("britain")
    sent = ("--run", run, "two", "--now", NOVEMBER, "--var", "authority=Zoll")
    text = letter("in_transit.customs.duty", *sent)
    assert "For your order, that is EUR 6.00. Carriers may add a fee of their own." in text
    assert "We pay the duty through the carrier, so please send us the notice before you pay anything." in text


def test_customs_that_asks_for_money_without_a_run() -> None:
    """The rule is told with its limit; nobody said that the seller pays."""
    said = ("--var", "authority=La Poste", "--var", "order_id=12", "--now", NOVEMBER)
    text = letter("in_transit.customs.duty", "--to", "FR", *said)
    assert "the duty is EUR 3.00 for each kind of goods in a parcel worth up to EUR 150.00." in text
    assert "Please pay it only to La Poste, and not to us or anyone else." in text
