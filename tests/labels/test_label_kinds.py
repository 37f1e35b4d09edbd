"""More orders of the kinds that people met: amounts, tax numbers, states, words, weights, flags.

One day of invented orders, written in three layouts; each expected value is said beside its test.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from written_labels import HUALEI, YANWEN, Labels, labelled, routed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHIPPO = ("shippo", "Order Number")
HEAD = (
    "order_id", "paid_at", "country", "postcode", "city", "state", "address1", "name", "phone", "email", "sku",
    "quantity", "value", "platform", "ioss", "vat_collected", "weight_g", "cancel_requested", "refund_status",
)  # fmt: skip
PRODUCTS = (
    ("sku", "name_en", "name_zh", "hs_code", "origin", "weight_g", "length_cm", "width_cm", "height_cm", "goods",
     "material"),
    ("CASE", "Silicone phone case", "手机壳", "3926909985", "CN", "30", "17", "10", "2", "general", "silicone"),
    ("PIN", "Steel hair pin", "发夹", "961519", "CN", "2", "5", "1", "0.2", "general", "steel"),
    ("GIFTS", "Gifts", "礼品", "392640", "CN", "40", "10", "10", "5", "general", "resin"),
    ("TOY", "Toys", "玩具", "950300", "CN", "80", "10", "10", "5", "general", "plastic"),
    ("LED", "LED desk lamp", "台灯", "94052190", "CN", "300", "18", "9", "7", "general", "metal"),
)  # fmt: skip
BUYERS = {
    "FR": ("75008", "Paris", "", "1 Rue de Rivoli", "+33 1 42 68 53 00"),
    "IE": ("D02 X285", "Dublin", "", "1 Grafton Street", "+353 1 555 0100"),
    "GB": ("LS1 1AA", "Leeds", "", "1 Park Row", "+44 113 496 0000"),
    "US": ("90210", "Beverly Hills", "California", "1 Main Street", "+1 310 555 0143"),
    "AU": ("2000", "Sydney", "New South Wales", "1 George Street", "+61 2 5550 0100"),
    "CA": ("V6B 1A1", "Vancouver", "British Columbia", "1 Main Street", "+1 604 555 0143"),
}
ORDERS: tuple[dict[str, str], ...] = (
    # 23: amounts that do not divide; 6 pieces for 0.05 USD have no price of a cent each
    {"order_id": "PINS-13", "country": "GB", "sku": "PIN", "quantity": "13", "value": "2.00 GBP"},
    {"order_id": "PINS-6", "country": "FR", "sku": "PIN", "quantity": "6", "value": "0.05 EUR"},
    # 24: the number of the order's own column, where VAT of the EU is charged and where not
    {"order_id": "IOSS-OWN", "country": "IE", "sku": "CASE", "value": "20 EUR", "ioss": "IM 276 000 0742"},
    {"order_id": "IOSS-BAD", "country": "FR", "sku": "CASE", "value": "20 EUR", "ioss": "IM276"},
    {"order_id": "IOSS-IC", "country": "Canary Islands", "postcode": "", "city": "Arrecife", "sku": "CASE",
     "value": "20 EUR", "ioss": "IM2760000742"},
    {"order_id": "IOSS-FO", "country": "DK", "postcode": "100", "city": "Tórshavn", "sku": "CASE", "value": "20 EUR",
     "ioss": "IM2760000742"},
    {"order_id": "NI", "country": "Northern Ireland", "postcode": "BT1 1AA", "city": "Belfast", "sku": "CASE",
     "value": "20 GBP", "ioss": "IM2760000742"},
    {"order_id": "JERSEY", "country": "GB", "postcode": "JE2 3AB", "city": "St Helier", "sku": "CASE",
     "value": "20 GBP"},
    # 25: three lamps weigh 900 g, the parcel 700 g; states of Australia and Canada
    {"order_id": "NET-AU", "country": "AU", "sku": "LED", "quantity": "3", "value": "60 AUD", "weight_g": "700"},
    {"order_id": "ST-AU", "country": "AU", "sku": "CASE", "value": "20 AUD"},
    {"order_id": "ST-CA", "country": "CA", "sku": "CASE", "value": "20 CAD"},
    # 26: eight digits do not do for the United States, ten do; words of the stop list; addresses that are none
    {"order_id": "US-8", "country": "US", "sku": "LED", "value": "20 USD"},
    {"order_id": "US-10", "country": "US", "sku": "CASE", "value": "20 USD"},
    {"order_id": "VAGUE-1", "country": "FR", "sku": "GIFTS", "value": "20 EUR"},
    {"order_id": "VAGUE-2", "country": "FR", "sku": "TOY", "value": "20 EUR"},
    {"order_id": "MAIL-1", "country": "FR", "sku": "CASE", "value": "20 EUR", "email": "ann@localhost"},
    {"order_id": "MAIL-2", "country": "FR", "sku": "CASE", "value": "20 EUR", "email": "ann lee@example.com"},
    # 22: told in the seller's own columns
    {"order_id": "ASK-1", "country": "FR", "sku": "CASE", "value": "20 EUR", "cancel_requested": "yes"},
    {"order_id": "ASK-2", "country": "FR", "sku": "CASE", "value": "20 EUR", "refund_status": "partial"},
)  # fmt: skip


def rows() -> Iterator[list[str]]:
    """The day's orders as a table."""
    for order in ORDERS:
        place = dict(
            zip(("postcode", "city", "state", "address1", "phone"), BUYERS.get(order["country"], ()), strict=False)
        )
        usual = {"address1": "1 Market Street", "phone": "+44 28 9032 0202", "quantity": "1", "name": "Ann Lee"}
        full = {**usual, "paid_at": "2026-11-19T09:00+08:00", **place, **order}
        yield [full.get(name, "") for name in HEAD]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The day, routed."""
    folder = tmp_path_factory.mktemp("kinds")
    for name, table in (("orders.csv", [HEAD, *rows()]), ("products.csv", PRODUCTS)):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)
    products = str(folder / "products.csv")
    return routed(folder / "run", str(folder / "orders.csv"), "--policy", "cheapest", products=products)


@pytest.fixture(scope="module")
def yanwen(run: Path) -> Labels:
    """The day in Yanwen's layout."""
    return labelled(run, *YANWEN)


def test_pieces_make_the_sum_that_was_paid_or_the_order_is_held(yanwen: Labels) -> None:
    """13 pieces for 2.00 GBP are eight at 0.15 and five at 0.16: 1.20 + 0.80; six for 0.05 cannot be told."""
    (row,) = yanwen.rows["PINS-13"]
    told = [(row[f"出口国申报单价{n}"], row[f"单票数量{n}"]) for n in (1, 2)]
    assert sum(round(float(price) * 100) * int(pieces) for price, pieces in told) == 200
    assert told == [("0.15", "8"), ("0.16", "5")]
    assert "PINS-6" in yanwen.held


def test_the_number_of_the_orders_own_column_goes_on_the_label(yanwen: Labels) -> None:
    """Read without its blanks, held to its form, and left out where VAT of the EU is not charged."""
    assert yanwen.rows["IOSS-OWN"][0]["IOSS税号"] == "IM2760000742"
    assert yanwen.rows["NI"][0]["IOSS税号"] == "IM2760000742"  # European Commission, Territorial status: goods, XI
    for order in ("IOSS-BAD", "IOSS-IC", "IOSS-FO"):
        assert [row["IOSS税号"] for row in yanwen.rows.get(order, [])] in ([], [""])
        assert "IOSS_LEFT_OUT" in yanwen.warned.get(order, []) + yanwen.held.get(order, [])


def test_notes_follow_the_rules_of_one_place(yanwen: Labels) -> None:
    """Goods to Northern Ireland follow the EU's rules and not Britain's as well; Jersey's VAT is its own."""
    with (yanwen.run / "labels" / "label_notes.csv").open(encoding="utf-8-sig", newline="") as file:
        told = [(row["order"], row["rule"]) for row in csv.DictReader(file)]
    of_eu = {"CUSTOMS_FORM", "EU_VAT", "EU_DUTY_PER_HS_LINE", "PRODUCT_ID_MISSING"}
    assert {rule for order, rule in told if order == "NI"} == of_eu
    assert {rule for order, rule in told if order == "JERSEY"} == {"CUSTOMS_FORM"}
    assert ("PINS-13", "GB_VAT") in told


def test_what_weighs_more_than_its_parcel_is_held_and_states_are_codes(run: Path) -> None:
    """3 x 300 g in 700 g; NSW and BC as Australia Post and Canada Post write them."""
    shippo = labelled(run, *SHIPPO)
    assert "NET_ABOVE_GROSS" in shippo.held["NET-AU"]
    states = {order: shippo.rows[order][0]["State/Province"] for order in ("ST-AU", "ST-CA")}
    assert states == {"ST-AU": "NSW", "ST-CA": "BC"}


def test_digits_words_and_addresses_are_held_to_their_rules(yanwen: Labels) -> None:
    """Ten digits to the United States since 2026-07-24; gifts and toys are on the Commission's list."""
    assert "HS_CODE_SHORT" in yanwen.held["US-8"]
    assert "US-10" in yanwen.rows
    assert [yanwen.held[order] for order in ("VAGUE-1", "VAGUE-2")] == [["DESCRIPTION_VAGUE"]] * 2
    assert [yanwen.rows[order][0]["收件人邮箱"] for order in ("MAIL-1", "MAIL-2")] == ["", ""]


def test_what_the_seller_asks_first_is_held_until_it_was_looked_at(run: Path) -> None:
    """A cancellation that was asked for, and money paid back in part, in columns of one's own table."""
    hualei = labelled(run, *HUALEI)
    assert [hualei.held[order] for order in ("ASK-1", "ASK-2")] == [["CANCEL_ASKED"], ["PARTLY_REFUNDED"]]
    assert "ASK-1" in labelled(run, *HUALEI, "--checked", "ASK-1").rows


def test_a_discount_of_the_order_is_shared_by_its_lines(tmp_path: Path) -> None:
    """Goods of 2 x 3.00 and 4.00, 5.00 off, 5.00 paid: the lines declare 3.00 and 2.00, by their prices."""
    run = routed(tmp_path / "run", "05_shopify_discount.csv", "--policy", "cheapest")
    (row,) = labelled(run, *HUALEI).rows["#DISC"]
    assert [(row[f"申报价值{n}"], row[f"申报品数量{n}"]) for n in (1, 2)] == [("1.50", "2"), ("2.00", "1")]
