"""A place in a file is a value; the edge writes it in both languages."""

from __future__ import annotations

import pytest

from cli.words import sentence
from cli.words.language import speaking
from routing.errors import Fault
from routing.place import Place
from routing.reason import Reason

PLACES = [
    (Place(row=14), "row 14", "第 14 行"),
    (Place(row=3, column="country"), "row 3, column country", "第 3 行，country 列"),
    (Place(row=3, column="row 4, column x"), "row 3, column row 4, column x", "第 3 行，row 4, column x 列"),
    (Place(column="重量"), "column 重量", "重量 列"),
    (Place(row=5, order="A-1"), "row 5 (A-1)", "第 5 行（A-1）"),
    (Place(order="A-1"), "order A-1", "订单 A-1"),
    (Place(sheet="报价", row=7, cell="C7"), "报价!C7", "报价!C7"),
    (Place(sheet="报价", row=7), "报价!row 7", "报价 第 7 行"),
    (Place(sheet="a!row 2", row=7), "a!row 2!row 7", "a!row 2 第 7 行"),
    (Place(sheet="报价"), "报价", "报价"),
    (Place(row=1, cell="B1"), "B1", "B1"),
    (Place(line=9), "line 9", "第 9 行"),
    (Place(byte=0), "byte 0", "第 0 字节"),
    (Place(file="a.csv", row=2), "a.csv row 2", "a.csv 第 2 行"),
    (Place(file="a.csv"), "a.csv", "a.csv"),
    (Place(), "", ""),
]


@pytest.mark.parametrize(("place", "english", "chinese"), PLACES)
def test_a_place_is_written_in_both_languages(place: Place, english: str, chinese: str) -> None:
    """Names that look like places of their own change nothing: no text is taken apart."""
    assert sentence(place) == english
    with speaking("zh"):
        assert sentence(place) == chinese


def test_a_fault_tells_file_and_place() -> None:
    """A key stays as the file writes it; without a place the file stands alone."""
    empty = Reason("toml_key.empty")
    faults = [Fault("a.toml", place, empty) for place in (Place(row=2), "service[1].code", "")]
    assert [sentence(fault).partition(": ")[0] for fault in faults] == [
        "a.toml, row 2",
        "a.toml, service[1].code",
        "a.toml",
    ]
    with speaking("zh"):
        assert [sentence(fault).partition("：")[0] for fault in faults] == [
            "a.toml，第 2 行",
            "a.toml，service[1].code",
            "a.toml",
        ]


def test_a_place_stands_in_a_sentence() -> None:
    """A reason's figure may be a place, or several."""
    places = (Place(file="a.csv", row=2), Place(file="b.csv", row=3))
    reason = Reason("order_id.contradictory", order_id="7", places=places)
    assert "a.csv row 2" in sentence(reason)
    with speaking("zh"):
        assert "b.csv 第 3 行" in sentence(reason)
