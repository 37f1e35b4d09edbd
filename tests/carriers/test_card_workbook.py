"""A card written as a workbook and read back is the same card."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from told import refused

from carriers.cards.catalogue import bundled_folder, card_folders, load_services
from carriers.files.toml_text import toml_text
from carriers.sheets.imported import check_files
from carriers.sheets.workbook import Sheet, read_workbook
from carriers.sheets.workbook_card import card_files, card_workbook, flat, is_card
from cli.words import sentence
from routing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[..., Path]


def _there_and_back(folder: Path, scratch: Path) -> dict[str, str]:
    path = scratch / "card.xlsx"
    path.write_bytes(card_workbook(folder))
    sheets = read_workbook(path, exact=True)
    assert is_card(sheets)
    return card_files(sheets)


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


@pytest.mark.parametrize("card", [path.name for path in card_folders(bundled_folder())])
def test_bundled_cards_come_back(tmp_path: Path, card: str) -> None:
    """Every value of card.toml and every cell of the tables is what it was, and the card loads to equal services."""
    folder = bundled_folder() / card
    files = _there_and_back(folder, tmp_path)
    assert tomllib.loads(files["card.toml"]) == tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))
    for name in ("zones.csv", "rates.csv"):
        assert _rows(files[name]) == _rows((folder / name).read_text(encoding="utf-8"))
    check_files(files, card)


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co"]), min_size=1, max_size=20
).map(lambda text: " ".join(text.split()) or "x")
VALUE = st.one_of(
    TEXT,
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    st.lists(TEXT, max_size=3),
)
KEY = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)
PART = st.dictionaries(KEY, VALUE, min_size=1, max_size=4)


def _tables(plain: dict[str, Any], parts: list[dict[str, Any]], inner: list[dict[str, Any]]) -> dict[str, Any]:
    first = {**parts[0], "limits_for": inner} if inner else parts[0]
    return {**plain, "service": [first, *parts[1:]]}


TABLES = st.builds(_tables, PART, st.lists(PART, min_size=1, max_size=3), st.lists(PART, max_size=2))
CELL = st.one_of(
    st.sampled_from(
        ["", "0", "007", "1.50", "1.5", "0.0255", "01001", "SW1A 1AA", "1e5", "=1+1", "-5", "2026-01-02", "TRUE"]
    ),
    st.integers(0, 10**12).map(str),
    st.decimals(0, 10**6, places=6, allow_nan=False).map(str),
    TEXT,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables=TABLES, cells=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6))
def test_any_card_comes_back(tmp_path: Path, tables: dict[str, Any], cells: list[list[str]]) -> None:
    """Whatever the values and cells, a workbook gives back what it was given."""
    folder = tmp_path / "card"
    folder.mkdir(exist_ok=True)
    (folder / "card.toml").write_text(toml_text(tables), encoding="utf-8")
    rows = [["service", "zone", "country"], *(row for row in cells if any(row))]
    for name in ("zones", "rates"):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    files = _there_and_back(folder, tmp_path)
    assert tomllib.loads(files["card.toml"]) == tables
    assert _rows(files["zones.csv"]) == rows


@settings(max_examples=40, deadline=None)
@given(tables=TABLES)
def test_toml_text_is_read_back(tables: dict[str, Any]) -> None:
    """What is written as TOML is read as the same values, in the same order of services."""
    assert tomllib.loads(toml_text(tables)) == tables


def test_keys_are_dotted_and_counted_from_one() -> None:
    """The sheet of keys names a table by its place, as messages do."""
    tables = {"a": 1, "service": [{"code": "x", "limits_for": [{"limits": ["weight <= 2 kg"]}]}]}
    assert list(flat(tables)) == [
        ("a", 1),
        ("service[1].code", "x"),
        ("service[1].limits_for[1].limits", ["weight <= 2 kg"]),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["service[1].name", "no quotes"], "card!B11: 'no quotes' is no value. Write texts in quotes"),
        (["service[3].name", '"x"'], "card!A11: 'service[3].name' is no key. Write it like service[1].code."),
        (["service[0].name", '"x"'], "is no key"),
        (["service[1]", '"x"'], "is no key"),
        (["a.b", '"x"'], "is no key"),
        (["name", '"x"'], "is no key"),  # there already
        (["", '"x"'], "is no key"),
    ],
)
def test_a_workbook_at_fault_is_told_by_its_cell(tmp_path: Path, row: list[str], said: str) -> None:
    """An edited workbook with a wrong key or value is refused by the cell."""
    import xlsxwriter  # noqa: PLC0415

    rows = [
        ["key", "value"],
        ["name", '"n"'],
        *([f"k{number}", "1"] for number in range(7)),
        ["service[1].code", '"c"'],
        row,
    ]
    path = tmp_path / "card.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("card", "zones", "rates"):
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows if name == "card" else [["service"]]):
                sheet.write_row(number, 0, cells)
    with pytest.raises(InputError) as caught:
        card_files(read_workbook(path))
    assert said in sentence(caught.value)


def test_a_list_of_places_travels_too(tmp_path: Path, write_card: Write, good: dict[str, str]) -> None:
    """The other tables of a card have sheets of their own, postcodes with leading zeros included."""
    fee = '\n[[service.surcharge]]\nname = "f"\namount = "5"\nper = "parcel"\nsource = "t"\nplaces = "remote.csv"\n'
    folder = write_card(card=good["card"] + fee, remote="country,postcode_from,postcode_to\nDE,01067,01069\nUS,,\n")
    files = _there_and_back(folder, tmp_path)
    assert files["remote.csv"] == "country,postcode_from,postcode_to\nDE,01067,01069\nUS,,\n"
    (service,) = load_services([folder])
    check_files(files, "card.xlsx")
    assert service.surcharges[0].places[0].postcode_from == "01067"


def test_a_sheet_s_name_cannot_lead_elsewhere() -> None:
    """A workbook whose sheet is named like a path writes nothing outside the card."""
    sheets = [Sheet("x.xlsx", "card", [["key", "value"]]), Sheet("x.xlsx", "../zones", [["service"]])]
    with refused(InputError, r"\.\./zones: cannot name a table of a card"):
        card_files(sheets)


def test_a_table_that_no_sheet_can_be_named_after_is_refused(write_card: Write) -> None:
    """A name with a space or beyond 31 letters is told, not cut."""
    with refused(InputError, "cannot name a sheet"):
        card_workbook(write_card(**{"remote areas": "country\nUS\n"}))
