"""A new issue of a price book by the mapping of the last: tables found again, changes told, new notes to confirm."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from click import UsageError
from click.testing import CliRunner
from price_books import book
from told import refused

from carriers.cards.catalogue import load_services
from carriers.sheets.kept import kept_mapping
from cli.main import sampan
from cli.words import sentence
from routing.errors import InputError
from routing.values.toml_file import toml_values

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    BandPrice = Callable[..., Fraction | None]

HEAD = ["国家", "重量段(KG)", "运费(元/KG)", "挂号费(元/票)"]
AUGUST = [
    ["某专线 生效日期 2026-08-01"], ["特货"], HEAD, ["美国", "0-2", 90, 20], ["英国", "0-2", 60, 20],
    ["普货"], HEAD, ["美国", "0-2", 80, 20], [], ["美国50g起重"], ["单边≤60cm"],
]  # fmt: skip
SEPTEMBER = [
    ["某专线 生效日期 2026-09-01"], ["请提前预报"], ["特货"], HEAD, ["美国", "0-2", 92, 20], ["法国", "0-2", 55, 20],
    ["普货"], HEAD, ["美国", "0-2", 79, 20], [], ["美国50g起重"], ["单边≤60cm"],
]  # fmt: skip


def command(*words: object) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `sampan cards import`."""
    found = CliRunner().invoke(sampan, ["cards", "import", *map(str, words)], standalone_mode=False)
    if isinstance(found.exception, InputError):
        return 3, found.stdout, sentence(found.exception)
    if isinstance(found.exception, UsageError):
        return 2, found.stdout, str(found.exception)
    return found.return_value, found.stdout, found.stderr


def import_august(folder: Path) -> Path:
    """The card of the first issue."""
    first = book(folder / "august.xlsx", {"价8.1": AUGUST})
    mapping, card = folder / "map.toml", folder / "august"
    assert command(first, "--guess", "-o", mapping)[0] == 0
    mapping.write_text(mapping.read_text(encoding="utf-8").replace("confirmed = false", "confirmed = true"), "utf-8")
    assert command(first, "--map", mapping, "-o", card)[0] == 0
    return card


def test_a_new_issue_is_imported_by_the_kept_mapping(tmp_path: Path, band_price: BandPrice) -> None:
    """A line more above, a sheet of another date, rows that came, went and changed: each told."""
    card = import_august(tmp_path)
    new = book(tmp_path / "september.xlsx", {"价9.1": SEPTEMBER})
    code, told, _ = command(new, "--like", card, "-o", tmp_path / "september")
    assert code == 0
    for line in (
        "价9.1!row 5: 美国 0-2, '运费(元/KG)': '90' is now '92'",
        "价9.1!row 9: 美国 0-2, '运费(元/KG)': '80' is now '79'",
        "价9.1!row 6: 法国 0-2 is new",
        "价8.1!row 5 before: 英国 0-2 is gone",
        "价9.1!A2: '请提前预报' is new",
        f"sampan cards diff {card} {tmp_path / 'september'} --on 2026-09-01",
        f"sampan cards backtest ORDERS --old {card} --new {tmp_path / 'september'} --new-on 2026-09-01",
    ):
        assert line in told
    found = {one.name: one for one in load_services([tmp_path / "september"])}
    # at least 50 g, as confirmed for the first issue: 20 + 92 x 0.05; 20 + 79 x 1
    assert (band_price(found["特货"], "US", 12), band_price(found["普货"], "US", 1000)) == (
        Fraction("24.6"),
        Fraction(99),
    )
    assert str(found["特货"].validity.start) == "2026-09-01"


def test_weights_that_reach_further_are_limited_anew(tmp_path: Path) -> None:
    """To 5 kg now: the limit of the old ranges goes along, and is told; a limit that a person wrote stays."""
    first = book(tmp_path / "august.xlsx", {"价": [HEAD, ["美国", "0-2", 90, 20], ["英国", "0-1", 60, 20]]})
    mapping, card = tmp_path / "map.toml", tmp_path / "august"
    command(first, "--guess", "-o", mapping)
    text = mapping.read_text(encoding="utf-8").replace("confirmed = false", "confirmed = true")
    assert 'limits = ["weight <= 2000 g"]' in text
    mapping.write_text(text.replace('"weight <= 2000 g"]', '"weight <= 2000 g", "longest_side <= 60 cm"]'), "utf-8")
    assert command(first, "--map", mapping, "-o", card)[0] == 0
    rows = [["2026-09-01生效"], HEAD, ["美国", "0-2", 90, 20], ["美国", "2-5", 88, 20], ["英国", "0-3", 60, 20]]
    new = book(tmp_path / "new.xlsx", {"价": rows})
    code, told, _ = command(new, "--like", card, "-o", tmp_path / "new")
    assert (code, "the limit 'weight <= 2000 g' of the ranges before is now 'weight <= 5000 g'" in told) == (0, True)
    (service,) = load_services([tmp_path / "new"])
    assert [sorted(map(str, service.limits_of(code))) for code in ("US", "GB")] == [
        ["longest_side <= 600 mm", "weight <= 5000 g"], ["longest_side <= 600 mm", "weight <= 3000 g"],
    ]  # fmt: skip


def test_sentences_that_are_new_or_gone_wait_for_a_person(tmp_path: Path) -> None:
    """50 g became 100 g: both stand unconfirmed in a mapping beside the card, and no card is written."""
    card = import_august(tmp_path)
    rows: list[Any] = [["美国100g起重"] if row == ["美国50g起重"] else row for row in SEPTEMBER]
    new = book(tmp_path / "september.xlsx", {"价9.1": rows})
    code, told, waiting = command(new, "--like", card, "-o", tmp_path / "september")
    mapping = tmp_path / "september.toml"
    assert (code, (tmp_path / "september").exists()) == (1, False)
    assert f"--map {mapping}" in told
    assert "To confirm: 价8.1!A10 美国50g起重" in waiting
    assert "To confirm: 价9.1!A11 美国100g起重" in waiting
    text = mapping.read_text(encoding="utf-8")
    assert 'contradicts = "the sentence is gone from the book"' in text
    gone = text.index('[[proposed]]\nrule = "least_billed"\nsentence = "美国50g起重"')
    text = text[:gone] + text[text.index("[[proposed]]", gone + 5) :]
    mapping.write_text(text.replace("confirmed = false", "confirmed = true"), encoding="utf-8")
    assert command(new, "--map", mapping, "-o", tmp_path / "september")[0] == 0


def test_tables_that_are_not_found_again_are_refused(tmp_path: Path) -> None:
    """Other heads, another sheet, a card without a mapping."""
    card = import_august(tmp_path)
    other = [[*row[:2], "价格(元/KG)", row[3]] if row == HEAD else row for row in SEPTEMBER]
    code, _, told = command(book(tmp_path / "heads.xlsx", {"价9.1": other}), "--like", card, "-o", tmp_path / "new")
    assert code == 3
    assert "the heads of row 3 before" in told
    code, _, told = command(book(tmp_path / "names.xlsx", {"甲": AUGUST, "乙": AUGUST}), "--like", card, "-o",
                            tmp_path / "new")  # fmt: skip
    assert "there is no sheet '价8.1'. The file has '甲', '乙'." in told
    with refused(InputError, "keeps no mapping"):
        kept_mapping(tmp_path)


@pytest.mark.parametrize("more", [("--guess",), ("--map", "map.toml")])
def test_one_way_of_reading_is_asked_for(tmp_path: Path, more: tuple[str, ...]) -> None:
    """--guess, --map and --like exclude each other."""
    code, _, told = command(book(tmp_path / "a.xlsx", {"价": AUGUST}), "--like", tmp_path, *more)
    assert code == 2
    assert "exclude each other" in told


def test_a_columns_rule_waits_where_it_has_changed(tmp_path: Path) -> None:
    """美国 goes from 8000 to 6000, which 英国 has as well; 法国 stays as it was confirmed."""
    head = [*HEAD, "体积重系数"]
    rows = [head, ["美国", "0-2", 90, 20, 8000], ["英国", "0-2", 60, 20, 6000], ["法国", "0-2", 60, 20, "不计泡"]]
    first, mapping, card = book(tmp_path / "one.xlsx", {"价": rows}), tmp_path / "map.toml", tmp_path / "one"
    assert command(first, "--guess", "-o", mapping)[0] == 0
    mapping.write_text(mapping.read_text(encoding="utf-8").replace("confirmed = false", "confirmed = true"), "utf-8")
    assert command(first, "--map", mapping, "-o", card)[0] == 0
    again = [head, ["美国", "0-2", 90, 20, 6000], *rows[2:]]
    assert command(book(tmp_path / "two.xlsx", {"价": again}), "--like", card, "-o", tmp_path / "two")[0] == 1
    waiting = [
        one["sentence"] for one in toml_values((tmp_path / "two.toml").read_text(encoding="utf-8"), "")["proposed"]
        if not one["confirmed"] and one["rule"] == "volumetric"
    ]  # fmt: skip
    assert waiting == ["体积重系数: 8000 (美国)", "体积重系数: 6000 (英国)", "体积重系数: 6000 (美国、英国)"]
