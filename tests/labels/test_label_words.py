from __future__ import annotations

import doctest
import importlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carriers.customs.terms import nobody, vague
from carriers.labels.consignee import phone
from carriers.labels.consignee.address import odd, wrap
from carriers.labels.consignee.latin import fold, guessed
from carriers.labels.protect import protect, unprotect


@pytest.mark.parametrize(
    ("text", "country", "ascii_text"),
    [
        ("Müller Straße", "DE", "Mueller Strasse"),  # Germany writes ue
        ("Müller", "TR", "Muller"),  # Turkey does not
        ("Müller", "SE", "Muller"),  # nor Sweden
        ("Øster Allé", "DK", "Oester Alle"),  # Denmark: oe
        ("Århus", "DK", "Aarhus"),  # and aa
        ("Łódź", "PL", "Lodz"),  # a stroke is no accent that decomposes
        ("Mu\u0308ller", "DE", "Mueller"),  # u and a combining mark, as macOS writes it
        ("張偉", "TW", "Zhang Wei"),  # one word per character
        ("서울", "KR", "Seo Ul"),  # one word per syllable
        ("Ａｐｔ．５", "JP", "Apt.5"),  # full-width signs
        ("home 😀 sweet", "US", "home sweet"),  # a picture is no word
        ("№ 5", "RU", "No 5"),  # nor is a sign with a Latin spelling dropped
        ("O’Neil", "IE", "O'Neil"),  # a curly apostrophe
        ("a\u00a0b", "US", "a b"),  # a hard space
    ],
)
def test_fold(text: str, country: str, ascii_text: str) -> None:
    """Text becomes ASCII as the country of destination spells it."""
    assert fold(text, country) == ascii_text


def test_common_letters_of_other_scripts_do_not_hold_an_order_back() -> None:
    """Alef is the first letter of the Arabic article (al-), the long mark stands in many Japanese building names."""
    for text in ("شارع الملك فهد، الرياض", "センタービル", "محـمد", "ອາຄານ"):
        assert fold(text).isascii(), text
    assert fold("الرياض") == "alryad"
    assert fold("タワー") == "tawa"


def test_guessed_spelling_is_known_for_what_it_is() -> None:
    """A spelling the table only guesses is told apart: 東京 read as Chinese, but not Łódź nor a Chinese address."""
    assert guessed("東京都港区", "JP")
    assert not guessed("北京市", "CN")
    assert not guessed("Łódź, Москва", "RU")


@pytest.mark.parametrize("name",
    [
        "customs.rounded_up", "customs.terms", "labels.consignee.address", "labels.consignee.latin",
        "labels.consignee.state", "customs.share",
        "labels.numbers.code128", "labels.numbers.s10", "labels.protect",
    ],
)  # fmt: skip
def test_examples_in_docstrings_hold(name: str) -> None:
    """What the docstrings show is what comes out."""
    result = doctest.testmod(importlib.import_module(f"carriers.{name}"))
    assert result.attempted
    assert not result.failed


@given(st.text(max_size=60))
@settings(max_examples=150)
def test_fold_never_invents_formulas_or_lines(text: str) -> None:
    """Whatever comes in, one line comes out, and what is not ASCII in it is a letter for the check to find."""
    folded = fold(text)
    assert "\n" not in folded
    assert all(char.isascii() or char.isalnum() for char in folded)


@pytest.mark.parametrize(
    ("parts", "widths", "lines"),
    [
        (["1 Main St", "Apt 5"], [35, 35], ["1 Main St", "Apt 5"]),  # what fits keeps its lines
        (["x" * 35], [35, 35], ["x" * 35, ""]),  # the longest line that fits
        (["x" * 36], [35, 35], None),  # one over, and no space to break on
        (["aaa bbb ccc"], [7, 3], ["aaa bbb", "ccc"]),  # broken on a space
        (["aaa bbb ccc"], [7, 2], None),  # the rest does not fit: nothing is cut
        (["aaa", "bbb", "ccc"], [8, 4], ["aaa bbb", "ccc"]),  # three parts on two lines, without room for a comma
        (["aaaa", "bbb"], [8, 0], ["aaaa bbb", ""]),  # the comma makes it too long, a space does not
        ([], [35], [""]),  # no address
        (["long " * 30], [None], ["long " * 30]),  # no limit
    ],
)
def test_wrap(parts: list[str], widths: list[int | None], lines: list[str] | None) -> None:
    """Addresses are broken on spaces into the lines there are, or not at all."""
    assert wrap(parts, widths) == lines


@given(
    st.lists(st.text(alphabet="ab ", min_size=1, max_size=30).map(str.strip).filter(bool), max_size=3),
    st.lists(st.integers(1, 20), min_size=1, max_size=3),
)
@settings(max_examples=150)
def test_wrap_loses_no_word(parts: list[str], widths: list[int]) -> None:
    """Every line fits its width, and the words of the lines are the words of the parts."""
    lines = wrap(parts, list(widths))
    if lines is not None:
        assert all(len(text) <= width for text, width in zip(lines, widths, strict=True))
        assert " ".join(lines).replace(",", "").split() == " ".join(parts).split()


@pytest.mark.parametrize(
    ("text", "country", "digits"),
    [
        ("030 901820", "DE", "4930901820"),  # national, as dialled in Berlin
        ("0049 30 901820", "US", "4930901820"),  # 00 from anywhere
        ("(617) 555-0123", "US", "16175550123"),  # as Americans write it
        ("+39 06 12345678", "IT", "390612345678"),  # Italy keeps its zero
        ("030 901820 ext. 12", "DE", "4930901820"),  # the extension stands apart
    ],
)
def test_phone(text: str, country: str, digits: str) -> None:
    """A number is read in its country and written with its country code."""
    number = phone.read(text, country)
    assert number is not None
    assert number.written("digits") == digits
    assert number.written("e164") == f"+{digits}"
    assert number.written("zeros") == f"00{digits}"


@pytest.mark.parametrize("text", ["000", "(+60)172****54", "n/a", "1", "+49 30 90182012345678", "55xx0123"])
def test_no_telephone(text: str) -> None:
    """What nobody could dial is no number: placeholders, masked and cut ones."""
    assert phone.read(text, "US") is None


def test_odd_addresses_are_doubted_by_country() -> None:
    """A postcode of another shape and a missing state of the United States are doubts; a usual address has none."""
    usual = {"country": "US", "postcode": "02139", "state": "MA", "city": "Cambridge", "address1": "1 Main St"}
    assert odd(usual) == []
    assert [doubt.rule for doubt in odd({**usual, "postcode": "2139", "state": ""})] == [
        "ADDRESS_FIELD_MISSING",
        "POSTCODE_SHAPE",
    ]
    assert odd({"country": "GB", "postcode": "ec1y 8sy", "city": "London", "address1": "5 Bunhill Row"}) == []


@pytest.mark.parametrize(
    "text", ["gift", "Gifts", "birthday gift", "parts", "Clothing", "2 x shoes", "gift, parts", "n", "123"]
)
def test_vague_descriptions(text: str) -> None:
    """The words of the ICS2 list, alone, in plural, counted or listed together, describe nothing."""
    assert vague(text)


@pytest.mark.parametrize(
    "text",
    [
        "Silicone phone case",  # goods, although case is listed
        "Gift box of cardboard",  # goods, although gift is listed
        "Brake discs for cars",
        "Women's cotton T-shirt",
    ],
)
def test_plain_descriptions(text: str) -> None:
    """A description that names goods passes, whatever words it is made of."""
    assert not vague(text)


def test_names_of_nobody() -> None:
    """Names the ICS2 list refuses stand for nobody; a person's name does not."""
    assert [nobody(name) for name in ("N/A", "unknown", "Private", "Ann Private")] == [True, True, True, False]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),  # a formula
        ("＝1+1", "'＝1+1"),  # a full-width one
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("+1+1", "'+1+1"),
        ("\n=1+1", "'\n=1+1"),  # OWASP added the line feed on 2025-08-01
        ("+49 30 901820", "+49 30 901820"),  # a telephone number is no formula
        ("02139", "02139\t"),  # would lose its zero
        ("8190012345678901", "8190012345678901\t"),  # would lose its last digit
        ("1E5", "1E5\t"),  # would become 100000
        ("3-4", "3-4\t"),  # would become a date
        ("12", "12"),
        ("", ""),
    ],
)
def test_cells_for_people(text: str, cell: str) -> None:
    """In a file for people nothing is run, and nothing is turned into another number or a date."""
    assert protect(text) == cell
    assert unprotect(cell) == text
