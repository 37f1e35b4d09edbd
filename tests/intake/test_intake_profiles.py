"""Exports of more marketplaces and ERPs, each read with right country, weight, value, time and pieces.

The files have the heads of real exports (their sources stand in the profiles) and invented buyers; expected values are
read off the files by hand: LAMP weighs 610 g.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from told import refused

from cli.words import sentence
from routing.errors import InputError
from routing.intake import Reading, order_files, read_orders, read_products
from routing.intake.profiles import STATUSES, order_states, profiles

if TYPE_CHECKING:
    from routing.intake import Batch, ProductMaster

FILES = Path(__file__).parents[1] / "data" / "orders"


@pytest.fixture(scope="module")
def lamps() -> ProductMaster:
    """A lamp of 610 g, 18 x 9 x 7 cm, of 6.50 USD, and others."""
    return read_products(FILES / "products" / "products.csv")


def _read(path: Path, lamps: ProductMaster, **options: Any) -> Batch:
    (batch,) = read_orders(order_files([path]), Reading(products=lamps, **options))
    return batch


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("dianxiaomi", ("aliexpress", "GB", 1220, 25_0000, "USD", 2, "2026-11-20T01:05")),
        ("etsy", ("etsy", "CA", 1220, 68_0000, "CAD", 2, "2026-11-04T16:00")),
        ("lazada", ("lazada", "MY", 610, None, None, 1, "2026-11-20T01:00")),
        ("mabang", ("ozon", "RU", 610, 12_0000, "USD", 1, "2026-11-20T01:00")),
        ("shopee", ("shopee", "PH", 1220, 500_0000, "PHP", 2, "2026-11-20T01:05")),  # Total Discount(PHP)
        ("squarespace", ("squarespace", "US", 610, 30_0000, "USD", 1, "2026-11-20T14:00")),
        ("woo-webtoffee", ("woocommerce", "FR", 1220, 33_0000, "EUR", 2, "2026-11-20T02:16")),
        ("wix", ("wix", "DE", 1220, 33_0000, "EUR", 2, "2026-11-20T01:15")),
        ("walmart", ("walmart", "US", 1220, 30_0000, "USD", 2, "2026-11-20T08:00")),  # a day in Los Angeles
        ("ebay_au", ("ebay", "AU", 1220, 33_0000, "AUD", 2, "2026-11-19T16:00")),
        ("tiktok_th", ("tiktok", "TH", 1220, None, None, 2, "2026-11-20T02:16")),  # of Bangkok
        ("tiktok_vn", ("tiktok", "VN", 610, None, None, 1, "2026-11-20T02:16")),
    ],
)
def test_an_export_is_read_as_what_it_is(name: str, told: tuple[Any, ...], lamps: ProductMaster) -> None:
    """By its header alone, with the platform that the file or its ERP names."""
    batch = _read(FILES / "exports" / f"{name}.csv", lamps)
    assert (batch.profile, batch.problems) == (name.partition("_")[0], ())
    (order,) = batch.table.frame.rows(named=True)
    columns = ("platform", "country", "weight_g", "value_e4", "currency", "quantity")
    assert (*(order[column] for column in columns), order["paid_at"].isoformat()[:16]) == told


def test_statuses_in_other_languages_skip_what_is_sent_or_cancelled(lamps: ProductMaster) -> None:
    """Thai จัดส่งแล้ว is shipped, ยกเลิกแล้ว and Vietnamese Đã hủy cancelled."""
    assert _read(FILES / "exports" / "tiktok_th.csv", lamps).skipped == {"already shipped": 1, "cancelled": 1}
    assert _read(FILES / "exports" / "tiktok_vn.csv", lamps).skipped == {"cancelled": 1}


def test_what_no_export_has_confirmed_is_said_when_it_is_used(lamps: ProductMaster) -> None:
    """Of Etsy's file everything but the discount is known from real files; nobody saw Walmart's."""
    (said,) = map(sentence, _read(FILES / "exports" / "walmart.csv", lamps).warnings)
    assert "no real export has confirmed the columns PO#, Order Date, Ship By, Delivery Date, Status" in said
    assert not _read(FILES / "exports" / "squarespace.csv", lamps).warnings


def test_an_order_without_a_price_has_the_product_masters_value(lamps: ProductMaster) -> None:
    """Temu's Chinese seller centre exports no price: 2 x 6.50 USD, and a flag."""
    (order,) = _read(FILES / "layouts" / "temu_zh.csv", lamps).table.frame.rows(named=True)
    assert (order["value_e4"], order["currency"]) == (13_0000, "USD")
    assert "VALUE_OF_PRODUCTS" in order["flags"]


LAZADA = "orderItemId,orderNumber,status,createTime,sellerSku,shippingCountry,paidPrice"


def test_amounts_without_currency_are_the_seller_centres(tmp_path: Path, lamps: ProductMaster) -> None:
    """Lazada writes the currency of its country, flagged; each row is a piece, and what the caller says wins."""
    path = tmp_path / "lazada.csv"
    rows = [
        f"{n},4001,{status},20 Nov 2026 09:00,LAMP,Malaysia,25.50" for n, status in enumerate(("pending", "pending"))
    ]
    path.write_text("\n".join([LAZADA, *rows, "9,4002,delivered,20 Nov 2026 09:00,LAMP,Malaysia,25.50"]))
    batch = _read(path, lamps)
    (order,) = batch.table.frame.rows(named=True)
    assert (order["value_e4"], order["currency"], order["quantity"]) == (51_0000, "MYR", 2)
    assert "CURRENCY_ASSUMED" in order["flags"]
    assert batch.skipped == {"already shipped": 1}
    (order,) = _read(path, lamps, currency="USD").table.frame.rows(named=True)
    assert (order["currency"], "CURRENCY_ASSUMED" in order["flags"]) == ("USD", False)


def test_order_lines_in_columns_side_by_side(tmp_path: Path, lamps: ProductMaster) -> None:
    """WebToffee writes line_item_1, line_item_2, ...: each is a line with its total; one without pieces is refused."""
    head = "order_id,paid_date,status,order_total,order_currency,shipping_country,line_item_1,line_item_2"
    lamp, case = "name:Lamp|sku:LAMP|quantity:2|total:30.00", "name:Case|sku:CASE|quantity:1|total:3.00"
    path = tmp_path / "woo.csv"
    start = "2026-11-20 10:16:00,processing,33.00,EUR,FR"
    path.write_text(f"{head}\n1,{start},{lamp},{case}\n2,{start},name:Lamp|sku:LAMP|total:30.00,\n3,{start},,\n")
    batch = _read(path, lamps)
    (order,) = batch.table.frame.rows(named=True)
    lines = [(item["sku"], item["quantity"], item["unit_value_e4"]) for item in order["items"]]
    assert lines == [("LAMP", 2, 15_0000), ("CASE", 1, 3_0000)]
    assert [(one.order_id, one.code) for one in batch.problems] == [("2", "UNREADABLE_ITEMS"), ("3", "MISSING")]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (
            "amazon-order-id\tmerchant-order-id\tpurchase-date\torder-status\tship-postal-code\tsku",
            "no consignees' addresses",
        ),
        ("Sale Date,Order ID,Buyer User ID,Full Name,Number of Items,Order Value", "no articles"),
        ("Handle,Title,Body (HTML),Vendor,Variant SKU", "holds no orders to ship"),
    ],
)
def test_files_that_are_no_orders_are_told_by_name(head: str, told: str, tmp_path: Path) -> None:
    """The message says what the file lacks, and which one to take."""
    path = tmp_path / "orders.csv"
    sign = "\t" if "\t" in head else ","
    path.write_text(f"{head}\n{sign.join('x' for _ in head.split(sign))}\n")
    with refused(InputError, f"{told}.*Take "):
        list(read_orders(order_files([path])))


def test_an_unknown_header_names_the_profile_whose_required_columns_are_there(tmp_path: Path) -> None:
    """Four of Shopify's five; and the command that proposes a profile."""
    path = tmp_path / "orders.csv"
    path.write_text("Name,Paid at,Shipping Country,Lineitem sku\n1,2026-11-20,DE,LAMP\n")
    nearest = "The nearest is the Shopify orders export; the columns missing are Lineitem quantity"
    with refused(InputError, f"{nearest}.*`sampan orders profile FILE -o my.toml`"):
        list(read_orders(order_files([path])))


def test_no_word_of_a_state_has_two_meanings() -> None:
    """Each stands once for a column, in small letters; "pending" waits for money, or for the parcel."""
    for column in STATUSES:
        words = [word for state in order_states() if column in state.columns for word in state.words]
        assert len(words) == len(set(words))
        assert words == [word.lower() for word in words]


@pytest.mark.parametrize(
    ("head", "skipped"), [("status", {"not paid": 1}), ("payment_status", {"not paid": 1}), ("fulfillment_status", {})]
)
def test_a_state_is_one_of_its_column(head: str, skipped: dict[str, int], tmp_path: Path) -> None:
    """Pending in the column of the payment or of the order: not paid; of the parcel: to be sent."""
    path = tmp_path / "own.csv"
    path.write_text(f"order_id,paid_at,country,weight,{head}\nA,2026-11-20T01:30:26Z,DE,350 g,Pending\n")
    (batch,) = read_orders(order_files([path]))
    assert (batch.skipped, batch.problems) == (skipped, ())


@pytest.mark.parametrize("profile", profiles().values(), ids=lambda profile: profile.name)
def test_a_profile_is_whole(profile: Any) -> None:
    """What it requires, doubts, skips and flags by are columns of it."""
    named = {field for names in profile.required for field in names.split("|")}
    named |= {rule.column for rule in profile.skips} | profile.flags.keys() - {
        "status",
        "financial_status",
        "fulfillment_status",
    }
    assert named | set(profile.unconfirmed) <= profile.columns.keys()
    assert profile.head in profile.columns


def test_the_product_masters_value_stands_in_its_own_currency_alone(tmp_path: Path, lamps: ProductMaster) -> None:
    """The lamp is worth 6.50 USD: an order in EUR has no value that anybody knows."""
    head, row = (FILES / "layouts" / "temu_zh.csv").read_text(encoding="utf-8-sig").splitlines()[:2]
    path = tmp_path / "temu.csv"
    other = row.replace("PO-045", "PO-046")
    path.write_text(f"{head},currency\n{row},USD\n{other},EUR\n", encoding="utf-8")
    rows = _read(path, lamps).table.frame.rows(named=True)
    assert [(row["value_e4"], row["currency"]) for row in rows] == [(13_0000, "USD"), (None, "EUR")]
