"""Columns beside the prices: volumetric rules by destination, and figures that nobody reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from price_books import book, proposed, services
from told import refused

from carriers.sheets.guess.volume_columns import volumetric_rule
from carriers.sheets.imported import import_sheet
from carriers.sheets.mapping import read_mapping
from carriers.sheets.workbook import read_workbook
from cli.words import sentence
from routing.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = ["国家", "重量段(KG)", "运费(元/KG)", "挂号费(元/票)"]
NEVER = {"divisor": 6000, "share": "0 %"}
CELLS: list[tuple[str, Any, dict[str, Any] | None]] = [
    # head, cell, the rule as a forwarder's clerk would read the two
    ("体积重系数", "8000", {"divisor": 8000}),
    ("抛重系数", "/6000", {"divisor": 6000}),
    ("泡比", "1:6000", {"divisor": 6000}),
    ("材积", "长*宽*高/8000", {"divisor": 8000}),
    ("材积", "长×宽×高÷5,000", {"divisor": 5000}),
    ("体积重", "(L×W×H)cm/6000", {"divisor": 6000}),
    ("Volumetric divisor", "5000.0", {"divisor": 5000}),
    ("DIM factor", "L*W*H/5000", {"divisor": 5000}),
    ("体积重系数", "6000cm³/kg", {"divisor": 6000}),
    ("计抛", "不计泡", NEVER),
    ("体积重", "不计体积", NEVER),
    ("计抛", "免抛", NEVER),
    ("是否计抛", "否", NEVER),
    ("免抛", "是", NEVER),
    ("是否计抛(/8000)", "是", {"divisor": 8000}),
    ("是否计抛", "是", None),  # by which divisor
    ("免抛", "否", None),
    ("分泡(/6000)", "50%", {"divisor": 6000, "share": "50 %"}),
    ("计抛", "体积重超过实重2倍计抛,/8000", {"divisor": 8000, "ratio_over": "2"}),
    ("计抛", "2KG以下不计抛,2KG以上/6000", {"divisor": 6000, "weight": ["weight > 2000 g"]}),
    ("计抛", "6000或8000", None),
    ("泡比", "1:200", None),
    ("计抛", "8000,仅带电", None),
    ("计抛", "单边超标时/6000", None),
    ("DIM factor", "139 in3/lb", None),
    ("DIM factor (in/lb)", "1660", None),
    ("体积重系数", "另询", None),
]  # fmt: skip


@pytest.mark.parametrize(("head", "cell", "want"), CELLS)
def test_a_cell_on_volume(head: str, cell: str, want: dict[str, Any] | None) -> None:
    """A divisor alone, with the condition that is said beside it, none, or nothing that can be relied on."""
    assert volumetric_rule(head, cell) == want


def rules(path: Path, rule: str) -> list[tuple[Any, ...]]:
    """(sentence, countries, except_countries, divisor, share) of the proposed rules of a kind."""
    return [
        (one["sentence"], one.get("countries", []), one.get("except_countries", []), one.get("divisor"),
         one.get("share")) for one in proposed(path).tables["proposed"] if one["rule"] == rule
    ]  # fmt: skip


def test_each_country_its_divisor(tmp_path: Path) -> None:
    """Two countries of one divisor are one rule; the card's rules are theirs."""
    rows = [[*HEAD, "体积重系数"], ["美国", "0-2", 90, 20, 8000], ["英国", "0-2", 60, 18, "/6000"],
            ["德国", "0-2", 55, 17, 8000], ["法国", "0-2", 50, 16, "不计泡"]]  # fmt: skip
    path = book(tmp_path / "by.xlsx", {"价": rows})
    assert rules(path, "volumetric") == [
        ("体积重系数: 8000 (美国、德国)", ["DE", "US"], [], 8000, None),
        ("体积重系数: /6000 (英国)", ["GB"], [], 6000, None),
        ("体积重系数: 不计泡 (法国)", ["FR"], [], 6000, "0 %"),
    ]
    (service,) = services(path).values()
    assert sorted((one.divisor, tuple(sorted(one.countries))) for one in service.volumetric) == [
        (6000, ("FR",)), (6000, ("GB",)), (8000, ("DE", "US")),
    ]  # fmt: skip


BOOKS = [
    # name, rows, the volumetric rules: sentence, countries, all but these, divisor, share
    ("all_alike", [[*HEAD, "抛重系数"], ["美国", "0-1", 90, 20, 8000], ["美国", "1-2", 80, 20, 8000]],
     [("抛重系数: 8000", [], [], 8000, None)]),
    ("head_in_english", [["Country", "Weight (kg)", "Price per kg (USD)", "Volumetric weight"],
                         ["Japan", "0-2", 9, "L*W*H/5000"]], [("Volumetric weight: L*W*H/5000", [], [], 5000, None)]),
    ("the_rest", [[*HEAD, "计抛"], ["美国", "0-2", 90, 20, "不计泡"], ["其他国家", "0-2", 60, 18, "/8000"]],
     [("计抛: 不计泡 (美国)", ["US"], [], 6000, "0 %"), ("计抛: /8000 (其他国家)", [], ["US"], 8000, None)]),
    ("weights_across", [["国家", "0.5KG", "1KG", "2KG", "材积"], ["美国", 50, 70, 90, 6000],
                        ["英国", 40, 60, 80, 5000]],
     [("材积: 6000 (美国)", ["US"], [], 6000, None), ("材积: 5000 (英国)", ["GB"], [], 5000, None)]),
    ("by_its_cells", [[*HEAD, "计费方式"], ["美国", "0-2", 90, 20, "长*宽*高/8000"],
                      ["英国", "0-2", 60, 18, "不计体积"]],
     [("计费方式: 长*宽*高/8000 (美国)", ["US"], [], 8000, None),
      ("计费方式: 不计体积 (英国)", ["GB"], [], 6000, "0 %")]),
]  # fmt: skip


@pytest.mark.parametrize("case", BOOKS, ids=lambda case: case[0])
def test_rules_of_a_column(tmp_path: Path, case: tuple[Any, ...]) -> None:
    """Each once, none of them as a sentence besides."""
    name, rows, want = case
    assert rules(book(tmp_path / f"{name}.xlsx", {"价": rows}), "volumetric") == want


def test_what_a_card_cannot_say_is_asked_by_name(tmp_path: Path) -> None:
    """Two divisors for the zones or the weights of one country, and a divisor that is none: refused till it is read."""
    rows = [[*HEAD, "体积重系数"], ["美国", "0-2", 90, 20, 6000], ["美国", "2-20", 80, 20, 8000],
            ["英国", "0-2", 60, 18, "1CBM:167KG"]]  # fmt: skip
    path = book(tmp_path / "ask.xlsx", {"价": rows})
    assert rules(path, "read") == [
        ("体积重系数: 6000; 8000 (美国)", ["US"], [], None, None),
        ("体积重系数: 1CBM:167KG (英国)", ["GB"], [], None, None),
    ]
    mapping = tmp_path / "ask.toml"
    mapping.write_text(proposed(path).text(sentence), encoding="utf-8")
    with refused(InputError, "体积重系数: 1CBM:167KG"):
        import_sheet(read_workbook(path), read_mapping(mapping))


def test_not_volumetric_below_a_weight(tmp_path: Path) -> None:
    """Of 0-2 kg the actual weight counts, above it the volume: one rule that begins there."""
    rows = [[*HEAD, "计抛"], ["美国", "0-1", 90, 20, "不计抛"], ["美国", "1-2", 90, 20, "免抛"],
            ["美国", "2-20", 80, 20, "/8000"], ["英国", "0-20", 60, 18, "/8000"]]  # fmt: skip
    path = book(tmp_path / "from.xlsx", {"价": rows})
    found = [one for one in proposed(path).tables["proposed"] if one["rule"] == "volumetric"]
    assert [(one["countries"], one["divisor"], one.get("weight")) for one in found] == [
        (["US"], 8000, ["weight > 2000 g"]), (["GB"], 8000, None),
    ]  # fmt: skip
    (service,) = services(path).values()
    assert len(service.volumetric) == 2


def test_tables_side_by_side_have_columns_of_their_own(tmp_path: Path) -> None:
    """The left one's divisor is none of the right one's."""
    head = ["国家", "重量(KG)", "运费(元/KG)", "材积"]
    rows = [[*head, *head], ["美国", "0-2", 90, 8000, "英国", "0-2", 60, 6000],
            ["加拿大", "0-2", 90, 8000, "德国", "0-2", 60, "不计泡"]]  # fmt: skip
    assert rules(book(tmp_path / "side.xlsx", {"价": rows}), "volumetric") == [
        ("材积: 8000 (美国、加拿大)", ["CA", "US"], [], 8000, None),
        ("材积: 6000 (英国)", ["GB"], [], 6000, None),
        ("材积: 不计泡 (德国)", ["DE"], [], 6000, "0 %"),
    ]


def test_empty_cells_beside_divisors_are_asked_about(tmp_path: Path) -> None:
    """英国 has none."""
    rows = [[*HEAD, "体积重系数"], ["美国", "0-2", 90, 20, 8000], ["英国", "0-2", 60, 18, ""]]
    path = book(tmp_path / "blank.xlsx", {"价": rows})
    assert rules(path, "volumetric") == [("体积重系数: 8000 (美国)", ["US"], [], 8000, None)]
    told = "volumetric: '体积重系数' is empty in 1 rows with a price: no rule on volume is taken from it there."
    assert told in proposed(path).text(sentence)


SIZES = [
    # name, the head and the cells of two countries, the limits: sentence, limits, countries
    ("box", "最大尺寸(cm)", ["60*40*35", "60*40*35"],
     [("最大尺寸(cm): 60*40*35", ["longest_side <= 60 cm", "second_side <= 40 cm", "shortest_side <= 35 cm"], [])]),
    ("sum", "尺寸限制", ["三边和90cm", "三边和120cm"],
     [("尺寸限制: 三边和90cm (美国)", ["sides_sum <= 90 cm"], ["US"]),
      ("尺寸限制: 三边和120cm (英国)", ["sides_sum <= 120 cm"], ["GB"])]),
]  # fmt: skip


@pytest.mark.parametrize("case", SIZES, ids=lambda case: case[0])
def test_limits_on_sizes(tmp_path: Path, case: tuple[Any, ...]) -> None:
    """Proposed for all, or for each country."""
    name, head, cells, want = case
    rows = [[*HEAD, head], ["美国", "0-2", 90, 20, cells[0]], ["英国", "0-2", 60, 18, cells[1]]]
    found = proposed(book(tmp_path / f"{name}.xlsx", {"价": rows})).tables["proposed"]
    assert [
        (one["sentence"], one["limits"], one.get("countries", [])) for one in found if one["rule"] == "limits"
    ] == want


def test_a_limit_half_read_is_asked_about(tmp_path: Path) -> None:
    """The weight alone would lose the size."""
    path = book(tmp_path / "half.xlsx", {"价": [[*HEAD, "限重"], ["美国", "0-2", 90, 20, "30KG/60*40*40"]]})
    assert [one[0] for one in rules(path, "read")] == ["限重: 30KG/60*40*40"]


ASKED = [
    # a head and a cell that are no figures, and yet may change what a parcel costs
    ("燃油", "另计"), ("燃油", "含"), ("偏远", "有"), ("关税", "DDP"), ("DDP/DDU", "DDP"), ("货值限制", "150欧"),
    ("保险", "3‰"), ("计重方式", "取大"), ("最低", "50g"), ("旺季", "加2"), ("单件限重", "另询"), ("VAT", "19%"),
    ("限重", "见附件"), ("备用", "燃油另计"), ("备用", "包税"), ("备注", "含税"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "cell"), ASKED)
def test_a_column_that_may_cost_is_asked_about(tmp_path: Path, head: str, cell: str) -> None:
    """By its head; not where nothing stands below it."""
    for text, asked in ((cell, True), ("-", False)):
        path = book(tmp_path / f"{asked}.xlsx", {"价": [[*HEAD, head], ["美国", "0-2", 90, 20, text]]})
        assert (f"column '{head}'" in proposed(path).text(sentence)) == asked


def test_columns_of_a_matrix_are_asked_about(tmp_path: Path) -> None:
    """A least weight and a step beside weights and zones."""
    rows = [["重量(KG)", "进位", "最低计费重", "美国", "英国"], [0.5, "0.1", "0.3", 50, 60], [1, "0.5", "0.3", 70, 80]]
    asked = proposed(book(tmp_path / "matrix.xlsx", {"价": rows})).text(sentence)
    assert "column '进位'" in asked
    assert "column '最低计费重'" in asked


def test_a_currency_of_a_row_that_the_heads_deny_is_refused(tmp_path: Path) -> None:
    """Each currency is a service of its own; heads in yuan contradict rows in dollars."""
    rows = [[*HEAD, "币种"], ["美国", "0-2", 90, 20, "USD"], ["英国", "0-2", 60, 18, "EUR"]]
    assert [fault.reason.code for fault in proposed(book(tmp_path / "two.xlsx", {"价": rows})).faults][:1] == [
        "sheet.head_currency"
    ]
