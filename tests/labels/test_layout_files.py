from __future__ import annotations

import csv
import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from told import refused

from carriers.customs.rounded_up import rounded_up
from carriers.labels.consignee.country import countries
from carriers.labels.layouts.read import UnknownLayoutError, load, names, read_layout
from cli.words import sentence
from routing.errors import InputError
from routing.values.countries import COUNTRY_CODES

if TYPE_CHECKING:
    from types import SimpleNamespace

GOOD = """
name = "mine"
title = "My forwarder"
carrier = "My forwarder"
seen = "2026"
confidence = "high"
sources = ["its template of 2026-11"]
[[group]]
columns = [{ header = "No", field = "order_id", required = true }, { header = "To", field = "country" }]
[[group]]
items = [1, 2]
columns = [{ header = "SKU{n}", field = "item.sku" }]
"""


@pytest.mark.parametrize(
    ("name", "columns"),
    [  # as counted in each layout's source
        ("hualei", 46),
        ("yanwen", 79),
        ("4px", 59),
        ("cnpost-epacket", 14),
        ("cnpost-epacket-skus", 6),
        ("cnpost-small-packet", 22),
        ("ups-batch", 80),
        ("dhl-ecommerce-ap", 72),
        ("shippo", 24),
    ],
)
def test_a_layout_has_the_columns_of_its_source(name: str, columns: int) -> None:
    """The number of columns is that of the carrier's template."""
    assert len(load(name).columns) == columns


@pytest.mark.parametrize("name", names())
def test_a_layout_says_where_it_comes_from(name: str) -> None:
    """Each layout is named as its file and states source, age and confidence."""
    layout = load(name)
    assert layout.name == name
    assert layout.sources
    assert layout.seen
    assert layout.companion in {"", *names()}


def test_own_layout_repeats_a_group_for_each_line() -> None:
    """A group with items repeats its columns, with the line's number in the header."""
    assert [(one.header, one.item) for one in read_layout(GOOD, "mine.toml").columns] == [
        ("No", 0),
        ("To", 0),
        ("SKU1", 1),
        ("SKU2", 2),
    ]


@pytest.mark.parametrize(
    ("find", "put", "message"),
    [
        ('field = "country"', 'field = "land"', "'land' is not known"),
        ('header = "To"', 'header = "No"', "stands twice"),
        ('field = "country"', "required = true", "nothing fills it"),
        ('field = "country"', 'field = "country", value = "X"', "both a field and a fixed value"),
        ('field = "country"', 'field = "country", unit = "stone"', "is no layout"),
        ('field = "country"', 'field = "country", colour = "red"', "is no key of a layout"),
        ('field = "country"', 'field = "country", required = "yes"', "columns[2].required: is true or false"),
        ('field = "country"', 'field = "country", max = "35"', "is a whole number"),
        ('field = "country"', 'field = "country", max = -1', "is a whole number"),
        ('field = "country"', 'field = "country", decimals = 99', "is a whole number from 0 to 6"),
        ('field = "country"', 'field = "country", pattern = "["', "is no pattern"),
        ('field = "country"', 'field = ["country"]', "is a text"),
        ('name = "mine"', 'name = "../../evil"', "leads to no other folder"),
        ('name = "mine"', 'name = "/etc/evil"', "leads to no other folder"),
        ('name = "mine"', "name = 7", "leads to no other folder"),
        ('sources = ["its template of 2026-11"]', 'sources = "its template"', "is a list of texts"),
        ('sources = ["its template of 2026-11"]', 'sources = ["t"]\ncurrencies = 1', "is a table of texts"),
        ('sources = ["its template of 2026-11"]', 'sources = ["t"]\ndelimiter = ";;"', "is one sign"),
        ('sources = ["its template of 2026-11"]', 'sources = ["t"]\nrows_max = true', "is a whole number"),
        ("items = [1, 2]", 'items = ["1"]', "is a list of line numbers"),
        ("items = [1, 2]", "items = 1", "is a list of line numbers"),
        ('columns = [{ header = "SKU{n}", field = "item.sku" }]', "columns = 1", "is a list of columns"),
        (
            'columns = [{ header = "SKU{n}", field = "item.sku" }]',
            'columns = [{ field = "item.sku" }]',
            "has no header",
        ),
        ('field = "order_id", required = true', 'field = "name"', "has no column by which its rows are known"),
        ('confidence = "high"', 'confidence = "certain"', "is no layout"),
        ('confidence = "high"', 'confidence = "high"\nencoding = "utf-9"', "'utf-9' is no encoding"),
        ('confidence = "high"', 'confidence = "high"\nencoding = "utf-16"', "'utf-16' is no encoding that keeps ASCII"),
        ('confidence = "high"', 'confidence = "high"\nencoding = "idna"', "'idna' is no encoding that keeps ASCII"),
        ('confidence = "high"', 'confidence = "high"\nencoding = "iso2022_jp"', "'iso2022_jp' is no encoding"),
        ('confidence = "high"', 'confidence = "high"\nencoding = "iso2022_kr"', "'iso2022_kr' is no encoding"),
        ('confidence = "high"', 'confidence = "high"\ntypes = ["pdf"]', "'pdf' is not one of"),
        ('name = "mine"', "", "is no layout"),
        ('name = "mine"', "name =", "is not valid TOML"),
    ],
)
def test_a_faulty_layout_is_refused(find: str, put: str, message: str) -> None:
    """A layout with an unknown word, two equal headers or a missing key is refused, and the message names it."""
    with pytest.raises(InputError) as caught:
        read_layout(GOOD.replace(find, put, 1), "mine.toml")
    assert message in sentence(caught.value)


def test_a_cell_that_no_worksheet_holds_is_held(desk: SimpleNamespace) -> None:
    """A worksheet's cell holds 32,767 signs: one more would be cut, so the order waits; a CSV file takes it."""
    over = desk.shipment(desk.b, order_id="1", items=[{**desk.b["items"][0], "sku": "S" * 32_768}])
    fits = desk.shipment(desk.b, order_id="2", items=[{**desk.b["items"][0], "sku": "S" * 32_767}])
    assert desk.tell("hualei", [over, fits], kind="xlsx").rules() == ["TOO_LONG"]
    assert desk.tell("hualei", [over, fits], kind="csv").rules() == []


def test_an_unknown_name_is_met_with_the_nearest() -> None:
    """A misspelt layout name is answered with the one that is meant."""
    with refused(UnknownLayoutError, r"Did you mean yanwen\?"):
        load("yanwan")


def test_every_country_has_its_own_name_in_both_languages() -> None:
    """No two countries share a name, in English or in Chinese, and none is missing."""
    assert set(countries()) == set(COUNTRY_CODES)
    for language in (0, 1):
        assert len({told[language] for told in countries().values()}) == len(COUNTRY_CODES)
    assert all(english.isascii() for english, _ in countries().values())
    assert [countries()[code][1] for code in ("US", "DE", "KR", "KP")] == ["美国", "德国", "韩国", "朝鲜"]


def test_amounts_are_never_rounded_down() -> None:
    """An amount that its column cannot show exactly is shown above, never below."""
    assert [rounded_up(value, 2, 10_000) for value in (1, 100, 101, 0)] == ["0.01", "0.01", "0.02", "0.00"]


def test_an_address_of_pictures_is_no_address(desk: SimpleNamespace) -> None:
    """An address of which no letter is left holds the order back, instead of leaving the cell empty."""
    for layout in ("hualei", "ups-batch"):
        assert desk.tell(layout, [desk.shipment(desk.b, address1="😀😀")]).rules() == ["REQUIRED"]


@pytest.mark.parametrize("file", ["vague_terms.csv", "tax_thresholds.csv"])
def test_customs_facts_have_sources(file: str) -> None:
    """Each row of the customs tables names its source and when it was seen."""
    text = (resources.files("carriers") / "data/customs" / file).read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert rows
    assert all(row["source"] and row["seen"] for row in rows)


def test_the_layout_of_the_page_is_one() -> None:
    """The layout that docs/LABELS.md shows is read as it stands."""
    page = (Path(__file__).parents[2] / "docs" / "LABELS.md").read_text("utf-8")
    shown = next(block for block in re.findall(r"```toml\n(.*?)```", page, re.DOTALL) if "[[group]]" in block)
    layout = read_layout(shown, "my.toml")
    assert (layout.name, len(layout.columns), layout.items_max) == ("my-forwarder", 15, 3)


@pytest.mark.parametrize(
    ("more", "place", "code"),
    [
        ("template = true", "template", "label_layout.template_is_workbook"),
        ("one_workbook = true", "one_workbook", "label_layout.two_sheets"),
        ('sheet = "a/b"', "sheet", "label_layout.wants_sheet"),
        ('preamble = ["a"]', "preamble", "label_layout.wants_rows"),
        ('per_order = "yes"', "per_order", "label_layout.wants_yes_or_no"),
        ('per_order = true\nrows = "sku"', "per_order", "label_layout.no_order_file"),
        ('repeats = "a"', "repeats", "label_layout.wants_texts"),
    ],
)
def test_keys_of_sheets_are_held_to_their_kinds(more: str, place: str, code: str) -> None:
    """A key of another kind, or beside what it does not go with, is named."""
    text = (
        'name = "x"\ntitle = "x"\ncarrier = "x"\nseen = "2026"\nconfidence = "low"\nsources = ["x"]\n'
        f'{more}\n[[group]]\ncolumns = [{{ header = "a", field = "order_id" }}, {{ header = "b", field = "item.sku" }}]'
    )
    with pytest.raises(InputError) as caught:
        read_layout(text, "x.toml")
    assert (place, code) in {(fault.place, fault.reason.code) for fault in caught.value.faults}
