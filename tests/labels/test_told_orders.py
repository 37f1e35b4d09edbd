from __future__ import annotations

import csv
import io
import weakref
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carriers.labels.layouts.cell import faults
from carriers.labels.layouts.read import load, names
from carriers.labels.protect import unprotect
from cli.words import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import SimpleNamespace

    from carriers.labels.layouts.layout import Layout


def cells(data: bytes, layout: Layout) -> list[list[str]]:
    """The rows of a text file of a layout, without its header."""
    text = data.decode(layout.encoding)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if layout.types[0] == "txt" else ","))
    return rows[1:] if layout.header else rows


@pytest.mark.parametrize(
    ("layout", "header", "order", "change"),
    [
        ("ups-batch", "Contact Name", "b", lambda n: {"name": "N" * n}),
        ("ups-batch", "City", "b", lambda n: {"city": "C" * n}),
        ("ups-batch", "State/Prov/Other", "b", lambda n: {"state": "S" * n}),
        ("ups-batch", "Postal Code", "b", lambda n: {"postcode": "1" * n}),
        ("dhl-ecommerce-ap", "Consignee Name", "b", lambda n: {"name": "N" * n}),
        ("dhl-ecommerce-ap", "Shipment Order ID", "b", lambda n: {"order_id": "7" * n}),
        ("dhl-ecommerce-ap", "State", "b", lambda n: {"state": "S" * n}),
        ("yanwen", "收件人姓名", "b", lambda n: {"name": "N" * n}),
        ("yanwen", "收件人地址", "b", lambda n: {"address1": "A" * n}),
        ("yanwen", "订单号", "b", lambda n: {"order_id": "7" * n, "platform": None}),
    ],
)
def test_the_longest_cell_passes_and_one_more_is_held(
    layout: str, header: str, order: str, change: Any, desk: SimpleNamespace
) -> None:
    """A cell of the greatest length is written whole; one sign more holds the order back, and nothing is cut."""
    most = next(column.max for column in load(layout).columns if column.header == header)
    assert most is not None
    kind = "csv" if "csv" in load(layout).types else ""
    fits = desk.tell(layout, [desk.shipment(getattr(desk, order), **change(most))], kind=kind)
    assert (fits.rules(), fits.result.orders_out) == ([], 1)
    over = desk.tell(layout, [desk.shipment(getattr(desk, order), **change(most + 1))], kind=kind)
    assert (over.result.orders_out, over.result.held, over.files) == (0, 1, {})
    assert {(one.rule, one.field) for one in over.findings if one.level == "held"} == {("TOO_LONG", header)} | (
        {("TOO_LONG", "Company or Name")} if header == "Contact Name" else set()
    )


@pytest.mark.parametrize(("letters", "held"), [(35, []), (36, ["ADDRESS_TOO_LONG"])])
def test_an_address_word_fits_its_line_or_holds_the_order(letters: int, held: list[str], desk: SimpleNamespace) -> None:
    """UPS lines take 35 signs: a word of 35 is told, one of 36 is not cut but held back."""
    assert desk.tell("ups-batch", [desk.shipment(desk.b, address1="x" * letters)]).rules() == held


@pytest.mark.parametrize(
    ("layout", "changes", "rule"),
    [
        ("hualei", {"name": None}, "REQUIRED"),
        ("hualei", {"phone": "000"}, "PHONE_IMPOSSIBLE"),
        ("hualei", {"phone": "(+60)172****54"}, "PHONE_IMPOSSIBLE"),
        ("hualei", {"order_id": "=1+1"}, "FORMULA"),
        ("hualei", {"name": "unknown"}, "NAME_VAGUE"),
        ("hualei", {"weight_g": None}, "REQUIRED"),
        ("ups-batch", {"phone": None}, "REQUIRED"),
        ("cnpost-epacket", {"name": None}, "REQUIRED"),
        ("shippo", {"currency": None, "items": None, "description": "USB mini fan"}, "VALUE_UNKNOWN"),
    ],
)
def test_what_holds_an_order_back(layout: str, changes: dict[str, object], rule: str, desk: SimpleNamespace) -> None:
    """An order the carrier would refuse is in no file, and its finding names the rule and ends as a sentence."""
    written = desk.tell(layout, [desk.shipment(desk.b, **changes)])
    assert (rule, written.files) == (written.rules()[0], {})
    assert all(sentence(one.reason).endswith(".") for one in written.findings if one.level == "held")


def test_many_lines_are_held_back_not_dropped(desk: SimpleNamespace) -> None:
    """Hualei tells five lines: five are told, a sixth holds the order back."""
    item = desk.b["items"][0]
    assert desk.tell("hualei", [desk.shipment(desk.b, items=[item] * 5, weight_g=2000)]).rules() == []
    assert desk.tell("hualei", [desk.shipment(desk.b, items=[item] * 6, weight_g=2000)]).rules() == ["TOO_MANY_LINES"]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"name_en": "gift"}, "DESCRIPTION_VAGUE"),
        ({"name_en": None}, "DESCRIPTION_MISSING"),
        ({"hs_code": "9405"}, "HS_CODE_WRONG"),
        ({"hs_code": None}, "HS_CODE_MISSING"),
        ({"name_zh": None}, "REQUIRED"),
        ({"weight_g": None}, "REQUIRED"),
    ],
)
def test_customs_facts_of_each_line_are_needed(changes: dict[str, object], rule: str, desk: SimpleNamespace) -> None:
    """One line without an honest customs fact holds the order back, whichever line it is."""
    items = [desk.a["items"][0], {**desk.a["items"][1], **changes}]
    assert desk.tell("yanwen", [desk.shipment(desk.a, items=items)]).rules() == [rule]


def test_carrier_files_run_no_formula(desk: SimpleNamespace) -> None:
    """Signs that start a formula are taken off names and addresses in a carrier's file, nothing is put before them."""
    written = desk.tell("hualei", [desk.shipment(desk.b, name="=cmd|x", address1="@SUM(1) Street", city="+Lodz")])
    row = cells(written.files["hualei", 1], load("hualei"))[0]
    assert (row[11], row[13], row[14]) == ("cmd|x", "Lodz", "SUM(1) Street")


def test_a_hash_before_the_first_ups_field_is_taken_off(desk: SimpleNamespace) -> None:
    """UPS reads a # in front of the first field as an error."""
    written = desk.tell("ups-batch", [desk.shipment(desk.b, name="#1 Fan Club")])
    assert cells(written.files["ups-batch", 1], load("ups-batch"))[0][0] == "1 Fan Club"


def test_files_are_split_at_the_carriers_limit(desk: SimpleNamespace) -> None:
    """UPS takes 250 shipments a file: 250 make one, 251 make two, and none is lost."""
    orders = [desk.shipment(desk.b, order_id=f"N{number}") for number in range(251)]
    assert [part.rows for part in desk.tell("ups-batch", orders[:250]).result.parts] == [250]
    written = desk.tell("ups-batch", orders)
    assert [part.rows for part in written.result.parts] == [250, 1]
    told = [row[32] for number in (1, 2) for row in cells(written.files["ups-batch", number], load("ups-batch"))]
    assert told == [order.order_id for order in orders]


def test_the_ioss_number_stands_only_where_vat_was_collected_within_the_limit(desk: SimpleNamespace) -> None:
    """IOSS: only to the EU, only when the marketplace collected VAT, only up to 150 EUR."""

    def ioss(**changes: object) -> tuple[str, list[str]]:
        written = desk.tell("yanwen", [desk.shipment(desk.a, **changes)], kind="csv")
        warnings = [rule for rule in written.rules("warning") if rule.startswith("IOSS")]
        return cells(written.files["yanwen", 1], load("yanwen"))[0][28], warnings

    dear = [{**desk.a["items"][0], "unit_value_e4": 200_0000}]
    assert ioss() == ("IM3720000224", [])
    assert ioss(vat_collected=None) == ("", [])
    assert ioss(country="CH", postcode="8001", phone=None) == ("", [])
    assert ioss(items=dear) == ("", ["IOSS_LEFT_OUT"])
    assert ioss(platform="temu") == ("", ["IOSS_LEFT_OUT"])


def test_an_article_of_two_facts_holds_the_second_order_back(desk: SimpleNamespace) -> None:
    """The article list names a number once: another weight under it is refused, another price raises it."""
    item = desk.b["items"][0]
    other = desk.shipment(desk.b, order_id="2", items=[{**item, "weight_g": 161}])
    assert desk.tell("cnpost-epacket", [desk.shipment(desk.b), other]).rules() == ["SKU_CONFLICT"]
    dearer = desk.shipment(desk.b, order_id="2", items=[{**item, "unit_value_e4": 20_0000}])
    written = desk.tell("cnpost-epacket", [desk.shipment(desk.b), dearer])
    listed = cells(written.files["cnpost-epacket-skus", 1], load("cnpost-epacket-skus"))
    assert [row[4] for row in listed] == ["24"]  # 20 EUR x 8.2 / 7.1 = 23.09... USD, rounded up


def test_the_list_for_people_leaves_no_order_out(desk: SimpleNamespace) -> None:
    """An order no carrier would take still stands in the packing list, with its number as the buyer typed it."""
    order = desk.shipment(desk.b, phone="(+60)172****54", name="unknown", weight_g=None, items=[desk.line()])
    written = desk.tell("address-list", [order])
    assert (written.result.orders_out, written.rules()) == (1, [])
    assert cells(written.files["address-list", 1], load("address-list"))[0][11] == "(+60)172****54"


def test_a_pool_that_runs_dry_holds_orders_back(desk: SimpleNamespace) -> None:
    """Where a number is needed and none is left, the order waits; no number is made up."""
    numbers = iter(["RR473124829GB"])
    orders = [desk.shipment(desk.b), desk.shipment(desk.c, value_e4=9_0000)]
    written = desk.tell("cnpost-small-packet", orders, numbers=lambda _order: next(numbers, None))
    assert (written.rules(), written.result.orders_out) == (["NO_TRACKING_NUMBER"], 1)


def test_orders_are_not_kept_in_memory(desk: SimpleNamespace) -> None:
    """While 300 orders are written, no more than a few of them are alive at any moment."""
    alive: list[weakref.ref[Any]] = []
    most = 0

    def orders() -> Iterator[Any]:
        nonlocal most
        for number in range(300):
            order = desk.shipment(desk.b, order_id=f"N{number}")
            alive.append(weakref.ref(order))
            most = max(most, sum(one() is not None for one in alive))
            yield order

    assert desk.tell("hualei", orders()).result.orders_out == 300
    assert most < 5


def test_an_unknown_battery_is_not_denied(desk: SimpleNamespace) -> None:
    """Where nothing says what goods they are, the battery column stays empty and a warning says so."""
    written = desk.tell("yanwen", [desk.shipment(desk.a, goods=None), desk.shipment(desk.b, order_id="2")], kind="csv")
    assert [row[26] for row in cells(written.files["yanwen", 1], load("yanwen"))] == ["", "是"]
    assert written.rules("warning") == ["BATTERY_UNKNOWN"]


def test_article_numbers_arrive_as_they_are(desk: SimpleNamespace) -> None:
    """A Chinese article number is told unchanged where Chinese is taken, and held back where it is not."""
    order = desk.shipment(desk.b, items=[{**desk.b["items"][0], "sku": "台灯-1"}])
    assert cells(desk.tell("hualei", [order]).files["hualei", 1], load("hualei"))[0][22] == "台灯-1"
    assert desk.tell("dhl-ecommerce-ap", [order]).rules() == ["CHARSET"]


def test_a_buyer_who_asks_for_a_gift_mark_gets_none(desk: SimpleNamespace) -> None:
    """The wish is told as refused; the declared value stays the price paid."""
    written = desk.tell("hualei", [desk.shipment(desk.b, note="please mark as gift and declare low value")])
    assert "GIFT_REFUSED" in written.rules("warning")
    assert cells(written.files["hualei", 1], load("hualei"))[0][23] == "13.86"


WORDS = st.text(st.characters(codec="utf-8"), max_size=45)
NUMBERS = st.sampled_from(["030 901820", "+48 22 555 01 00", "000", "", None, "(617) 555-0123 x9"])


PLAIN = [name for name in names() if "csv" in load(name).types and load(name).carriers in {(), ("China Post",)}]


@pytest.mark.parametrize("name", PLAIN)
@given(
    name_text=st.one_of(st.just("Ann Miller"), WORDS),
    address1=st.one_of(st.just("5 Long Acre"), WORDS),
    city=st.one_of(st.just("Springfield"), WORDS),
    postcode=st.sampled_from(["10119", "EC1Y 8SY", "=1+1", "", None]),
    country=st.sampled_from(["DE", "US", "JP", "XK", "HK"]),
    phone=NUMBERS,
    weight_g=st.one_of(st.none(), st.integers(1, 30_000)),
    unit_value_e4=st.one_of(st.none(), st.integers(0, 5_000_000)),
    name_en=st.sampled_from(["LED desk lamp", "gift", "LED台灯", None, "=lamp"]),
    sku=st.one_of(st.just("LED-1"), st.none(), st.just("-X")),
    lines=st.integers(1, 6),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_written_cell_keeps_its_rule(name: str, desk: SimpleNamespace, **facts: Any) -> None:
    """Whatever comes in: each order is written or held back, and each written cell keeps its column's rule."""
    layout = load(name)
    item = {**desk.a["items"][0], "name_en": facts["name_en"], "sku": facts["sku"]}
    changed = desk.shipment(
        desk.a,
        **{key: facts[key] for key in ("address1", "city", "postcode", "country", "phone", "weight_g")},
        name=facts["name_text"],
        items=[{**item, "unit_value_e4": facts["unit_value_e4"]}] * facts["lines"],
        order_id="9",
    )
    numbers = {"9": "RR473124829GB", "#1002": "RR287043775IN"}
    written = desk.tell(name, [changed, desk.shipment(desk.b)], kind="csv", numbers=numbers.get)
    result = written.result
    assert result.orders_in == 2 == result.orders_out + result.held
    assert len({one.order_id for one in written.findings if one.level == "held"}) == result.held
    for row in [row for (one, _), data in written.files.items() if one == name for row in cells(data, layout)]:
        number_of_lines = facts["lines"] if "9" in row[:3] else 1
        for text, column in zip(row, layout.columns, strict=True):
            shown = unprotect(text) if layout.people else text
            present = column.item <= number_of_lines or column.item == 0
            assert list(faults(shown, column, layout, present=present)) == [], (column.header, text)


@pytest.mark.parametrize(
    ("changes", "layout", "told"),
    [
        ({"country": "BR", "tax_id": None}, "hualei", ["TAX_ID_MISSING"]),  # CPF or CNPJ
        ({"country": "BR", "tax_id": "123.456.789-09"}, "hualei", ["TAX_ID_LEFT_OUT"]),  # no column for it
        ({"country": "BR", "tax_id": "123.456.789-09"}, "yanwen", []),
        ({"country": "KR", "tax_id": None}, "yanwen", ["TAX_ID_MISSING"]),  # PCCC
        ({"country": "DE", "tax_id": None}, "yanwen", []),
    ],
)
def test_where_customs_asks_for_the_buyers_number(
    changes: dict[str, object], layout: str, told: list[str], desk: SimpleNamespace
) -> None:
    """A number that customs asks for and nobody gave, or that the file has no place for, is a warning."""
    written = desk.tell(layout, [desk.shipment(desk.c, phone=None, **changes)])
    assert [rule for rule in written.rules("warning") if rule.startswith("TAX_ID")] == told


@pytest.mark.parametrize(
    ("layout", "goods", "told"),
    [
        ("hualei", "battery", ["BATTERY_LEFT_OUT"]),
        ("ups-batch", "battery_pure;magnet", ["BATTERY_LEFT_OUT"]),
        ("hualei", "magnet", []),
        ("yanwen", "battery", []),  # it has a column
        ("address-list", "battery", []),  # for people
    ],
)
def test_a_battery_the_file_cannot_tell_is_pointed_out(
    layout: str, goods: str, told: list[str], desk: SimpleNamespace
) -> None:
    """A layout without a column for batteries leaves it to the person to tell the carrier."""
    written = desk.tell(layout, [desk.shipment(desk.b, goods=goods)])
    assert [rule for rule in written.rules("warning") if rule.startswith("BATTERY")] == told


@pytest.mark.parametrize(
    ("fact", "text", "rules"),
    [
        ("name", "M***a", ["MASKED"]),  # as TikTok Shop exports it
        ("name", "J* S*", ["MASKED"]),
        ("address1", "1** Main St", ["MASKED"]),
        ("postcode", "90***", ["MASKED"]),
        ("address1", "5 * 7 Street", []),  # one star alone stands for nothing
        ("company", "A*STAR", []),  # a research institute in Singapore
    ],
)
def test_what_the_marketplace_hides_travels_on_no_parcel(
    fact: str, text: str, rules: list[str], desk: SimpleNamespace
) -> None:
    """A name or address with stars for letters holds the order back; the list for people still has it."""
    order = desk.shipment(desk.b, **{fact: text})
    assert desk.tell("hualei", [order]).rules() == rules
    assert desk.tell("address-list", [order]).rules() == []


@pytest.mark.parametrize(
    ("facts", "contents"),
    [
        ({"sku": "CASE", "quantity": 2, "name_zh": "手机壳", "variant": "red"}, "CASE x2 手机壳 (red)"),
        ({"quantity": 1, "title": "Phone case"}, "Phone case x1"),  # no number: the name stands for it
        ({"quantity": 3}, "article without number and name x3"),
        ({"sku": "CASE"}, "CASE x unknown"),
    ],
)
def test_the_packer_reads_what_to_take(facts: dict[str, object], contents: str, desk: SimpleNamespace) -> None:
    """Number, count, name and variant of each article, and words where one of them is not known."""
    written = desk.tell("address-list", [desk.shipment(desk.b, items=[desk.line(**facts)])])
    assert cells(written.files["address-list", 1], load("address-list"))[0][13] == contents


def test_a_telephone_extension_stands_in_the_list_for_people(desk: SimpleNamespace) -> None:
    """The list keeps the extension, and no spreadsheet runs the cell."""
    written = desk.tell("address-list", [desk.shipment(desk.c, phone="(617) 555-0123 x12")])
    assert cells(written.files["address-list", 1], load("address-list"))[0][11] == "+1 617-555-0123 ext. 12"
    assert "PHONE_EXTENSION" not in written.rules("warning")


def test_the_summary_has_every_currency_without_a_rate(desk: SimpleNamespace) -> None:
    """Orders held for want of a rate name all the currencies, each once."""
    orders = [
        desk.shipment(desk.b, order_id=str(at), currency=code) for at, code in enumerate(("JPY", "GBP", "JPY", "EUR"))
    ]
    (cause,) = (one for one in desk.tell("hualei", orders).result.causes if one.level == "held")
    assert (cause.rule, cause.orders, cause.currencies) == ("NO_EXCHANGE_RATE", 3, ("GBP", "JPY"))
