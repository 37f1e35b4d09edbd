"""The gate before the label: what customs of the destination asks for and an order lacks, by hand.

Ten digits to the United States since 2026-07-24; three product identifiers to the EU since 2026-11-01 (Delegated
Regulation (EU) 2026/1022); numbers with check digits as their authorities publish them.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from click.testing import CliRunner
from written_labels import CASES, HUALEI, labelled, routed

from carriers.customs.customs import Declared
from carriers.customs.demands import lacks
from carriers.customs.numbers import is_valid
from carriers.labels.gate import gate
from carriers.labels.layouts.fields import source_of
from carriers.labels.layouts.read import load
from carriers.labels.order_findings import customs_findings
from carriers.labels.shop import Shop, read_shop
from carriers.shipment import Article, Shipment
from cli.customs.customs import command as customs
from cli.products import command as products
from routing.errors import InputError
from routing.intake import read_products
from routing.values.money import ExchangeRates

if TYPE_CHECKING:
    from pathlib import Path

    from carriers.customs.demands import Lack

NOVEMBER = date(2026, 11, 20)
LAMP = Article(
    sku="LAMP", quantity=1, unit_value_e4=12_0000, name_en="LED desk lamp", hs_code="9405.21", origin="CN",
    manufacturer_id="HZ-LAMP-7", gtin="4006381333931",
)  # fmt: skip


def order(country: str = "DE", *articles: Article, **more: Any) -> Shipment:
    """An order worth 12 EUR."""
    facts: dict[str, Any] = {"value_e4": 12_0000, "currency": "EUR", "articles": articles or (LAMP,)}
    return Shipment("1", country, **(facts | more))


def found(of: Shipment, on: date = NOVEMBER) -> list[tuple[str, str, int | None]]:
    """Rule, column to fill and line of each lack."""
    return [(lack.rule, lack.column, lack.line) for lack in lacks(of, on)]


def test_six_digits_pass_nowhere_in_the_united_states() -> None:
    """9405.21 is held since 2026-07-24, and passes the day before; ten digits pass; no code is padded."""
    assert found(order("US")) == [("HS_CODE_SHORT", "hs_code", 1)]
    assert found(order("US"), date(2026, 7, 23)) == []
    assert found(order("US", evolve(LAMP, hs_code="9405.21.80.10"))) == []
    assert found(order("US", evolve(LAMP, hs_code="94052180"))) == [("HS_CODE_SHORT", "hs_code", 1)]
    assert found(order("CA")) == []


def test_the_eu_asks_for_three_product_identifiers() -> None:
    """Since 2026-11-01: the article's number, the maker's, and a GTIN where one exists; not the day before."""
    bare = evolve(LAMP, sku=None, manufacturer_id=None, gtin=None)
    asked = [("PRODUCT_ID_MISSING", "sku", 2), ("PRODUCT_ID_MISSING", "manufacturer_id", 2)]
    assert found(order("DE", LAMP, bare)) == asked
    assert found(order("DE", LAMP, bare), date(2026, 10, 31)) == []
    assert found(order("GB", bare)) == []
    assert found(order("GB", bare, postcode="BT1 1AA")) != found(order("GB", bare))
    for place in ({"postcode": "51001"}, {"postcode": "52001"}):  # Ceuta, Melilla: outside the customs territory
        assert found(order("ES", bare, **place)) == []
    assert found(order("ES", bare, postcode="35001")) == [(rule, column, 1) for rule, column, _ in asked]
    long = evolve(LAMP, sku="S" * 129, manufacturer_id="M" * 65, gtin="4006381333932")
    assert [rule for rule, _, _ in found(order("FR", long))] == ["PRODUCT_ID_LONG", "PRODUCT_ID_LONG", "GTIN_WRONG"]


def test_each_line_tells_what_it_lacks() -> None:
    """Description, class and origin, by the column of the product master."""
    lacking = evolve(LAMP, name_en="accessories", hs_code=None, origin=None)
    assert found(order("CA", LAMP, lacking)) == [
        ("DESCRIPTION_VAGUE", "name_en", 2),
        ("HS_CODE_MISSING", "hs_code", 2),
        ("ORIGIN_UNKNOWN", "origin", 2),
    ]


@pytest.mark.parametrize(
    ("country", "number", "rules"),
    [
        ("BR", None, ["TAX_ID_MISSING"]),
        ("BR", "123.456.789-09", []),  # CPF with its two check digits
        ("BR", "123.456.789-08", ["TAX_ID_WRONG"]),
        ("BR", "16.727.230/0001-97", []),  # CNPJ
        ("KR", "P123456789012", []),
        ("KR", "123456789012", ["TAX_ID_WRONG"]),
        ("DE", None, []),
    ],
)
def test_the_consignees_number(country: str, number: str | None, rules: list[str]) -> None:
    """CPF or CNPJ in Brazil, PCCC in Korea."""
    assert [rule for rule, _, _ in found(order(country, tax_id=number))] == rules


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("gtin", "4006381333931", "4006381333930"),
        ("ioss", "IM3720000224", "IM9990000224"),
        ("eu_vat", "DE136695976", "DE136695978"),
        ("gb_vat", "GB980780684", "GB980780685"),
        ("cpf_or_cnpj", "390.533.447-05", "390.533.447-06"),
        ("pccc", "P123456789012", "P12345678901"),
    ],
)
def test_check_digits(kind: str, right: str, wrong: str) -> None:
    """One digit off is no number, or 999 no country (ISO 3166, numeric); the right ones are published examples."""
    assert (is_valid(kind, right), is_valid(kind, wrong)) == (True, False)


def test_the_sellers_numbers_are_part_of_the_gate() -> None:
    """VAT was collected: an IOSS number to the EU, a VOEC number to Norway; none to the Canaries; values too."""

    def asked(of: Shipment, shop: Shop | None = None) -> list[Lack]:
        return list(gate(of, shop or Shop(), ExchangeRates(), NOVEMBER))

    paid = order(vat_collected=True, platform="aliexpress")
    assert [(lack.rule, lack.column) for lack in asked(paid)] == [("IOSS_LEFT_OUT", "ioss")]
    assert asked(paid, read_shop('[ioss]\naliexpress = "IM3720000224"', "shop.toml")) == []
    assert asked(evolve(paid, country="ES", postcode="35001")) == []
    assert [lack.rule for lack in asked(evolve(paid, ioss="IM9990000224"))] == ["IOSS_WRONG"]
    assert [lack.rule for lack in asked(evolve(paid, country="NO", currency="NOK"))] == ["SELLER_NUMBER_MISSING"]
    unvalued = evolve(LAMP, unit_value_e4=None)
    assert [(lack.rule, lack.column) for lack in asked(order("CA", unvalued, value_e4=None))] == [
        ("VALUE_UNKNOWN", "declared_unit_value")
    ]
    assert [lack.column for lack in asked(order("CA", evolve(LAMP, quantity=None)))] == ["quantity"]


@pytest.mark.parametrize(
    "text",
    ['[ioss]\nown = "IM9990000224"', '[tax]\nvat = "DE136695978"', '[tax]\nvat = "GB980780685"',
     '[gb_vat]\nown = "GB980780685"'],
)  # fmt: skip
def test_a_shop_file_with_a_number_that_cannot_exist_is_refused(text: str) -> None:
    """Its check digit or its country is wrong."""
    with pytest.raises(InputError, match="check_digit"):
        read_shop(text, "shop.toml")
    assert read_shop('[tax]\nvat = "DE136695976"', "shop.toml").tax == {"vat": "DE136695976"}


def _check(run: Path, *more: str) -> tuple[int, list[dict[str, Any]]]:
    asked = ["check", str(run), "--fx", str(CASES / "fx.csv"), "--format", "json", *more]
    done = CliRunner().invoke(customs, asked, standalone_mode=False)
    assert done.exception is None, done.output
    return done.return_value, json.loads(done.stdout)


def test_a_run_is_checked_and_its_articles_are_listed_to_fill_in(tmp_path: Path) -> None:
    """The six digits of case 18: held by the check, written by a layout without a code unless it is strict."""
    run = routed(tmp_path / "run", "18_us_hts6.csv")
    code, rows = _check(run)
    assert (code, [(row["order_id"], row["line"], row["fill"], row["rule"]) for row in rows]) == (
        1, [("US-HTS6", 1, "hs_code", "HS_CODE_SHORT")],
    )  # fmt: skip
    assert "US-HTS6" in labelled(run, *HUALEI).rows
    strict = labelled(run, *HUALEI, "--strict")
    assert (strict.rows, strict.held) == ({}, {"US-HTS6": ["HS_CODE_SHORT"]})
    none = CliRunner().invoke(customs, ["check", str(run), "--on", "2026-07-23", "--service", "cnpost-surface"])
    assert "0 orders: nothing is missing." in none.output


def test_the_sheet_to_fill_in_is_the_masters_row(tmp_path: Path) -> None:
    """What the master says of the article stands in its row, and `fill` names what customs asks for besides."""
    master = tmp_path / "products.csv"
    master.write_text(
        "sku,name_en,hs_code,origin,weight_g,length_cm,width_cm,height_cm,declared_unit_value,declared_currency,ean\n"
        "CASE,Silicone phone case,392690,CN,40,15,9.5,2,3.00,USD,4006381333931\n",
        encoding="utf-8",
    )
    orders = tmp_path / "orders.csv"
    orders.write_text(
        "order_id,paid_at,country,sku,quantity,value,currency,name,address1,city,postcode\n"
        "1,2026-11-19T09:00:00+08:00,DE,CASE,1,12,EUR,Ann Alpha,Hauptstr. 1,Berlin,10115\n"
        "2,2026-11-19T09:00:00+08:00,US,CASE,1,12,EUR,Ann Alpha,Main St 1,Boston,02101\n",
        encoding="utf-8",
    )
    run = routed(tmp_path / "run", str(orders), products=str(master))
    (row,) = csv.DictReader(io.StringIO(CliRunner().invoke(products, ["missing", str(run)]).stdout))
    assert (row["fill"], row["lines"], row["gtin"]) == ("manufacturer_id hs_code", "2", "4006381333931")
    assert (row["weight_g"], row["length_cm"], row["width_cm"], row["declared_unit_value"]) == (
        "40",
        "15",
        "9.5",
        "3.00",
    )
    sheet = tmp_path / "filled.csv"
    filled = row | {"manufacturer_id": "HZ-CASE-1", "hs_code": "3926.90.9989"}
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, filled)
        writer.writeheader()
        writer.writerow(filled)
    assert read_products(sheet).frame["manufacturer_id"].to_list() == ["HZ-CASE-1"]
    again = routed(tmp_path / "again", str(orders), products=str(sheet))
    assert _check(again) == (0, [])


def test_a_layout_that_tells_the_makers_number_holds_an_order_without() -> None:
    """Yanwen's columns and one more: then it is no note."""
    layout = load("yanwen")
    extra = evolve(layout.columns[-1], header="MPN", field="item.manufacturer_id", item=1)
    own = evolve(layout, columns=(*layout.columns, extra))
    lacking = order("DE", evolve(LAMP, manufacturer_id=None))
    for one, level in ((layout, "note"), (own, "held")):
        told = [finding.level for finding in customs_findings(lacking, one, NOVEMBER) if "PRODUCT" in finding.rule]
        assert told == [level]
    assert source_of(extra)(None, Declared(LAMP, 0, "EUR")) == "HZ-LAMP-7"  # type: ignore[arg-type]
    assert source_of(evolve(extra, field="item.gtin"))(None, Declared(LAMP, 0, "EUR")) == LAMP.gtin  # type: ignore[arg-type]
