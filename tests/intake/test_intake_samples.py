"""Every sample file of the marketplaces against orders written down by hand."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from told import refused

from carriers.option_names import bundled_option_names
from cli.words import sentence
from routing.errors import InputError
from routing.intake import Reading, order_files, read_orders

if TYPE_CHECKING:
    from routing.intake import ProductMaster

DATA = Path(__file__).with_name("data")
SERVICES = ("cnpost-epacket", "aliexpress-standard", "cnpost-ems")
SAMPLES = sorted(DATA.glob("*.expected.toml"))


@pytest.mark.parametrize("expected", SAMPLES, ids=lambda path: path.name.split(".")[0])
def test_a_sample_reads_as_the_orders_written_beside_it(expected: Path, master: ProductMaster) -> None:
    """Orders, problems and the account of rows are those that a person took from the file by hand."""
    (source,) = [path for path in DATA.glob(f"{expected.name.split('.')[0]}.*") if path != expected]
    wanted = tomllib.loads(expected.read_text(encoding="utf-8"))
    batches = list(
        read_orders(order_files([source]), Reading(products=master, services=SERVICES, options=bundled_option_names()))
    )

    skipped: Counter[str] = Counter()
    for batch in batches:
        skipped.update(batch.skipped)
    assert sum(batch.rows_read for batch in batches) == wanted["rows_read"]
    assert sum(batch.rejected_rows for batch in batches) == wanted["rejected_rows"]
    assert skipped == wanted["skipped"]
    found = [f"{one.row} {one.column} {one.code}" for batch in batches for one in batch.problems]
    assert found == wanted["problems"]
    orders = [_shown(row) for batch in batches for row in batch.table.frame.rows(named=True)]
    assert orders == wanted.get("order", [])


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """The filled columns of an order, times as text, of its items what the file itself tells."""
    shown = {name: value for name, value in row.items() if value is not None and name not in {"source", "items"}}
    for name, value in shown.items():
        if isinstance(value, datetime):
            shown[name] = f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if row["items"] is not None:
        told = ("sku", "quantity", "unit_value_e4", "variant")
        shown["items"] = [{name: item[name] for name in told if item[name] is not None} for item in row["items"]]
    return shown


def test_items_carry_what_the_product_master_knows(data: Path, master: ProductMaster) -> None:
    """Weight, customs names, HS code, origin and goods of each line come from product_master.csv."""
    (batch,) = read_orders(order_files([data / "amazon_2_order_multi_cp1252.txt"]), Reading(products=master))
    bank = batch.table.frame["items"].to_list()[0][1]
    assert (bank["weight_g"], bank["name_zh"], bank["hs_code"]) == (230, "移动电源", "850760")
    assert (bank["goods"], bank["origin"], bank["material"]) == ("battery", "CN", "lithium battery")
    assert (bank["declared_e4"], bank["declared_currency"]) == (95_000, "USD")  # 9.50 USD


def test_an_order_of_one_line_keeps_what_the_buyer_saw(data: Path, master: ProductMaster) -> None:
    """Title and variant, so that labels and replies can name them; the price paid for the goods is not the total."""
    (batch,) = read_orders(order_files([data / "aliexpress_1_classic.xls"]), Reading(products=master))
    (lamp,) = batch.table.frame["items"].to_list()[0]
    assert (lamp["title"], lamp["variant"], lamp["weight_g"]) == ("LED desk lamp", "Color:White", 210)
    (batch,) = read_orders(order_files([data / "amazon_3_order_jp_cp932.txt"]), Reading(products=master))
    (mat,) = batch.table.frame["items"].to_list()[0]
    assert (mat["title"], mat["unit_value_e4"]) == ("ヨガマット", 15_000_000)  # item-price 1500, shipping-price 600
    assert batch.table.frame["value_e4"].to_list() == [21_000_000]


@pytest.mark.no_cover  # others pass its branches
@pytest.mark.parametrize(
    ("sample", "profile"),
    [
        ("aliexpress_1_classic.xls", "aliexpress"),
        ("shopify_1_simple.csv", "shopify"),
        ("ebay_3_uk_partial_bom.csv", "ebay"),
        ("amazon_1_unshipped_utf8.txt", "amazon"),
        ("woocommerce_3_multi_blank_semicolon.csv", "woocommerce"),
        ("tiktok_2_multi_masked.csv", "tiktok"),
        ("temu_3_shipped.xlsx", "temu"),
    ],
)
def test_the_marketplace_is_told_from_the_header(sample: str, profile: str, data: Path, master: ProductMaster) -> None:
    """A batch names the profile and what told it; asking for that profile by name reads the same."""
    (batch,) = read_orders(order_files([data / sample]), Reading(products=master))
    assert batch.profile == profile
    assert "columns of" in sentence(batch.why or "")
    (named,) = read_orders(order_files([data / sample]), Reading(profile=profile, products=master))
    assert named.table.frame.equals(batch.table.frame)


def test_a_marketplace_file_without_product_master_says_what_to_do(data: Path) -> None:
    """No export holds sizes, so the message names the command that writes the sheet to fill."""
    with refused(InputError, "sampan products missing"):
        list(read_orders(order_files([data / "shopify_1_simple.csv"])))
