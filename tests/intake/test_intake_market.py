"""What the marketplaces' exports have in common: lines, statuses, prices, wishes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from told import refused

from cli.words import sentence
from routing.errors import InputError, ReadError
from routing.intake import FLAGS, PROBLEMS, Reading, missing_products, order_files, read_products
from routing.intake.market.packed import packed_lines

if TYPE_CHECKING:
    from pathlib import Path

    from routing.errors import Problem
    from routing.intake import Batch, ProductMaster

Reader = Callable[..., list["Batch"]]
Orders = Callable[..., list[dict[str, Any]]]
Problems = Callable[..., list["Problem"]]
SHOPIFY = {
    "Name": "#1", "Paid at": "2026-11-20 09:30:26 +0800", "Financial Status": "paid",
    "Fulfillment Status": "unfulfilled", "Currency": "USD", "Total": "6.00", "Lineitem quantity": "1",
    "Lineitem sku": "LED-LAMP-01", "Lineitem price": "6.00", "Shipping Country": "US", "Shipping Method": "Standard",
}  # fmt: skip
EBAY = {
    "Order Number": "12-1", "Item Number": "3001", "Item Title": "lamp", "Custom Label": "LED-LAMP-01", "Quantity": "2",
    "Sold For": "$6.00", "Shipping And Handling": "$1.00", "Total Price": "$13.00", "Paid On Date": "Nov-20-26",
    "Ship To Country": "United States",
}  # fmt: skip
WOOCOMMERCE = {
    "Order Number": "7", "Order Status": "Processing", "Order Date": "2026-11-20 10:15",
    "Country Code (Shipping)": "FR", "Item #": "1", "SKU": "LED-LAMP-01", "Quantity": "2", "Quantity (- Refund)": "2",
    "Item Cost": "6.00", "Order Total Amount": "15.00", "Order Currency": "EUR",
}  # fmt: skip
TIKTOK = {
    "Order ID": "5764614130387857", "Order Status": "To ship", "Normal or Pre-order": "Normal", "SKU ID": "1729",
    "Cancelation/Return Type": "", "Seller SKU": "LED-LAMP-01", "Quantity": "2", "Sku Quantity of return": "0",
    "Paid Time": "20/11/2026 09:31:26", "Country": "Malaysia",
}  # fmt: skip
AMAZON = {
    "order-id": "111-1", "payments-date": "2026-11-20T01:12:00+00:00", "sku": "LED-LAMP-01", "quantity-purchased": "2",
    "quantity-to-ship": "2", "currency": "EUR", "item-price": "10.01", "ship-country": "DE",
}  # fmt: skip


def _file(*rows: dict[str, str]) -> str:
    page = io.StringIO(newline="")
    writer = csv.DictWriter(page, list(dict.fromkeys(name for row in rows for name in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return page.getvalue()


def _one(orders: Orders, *rows: dict[str, str], **options: object) -> dict[str, Any]:
    (order,) = orders(_file(*rows), **options)
    return order


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Financial Status": "pending"}, "not paid"),
        ({"Financial Status": "Refunded"}, "paid back"),
        ({"Fulfillment Status": "fulfilled"}, "already shipped"),
        ({"Cancelled at": "2026-11-20 10:00:00 +0800"}, "cancelled"),
        ({"Lineitem requires shipping": "false"}, "nothing to ship (digital)"),
    ],
)
def test_orders_not_ready_are_skipped_and_counted(
    change: dict[str, str], reason: str, read: Reader, master: ProductMaster
) -> None:
    """An order that may not ship is no problem, but its rows are counted with the reason."""
    (batch,) = read(_file(SHOPIFY | change), products=master)
    assert (batch.skipped, batch.order_rows, batch.problems) == ({reason: 1}, 0, ())


def test_an_unknown_status_goes_to_a_person(problems: Problems, master: ProductMaster) -> None:
    """Nobody has said whether such an order may ship."""
    (problem,) = problems(_file(SHOPIFY | {"Financial Status": "bezahlt"}), products=master)
    assert (problem.code, problem.column, problem.value) == ("UNKNOWN_STATUS", "Financial Status", "bezahlt")


def test_a_skipped_order_has_no_problems(read: Reader, master: ProductMaster) -> None:
    """What is wrong with an order that does not ship need not be mended."""
    (batch,) = read(
        _file(SHOPIFY | {"Financial Status": "pending", "Lineitem sku": "NO-SUCH", "Shipping Country": "?"}),
        products=master,
    )
    assert batch.problems == ()


def test_one_bad_line_refuses_the_whole_order(read: Reader, master: ProductMaster) -> None:
    """Half an order is not shipped by itself; its rows are refused together, the digital one skipped."""
    rows = [
        SHOPIFY | {"Total": "12.00"},
        {"Name": "#1", "Lineitem quantity": "1", "Lineitem sku": "NO-SUCH", "Lineitem price": "6.00"},
        {"Name": "#1", "Lineitem quantity": "1", "Lineitem sku": "GIFT", "Lineitem requires shipping": "false"},
        SHOPIFY | {"Name": "#2"},
    ]
    (batch,) = read(_file(*rows), products=master)
    assert [(one.row, one.code) for one in batch.problems] == [(3, "UNKNOWN_SKU")]
    assert (batch.order_rows, batch.rejected_rows, batch.skipped_rows) == (1, 2, 1)
    assert batch.table.frame["order_id"].to_list() == ["#2"]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"Lineitem quantity": "none"}, "Lineitem quantity", "UNREADABLE_QUANTITY"),
        ({"Lineitem quantity": ""}, "Lineitem quantity", "MISSING"),
        ({"Lineitem sku": "", "Lineitem name": "lamp"}, "Lineitem sku", "MISSING"),
        ({"Lineitem price": "six"}, "Lineitem price", "UNREADABLE_VALUE"),
        ({"Total": "six"}, "Total", "UNREADABLE_VALUE"),
        ({"Currency": "Taler"}, "Currency", "UNREADABLE_VALUE"),
        ({"Paid at": ""}, "Paid at", "MISSING"),
        ({"Shipping Country": "Korea"}, "Shipping Country", "AMBIGUOUS_COUNTRY"),
        ({"Name": ""}, "Name", "MISSING"),
    ],
)
def test_bad_cells_are_named_by_the_marketplaces_own_header(
    change: dict[str, str], column: str, code: str, problems: Problems, master: ProductMaster
) -> None:
    """The seller finds the column in the export."""
    (problem,) = problems(_file(SHOPIFY | change), products=master)
    assert (problem.row, problem.column, problem.code) == (2, column, code)


def test_a_bad_cell_is_told_at_its_own_line(problems: Problems, master: ProductMaster) -> None:
    """Of three lines that say how many, the one in the middle cannot be read."""
    rows = [
        SHOPIFY | {"Name": f"#{number}", "Lineitem quantity": text} for number, text in enumerate(("1", "none", "2"))
    ]
    (problem,) = problems(_file(*rows), products=master)
    assert (problem.row, problem.order_id, problem.code) == (3, "#1", "UNREADABLE_QUANTITY")


def test_lines_of_an_order_need_not_stand_together(orders: Orders, master: ProductMaster) -> None:
    """Rows are grouped by order id, orders come in the order of their first rows."""
    second = {"Name": "#1", "Lineitem quantity": "2", "Lineitem sku": "USB-FAN-02", "Lineitem price": "3.20"}
    first, other = orders(_file(SHOPIFY, SHOPIFY | {"Name": "#2"}, second), products=master)
    assert [first["order_id"], other["order_id"]] == ["#1", "#2"]
    assert [item["sku"] for item in first["items"]] == ["LED-LAMP-01", "USB-FAN-02"]
    assert first["weight_g"] == 210 + 2 * 160


def test_an_order_is_not_cut_by_the_end_of_a_chunk(read: Reader, master: ProductMaster) -> None:
    """Held three rows at a time, an order of four rows is still one order."""
    line = {"Name": "#1", "Lineitem quantity": "1", "Lineitem sku": "USB-FAN-02", "Lineitem price": "3.20"}
    rows = [SHOPIFY, line, line, line, SHOPIFY | {"Name": "#2"}]
    batches = read(_file(*rows), products=master, chunk_rows=3)
    found = [row for batch in batches for row in batch.table.frame.rows(named=True)]
    assert [(row["order_id"], row["quantity"], row["row"]) for row in found] == [("#1", 4, 2), ("#2", 1, 6)]
    assert sum(batch.rows_read for batch in batches) == 5


def test_goods_of_all_lines_are_the_parcels(orders: Orders, tmp_path: Path) -> None:
    """One battery makes a battery parcel; where a line says nothing and no other is special, nothing is known."""
    path = tmp_path / "products.csv"
    path.write_text(
        "sku,weight_g,size_mm,goods,battery\nA,10,30x20x10,,1\nB,10,30x20x10,,0\nC,10,30x20x10,liquid,\n"
        "D,10,30x20x10,,\nE,10,30x20x10,battery_pure,1\nF,10,30x20x10,textile,1\n"
    )
    master = read_products(path)
    assert master.frame["goods"].to_list() == ["battery", "general", "liquid", None, "battery_pure", "battery;textile"]
    wanted = {"BA": "battery", "BB": "general", "BCA": "battery;liquid", "BD": None, "DA": "battery"}
    for skus, goods in wanted.items():
        rows = [SHOPIFY | {"Lineitem sku": sku, "Lineitem name": str(at)} for at, sku in enumerate(skus)]
        assert _one(orders, *rows, products=master)["goods"] == goods


@pytest.mark.parametrize("first", ["To ship", "Cancelled"])
def test_tiktok_lines_have_a_status_each(first: str, read: Reader, master: ProductMaster) -> None:
    """Of an order with a cancelled line the other ships, whichever stands first."""
    second = {"To ship": "Cancelled", "Cancelled": "To ship"}[first]
    fan = {"SKU ID": "1730", "Seller SKU": "USB-FAN-02", "Order Status": second, "Quantity": "1"}
    (batch,) = read(_file(TIKTOK | {"Order Status": first}, TIKTOK | fan), products=master)
    assert batch.table.frame["weight_g"].to_list() == [420 if first == "To ship" else 160]
    assert batch.skipped == {"cancelled": 1}


def test_ebay_lines_are_shipped_one_by_one(read: Reader, master: ProductMaster) -> None:
    """Of a combined order the line that is not shipped remains, unless the row that sums the order up is shipped."""
    shipped, fan = {"Shipped On Date": "Nov-21-26"}, {"Item Number": "3002", "Custom Label": "USB-FAN-02"}
    (batch,) = read(_file(EBAY | shipped, EBAY | fan), products=master)
    assert batch.table.frame["weight_g"].to_list() == [320]  # 2 fans
    assert batch.skipped == {"line already shipped": 1}
    summary = EBAY | shipped | {"Item Number": "", "Item Title": "", "Custom Label": ""}
    lines = [{"Ship To Country": "", "Paid On Date": "", "Total Price": ""} | line for line in ({}, fan)]
    (batch,) = read(_file(summary, *(EBAY | line for line in lines)), products=master)
    assert (batch.skipped, len(batch.table)) == ({"already shipped": 3}, 0)


@pytest.mark.parametrize(
    ("column", "value"), [("ship-country", "FR"), ("ship-postal-code", "75008"), ("recipient-name", "Bob")]
)
def test_rows_of_one_order_name_one_consignee(column: str, value: str, read: Reader, master: ProductMaster) -> None:
    """Nobody can say which of two doors the parcel goes to; a cell left empty says nothing else."""
    first = AMAZON | {"ship-postal-code": "01067", "recipient-name": "Ann"}
    other = first | {"sku": "USB-FAN-02"}
    (batch,) = read(_file(first, other | {column: value}), products=master)
    (problem,) = batch.problems
    assert (problem.row, problem.column, problem.value, problem.code) == (3, column, value, "CONTRADICTION")
    assert "row 2" in sentence(problem.reason)
    assert batch.rejected_rows == 2
    (batch,) = read(_file(first, other | {"recipient-name": ""}), products=master)
    assert batch.order_rows == 2


def test_an_empty_status_goes_to_a_person(problems: Problems, orders: Orders, master: ProductMaster) -> None:
    """An order that nobody calls ready is not sent; Shopify's empty fulfillment status is what it writes for unsent."""
    (problem,) = problems(_file(WOOCOMMERCE | {"Order Status": ""}), products=master)
    assert (problem.code, problem.column) == ("MISSING", "Order Status")
    assert "Those that ship are processing, wc-processing." in sentence(problem.reason)
    assert _one(orders, SHOPIFY | {"Fulfillment Status": ""}, products=master)["order_id"] == "#1"


def test_pieces_paid_back_are_not_sent(orders: Orders, master: ProductMaster) -> None:
    """WooCommerce tells how many are left; the value is then that of the pieces to ship."""
    order = _one(orders, WOOCOMMERCE | {"Quantity (- Refund)": "1"}, products=master)
    assert (order["quantity"], order["weight_g"], order["value_e4"]) == (1, 210, 60_000)
    assert order["flags"] == "PARTLY_REFUNDED;VALUE_OF_LINES;ZONE_ASSUMED"
    whole = _one(orders, WOOCOMMERCE, WOOCOMMERCE | {"Item #": "2", "Quantity (- Refund)": ""}, products=master)
    assert (whole["quantity"], whole["value_e4"]) == (4, 150_000)  # not said of the second: all of it
    assert "PARTLY_REFUNDED" not in whole["flags"]


def test_a_line_paid_back_whole_is_left_out(read: Reader, master: ProductMaster) -> None:
    """The other line ships; an order of which nothing is left does not."""
    fan = {"Item #": "2", "SKU": "USB-FAN-02", "Quantity": "1", "Quantity (- Refund)": "1"}
    (batch,) = read(_file(WOOCOMMERCE | {"Quantity (- Refund)": "0"}, WOOCOMMERCE | fan), products=master)
    assert batch.table.frame.select("weight_g", "value_e4").rows() == [(160, 60_000)]
    assert batch.skipped == {"line paid back": 1}
    (batch,) = read(_file(WOOCOMMERCE | {"Quantity (- Refund)": "0"}), products=master)
    assert (batch.skipped, len(batch.table)) == ({"line paid back": 1}, 0)


@pytest.mark.parametrize("left", ["3", "-1", "some"])
def test_what_is_left_is_no_more_than_was_bought(left: str, problems: Problems, master: ProductMaster) -> None:
    """Two were bought: three, fewer than none or a word cannot be left."""
    (problem,) = problems(_file(WOOCOMMERCE | {"Quantity (- Refund)": left}), products=master)
    assert (problem.column, problem.code) == ("Quantity (- Refund)", "UNREADABLE_QUANTITY")


@pytest.mark.parametrize(
    ("change", "flag"),
    [
        ({"Sku Quantity of return": "1"}, "PARTLY_REFUNDED"),
        ({"Normal or Pre-order": "Pre-order"}, "PRE_ORDER"),
        ({"Cancelation/Return Type": "Cancel"}, "CANCEL_ASKED"),
    ],
)
def test_tiktok_orders_that_a_person_should_look_at_are_flagged(
    change: dict[str, str], flag: str, orders: Orders, master: ProductMaster
) -> None:
    """The file does not say what of them is to be sent and when, so a person is told."""
    assert flag not in _one(orders, TIKTOK, products=master)["flags"]
    assert flag in _one(orders, TIKTOK | change, products=master)["flags"].split(";")


@pytest.mark.parametrize(
    ("change", "column", "value"),
    [
        ({"Total": "€6.00"}, "Total", "EUR"),  # the column says USD
        ({"Total": "6.00 EUR"}, "Total", "EUR"),
        ({"Total": "￥6.00"}, "Total", "￥"),  # yuan or yen, never dollars
        ({"Total": "", "Lineitem price": "£6.00"}, "Total", "GBP"),
    ],
)
def test_a_sign_of_another_currency_is_refused(
    change: dict[str, str], column: str, value: str, problems: Problems, master: ProductMaster
) -> None:
    """6 euros are not 6 dollars, whichever of the two the file means."""
    (problem,) = problems(_file(SHOPIFY | change), products=master)
    assert (problem.column, problem.value, problem.code) == (column, value, "UNREADABLE_VALUE")


def test_the_marketplaces_usual_currency_does_not_overrule_a_sign(problems: Problems, master: ProductMaster) -> None:
    """AliExpress counts in USD where no sign says otherwise; ￥6.00 is not 6 USD."""
    header = "订单号,订单状态,付款时间,订单金额,商品编码,产品数量,收货国家"
    text = f"{header}\n1,等待您发货,2026.11.20 09:30,￥6.00,LED-LAMP-01,1,US\n"
    (problem,) = problems(text, products=master)
    assert (problem.column, problem.code) == ("订单金额", "UNREADABLE_VALUE")


def test_amounts_in_two_currencies_have_no_sum(orders: Orders, master: ProductMaster) -> None:
    """Where the total is missing, the value of such an order is unknown, and says so."""
    rows = [
        EBAY | {"Total Price": "", "Quantity": "1", "Sold For": price, "Item Number": price}
        for price in ("AU $6.00", "US $6.00")
    ]
    order = _one(orders, *rows, products=master)
    assert order["value_e4"] is None
    assert "VALUE_UNCLEAR" in order["flags"].split(";")


def test_a_semicolon_file_may_have_either_decimal_mark(orders: Orders, master: ProductMaster) -> None:
    """WooCommerce lets the shop choose both signs, so each amount has to tell its own."""
    header = "Order Number;Order Status;Order Date;Country Code (Shipping);SKU;Quantity;Item Cost;Order Total Amount"
    row = "7;Processing;2026-11-20 10:15;FR;LED-LAMP-01;1"
    for cells in ("6,00;1.015,50", "6.00;1,015.50", "6.00;1015.50", "6,00;1015,5"):
        (order,) = orders(f"{header}\n{row};{cells}\n", products=master, currency="EUR")
        assert order["value_e4"] == 10_155_000


def test_a_refund_in_part_is_flagged(orders: Orders, master: ProductMaster) -> None:
    """Somebody has to look what is still to be sent."""
    order = _one(orders, SHOPIFY | {"Financial Status": "partially_refunded"}, products=master)
    assert order["flags"] == "PARTLY_REFUNDED"


@pytest.mark.parametrize(
    ("option", "service", "flags"),
    [
        ("Standard", None, None),
        ("Free shipping", None, None),
        ("Economy Shipping from China", None, None),
        ("AliExpress Standard Shipping", "aliexpress-standard", None),
        ("ePacket", None, "BUYER_REQUEST"),  # known, but not loaded
        ("DHL", "dhl-express", None),
        ("DHL eCommerce", None, "BUYER_REQUEST"),
        ("USPS First Class", None, "BUYER_REQUEST"),
        ("e-EMS", None, "BUYER_REQUEST"),
        ("EMS", "cnpost-ems", None),
        ("Premium items", None, None),  # no EMS in it
    ],
)
def test_a_carrier_the_buyer_chose_is_kept_or_flagged(
    option: str, service: str | None, flags: str | None, orders: Orders, master: ProductMaster
) -> None:
    """Ordinary option names ask for nothing; a named carrier is a promise."""
    services = ["aliexpress-standard", "cnpost-ems", "dhl-express"]
    order = _one(orders, SHOPIFY | {"Shipping Method": option}, products=master, services=services)
    assert (order["requested_service"], order["shipping_option"], order["flags"]) == (service, option, flags)


@pytest.mark.parametrize(
    ("note", "option", "flags"),
    [
        ("Please ship with DHL\nthank you", "Standard", "BUYER_REQUEST"),
        ("not by EMS again please", "", "BUYER_REQUEST"),  # prose: a person reads it
        ("DHL please", "DHL", None),  # what the option says already
        ("Use Royal Mail", "DHL", "BUYER_REQUEST"),
        ("Happy holidays", "Standard", None),
        ("", "Standard", None),
    ],
)
def test_a_carrier_named_in_the_note_is_for_a_person(
    note: str, option: str, flags: str | None, orders: Orders, master: ProductMaster
) -> None:
    """The note never decides the service, but nobody has to find it by chance."""
    row = SHOPIFY | {"Notes": note, "Shipping Method": option}
    order = _one(orders, row, products=master, services=["dhl-express", "cnpost-ems"])
    assert order["flags"] == flags
    assert order["requested_service"] == ("dhl-express" if option == "DHL" else None)


@pytest.mark.parametrize(
    ("change", "unit", "value", "flags"),
    [
        ({}, 60_000, 130_000, None),  # 2 x 6 + 1 = 13: the price is of one piece
        ({"Sold For": "$12.00"}, 60_000, 130_000, None),  # 12 + 1 = 13: it is of the line
        ({"Sold For": "$5.00"}, None, 130_000, None),  # neither: unknown, but the total is not
        ({"Total Price": ""}, None, None, "VALUE_UNCLEAR"),
    ],
)
def test_ebays_prices_are_of_a_piece_or_of_the_line(
    change: dict[str, str], unit: int | None, value: int | None, flags: str | None, read: Reader, master: ProductMaster
) -> None:
    """Whichever adds up to the total price is meant."""
    free = {"Custom Label": "USB-FAN-02", "Sold For": "$0.00", "Shipping And Handling": "$0.00"}
    rows = [EBAY | change, EBAY | change | free | ({} if "Total Price" in change else {"Total Price": "$0.00"})]
    (batch,) = read(_file(*rows), products=master)
    (order,) = batch.table.frame.rows(named=True)
    assert order["items"][0]["unit_value_e4"] == unit
    assert (order["value_e4"], order["currency"]) == (value, "USD")
    assert set((order["flags"] or "").split(";")) >= ({flags} if flags else set())


def test_ebays_rows_have_totals_of_their_own(read: Reader, master: ProductMaster) -> None:
    """Without a summary row the order's total is that of all its rows: 13 and 7.40 are 20.40."""
    second = {"Custom Label": "USB-FAN-02", "Sold For": "$3.20", "Total Price": "$7.40"}
    (batch,) = read(_file(EBAY, EBAY | second), products=master)
    (order,) = batch.table.frame.rows(named=True)
    assert (order["value_e4"], order["currency"]) == (204_000, "USD")
    assert [item["unit_value_e4"] for item in order["items"]] == [60_000, 32_000]


@pytest.mark.parametrize("total", ["seven", "€7.40"])
def test_totals_that_cannot_be_added_up_are_refused(total: str, problems: Problems, master: ProductMaster) -> None:
    """A word, or euros and dollars in one order."""
    second = {"Custom Label": "USB-FAN-02", "Total Price": total}
    (problem,) = problems(_file(EBAY, EBAY | second), products=master)
    assert (problem.code, problem.column) == ("UNREADABLE_VALUE", "Total Price")


def test_the_weight_of_several_pieces_is_flagged(orders: Orders, data: Path, master: ProductMaster) -> None:
    """TikTok does not say whether 0.21 kg is of one piece or of three; it is counted three times."""
    text = (data / "tiktok_1_simple_bom.csv").read_text(encoding="utf-8-sig").replace("Default,,1,", "Default,,3,")
    (order,) = orders(text, products=master)
    assert order["weight_g"] == 630
    assert "WEIGHT_UNCLEAR" in order["flags"].split(";")


def test_french_amounts_are_read_from_semicolon_files(orders: Orders, master: ProductMaster) -> None:
    """1 234,50 € in a file that is separated by semicolons."""
    text = _file(EBAY | {"Sold For": "1 234,50 €", "Quantity": "1", "Shipping And Handling": "", "Total Price": ""})
    (order,) = orders(text.replace(",50", "~50").replace(",", ";").replace("~", ","), products=master)
    assert (order["value_e4"], order["currency"]) == (12_345_000, "EUR")


def test_amazons_line_totals_are_shared_among_the_pieces(orders: Orders, master: ProductMaster) -> None:
    """10.01 EUR for two pieces is 5.005 for one; tax and shipping count towards what was paid."""
    order = _one(orders, AMAZON | {"shipping-price": "2.00"}, AMAZON | {"sku": "USB-FAN-02"}, products=master)
    assert order["items"][0]["unit_value_e4"] == 50_050
    assert (order["value_e4"], order["currency"]) == (220_200, "EUR")


def test_amazon_lines_already_sent_are_skipped(read: Reader, master: ProductMaster) -> None:
    """Nothing is left to ship of them."""
    (batch,) = read(_file(AMAZON | {"quantity-to-ship": "0"}), products=master)
    assert batch.skipped == {"line already shipped": 1}


def test_an_address_in_three_lines_is_kept_whole(orders: Orders, master: ProductMaster) -> None:
    """The third line joins the second; a guard before a phone number goes."""
    parts = {"ship-address-1": "a", "ship-address-2": "b", "ship-address-3": "c", "ship-phone-number": "'030 1"}
    order = _one(orders, AMAZON | parts, products=master)
    assert (order["address1"], order["address2"], order["phone"]) == ("a", "b, c", "030 1")


def test_an_article_without_size_in_the_master_is_refused(problems: Problems, tmp_path: Path) -> None:
    """A row of the master may be half filled; its article cannot ship yet."""
    path = tmp_path / "products.csv"
    path.write_text("sku,weight_g,length_cm,width_cm,height_cm\nLED-LAMP-01,210,18,9,\n")
    (problem,) = problems(_file(SHOPIFY), products=read_products(path))
    assert (problem.code, problem.column) == ("MISSING", "Lineitem sku")


def test_packed_lines_are_taken_apart() -> None:
    """Titles may hold brackets; a block may lack its SKU, and the parts may stand on one line."""
    first = "【1】Lamp (white) (产品属性:Color:White、Plug:EU) (商家编码:A-1) (产品数量:2 piece)"
    cell = f"{first}\n【2】Cable\n(产品数量:10 lot)"
    assert packed_lines(cell) == [
        {"title": "Lamp (white)", "variant": "Color:White、Plug:EU", "sku": "A-1", "quantity": "2"},
        {"title": "Cable", "variant": None, "sku": None, "quantity": "10"},
    ]


@pytest.mark.parametrize(
    "cell", ["Lamp", "x【1】Lamp\n(产品数量:2 piece)", "【1】Lamp", "【1】Lamp\n(产品数量:two)" + "x" * 99]
)
def test_other_packed_cells_are_refused(cell: str) -> None:
    """A line without a quantity cannot be shipped."""
    with refused(ReadError, "Export the orders again"):
        packed_lines(cell)


@pytest.mark.parametrize(("items", "code"), [("", "MISSING"), ("Lamp", "UNREADABLE_ITEMS")])
def test_a_packed_cell_that_cannot_be_read_refuses_the_order(
    items: str, code: str, problems: Problems, master: ProductMaster
) -> None:
    """AliExpress keeps all lines of an order in one cell."""
    row = {
        "订单号": "8100000000010001", "订单状态": "等待您发货", "付款时间": "2026.11.19 16:05", "收货国家": "US",
        "订单金额": "$12.00", "产品信息": items,
    }  # fmt: skip
    (problem,) = problems(_file(row), products=master)
    assert (problem.code, problem.column) == (code, "产品信息")


def test_missing_products_are_listed_in_order(tmp_path: Path, master: ProductMaster) -> None:
    """Each article once, with its title and how many lines name it; complete ones and skipped orders are left out."""
    lines = [
        {"Lineitem sku": "NEW", "Lineitem name": "New thing"},
        {"Lineitem sku": "LED-LAMP-01"},
        {"Lineitem sku": "NEW"},
    ]
    unpaid = SHOPIFY | {"Name": "#9", "Financial Status": "pending", "Lineitem sku": "LATER"}
    (tmp_path / "a.csv").write_text(
        _file(*(SHOPIFY | line | {"Name": f"#{at}"} for at, line in enumerate(lines)), unpaid)
    )
    (tmp_path / "b.csv").write_text(
        "order_id,paid_at,country,sku,weight_g,size_mm\nA,x,US,OWN,350,1x2x3\nB,x,US,BARE,,\nC,x,US,,,\n"
    )
    (tmp_path / "c.csv").write_text("order_id,paid_at,country\nA,x,US\n")
    found = missing_products(order_files([tmp_path]), Reading(products=master))
    assert found.rows() == [("NEW", "New thing", 2), ("BARE", None, 1)]
    assert missing_products(order_files([tmp_path]))["sku"].to_list() == ["NEW", "LED-LAMP-01", "BARE"]


def test_a_master_of_semicolons_may_have_a_decimal_comma(tmp_path: Path) -> None:
    """6,50 EUR, as a spreadsheet in German writes it; a weight needs its point all the same."""
    path = tmp_path / "products.csv"
    path.write_text("sku;weight_g;declared_unit_value;declared_currency\nA;350;6,50;EUR\n")
    assert read_products(path).frame["declared_e4"].to_list() == [65_000]


def test_the_master_reads_many_headers_and_units(tmp_path: Path) -> None:
    """Chinese headers, units in the header or the cell, a size in one cell, a value with its currency."""
    path = tmp_path / "products.csv"
    path.write_text(
        "商家编码,重量(kg),尺寸 cm,申报价值,原产国,shape\nA,0.21,18x9x7,6 USD,中国,box\nB,5 oz,,,,\n",
        encoding="gb18030",
    )
    first, second = read_products(path).frame.rows(named=True)
    assert (first["weight_g"], first["length_mm"], first["declared_e4"]) == (210, 180, 60_000)
    assert (first["declared_currency"], first["origin"], first["shape"]) == ("USD", "CN", "box")
    assert (second["weight_g"], second["length_mm"]) == (142, None)  # 141.7 g
    assert len(read_products(path)) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,weight\nA,1 kg\n", "no header with a column sku"),
        ("sku,weight_g\n", "lists no article"),
        ("sku,SKU,weight_g\nA,B,350\n", "column sku is there twice"),
    ],
)
def test_a_master_without_articles_is_refused(text: str, message: str, tmp_path: Path) -> None:
    """The message shows the header that is wanted."""
    path = tmp_path / "products.csv"
    path.write_text(text)
    with refused(InputError, message):
        read_products(path)


def test_only_a_product_master_is_a_product_master(master: ProductMaster) -> None:
    """A frame of other columns cannot pose as one."""
    with pytest.raises(ValueError, match="not a product master"):
        type(master)(pl.DataFrame({"sku": ["A"]}))


def test_a_french_export_is_recognised_and_says_what_it_lacks(problems: Problems, tmp_path: Path) -> None:
    """The columns known of the French report hold neither address nor payment: each order says so."""
    header = "Numéro de vente;Numéro de commande;Intitulé de l'objet;Quantité;Vendu pour".replace("'", "’")
    found = problems(f"{header}\n1;12-1;Lampe;2;1 234,50 €\n", products=_lamp(tmp_path))
    assert {(one.column, one.code) for one in found} == {
        ("sku", "MISSING"), ("country", "MISSING"), ("paid_at", "MISSING"),
    }  # fmt: skip


def _lamp(folder: Path) -> ProductMaster:
    path = folder / "products.csv"
    path.write_text("sku,weight_g,size_mm\nLampe,210,180x90x70\n")
    return read_products(path)


def test_all_codes_and_flags_are_explained(read: Reader, master: ProductMaster) -> None:
    """Each has one line that says what it means."""
    assert all(text and not text.endswith(".") for text in (PROBLEMS | FLAGS).values())
    (batch,) = read(_file(SHOPIFY | {"Shipping Country": "?", "Name": ""}), products=master)
    assert {problem.code for problem in batch.problems} <= set(PROBLEMS)


def test_amounts_without_currency_name_the_way_out(read: Reader, master: ProductMaster) -> None:
    """The orders go on without a value; the file's warning says how to give it one."""
    (batch,) = read(_file(SHOPIFY | {"Currency": ""}), products=master)
    assert any("--currency" in sentence(warning) for warning in batch.warnings)
    (batch,) = read(_file(SHOPIFY | {"Currency": ""}), products=master, currency="USD")
    assert batch.warnings == ()


def test_what_was_paid_for_pieces_sent_before_is_not_counted(orders: Orders, master: ProductMaster) -> None:
    """Amazon's price is of the line: 30.00 for three, of which one is still to ship, is 10.00."""
    row = AMAZON | {"quantity-purchased": "3", "quantity-to-ship": "1", "item-price": "30.00"}
    order = _one(orders, row, products=master)
    assert (order["quantity"], order["value_e4"]) == (1, 100_000)


def test_an_article_number_in_other_letters_is_shown_as_the_master_spells_it(
    problems: Problems, master: ProductMaster
) -> None:
    """Two numbers may differ in nothing but capitals, so it is not taken; but the person sees at once what is wrong."""
    (problem,) = problems(_file(SHOPIFY | {"Lineitem sku": "led-lamp-01"}), products=master)
    assert (problem.code, problem.value) == ("UNKNOWN_SKU", "led-lamp-01")
    assert "'LED-LAMP-01'" in sentence(problem.reason)


def test_an_aliexpress_file_without_articles_is_refused_by_name(problems: Problems, master: ProductMaster) -> None:
    """Its articles stand in one packed cell or in columns of their own; without either nothing can be sent."""
    head = "订单号,订单状态,付款时间,收货国家"
    with refused(InputError, "columns missing are 产品信息 "):
        problems(f"{head}\n81,等待您发货,2026.11.20 09:05,Spain\n", products=master)


def test_a_discount_is_shared_where_the_file_has_no_taxes_and_shipping(orders: Orders, master: ProductMaster) -> None:
    """10.00 less 4.00 are the 6.00 of the total; columns that the shop has left out are no amounts."""
    order = _one(orders, SHOPIFY | {"Lineitem price": "10.00", "Discount Amount": "4.00"}, products=master)
    assert (order["value_e4"], order["items"][0]["unit_value_e4"]) == (60_000, 60_000)


def test_each_row_is_read_in_the_zone_of_its_seller_centre(orders: Orders, master: ProductMaster) -> None:
    """Noon in Los Angeles is 20:00 UTC on 20 November, noon in London 12:00, noon in Kuala Lumpur 04:00 (IANA)."""
    rows = {"1": "United States", "2": "United Kingdom", "3": "Malaysia", "4": "United States"}
    texts = [
        TIKTOK | {"Order ID": f"576461413038785{at}", "Paid Time": "20/11/2026 12:00:00", "Country": country}
        for at, country in rows.items()
    ]
    found = orders(_file(*texts), products=master)
    assert [order["paid_at"].hour for order in found] == [20, 12, 4, 20]
