"""Price sheets become cards: 63 prices worked out by hand from the sheets, and each fault told by its cell."""

from __future__ import annotations

import importlib.util
import re
import sys
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from told import refused

from carriers.cards.catalogue import load_services
from carriers.sheets.destinations import countries
from carriers.sheets.figures import Span, price, span
from carriers.sheets.guess.guess import guess
from carriers.sheets.imported import import_sheet
from carriers.sheets.mapping import read_mapping
from carriers.sheets.workbook import plain, read_workbook
from cli.words import sentence
from routing.errors import InputError, ReadError

if TYPE_CHECKING:
    from collections.abc import Callable

    from routing.services.service import Service

_SPEC = importlib.util.spec_from_file_location("price_sheets", Path(__file__).with_name("price_sheets.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
made: Any = importlib.util.module_from_spec(_SPEC)
sys.modules["price_sheets"] = made
_SPEC.loader.exec_module(made)

PRICES = [
    # per kg and fee, merged countries, three ranges
    ("per_kg_merged", "US", 1, "18.096"),  # 18 + 0.001 x 96
    ("per_kg_merged", "US", 100, "27.6"),  # 18 + 9.6
    ("per_kg_merged", "US", 101, "26.8425"),  # 17.5 + 0.101 x 92.5
    ("per_kg_merged", "US", 450, "59.125"),  # 17.5 + 41.625
    ("per_kg_merged", "US", 451, "55.688"),  # 16 + 0.451 x 88
    ("per_kg_merged", "US", 2000, "192"),  # 16 + 176
    ("per_kg_merged", "DE", 1000, "85"),  # 19 + 66
    ("per_kg_merged", "FR", 500, "52"),  # 19 + 33
    ("per_kg_merged", "GB", 500, "43.2"),  # 14.2 + 29
    ("per_kg_merged", "GB", 501, "41.755"),  # 14.2 + 0.501 x 55
    # per kg and fee, zones, billed from 50 g in steps of 10 g
    ("per_kg_zones", "JP", 30, "11"),  # 8 + 0.05 x 60
    ("per_kg_zones", "JP", 50, "11"),
    ("per_kg_zones", "JP", 51, "11.6"),  # 60 g
    ("per_kg_zones", "KR", 60, "11.6"),
    ("per_kg_zones", "JP", 500, "38"),  # 8 + 30
    ("per_kg_zones", "JP", 501, "37.58"),  # 8 + 0.51 x 58
    ("per_kg_zones", "KR", 2000, "124"),  # 8 + 116
    ("per_kg_zones", "RU", 100, "17.05"),  # 9.5 + 7.55
    ("per_kg_zones", "RU", 105, "17.805"),  # 9.5 + 0.11 x 75.5
    ("per_kg_zones", "RU", 2000, "160.5"),  # 9.5 + 151
    # first and additional weight, zones on a sheet of their own, 8 for customs
    ("first_zones", "JP", 1, "128"),  # 120 + 8
    ("first_zones", "JP", 500, "128"),
    ("first_zones", "JP", 501, "153"),  # + 25
    ("first_zones", "KR", 1000, "153"),
    ("first_zones", "KR", 29999, "1603"),  # 128 + 59 x 25
    ("first_zones", "US", 1300, "308"),  # 188 + 2 x 60
    ("first_zones", "US", 30000, "3728"),  # 188 + 59 x 60
    ("first_zones", "DE", 2000, "384.5"),  # 218 + 3 x 55.5
    ("first_zones", "GB", 500, "218"),
    ("first_zones", "FR", 501, "273.5"),  # 218 + 55.5
    # first and additional weight, its own for each country
    ("first_english", "US", 500, "150"),
    ("first_english", "US", 501, "195"),
    ("first_english", "US", 2000, "285"),  # 150 + 3 x 45
    ("first_english", "US", 20000, "1905"),  # 150 + 39 x 45
    ("first_english", "GB", 1000, "200"),
    ("first_english", "GB", 1001, "260"),
    ("first_english", "GB", 5000, "440"),  # 200 + 4 x 60
    ("first_english", "AU", 500, "165.5"),
    ("first_english", "AU", 1500, "242"),  # 165.5 + 2 x 38.25
    ("first_english", "AU", 20000, "1657.25"),  # 165.5 + 39 x 38.25
    # matrix, weights down, the last row per started kg
    ("matrix_weights_down", "HK", 500, "218"),
    ("matrix_weights_down", "MO", 501, "266"),
    ("matrix_weights_down", "HK", 1500, "314"),
    ("matrix_weights_down", "HK", 2000, "362"),
    ("matrix_weights_down", "TW", 1, "305"),
    ("matrix_weights_down", "KR", 2001, "650"),
    ("matrix_weights_down", "KR", 5000, "650"),
    ("matrix_weights_down", "JP", 5001, "810"),  # 6 x 135
    ("matrix_weights_down", "JP", 6000, "810"),
    ("matrix_weights_down", "JP", 70000, "9450"),  # 70 x 135
    # matrix, weights across, whole grams between the ranges
    ("matrix_weights_across", "GB", 100, "18.07"),
    ("matrix_weights_across", "GB", 101, "21.5"),
    ("matrix_weights_across", "GB", 200, "21.5"),
    ("matrix_weights_across", "GB", 500, "30"),
    ("matrix_weights_across", "GB", 1000, "44.4"),
    ("matrix_weights_across", "PL", 200, "24"),
    ("matrix_weights_across", "PL", 201, None),  # 不通
    ("matrix_weights_across", "BE", 500, "37"),
    ("matrix_weights_across", "NL", 1, "22"),
    ("matrix_weights_across", "LU", 1000, "55"),
    # list
    ("list_semicolons", "BR", 500, "85.5"),
    ("list_semicolons", "BR", 501, "120"),
    ("list_semicolons", "MX", 2000, "99"),
]


def _service(sheet: Any, folder: Path) -> Service:
    folder.mkdir(parents=True, exist_ok=True)
    path, mapping = sheet.write(folder)
    found = import_sheet(read_workbook(path), read_mapping(mapping))
    card = folder / "card"
    card.mkdir()
    for name, text in found.files.items():
        (card / name).write_text(text, encoding="utf-8")
    (service,) = load_services([card])
    return service


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Service]:
    """Every made-up sheet, imported."""
    folder = tmp_path_factory.mktemp("sheets")
    return {sheet.name: _service(sheet, folder / sheet.name) for sheet in made.ALL}


@pytest.mark.parametrize("case", PRICES)
def test_prices_of_imported_sheets(
    services: dict[str, Service],
    band_price: Callable[..., Fraction | None],
    case: tuple[str, str, int, str | None],
) -> None:
    """A weight to a country costs what a person reads out of the sheet."""
    sheet, country, grams, cny = case
    assert band_price(services[sheet], country, grams) == (None if cny is None else Fraction(cny))


def test_nothing_is_passed_over_in_silence(tmp_path: Path) -> None:
    """Totals, notes, lines without a price and columns not read are told by their place."""
    path, mapping = made.PER_KG.write(tmp_path)
    passed = import_sheet(read_workbook(path), read_mapping(mapping)).passed
    assert tuple(map(sentence, passed)) == (
        "报价!row 3: columns not read: '参考时效', '备注'",
        "报价!row 11: '加拿大 CA' has no price",
        "报价!row 12: '合计', a total",
        "报价!row 13: '注:以上价格如有变动另行通知' has no price",
    )


def test_a_card_says_where_its_zones_stood(tmp_path: Path) -> None:
    """Each line of zones.csv names the cell it was read from."""
    path, mapping = made.MATRIX_ACROSS.write(tmp_path)
    files = import_sheet(read_workbook(path), read_mapping(mapping)).files
    assert "line,波兰PL,PL,小包!A3\n" in files["zones.csv"]


def _cell(sheet: Any, name: str, row: int, column: int, value: object) -> Any:
    """The sheet with one cell changed; row and column from 0."""
    cells = [[*line] for line in sheet.sheets[name]]
    cells[row][column] = value
    return evolve(sheet, sheets={**sheet.sheets, name: cells})


def _mapped(sheet: Any, old: str, new: str) -> Any:
    assert old in sheet.mapping
    return evolve(sheet, mapping=sheet.mapping.replace(old, new))


FAULTS = [
    # fault kind, broken sheet, what is said
    (
        "price_no_number",
        _cell(made.PER_KG, "报价", 4, 2, "电询"),
        "报价!C5: '电询' is no price. Write a number, or - where nothing is offered.",
    ),
    (
        "price_other_currency",
        _cell(made.PER_KG, "报价", 4, 2, "$12"),
        "报价!C5: '$12' is in USD; the card is in CNY. Set the mapping's currency.",
    ),
    ("price_missing", _cell(made.PER_KG, "报价", 7, 2, ""), "报价!C8: is empty; the price is missing."),
    (
        "price_too_fine",
        _cell(made.PER_KG, "报价", 7, 2, "66.12345"),
        "报价!A8: 0.06612345 has more than six decimals. Round the sheet's price.",
    ),
    (
        "weight_no_range",
        _cell(made.PER_KG, "报价", 4, 1, "small"),
        "报价!B5: 'small' is no weight range. Write it like 0-0.5 kg, ≤2kg or 500 g.",
    ),
    (
        "weight_gap",
        _cell(made.PER_KG, "报价", 4, 1, "0.11-0.45"),
        '报价!C5: 美国: 100 g to 109 g has no price. If none is meant, set close_gaps = "9 g" in the mapping.',
    ),
    (
        "weight_overlap",
        _cell(made.PER_KG, "报价", 4, 1, "0.05-0.45"),
        "报价!C5: 美国: the range from 50 g overlaps the one that ends at 100 g.",
    ),
    (
        "weight_open",
        _mapped(made.MATRIX, 'upto = "70 kg"\n', ""),
        '快递!B9: is open upwards. Set upto = "30 kg" in the mapping.',
    ),
    (
        "weight_is_a_date",  # Excel turns 1-2 into a date
        _cell(made.LIST, "", 1, 1, "2026-01-02"),
        "list_semicolons!B2: '2026-01-02' is no weight range. Write it like 0-0.5 kg, ≤2kg or 500 g.",
    ),
    (
        "country_unknown",
        _cell(made.PER_KG, "报价", 7, 0, "德囯"),
        (
            "报价!A8: '德囯' is no country that is known. Write the two-letter code, "
            "like US, or the English or Chinese name. Or name the group under groups in the mapping."
        ),
    ),
    (
        "country_ambiguous",
        _cell(made.FIRST_CSV, "", 1, 0, "Korea"),
        (
            "first_english!A2: 'Korea' may be South Korea (KR) or North Korea (KP). Write the code or the full name. "
            "Or name the group under groups in the mapping."
        ),
    ),
    (
        "country_with_a_condition",
        _cell(made.PER_KG, "报价", 7, 0, "英国(不含北爱)"),
        (
            "报价!A8: '英国(不含北爱)' is no country that is known as it stands. "
            "Say which countries it means under groups in the mapping."
        ),
    ),
    (
        "country_twice",
        _cell(made.PER_KG, "报价", 7, 0, "德国、英国"),
        "报价!A9: GB is claimed twice: 报价!A8 has it too. Keep one, or say under groups what each means.",
    ),
    (
        "country_missing",
        _cell(made.PER_KG, "报价", 7, 0, ""),
        "报价!A8: names no destination. Fill it in, or set fill_down = true where it means the one above.",
    ),
    (
        "zone_unlisted",
        _cell(made.FIRST, "EMS价格", 4, 0, "4区"),
        "EMS价格!A5: '4区' is no zone of sheet 分区.",
    ),
    (
        "zone_country_unknown",
        _cell(made.FIRST, "分区", 2, 1, "美國人"),
        (
            "分区!B3: '美国人' is no country that is known. Write the two-letter code, "
            "like US, or the English or Chinese name. Or name the group under groups in the mapping."
        ),
    ),
    (
        "header_missing",
        _mapped(made.PER_KG, 'fee = "挂号费(元/票)"', 'fee = "操作费"'),
        (
            "报价!row 3: no column is headed '操作费' (fee). The row holds '国家', '重量段(KG)', '运费(元/KG)', "
            "'挂号费(元/票)', '参考时效', '备注'."
        ),
    ),
    (
        "sheet_missing",
        _mapped(made.PER_KG, 'sheet = "报价"', 'sheet = "价格"'),
        "sheet[1].sheet: there is no sheet '价格'. The file has '报价'.",
    ),
    (
        "additional_missing",
        _cell(made.FIRST, "EMS价格", 3, 2, ""),
        "EMS价格!C4: is empty; the additional price is missing.",
    ),
    (
        "matrix_header_no_destination",
        _cell(made.MATRIX, "快递", 2, 3, "四区"),
        (
            "快递!D3: '四区' is no country that is known. Write the two-letter code, "
            "like US, or the English or Chinese name. Or name the group under groups in the mapping."
        ),
    ),
    (
        "layout_unknown",
        _mapped(made.LIST, '"bracket_list"', '"brackets"'),
        (
            "sheet[1].layout: 'brackets' is not allowed. "
            "Allowed: per_kg_plus_fee, first_additional, bracket_list, bracket_matrix."
        ),
    ),
    (
        "column_unknown",
        _mapped(made.LIST, "price =", "prise ="),
        "sheet[1].columns: 'prise' is not known. Layout bracket_list reads: to, price, zone, fee,",
    ),
    (
        "service_unknown",
        _mapped(made.LIST, 'service = "line"', 'service = "lime"'),
        "sheet[1].service: 'lime' is the code of no [[service]].",
    ),
    (
        "key_unknown",
        _mapped(made.LIST, "layout =", "colour = 1\nlayout ="),
        "sheet[1].colour: is no key that is known here. Known here: cheaper_bracket, close_gaps, ",
    ),
    (
        "first_weight_missing",
        _mapped(made.FIRST, 'first = "500 g"\n', ""),
        'sheet[1].first: is missing. Write the first weight, like "500 g", or the column first_weight.',
    ),
    (
        "first_row_above_header",
        _mapped(made.LIST, "layout =", "first_row = 1\nlayout ="),
        "sheet[1].first_row: lies above the first row after the header.",
    ),
    ("price_below_zero", _cell(made.LIST, "", 1, 2, "-5"), "list_semicolons!C2: '-5' is no price from zero up."),
    (
        "range_upside_down",
        _cell(made.LIST, "", 1, 1, "0.5-0.1"),
        "list_semicolons!C2: ends at 100 g, not above its start 500 g.",
    ),
    (
        "zone_sheet_missing",
        _mapped(made.FIRST, 'zones = { sheet = "分区"', 'zones = { sheet = "区域"'),
        "sheet[1].zones: there is no sheet '区域'. The file has '说明', 'EMS价格', '分区'.",
    ),
    (
        "zone_sheet_header_missing",
        _mapped(made.FIRST, 'to = "国家" }', 'to = "地区" }'),
        "分区!row 1: no column is headed '地区'.",
    ),
    (
        "matrix_without_an_edge",
        _mapped(made.MATRIX, "columns = { weight", "columns = { to"),
        "sheet[1].columns: 'weight' is missing. A matrix with weights down has it as its first column.",
    ),
    (
        "minimum_without_unit",
        _mapped(made.PER_KG_CSV, 'minimum = "50 g"', 'minimum = "50"'),
        "sheet[1].minimum: '50' has no unit.",
    ),
    (
        "weight_columns_at_fault",
        _cell(made.PER_KG_CSV, "", 3, 1, "much"),
        "per_kg_zones!B4: 'much' is no weight range.",
    ),
    (
        "first_weight_at_fault",
        _cell(made.FIRST_CSV, "", 1, 1, "some"),
        "first_english!B2: 'some' is no weight range.",
    ),
    (
        "header_beyond_the_sheet",
        _mapped(made.LIST, "layout =", "header_row = 50\nlayout ="),
        "list_semicolons: header_row is 50, but the sheet ends at row 5.",
    ),
    (
        "per_kg_among_first_weights",
        _mapped(_cell(made.FIRST_CSV, "", 1, 5, "21以上/KG"), 'to = "Country"', 'to = "Country", weight = "Remarks"'),
        "first_english!F2: is a price per kg among first and additional weights. Give it a [[sheet]] of its own.",
    ),
    ("no_prices", _mapped(made.LIST, "layout =", "header_row = 1\nfirst_row = 9\nlayout ="), "holds no price"),
    ("no_sheet_table", _mapped(made.LIST, "[[sheet]]", "[[sheets]]"), "sheet: is missing. A mapping has at least one"),
]


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case[0])
def test_a_broken_sheet_is_refused_by_its_cell(tmp_path: Path, case: tuple[str, Any, str]) -> None:
    """Each kind of fault has its broken sheet, and the message names the cell or key."""
    _, sheet, said = case
    path, mapping = sheet.write(tmp_path)
    with pytest.raises(InputError) as caught:
        import_sheet(read_workbook(path), read_mapping(mapping))
    assert said in sentence(caught.value), sentence(caught.value)


def test_all_faults_of_a_sheet_come_at_once(tmp_path: Path) -> None:
    """Three wrong cells are told in one go."""
    sheet = _cell(_cell(_cell(made.PER_KG, "报价", 3, 2, "?"), "报价", 5, 1, "?"), "报价", 8, 0, "???")
    path, mapping = sheet.write(tmp_path)
    with pytest.raises(InputError) as caught:
        import_sheet(read_workbook(path), read_mapping(mapping))
    assert [sentence(fault.place) for fault in caught.value.faults if "报价" in sentence(fault.place)][:3] == [
        "报价!C4",
        "报价!B6",
        "报价!A9",
    ]


def test_faults_of_the_card_itself_are_told_by_the_mapping(tmp_path: Path) -> None:
    """What the mapping says of the card is checked like any card, under the mapping's own name."""
    path, mapping = made.LIST.write(tmp_path)
    mapping.write_text(mapping.read_text(encoding="utf-8").replace('"registered"', '"fast"'), encoding="utf-8")
    with refused(InputError, r"list_semicolons\.toml, service\[1\]\.class: 'fast' is not allowed"):
        import_sheet(read_workbook(path), read_mapping(mapping))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"%PDF", "is no price sheet by its name. Allowed: .csv, .ods, .tsv, .xls, .xlsb, .xlsm, .xlsx."),
        ("a.xlsx", b"PK no workbook", "cannot be read as a spreadsheet"),
        ("a.csv", b"\xff\xff\xff\x80", "is neither UTF-8 nor GB18030. Save it as CSV UTF-8 or as .xlsx."),
        ("a.csv", b'a,"b\n', "is not CSV: unexpected end of data."),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    """A file of another kind, damaged, or in an unknown encoding is refused in words."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_workbook(path)
    assert said in sentence(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A wrong name is told, whatever its ending."""
    for name in ("none.csv", "none.xlsx"):
        with refused(InputError, r"cannot be read|there is no such file"):
            read_workbook(tmp_path / name)


@pytest.mark.parametrize(
    "sheet", [made.PER_KG, made.FIRST_CSV, made.MATRIX_ACROSS, made.LIST], ids=lambda sheet: sheet.name
)
def test_a_guess_reads_what_the_mapping_reads(tmp_path: Path, sheet: Any) -> None:
    """For the common layouts the proposed mapping, once its card is filled in, gives the same rates."""
    path, mapping = sheet.write(tmp_path)
    proposed = guess(read_workbook(path), "2026-12-01")
    text = proposed.text(sentence)
    filled = made.CARD.format(name="guessed") + text[text.index("[[sheet]]") : text.index("[[proposed]]")]
    filled = re.sub('service = ".*"', 'service = "line"', filled).replace('upto = "30000 g"', 'upto = "20 kg"')
    mine = tmp_path / "guessed.toml"
    mine.write_text(filled, encoding="utf-8")
    assert not proposed.faults
    assert proposed.rows
    want = import_sheet(read_workbook(path), read_mapping(mapping)).files["rates.csv"]
    assert import_sheet(read_workbook(path), read_mapping(mine)).files["rates.csv"] == want


def test_a_guess_is_refused_as_it_stands(tmp_path: Path) -> None:
    """Nothing is taken over unread: the proposal lacks what only a person knows, and is refused by name."""
    path, _ = made.PER_KG.write(tmp_path)
    mine = tmp_path / "guessed.toml"
    mine.write_text(guess(read_workbook(path), "2026-12-01").text(sentence), encoding="utf-8")
    with refused(InputError, r"is not confirmed"):
        import_sheet(read_workbook(path), read_mapping(mine))


def test_a_letter_without_table_is_no_guess(tmp_path: Path) -> None:
    """A sheet without a price table is refused, not guessed at."""
    path = tmp_path / "letter.csv"
    path.write_text("Dear customer,\nthank you for your order\n", encoding="utf-8")
    with refused(InputError, "no row looks like the header of a price table"):
        guess(read_workbook(path), "2026-12-01")


def test_the_manual_s_mapping_is_one(tmp_path: Path) -> None:
    """The example mapping of docs/CARDS.md reads the made-up sheet it is written for."""
    manual = (Path(__file__).parents[2] / "docs" / "CARDS.md").read_text(encoding="utf-8")
    example = manual.split("## From a forwarder's price sheet")[1].split("```toml\n")[1].split("```")[0]
    path, mapping = made.PER_KG.write(tmp_path)
    want = import_sheet(read_workbook(path), read_mapping(mapping)).files["rates.csv"]
    mapping.write_text(example, encoding="utf-8")
    found = import_sheet(read_workbook(path), read_mapping(mapping)).files["rates.csv"]
    assert found == want.replace("line,", "example-line,")


DESTINATIONS = [
    # cell, countries
    ("美国", "US"),
    ("US", "US"),
    ("United States", "US"),
    ("US 美国", "US"),
    ("美国-US", "US"),
    ("波兰PL", "PL"),
    ("英国 (UK)", "GB"),
    ("United States US", "US"),
    ("Czech Republic 捷克", "CZ"),
    ("Korea, Republic of", "KR"),  # a comma inside a name
    ("Hong Kong, China", "HK"),  # never China itself
    ("德国、法国", "DE FR"),
    ("德国 法国 英国", "DE FR GB"),
    ("荷比卢/德国", "BE LU NL DE"),
    ("Mars区", "JP KR"),  # the mapping's own word
    ("mars 区", "JP KR"),
    ("欧盟", "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"),  # 27 since 2020
]


@pytest.mark.parametrize(("cell", "codes"), DESTINATIONS)
def test_destinations_as_sheets_write_them(cell: str, codes: str) -> None:
    """Names, codes, both together, several in a cell and groups are read as people mean them."""
    assert countries(cell, {"Mars区": ("JP", "KR")}) == tuple(codes.split())


@pytest.mark.parametrize(
    "cell", ["英国(不含北爱)", "美国(本土)", "其他国家", "Korea", "德国、火星", "台湾、China", "美国 加拿大 火星"]
)
def test_destinations_that_need_a_person(cell: str) -> None:
    """A condition, a rest, a shared or unknown name is refused, never guessed."""
    with pytest.raises(ReadError):
        countries(cell, {})


SPANS = [
    # cell, over, upto, per kg (bare figures in kg)
    ("0-0.1", 0, 100, False),
    ("0.1<W≤0.5KG", 100, 500, False),
    ("0.1≤W<0.5", 99, 499, False),
    ("≤2kg", None, 2000, False),
    ("W<2kg", None, 1999, False),
    ("2公斤以内", None, 2000, False),
    ("不超过500g", None, 500, False),
    ("100-500克", 100, 500, False),
    ("0.5KG~1KG", 500, 1000, False),
    ("0.5至1(含)", 500, 1000, False),
    ("501g - 1kg", 500, 1000, False),  # the first weight of the range
    ("2.01-10kg", 2009, 10000, False),
    ("21以上/KG", 21000, None, True),
    (">20kg", 20000, None, False),
    ("20kg+", 19999, None, False),  # a break point holds from itself on
    ("up to 100g", None, 100, False),
    ("Max. 2", None, 2000, False),
    ("under 2kg", None, 1999, False),
    ("over 20 kg", 20000, None, False),
    ("0.5", None, 500, False),
    ("1 lb", None, 453, False),  # 453.59237 g: 453 g lie below, 454 g above
]


@pytest.mark.parametrize(("cell", "over", "upto", "per_kg"), SPANS)
def test_weights_as_sheets_write_them(cell: str, over: int | None, upto: int | None, per_kg: object) -> None:
    """Ranges keep the edge as it is written: included or not."""
    assert span(cell, "kg") == Span(over, upto, bool(per_kg))


def test_light_and_heavy_tables_may_share_a_zone(tmp_path: Path, band_price: Callable[..., Fraction | None]) -> None:
    """Two tables of one file, one to 500 g and one above, make one lane: 66 up to 500 g, 99 + 1 above."""
    sheets = {
        "轻": [["目的地", "重量", "价格"], ["墨西哥", "≤0.5kg", 66]],
        "重": [["目的地", "重量", "价格", "费"], ["墨西哥", "0.5-2", 99, 1]],
    }
    table = '[[sheet]]\nservice = "line"\nsheet = "{}"\nlayout = "bracket_list"\n'
    columns = 'columns = {{ to = "目的地", weight = "重量", price = "价格"{} }}\n'
    mapping = (table + columns).format("轻", "") + (table + columns).format("重", ', fee = "费"')
    service = _service(made.Made("light", sheets, mapping), tmp_path / "both")
    assert [band_price(service, "MX", grams) for grams in (500, 501)] == [66, 100]


CHEQUERED = st.sampled_from(
    ["", "-", "0", "-1", "1e400", "nan", "0-0", "5-1", "≤", ">0", "0.0001", "US", "美国", "UK/GB", "0<W", "/kg", "每kg",
     "１２３", "12,5", "1,234", "$", "¥", "0.1-", "2026-01-02", "#REF!", "()", "US(", "中国", "1-2-3", "总计", "备注"]
)  # fmt: skip
PLACES = st.tuples(st.integers(0, 12), st.integers(0, 5), CHEQUERED)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(made.ALL), st.lists(PLACES, min_size=1, max_size=3))
def test_no_cell_can_crash_an_import(
    tmp_path_factory: pytest.TempPathFactory, sheet: Any, changes: list[tuple[int, int, str]]
) -> None:
    """Whatever stands in a cell, the sheet becomes a card or is refused in words."""
    path, mapping = sheet.write(tmp_path_factory.mktemp("any"))
    sheets = read_workbook(path)
    for row, column, text in changes:
        cells = sheets[0].cells
        if row < len(cells) and column < len(cells[row]):
            cells[row][column] = plain(text)
    for attempt in (lambda: import_sheet(sheets, read_mapping(mapping)), lambda: guess(sheets, "2026-12-01")):
        try:
            attempt()
        except InputError:
            assert str(refused)


def test_dates_that_excel_made_of_ranges_are_refused(tmp_path: Path) -> None:
    """Typed 1-2, stored as a date: the range is lost, and said so."""
    path, mapping = made.LIST.write(tmp_path)
    book = tmp_path / "dates.xlsx"
    with xlsxwriter.Workbook(str(book), {"default_date_format": "m-d"}) as file:
        page = file.add_worksheet("x")
        page.write_row(0, 0, ["目的地", "重量", "价格"])
        page.write(1, 0, "巴西")
        page.write_datetime(1, 1, datetime(2026, 1, 2))  # noqa: DTZ001 - a spreadsheet's date has no zone
        page.write_row(1, 2, [85.5, True])
    assert path.exists()
    with refused(InputError, r"x!B2: '2026-01-02' is no weight range"):
        import_sheet(read_workbook(book), read_mapping(mapping))


def test_a_guess_knows_a_matrix_of_countries(tmp_path: Path) -> None:
    """Weights down and countries across, as couriers print it, are recognised without a word on zones."""
    sheet = made.Made("courier", {"价": [["重量(KG)", "美国", "德国"], [0.5, 100, 110], [1, 120, 130]]}, "")
    path, _ = sheet.write(tmp_path)
    found = guess(read_workbook(path), "2026-12-01")
    assert 'layout = "bracket_matrix"' in found.text(sentence)
    assert [(zone, band.upto_g, band.base) for zone, _, band in found.rows] == [
        ("美国", 500, "100"),
        ("美国", 1000, "120"),
        ("德国", 500, "110"),
        ("德国", 1000, "130"),
    ]


ZONED = {
    "DHL": [["重量(KG)", "1区", "2区"], [0.5, 219, 308], [1, 267, 376]],
    "分区": [["DHL分区表"], ["分区", "国家"], ["1区", "香港"], ["2区", "日本,韩国"]],
}


def test_a_guess_finds_the_sheet_of_zones(tmp_path: Path) -> None:
    """A matrix of zones is read with the sheet that lists their countries, wherever its header stands."""
    path, _ = made.Made("zoned", ZONED, "").write(tmp_path)
    found = guess(read_workbook(path), "2026-12-01")
    assert 'zones = { sheet = "分区", header_row = 2, zone = "分区", to = "国家" }' in found.text(sentence)
    assert [(zone, codes, band.upto_g, band.base) for zone, codes, band in found.rows] == [
        ("1区", "HK", 500, "219"),
        ("1区", "HK", 1000, "267"),
        ("2区", "JP KR", 500, "308"),
        ("2区", "JP KR", 1000, "376"),
    ]
    assert not found.faults


def test_a_guess_takes_countries_before_zones_and_fills_down(tmp_path: Path) -> None:
    """Of a column of zones and one of countries the countries count; an empty one means the one above."""
    rows = [
        ["分区", "国家", "重量", "价格"],
        ["1区", "美国", "0-0.5", 10],
        ["", "", "0.5-1", 15],
        ["2区", "英国", "0-1", 9],
    ]
    path, _ = made.Made("both", {"价": rows}, "").write(tmp_path)
    found = guess(read_workbook(path), "2026-12-01")
    assert "fill_down = true" in found.text(sentence)
    assert [(codes, band.over_g, band.base) for _, codes, band in found.rows] == [
        ("US", 0, "10"),
        ("US", 500, "15"),
        ("GB", 0, "9"),
    ]


@pytest.mark.parametrize(
    ("filled", "expected"),
    [("", "分区!A4: names no zone for 韩国. Fill it in, or set fill_down = true"), ("fill_down = true\n", "")],
)
def test_a_country_without_its_zone_is_not_dropped(tmp_path: Path, filled: str, expected: str) -> None:
    """A zone named once for several lines is filled down when the mapping says so, and refused otherwise."""
    sheets = ZONED | {
        "分区": [["分区", "国家"], ["1区", "香港"], ["2区", "日本"], ["", "韩国"]]
        + ([] if filled else [["", "以上含税"]])
    }
    path, mapping = made.Made("zoned", sheets, "").write(tmp_path)
    table = '[[sheet]]\nservice = "line"\nsheet = "DHL"\nlayout = "bracket_matrix"\n' + filled
    table += 'columns = { weight = "重量(KG)" }\nzones = { sheet = "分区", zone = "分区", to = "国家" }\n'
    mapping.write_text(made.CARD.format(name="zoned") + table, encoding="utf-8")
    if expected:
        with refused(InputError, expected):
            import_sheet(read_workbook(path), read_mapping(mapping))
    else:
        found = import_sheet(read_workbook(path), read_mapping(mapping)).files["zones.csv"]
        assert [line.split(",")[2] for line in found.splitlines()[1:]] == ["HK", "JP", "KR"]


@pytest.mark.parametrize(
    ("cell", "cny"),
    [("62.5", "62.5"), ("￥62.50", "62.5"), ("62.5元/KG", "62.5"), ("RMB 8", "8"), ("8元/票", "8"),
     ("1,234.50", "1234.5"), ("１２", "12"), ("不通", None), ("/", None), ("－", None)],
)  # fmt: skip
def test_prices_as_sheets_write_them(cell: str, cny: str | None) -> None:
    """Signs, units, thousands and full-width digits are read; what says "none" is none."""
    assert price(plain(cell), "CNY") == (None if cny is None else Decimal(cny))
