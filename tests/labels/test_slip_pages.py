from __future__ import annotations

import io
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
import zxingcpp

from carriers.customs.customs import CN22, declare
from carriers.labels.numbers import code128
from carriers.labels.order_findings import slip_findings
from carriers.labels.slips.slip import SIZES_MM, Slip, SlipBook
from carriers.labels.slips.slips import write_slips

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


def text_of(page: Any) -> str:
    """The text that a reader of the page can mark."""
    return str(page.get_textpage().get_text_range())


@pytest.mark.parametrize("size", SIZES_MM)
def test_the_barcode_of_a_printed_slip_reads_as_the_number(size: str, desk: SimpleNamespace) -> None:
    """Rendered at 300 dpi, the page has one Code 128, and it says the number of the pool."""
    page = slips(desk, size, desk.shipment(desk.b))[0]
    image = page.render(scale=300 / 72).to_pil()
    found = zxingcpp.read_barcodes(image)
    assert [(code.text, str(code.format)) for code in found] == [(NUMBER, str(zxingcpp.BarcodeFormat.Code128))]


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
    assert all(text in text_of(document[1]) for text in ("张伟", "文三路88号", "90-001 杭州, 浙江", "CHINA"))


def test_text_leaves_ink(desk: SimpleNamespace) -> None:
    """The Chinese name is not only text but visible: its page is darker than the same page without it."""

    def dark(name: str) -> int:
        image = slips(desk, "100x100", desk.shipment(desk.b, name=name), tracking="")[0].render(scale=2).to_pil()
        return int(image.convert("L").histogram()[0])

    assert dark("张伟张伟张伟") > dark(" ") + 50


def test_letters_the_font_lacks_are_spelt(desk: SimpleNamespace) -> None:
    """Hebrew, which the font does not have, prints in Latin letters instead of boxes."""
    assert "slvm" in text_of(slips(desk, "100x150", desk.shipment(desk.b, name="שלום"))[0])


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
    assert all(f"SKU-{number} " in text for number in range(40))
    assert all("#1002" in text_of(page) for page in document)  # a page that falls out of the pile is known


def test_an_order_without_a_description_has_no_slip(desk: SimpleNamespace, tmp_path: Path) -> None:
    """An order that customs would refuse is held back; the others are printed, and the count is exact."""
    vague = desk.shipment(desk.b, order_id="2", items=[{**desk.b["items"][0], "name_en": "gift"}])
    findings: list[Any] = []
    result = write_slips(
        [desk.shipment(desk.b), vague],
        "100x150",
        desk.shop,
        desk.rates(),
        desk.on,
        lambda number: (tmp_path / f"slips-{number}.pdf").open("wb"),
        findings.append,
        lambda _order: None,
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
        ({"name": "שלום"}, [("SCRIPT_GUESSED", "held")]),  # the font has no Hebrew
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
    """Two books of the same slips have the same bytes."""
    made = []
    for _ in range(2):
        book, file = SlipBook("100x150", desk.shop), io.BytesIO()
        book.add(Slip(desk.shipment(desk.b), declare(desk.shipment(desk.b), None, desk.rates(), desk.on)[0], "", ""))
        book.write(file)
        made.append(file.getvalue())
    assert made[0] == made[1]
