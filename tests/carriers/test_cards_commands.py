"""The commands of cards and policies: what they print, where, and how they end."""

from __future__ import annotations

import json
import sys
from importlib import resources, util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner, Result

from cli.main import main, sampan
from routing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    Write = Callable[..., Path]
    Good = dict[str, str]

DEMO = Path(str(resources.files("carriers"))) / "data" / "demo"
ORDERS = ("--products", str(DEMO / "products.csv"))

_SPEC = util.spec_from_file_location("price_sheets_of_commands", Path(__file__).with_name("price_sheets.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
made: Any = util.module_from_spec(_SPEC)
sys.modules["price_sheets_of_commands"] = made
_SPEC.loader.exec_module(made)


def _run(*words: object) -> Result:
    return CliRunner().invoke(sampan, [str(word) for word in words], standalone_mode=False)


def test_list_tells_what_is_in_force() -> None:
    """Eleven bundled services; before its first list a service says when it begins; made-up prices are told."""
    found = _run("cards", "list", "--on", "2018-01-01", "--format", "json")
    rows = {row["service"]: row for row in json.loads(found.stdout)}
    assert len(rows) == 11
    assert rows["cnpost-ems"]["status"] == "in force"
    assert rows["dhl-express"]["status"] == "begins in 56 days"  # 2018-02-26
    assert "made-up prices" in _run("cards", "list", "--on", "2018-01-01").stderr


@pytest.mark.parametrize(
    ("end", "status"),
    [("2026-11-19", "ended 1 day ago"), ("2026-11-20", "expires today"), ("2026-12-04", "expires in 14 days"),
     ("2026-12-05", "in force")],
)  # fmt: skip
def test_list_tells_what_expires(write_card: Write, good: Good, end: str, status: str) -> None:
    """Fourteen days before its end a card says so."""
    path = write_card(
        card=good["card"].replace("valid_from = 2026-01-01", f"valid_from = 2026-01-01\nvalid_to = {end}")
    )
    found = _run("cards", "list", path, "--on", "2026-11-20", "--format", "jsonl")
    assert json.loads(found.stdout)["status"] == status


def test_check_ends_by_the_gravest(write_card: Write, good: Good) -> None:
    """0 for nothing, 1 for warnings, 3 for errors; findings on stdout, the count on stderr."""
    clean = _run("cards", "check", write_card("clean"), "--on", "2026-11-20")
    assert (clean.return_value, clean.stdout) == (0, "Nothing found.\n")
    cliff = good["rates"].replace("one,1,0,2000,16,0,1,0.08\n", "one,1,0,500,50,500,1,0\none,1,500,2000,40,2000,1,0\n")
    warned = _run("cards", "check", write_card("cliff", rates=cliff), "--on", "2026-11-20", "--format", "json")
    assert warned.return_value == 1
    assert [one["code"] for one in json.loads(warned.stdout)] == ["PRICE_FALLS"]
    assert "1 warning" in warned.stderr
    broken = _run("cards", "check", write_card("broken", zones="service,zone,country\none,9,US\n"), "--format", "csv")
    assert broken.return_value == 3
    assert broken.stdout.startswith("severity,code,place,message\nerror,UNUSABLE,")


def test_import_writes_a_card_that_lists(tmp_path: Path) -> None:
    """A sheet and its mapping become a card folder; what was passed over is told on stderr."""
    sheet, mapping = made.PER_KG.write(tmp_path)
    done = _run("cards", "import", sheet, "--map", mapping, "-o", tmp_path / "card")
    assert done.return_value == 0
    assert done.stdout.startswith(f"Wrote {tmp_path / 'card'}: 3 zones, 6 rates.")
    assert "Passed over: 报价!row 12: '合计', a total" in done.stderr
    assert json.loads(_run("cards", "list", tmp_path / "card", "--format", "json").stdout)[0]["countries"] == 4


def test_import_does_not_replace_a_card_unasked(tmp_path: Path) -> None:
    """A card that lies there is replaced only with --force."""
    sheet, mapping = made.LIST.write(tmp_path)
    words = ("cards", "import", sheet, "--map", mapping, "-o", tmp_path / "card")
    assert _run(*words).return_value == 0
    again = _run(*words)
    assert isinstance(again.exception, click.UsageError)
    assert "--force" in again.exception.message
    assert _run(*words, "--force").return_value == 0


def test_a_refused_sheet_leaves_nothing_behind(tmp_path: Path) -> None:
    """With a fault in the sheet no card appears."""
    sheet, mapping = made.PER_KG.write(tmp_path)
    mapping.write_text(mapping.read_text(encoding="utf-8").replace("挂号费(元/票)", "操作费"), encoding="utf-8")
    found = _run("cards", "import", sheet, "--map", mapping, "-o", tmp_path / "card")
    assert isinstance(found.exception, InputError)
    assert not (tmp_path / "card").exists()


def test_import_guess_tells_a_cell_once_and_is_not_done(tmp_path: Path) -> None:
    """A range that cannot be read: told by its cell, the proposal is written, and the exit code says 1."""
    sheet = tmp_path / "prices.csv"
    sheet.write_text("国家,重量段(KG),运费(元/KG)\n美国,0-2,90\n欧盟(除德国),0-2,80\n", encoding="utf-8")
    found = _run("cards", "import", sheet, "--guess", "-o", tmp_path / "map.toml")
    assert (found.return_value, found.stderr.count("Not readable")) == (1, 1)
    assert (tmp_path / "map.toml").is_file()


def test_import_guess_writes_nothing(tmp_path: Path) -> None:
    """The proposal is TOML on stdout, the first prices on stderr, and no file is made."""
    sheet, _ = made.FIRST_CSV.write(tmp_path)
    before = sorted(tmp_path.iterdir())
    found = _run("cards", "import", sheet, "--guess")
    assert 'layout = "first_additional"' in found.stdout
    assert "United States" in found.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_export_and_import_are_a_round(tmp_path: Path) -> None:
    """A bundled card goes out as a workbook and comes in as a card without a difference."""
    book = tmp_path / "ems.xlsx"
    assert _run("cards", "export", "cnpost-ems", "-o", book).return_value == 0
    assert _run("cards", "import", book, "-o", tmp_path / "ems").return_value == 0
    bundled = Path(str(resources.files("carriers"))) / "data" / "cards" / "cnpost-ems"
    same = _run("cards", "diff", bundled, tmp_path / "ems", "--on", "2026-11-20")
    assert same.stdout == "No difference.\n"


@pytest.mark.parametrize(
    "words",
    [
        ("cards", "import", "SHEET"),
        ("cards", "import", "SHEET", "--guess", "--map", "x"),
        ("cards", "import", "SHEET", "--map", "MAP"),
        ("cards", "lost"),
        ("policy", "check", "handbook"),
    ],
)
def test_wrong_use_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    """A command that lacks what it needs ends with exit code 2."""
    sheet, mapping = made.LIST.write(tmp_path)
    real = [{"SHEET": str(sheet), "MAP": str(mapping)}.get(word, word) for word in words]
    monkeypatch.setattr(sys, "argv", ["sampan", *real])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2


def test_diff_tells_changes_in_every_format(write_card: Write, good: Good) -> None:
    """Table, CSV and JSON hold the same changes."""
    old, new = write_card("old"), write_card("new", rates=good["rates"].replace("one,1,0,2000,16,", "one,1,0,2000,18,"))
    table = _run("cards", "diff", old, new, "--on", "2026-11-20").stdout
    assert "+12.4 % to +1.1 %" in table  # 18.08 over 16.08, 178 over 176
    assert json.loads(_run("cards", "diff", old, new, "--on", "2026-11-20", "--format", "json").stdout) == [
        {
            "service": "one",
            "kind": "price",
            "what": "US: over 0 g to 2000 g",
            "old": "16.00 + 0.08 each 1 g CNY",
            "new": "18.00 + 0.08 each 1 g CNY",
            "change": "+12.4 % to +1.1 %",
        }
    ]
    assert len(_run("cards", "diff", old, new, "--on", "2026-11-20", "--format", "csv").stdout.splitlines()) == 2


def test_backtest_prints_the_account_and_draws(tmp_path: Path) -> None:
    """The bundled day by the bundled cards against themselves: all keep their channel; bad rows are counted."""
    picture = tmp_path / "change.svg"
    words = ("cards", "backtest", DEMO / "orders.csv", *ORDERS, "--old", "bundled", "--new", "bundled")
    found = _run(*words, "--picture", picture, "--format", "json")
    report = json.loads(found.stdout)
    assert report["orders"] == {"orders": 205, "kept": 202, "changed": 0, "lost": 0, "gained": 0, "none": 3}
    assert report["total"]["change_cny"] == "0.00"
    assert "Left out: 5 rows that could not be read" in found.stderr
    assert picture.read_text(encoding="utf-8").startswith("<svg ")


def test_backtest_tells_people_the_same(write_card: Write, good: Good, tmp_path: Path) -> None:
    """The table names the order, both prices and the reason: 56.00 at 16 + 0.08 x 500, 58.00 at 18."""
    orders = tmp_path / "orders.csv"
    orders.write_text(
        "order_id,paid_at,country,weight,size,value\nA1,2026-11-18T10:00+08:00,US,500 g,20x15x10 cm,20 USD\n",
        encoding="utf-8",
    )
    new = write_card("new", rates=good["rates"].replace("one,1,0,2000,16,", "one,1,0,2000,18,"))
    found = _run("cards", "backtest", orders, "--old", write_card("old"), "--new", new)
    assert "1 order: 1 keep their channel, 0 change it" in found.stdout
    assert "Total 56.00 -> 58.00 CNY (+2.00, +3.6%)." in found.stdout
    assert "one costs 58.00 instead of 56.00" in found.stdout


def test_policy_check_tells_tiers_rules_and_findings() -> None:
    """The handbook on the bundled day: four tiers decide, four orders by their own wish, rules that change choices."""
    found = _run("policy", "check", "handbook", "--orders", DEMO / "orders.csv", *ORDERS, "--format", "json")
    report = json.loads(found.stdout)
    assert report["orders"] == {"orders": 205, "assigned": 202, "no_channel": 3, "requested": 4}
    assert all(tier["decided"] > 0 for tier in report["tiers"])
    assert sum(tier["decided"] for tier in report["tiers"]) == 198
    assert any(rule["changed"] for rule in report["rules"])
    assert found.return_value == 0
    text = _run("policy", "check", "handbook", "--orders", DEMO / "orders.csv", *ORDERS).stdout
    assert text.startswith("Policy handbook: 202 of 205 orders have a channel (4 by their own wish).")


@pytest.mark.parametrize(
    "words",
    [("cards",), ("policy",), ("policy", "check"), *(("cards", name) for name in (
        "list", "check", "import", "export", "diff", "backtest"))],
)  # fmt: skip
def test_every_command_has_help_with_an_example(words: tuple[str, ...]) -> None:
    """The first line is a sentence, and an example follows."""
    text = CliRunner().invoke(sampan, [*words, "--help"]).stdout
    assert text.split("\n\n")[1].strip().split("\n")[0].strip()
    assert f"Example: sampan {' '.join(words[:1])}" in text
