"""The product master as sellers write it, and figures in it or in an order that cannot be meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from told import refused

from cli.words import sentence
from routing.errors import InputError
from routing.intake import Reading, order_files, read_orders, read_products

if TYPE_CHECKING:
    from routing.errors import Problem
    from routing.intake import Batch

FILES = Path(__file__).parents[1] / "data" / "orders" / "products"
Problems = Callable[..., list["Problem"]]
Orders = Callable[..., list[dict[str, Any]]]
HEAD = "order_id,paid_at,country,sku,quantity\n"


@pytest.fixture
def routed(tmp_path: Path) -> Callable[..., Batch]:
    """Order lines "sku,quantity" read with a product master given as text."""

    def reader(master: str, *lines: str) -> Batch:
        (tmp_path / "master.csv").write_text(master, encoding="utf-8")
        orders = "".join(f"P-{n},2026-11-20T09:00:00+08:00,DE,{line}\n" for n, line in enumerate(lines, 1))
        (tmp_path / "orders.csv").write_text(HEAD + orders, encoding="utf-8")
        products = read_products(tmp_path / "master.csv")
        (batch,) = read_orders(order_files([tmp_path / "orders.csv"]), Reading(products=products))
        return batch

    return reader


def test_chinese_heads_of_sides_are_read() -> None:
    """长度, 宽度 and 高度 with their unit are length, width and height."""
    (lamp,) = read_products(FILES / "chinese_heads.csv").frame.rows(named=True)
    assert (lamp["weight_g"], lamp["length_mm"], lamp["width_mm"], lamp["height_mm"]) == (610, 180, 90, 70)


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("貨號,重量(克),長度(公分),寬度(公分),高度(公分)", "cp950"),
        ("商品編號,重量（公克）,長（公分）,寬（公分）,高（公分）", "cp950"),
        ("商品编码,重量(克),长(厘米),宽(厘米),高(厘米)", "gb18030"),
    ],
)
def test_heads_of_taiwan_are_read_in_their_encoding(head: str, encoding: str, tmp_path: Path) -> None:
    """Traditional signs in Big5, brackets of full width, grams as 公克 and centimetres as 公分."""
    (tmp_path / "m.csv").write_bytes(f"{head}\nLAMP,610,18.5,9,7\n".encode(encoding))
    (lamp,) = read_products(tmp_path / "m.csv").frame.rows(named=True)
    assert (lamp["weight_g"], lamp["length_mm"], lamp["width_mm"]) == (610, 185, 90)


@pytest.mark.parametrize(
    "head",
    [
        "Artikelnummer;Gewicht (kg);Länge (cm);Breite (cm);Höhe (cm)",
        "référence;poids_kg;longueur_cm;largeur_cm;hauteur_cm",
    ],
)
def test_local_heads_of_a_master_are_read(head: str, tmp_path: Path) -> None:
    """German and French heads, with decimal commas as their spreadsheets write them."""
    (tmp_path / "m.csv").write_text(f"{head}\nLAMP;0,61;18,5;9;7\n", encoding="utf-8")
    (lamp,) = read_products(tmp_path / "m.csv").frame.rows(named=True)
    assert (lamp["weight_g"], lamp["length_mm"]) == (610, 185)


def test_heads_that_are_not_read_are_named(routed: Callable[..., Batch]) -> None:
    """A weight under a head nobody knows is no weight: the run says so."""
    batch = routed("sku,weight_g,net wt,colour\nLAMP,610,0.5,red\n", "LAMP,1")
    (remark,) = map(sentence, batch.warnings)
    assert remark.endswith("were not read: net wt, colour.")


def test_decimal_commas_are_read_where_semicolons_separate() -> None:
    """0,61 kg is 610 g, 18,5 cm are 185 mm."""
    (lamp,) = read_products(FILES / "decimal_commas.csv").frame.rows(named=True)
    assert (lamp["weight_g"], lamp["length_mm"], lamp["width_mm"], lamp["height_mm"]) == (610, 185, 90, 70)


@pytest.mark.parametrize(("cell", "grams"), [("1,5", 1500), ("0,125", 125), ("12,3456", 12_346), ("1,2 kg", 1200)])
def test_a_comma_that_cannot_be_between_thousands_is_a_decimal_mark(cell: str, grams: int, tmp_path: Path) -> None:
    """In a file of semicolons a comma before other than three figures, or after 0, tells itself."""
    (tmp_path / "m.csv").write_text(f"sku;weight_kg\nLAMP;{cell}\n")
    assert read_products(tmp_path / "m.csv").frame["weight_g"].to_list() == [grams]


def test_a_comma_that_may_be_between_thousands_is_refused(tmp_path: Path) -> None:
    """1,234 kg may be a little more than one, or more than a thousand."""
    (tmp_path / "m.csv").write_text("sku;weight_kg\nLAMP;1,234\n")
    with refused(InputError, "1,234"):
        read_products(tmp_path / "m.csv")


def test_kilograms_in_a_column_of_grams_are_refused() -> None:
    """0.61 g in 18 x 9 x 7 cm is no article; the message names the unit that was meant."""
    (batch,) = read_orders(
        order_files([FILES / "orders.csv"]), Reading(products=read_products(FILES / "kilograms_as_grams.csv"))
    )
    (problem,) = batch.problems
    assert problem.code == "UNREADABLE_WEIGHT"
    assert "Were kilograms written in a column of grams?" in sentence(problem.reason)


@pytest.mark.parametrize(
    ("weight", "size", "code"),
    [
        ("610 g", "18x9x7 mm", "UNREADABLE_SIZE"),  # centimetres in millimetres: 538 g/cm3
        ("20001 g", "10x10x10 cm", "UNREADABLE_SIZE"),  # just denser than 20 g/cm3
        ("20000 g", "10x10x10 cm", None),  # 20 g/cm3 itself
        ("1 g", "80x20x1 mm", "UNREADABLE_WEIGHT"),  # a gram beside a hand's width
        ("1 g", "79x20x1 mm", None),
        ("2 g", "80x20x1 mm", None),
    ],
)
def test_figures_that_cannot_be_meant_are_refused(weight: str, size: str, code: str | None, problems: Problems) -> None:
    """Gold has 19.3 g/cm3; a sheet of paper of a hand's width weighs more than a gram."""
    found = problems(f"order_id,paid_at,country,weight,size\nA,2026-11-20T01:30:26Z,US,{weight},{size}\n")
    assert [one.code for one in found] == [code] * (code is not None)


@pytest.mark.parametrize(("weight", "flag"), [("1999 g", "DENSITY_LOW"), ("2000 g", None)])
def test_a_parcel_lighter_than_any_packing_is_flagged(weight: str, flag: str | None, orders: Orders) -> None:
    """2 kg in a cubic metre are 0.002 g/cm3."""
    (order,) = orders(f"order_id,paid_at,country,weight,size\nA,2026-11-20T01:30:26Z,US,{weight},100x100x100 cm\n")
    assert order["flags"] == flag


def test_an_article_without_size_is_read(routed: Callable[..., Batch]) -> None:
    """What it measures stays unknown: a service that asks for a size refuses the parcel, the others price it."""
    batch = routed("sku,weight_g\nLAMP,610\n", "LAMP,2")
    (order,) = batch.table.frame.rows(named=True)
    assert (order["weight_g"], order["length_mm"], order["flags"]) == (1220, None, None)


def test_a_part_of_a_size_is_no_size(problems: Problems) -> None:
    """A length alone is refused: nobody knows the rest."""
    (problem,) = problems("order_id,paid_at,country,weight_g,length_cm\nA,2026-11-20T01:30:26Z,US,610,18\n")
    assert (problem.code, problem.column) == ("MISSING", "size")


def test_articles_that_differ_in_letter_case_are_pointed_out(routed: Callable[..., Batch]) -> None:
    """Lamp and LAMP are two articles; an order that writes a third spelling is told which are listed."""
    batch = routed("sku,weight_g\nlamp,100\nLAMP,610\nFAN,160\n", "LAMP,1", "fan,1")
    assert batch.table.frame["weight_g"].to_list() == [610]
    assert "lists lamp and LAMP, which differ in letter case alone" in sentence(batch.warnings[0])
    (problem,) = batch.problems
    assert "It lists 'FAN': write both alike." in sentence(problem.reason)


MASTER = """sku,weight_g,length_mm,width_mm,height_mm,goods,name_en,hs_code,contents
LAMP,610,180,90,70,battery,LED desk lamp,940521,
CASE,35,170,90,15,general,Phone case,392690,
"""


@pytest.mark.parametrize(
    ("contents", "weight", "sides", "goods", "name"),
    [
        ("LAMP+CASE", 645, (180, 90, 85), "battery", None),  # 70 + 15 stacked
        ("LAMP*2", 1220, (180, 90, 140), "battery", "LED desk lamp"),
        ("2xLAMP", 1220, (180, 90, 140), "battery", "LED desk lamp"),
        ("LAMP", 610, (180, 90, 70), "battery", "LED desk lamp"),  # another name for the same article
        ("3 x CASE + LAMP", 715, (180, 90, 115), "battery", None),  # 45 + 70
    ],
)
def test_a_set_weighs_what_its_articles_weigh(
    contents: str, weight: int, sides: tuple[int, int, int], goods: str, name: str | None, routed: Callable[..., Batch]
) -> None:
    """The column `contents` says of what an article is made; its own row wins where it is filled."""
    batch = routed(f"{MASTER}SET,,,,,,,,{contents}\n", "SET,1")
    (order,) = batch.table.frame.rows(named=True)
    assert order["weight_g"] == weight
    assert (order["length_mm"], order["width_mm"], order["height_mm"]) == sides
    assert (order["goods"], order["description"]) == (goods, name)


def test_a_sets_own_weight_wins(routed: Callable[..., Batch]) -> None:
    """The seller has weighed the packed set."""
    batch = routed(f"{MASTER}SET,700,,,,,,,LAMP+CASE\n", "SET,1")
    assert batch.table.frame["weight_g"].to_list() == [700]


def test_a_set_of_which_a_part_is_not_measured_needs_its_own_figures(routed: Callable[..., Batch]) -> None:
    """A card without weight and size: nobody knows the set's, unless the set was weighed and measured itself."""
    sets = "MEASURED,700,190,95,75,,,,LAMP+CARD\nUNKNOWN,,,,,,,,LAMP+CARD\n"
    batch = routed(f"{MASTER}CARD,,,,,general,Greeting card,490900,\n{sets}", "MEASURED,1", "UNKNOWN,1")
    (order,) = batch.table.frame.rows(named=True)
    assert (order["order_id"], order["weight_g"], order["height_mm"], order["goods"]) == ("P-1", 700, 75, "battery")
    assert [(one.order_id, one.code) for one in batch.problems] == [("P-2", "MISSING")]


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ("SET,,,,,,,,LAMP+MUG\n", "'MUG' is no article of the file"),
        ("A,,,,,,,,B\nB,,,,,,,,A\n", "is among its own contents"),
    ],
)
def test_contents_that_are_no_articles_are_refused(rows: str, text: str, routed: Callable[..., Batch]) -> None:
    """A set that cannot be put together is named, with its row."""
    with refused(InputError, text):
        routed(MASTER + rows, "LAMP,1")


@pytest.mark.parametrize(
    ("value", "currency", "e4"),
    [
        ("250.000", "USD", None),  # decimals or thousands?
        ("250.000", "IDR", None),
        ("4.999", "USD", None),
        ("250.000", "KWD", 2_500_000),  # three decimals at home
        ("0.125", "USD", 1250),  # nobody begins thousands with 0
        ("1250.000", "USD", 12_500_000),  # nor with four figures
        ("250.0000", "USD", 2_500_000),
    ],
)
def test_three_figures_after_the_point_are_refused(value: str, currency: str, e4: int | None, read: Any) -> None:
    """250.000 of a currency with two decimals is a quarter of a million or two hundred and fifty."""
    head = "order_id,paid_at,country,weight,value,currency"
    (batch,) = read(f"{head}\nA,2026-11-20T01:30:26Z,US,350 g,{value},{currency}\n")
    assert batch.table.frame["value_e4"].to_list() == ([] if e4 is None else [e4])
    assert [one.code for one in batch.problems] == (["UNREADABLE_VALUE"] if e4 is None else [])
