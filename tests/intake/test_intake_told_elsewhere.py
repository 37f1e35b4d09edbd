"""What a marketplace's export says of an order outside its status: sent, cancelled, paid back, ask first, send by."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from cli.words import sentence
from routing.intake import Reading, order_files, read_orders, read_products

if TYPE_CHECKING:
    from routing.intake import Batch, ProductMaster

FILES = Path(__file__).parents[1] / "data" / "orders"
Read = Callable[..., "Batch"]


@pytest.fixture(scope="session")
def lamps() -> ProductMaster:
    """A lamp of 610 g, a phone case of 35 g, a fan and a mat."""
    return read_products(FILES / "products" / "products.csv")


@pytest.fixture
def file(lamps: ProductMaster) -> Read:
    """One file of the folder, read whole."""

    def reader(name: str, **options: Any) -> Batch:
        (batch,) = read_orders(order_files([FILES / name]), Reading(products=lamps, **options))
        return batch

    return reader


@pytest.fixture
def changed(lamps: ProductMaster, tmp_path: Path) -> Read:
    """A file of the folder with cells of its first row changed; a head that it lacks is added."""

    def reader(name: str, change: dict[str, str], **options: Any) -> Batch:
        text = (FILES / name).read_text(encoding="utf-8-sig").lstrip("\r\n")
        delimiter = next(sign for sign in "\t;," if sign in text.splitlines()[0])
        head, first, *more = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        for column, value in change.items():
            if column not in head:
                head.append(column)
                for row in (first, *more):
                    row.append("")
            first[head.index(column)] = value
        page = io.StringIO()
        csv.writer(page, delimiter=delimiter).writerows([head, first, *more])
        path = tmp_path / Path(name).name
        path.write_text(page.getvalue(), encoding="utf-8")
        (batch,) = read_orders(order_files([path]), Reading(products=lamps, **options))
        return batch

    return reader


def _row(batch: Batch) -> dict[str, Any]:
    """The only order."""
    assert not batch.problems
    (row,) = batch.table.frame.rows(named=True)
    return row


def _flags(batch: Batch) -> set[str]:
    return set((_row(batch)["flags"] or "").split(";"))


def test_ebay_uk_names_the_day_of_dispatch_in_british_words(file: Read, changed: Read) -> None:
    """With its date of dispatch the order was shipped already; without it, it ships by "Post by date" in its file."""
    assert file("status/ebay_uk_dispatched.csv").skipped == {"already shipped": 1}
    waiting = _row(changed("status/ebay_uk_dispatched.csv", {"Dispatched on date": "", "Tracking number": ""}))
    assert waiting["ship_by"] == datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC)  # the end of that day in China


def test_a_tracking_number_of_an_order_that_is_to_ship_is_pointed_out(changed: Read) -> None:
    """Somebody has made a label already: whether the parcel has left is for a person to see."""
    assert "MAYBE_SENT" in _flags(changed("status/ebay_uk_dispatched.csv", {"Dispatched on date": ""}))
    assert "MAYBE_SENT" in _flags(changed("layouts/temu_zh.csv", {"运单号": "RR1"}))


@pytest.mark.no_cover  # others pass its branches
@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("layouts/ebay_de.csv", {"Versanddatum": "11-Dez-25"}, "already shipped"),
        ("layouts/ebay_de.csv", {"Versendet am Datum": "11-Dez-25"}, "already shipped"),
        ("layouts/temu_zh.csv", {"实际发货时间": "2026-11-21 10:00:00"}, "line already shipped"),
        ("layouts/temu_zh.csv", {"订单状态": "已取消"}, "cancelled"),
        ("layouts/tiktok_ph.csv", {"Shipped Time": "11/20/2026 2:00:00 PM"}, "already shipped"),
        ("layouts/tiktok_ph.csv", {"Cancelled Time": "11/20/2026 2:00:00 PM"}, "cancelled"),
        ("status/tiktok_refunded.csv", {}, "paid back"),
        ("status/woocommerce_refund_amount.csv", {"Order Refund Amount": "30.00"}, "paid back"),
        ("status/amazon_cancel_requested.txt", {"order-status": "Shipped"}, "already shipped"),
        ("status/amazon_cancel_requested.txt", {"fulfillment-channel": "Amazon"}, "shipped by the marketplace"),
        ("overlap/shopify_day1.csv", {"Refunded Amount": "30.00"}, "paid back"),
    ],
)
def test_a_column_that_says_do_not_send_is_heeded(
    name: str, change: dict[str, str], reason: str, changed: Read
) -> None:
    """The order is skipped, with the reason counted, whatever its status says."""
    assert changed(name, change).skipped[reason] == 1


@pytest.mark.no_cover  # others pass its branches
@pytest.mark.parametrize(
    ("name", "change", "flag"),
    [
        ("status/amazon_cancel_requested.txt", {}, "CANCEL_ASKED"),
        ("status/amazon_cancel_requested.txt", {"is-buyer-requested-cancellation": "false"}, "CANCEL_ASKED"),
        ("layouts/tiktok_ph.csv", {"Cancel Reason": "no longer needed"}, "CANCEL_ASKED"),
        ("status/woocommerce_refund_amount.csv", {}, "PARTLY_REFUNDED"),  # 20 of 30
        ("status/tiktok_refunded.csv", {"Order Refund Amount": "GBP 1.00"}, "PARTLY_REFUNDED"),
        ("layouts/woocommerce_default.csv", {"Order Refund Amount": "5"}, "PARTLY_REFUNDED"),
    ],
)
def test_a_column_that_says_ask_first_raises_a_flag(
    name: str, change: dict[str, str], flag: str, changed: Read
) -> None:
    """The order goes on, and a person sees that not all of it, or none of it, may be wanted."""
    options = {"currency": "EUR"}
    assert flag in _flags(changed(name, change, **options))


def test_any_line_of_an_order_may_raise_its_flag(lamps: ProductMaster, tmp_path: Path) -> None:
    """Amazon tells the buyer's wish line by line: the second line's counts too."""
    head, row = (FILES / "status" / "amazon_cancel_requested.txt").read_text(encoding="utf-8").splitlines()
    calm = row.replace("\ttrue\tNO_LONGER_WANTED", "\tfalse\t")
    second = row.replace("-1000001\t1\t", "-1000001\t2\t").replace("LAMP", "CASE")
    path = tmp_path / "amazon.txt"
    path.write_text(f"{head}\n{calm}\n{second}", encoding="utf-8")
    (batch,) = read_orders(order_files([path]), Reading(products=lamps))
    assert "CANCEL_ASKED" in _flags(batch)


def test_nothing_paid_back_raises_no_flag(changed: Read) -> None:
    """0, 0.00 and -0.00 are no refund."""
    for nothing in ("0", "0.00", "-0.00", ""):
        batch = changed("status/woocommerce_refund_amount.csv", {"Order Refund Amount": nothing})
        assert "PARTLY_REFUNDED" not in _flags(batch)


def test_a_line_of_no_piece_is_skipped_and_not_the_order(lamps: ProductMaster, tmp_path: Path) -> None:
    """Two lines, of which one has quantity 0: the other ships."""
    head, row = (FILES / "status" / "woocommerce_refund_amount.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "woo.csv"
    path.write_text("\n".join((head, row, row.replace("LAMP,Lamp,1,1", "CASE,Case,0,0"))), encoding="utf-8")
    (batch,) = read_orders(order_files([path]), Reading(products=lamps))
    assert (_row(batch)["sku"], batch.skipped) == ("LAMP", {"line paid back": 1})


def test_the_german_export_of_ebay_is_read(file: Read) -> None:
    """Semicolons, decimal commas, German heads and months."""
    order = _row(file("layouts/ebay_de.csv"))
    assert (order["order_id"], order["country"], order["city"]) == ("23-12345-12345", "DE", "Dresden")
    assert (order["postcode"], order["value_e4"], order["currency"]) == ("01067", 1_169_900, "EUR")
    assert order["paid_at"] == datetime(2025, 12, 9, 16, tzinfo=UTC)  # 10 December in China begins


@pytest.mark.parametrize(
    ("month", "number"), [("Mrz", 3), ("Mai", 5), ("Okt", 10), ("Jan.", 1), ("oct.", 10), ("févr.", 2), ("ago", 8)]
)
def test_months_of_four_languages_are_read(month: str, number: int, changed: Read) -> None:
    """German, French, Italian and Spanish short names, with and without the full stop."""
    paid = _row(changed("layouts/ebay_de.csv", {"Zahlungsdatum": f"10-{month}-26"}))["paid_at"]
    assert paid.astimezone(ZoneInfo("Asia/Shanghai")).month == number


def test_todays_default_columns_of_woocommerce_are_read(file: Read) -> None:
    """They have only "Quantity (- Refund)"; the order of which nothing is left is skipped."""
    batch = file("layouts/woocommerce_default.csv", currency="EUR")
    order = _row(batch)
    assert (order["order_id"], order["quantity"], order["value_e4"]) == ("8001", 1, 300_000)
    assert batch.skipped == {"paid back": 1}


def test_the_chinese_seller_centre_of_temu_is_read(file: Read) -> None:
    """Two lamps to Canada; "--" is an empty cell."""
    order = _row(file("layouts/temu_zh.csv"))
    assert (order["order_id"], order["country"]) == ("PO-045-11900000000000001", "CA")
    assert (order["postcode"], order["quantity"], order["address2"]) == ("K1A 0B1", 2, "Ottawa")
    assert order["ship_by"] == datetime(2026, 11, 22, 2, tzinfo=UTC)  # 10:00 in China
    assert order["email"] is None


def test_a_zone_that_is_given_wins_over_all_that_is_assumed(file: Read) -> None:
    """13:04:31 in Manila is 05:04:31 in UTC, whatever the layout of the time is used for elsewhere."""
    order = _row(file("layouts/tiktok_ph.csv", input_zone=ZoneInfo("Asia/Manila"), currency="PHP"))
    assert order["paid_at"] == datetime(2026, 11, 20, 5, 4, 31, tzinfo=UTC)
    assert "ZONE_ASSUMED" not in (order["flags"] or "")


@pytest.mark.parametrize(
    ("country", "hour", "assumed"),
    [
        ("Philippines", 5, "ZONE_ASSUMED"),  # 13:04 at UTC+8
        ("Thailand", 6, "ZONE_ASSUMED"),  # UTC+7
        ("United Kingdom", 13, "ZONE_ASSUMED"),  # UTC in November
        ("United States", 21, ""),  # Pacific time, as the American seller centre says
    ],
)
def test_tiktok_writes_the_time_of_the_country_of_the_order(
    country: str, hour: int, assumed: str, changed: Read
) -> None:
    """One marketplace, a seller centre in each country; but for the American one the zone is assumed, and flagged."""
    batch = changed("layouts/tiktok_ph.csv", {"Country": country}, currency="PHP")
    assert _row(batch)["paid_at"].hour == hour
    assert _flags(batch) & {"ZONE_ASSUMED"} == set(filter(None, [assumed]))


def test_address_columns_of_a_countrys_export_are_read(changed: Read) -> None:
    """Vietnamese orders have a province, a district, a commune and a detailed address."""
    parts = {"State": "", "City": "", "Address Line 1": ""}
    text = {"Province": "Hanoi", "District": "Ba Dinh", "Commune": "Kim Ma", "Detail Address": "1 Test St"}
    order = _row(changed("layouts/tiktok_ph.csv", parts | text, currency="PHP"))
    assert order["address2"] == "Kim Ma, Ba Dinh"


def test_prices_of_amazon_in_europe_hold_the_tax(file: Read, changed: Read) -> None:
    """29.99 - 5.00 + 3.99 - 3.99 = 24.99 EUR; in dollars the taxes of 4.79 and 0.64 come on top: 30.42."""
    order = _row(file("value/amazon_eu.txt"))
    assert (order["value_e4"], order["items"][0]["unit_value_e4"]) == (249_900, 249_900)
    american = {"currency": "USD", "vat-exclusive-item-price": ""}
    assert _row(changed("value/amazon_eu.txt", american))["value_e4"] == 304_200
    without = {"vat-exclusive-item-price": "29.99"}  # the price before tax is the price: the tax comes on top
    assert _row(changed("value/amazon_eu.txt", without))["value_e4"] == 304_200


def test_a_discount_of_the_order_reaches_its_lines(tmp_path: Path, lamps: ProductMaster) -> None:
    """2 x 3.00 and 4.00 with 5.00 off: the shares are 3.00 and 2.00, and add up to the 5.00 that was paid."""
    text = (FILES / "value" / "shopify_discount.csv").read_text(encoding="utf-8").replace("STICKER", "FAN")
    path = tmp_path / "shopify.csv"
    path.write_text(text, encoding="utf-8")
    (batch,) = read_orders(order_files([path]), Reading(products=lamps))
    order = _row(batch)
    assert order["value_e4"] == 50_000
    assert [(line["quantity"], line["unit_value_e4"]) for line in order["items"]] == [(2, 15_000), (1, 20_000)]


@pytest.mark.parametrize(
    ("shipping", "taxes", "total", "units"),
    [
        ("1.00", "0.00", "6.00", [15_000, 20_000]),  # 10.00 - 5.00 + 1.00
        ("1.00", "0.50", "6.50", [15_000, 20_000]),  # the tax on top
        ("0.00", "0.00", "10.00", [30_000, 40_000]),  # the goods were paid in full: what was taken off is the shipping
        ("0.00", "0.00", "3.33", [9_990, 13_320]),  # nothing adds up: no more than the total was paid for the goods
    ],
)
def test_shipping_and_taxes_are_no_part_of_the_lines_share(
    shipping: str, taxes: str, total: str, units: list[int], tmp_path: Path, lamps: ProductMaster
) -> None:
    """What was paid for the goods is the total less the shipping, and less the taxes where they come on top."""
    text = (FILES / "value" / "shopify_discount.csv").read_text(encoding="utf-8").replace("STICKER", "FAN")
    path = tmp_path / "shopify.csv"
    path.write_text(text.replace("10.00,0.00,0.00,5.00,", f"10.00,{shipping},{taxes},{total},"), encoding="utf-8")
    (batch,) = read_orders(order_files([path]), Reading(products=lamps))
    assert [line["unit_value_e4"] for line in _row(batch)["items"]] == units


def test_a_filled_column_that_is_not_known_is_named(changed: Read) -> None:
    """The marketplace has added a column: nobody reads it, and the run says so; an empty one is no news."""
    batch = changed("layouts/tiktok_ph.csv", {"Gift Wrap": "yes", "Barcode": ""}, currency="PHP")
    (remark,) = map(sentence, batch.warnings)
    assert remark == "tiktok_ph.csv: these filled columns are not known and were not read: Gift Wrap."


@pytest.mark.parametrize("name", ["status/ebay_uk_dispatched.csv", "overlap/shopify_day1.csv", "value/amazon_eu.txt"])
def test_the_columns_of_known_exports_are_no_news(name: str, file: Read) -> None:
    """What the profiles pass over on purpose is not remarked on."""
    assert file(name).warnings == ()


COD = {"Payment Method": "Cash on Delivery (COD)", "Financial Status": "pending", "Paid at": ""}


def test_orders_paid_at_the_door_ship_by_choice_alone(changed: Read) -> None:
    """Without a word they are not paid; by choice they ship, flagged, as if paid when they were ordered."""
    assert changed("overlap/shopify_day1.csv", COD).skipped == {"not paid": 1}
    batch = changed("overlap/shopify_day1.csv", COD, cash_on_delivery=True)
    first, *others = batch.table.frame.rows(named=True)
    assert (first["order_id"], first["flags"]) == ("#2001", "CASH_ON_DELIVERY")
    assert first["paid_at"] == datetime(2026, 11, 20, 14, tzinfo=UTC)  # created 09:00 -0500
    assert {row["flags"] for row in others} == {None}


@pytest.mark.parametrize("method", ["COD", "货到付款", "Nachnahme"])
def test_paying_at_the_door_is_known_by_its_words(method: str, changed: Read) -> None:
    """TikTok Shop has no time of payment for such an order."""
    batch = changed(
        "layouts/tiktok_ph.csv", {"Payment Method": method, "Paid Time": ""}, cash_on_delivery=True, currency="PHP"
    )
    assert "CASH_ON_DELIVERY" in _flags(batch)


def test_other_ways_of_payment_stay_unpaid(changed: Read) -> None:
    """A bank transfer that has not arrived is no cash on delivery."""
    waiting = COD | {"Payment Method": "Bank Deposit"}
    assert changed("overlap/shopify_day1.csv", waiting, cash_on_delivery=True).skipped == {"not paid": 1}


def test_where_an_export_has_no_city_the_district_is_it(tmp_path: Path, lamps: ProductMaster) -> None:
    """Vietnamese exports name province, district and commune alone."""
    head = "Order ID,Order Status,Paid Time,Seller SKU,Quantity,Country,Province,District,Commune"
    path = tmp_path / "tiktok.csv"
    path.write_text(f"{head}\n58,To ship,20/11/2026 10:00:00,LAMP,1,Vietnam,Hanoi,Ba Dinh,Kim Ma\n")
    (batch,) = read_orders(order_files([path]), Reading(products=lamps))
    order = _row(batch)
    assert (order["state"], order["city"], order["address2"]) == ("Hanoi", "Ba Dinh", "Kim Ma")


@pytest.mark.parametrize(("currency", "codes"), [("USD", ["UNREADABLE_VALUE"]), ("KWD", [])])
def test_a_lines_price_with_three_figures_is_refused(currency: str, codes: list[str], changed: Read) -> None:
    """250.000 for a lamp: thousands, unless the order's currency has three decimals."""
    change = {"Lineitem price": "250.000", "Currency": currency, "Total": "250.00", "Discount Amount": "0"}
    assert [one.code for one in changed("overlap/shopify_day1.csv", change).problems] == codes


def test_a_discount_given_line_by_line_is_a_discount(tmp_path: Path, lamps: ProductMaster) -> None:
    """The order's total of 9.00 tells that 1.00 of 10.00 was taken off: each line bears its tenth."""
    text = (FILES / "value" / "shopify_discount.csv").read_text(encoding="utf-8").replace("STICKER", "FAN")
    path = tmp_path / "shopify.csv"
    text = text.replace(",5.00,,5.00,", ",9.00,,0.00,").replace("500DISC,,,,0.00", "500DISC,,,,1.00")
    path.write_text(text, encoding="utf-8")
    (batch,) = read_orders(order_files([path]), Reading(products=lamps))
    assert [line["unit_value_e4"] for line in _row(batch)["items"]] == [27_000, 36_000]


OWN = "order_id,paid_at,country,weight,size,value,currency"


def _own(tmp_path: Path, head: str, word: str) -> Batch:
    path = tmp_path / "own.csv"
    path.write_text(
        f"{OWN},{head}\nA-1,2026-11-20T09:00:00+08:00,DE,350 g,20x15x10 cm,5,EUR,{word}\n", encoding="utf-8"
    )
    (batch,) = read_orders(order_files([path]), Reading())
    return batch


@pytest.mark.parametrize(
    ("head", "word", "reason"),
    [
        ("状态", "已取消", "cancelled"),
        ("orderStatus", "Cancelled", "cancelled"),
        ("ORDER-STATUS", "Shipped", "already shipped"),
        ("Versandstatus", "versendet", "already shipped"),
        ("Estado del pedido", "Cancelado", "cancelled"),
        ("Статус заказа", "Отменён", "cancelled"),
        ("Stato ordine", "Spedito", "already shipped"),
        ("Statut", "En attente de paiement", "not paid"),
        ("Cancelled", "yes", "cancelled"),
        ("是否发货", "是", "already shipped"),
        ("Refund Status", "Refunded", "paid back"),
        ("退款状态", "退款成功", "paid back"),
        ("Hold", "x", "on hold"),
        ("Shipped", "Sí", "already shipped"),
        ("Cancelled", "да", "cancelled"),
    ],
)
def test_ones_own_table_tells_in_many_columns_not_to_send(head: str, word: str, reason: str, tmp_path: Path) -> None:
    """Whatever the seller calls the column, an order that is not to be sent is not assigned."""
    batch = _own(tmp_path, head, word)
    assert (batch.skipped, batch.table.frame.height) == ({reason: 1}, 0)


@pytest.mark.parametrize(
    ("head", "word"),
    [("Estado del pedido", "Archivado"), ("Статус заказа", "Архив"), ("Cancelled", "2026-11-20"), ("退款状态", "?")],
)
def test_a_word_of_ones_own_that_nobody_knows_is_refused(head: str, word: str, tmp_path: Path) -> None:
    """It may mean that the order is not to be sent."""
    assert [one.code for one in _own(tmp_path, head, word).problems] == ["UNKNOWN_STATUS"]


@pytest.mark.parametrize(
    ("head", "word", "flag"),
    [
        ("Cancel Requested", "yes", "CANCEL_ASKED"),
        ("取消原因", "不想要了", "CANCEL_ASKED"),
        ("Refund Status", "partial", "PARTLY_REFUNDED"),
        ("快递单号", "SF123", "MAYBE_SENT"),
        ("Shipped", "no", ""),
        ("Refund Status", "None", ""),
    ],
)
def test_ones_own_table_tells_what_to_ask_first(head: str, word: str, flag: str, tmp_path: Path) -> None:
    """A cancellation that is asked for, money paid back in part, a number already given; a plain no says nothing."""
    assert _flags(_own(tmp_path, head, word)) == {flag}


@pytest.mark.parametrize(
    ("head", "word", "flag"),
    [
        ("Status", "Partially refunded", "PARTLY_REFUNDED"),
        ("Status", "Teilweise erstattet", "PARTLY_REFUNDED"),
        ("Order status", "Return requested", "CANCEL_ASKED"),
        ("Refund status", "refunded partially", "PARTLY_REFUNDED"),
    ],
)
def test_a_word_of_ones_own_may_ask_to_look_first(head: str, word: str, flag: str, tmp_path: Path) -> None:
    """Money paid back in part, or a return that was asked for: the order goes on with a flag."""
    (order,) = _own(tmp_path, head, word).table.frame.rows(named=True)
    assert order["flags"] == flag


def test_a_strange_word_is_answered_with_the_usual_ones(tmp_path: Path) -> None:
    """Not with all two hundred words that ship."""
    (problem,) = _own(tmp_path, "Status", "frobnicated").problems
    assert sentence(problem.reason).endswith(
        "Those that ship are paid, to ship, unshipped, unfulfilled, processing, bezahlt, 待发货, 已付款."
    )
