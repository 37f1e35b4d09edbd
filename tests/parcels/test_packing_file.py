"""A packing file: what it may say, and every fault told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from told import refused

from carriers.packing.packing_file import read_packing
from routing.errors import InputError
from routing.services.packing import Filler, Packing, PackingTable

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = """
[[bag]]
name = "mailer-m"
inner = "25x35 cm"
wall = "4 mm"
weight = "18 g"
max_weight = "2 kg"
cost = "0.45"
goods = ["general", "textile"]

[[carton]]
name = "5号箱"
inner = "17 x 29 x 19.05 cm"
outer = "30x18x20.05 cm"
weight = "0 g"
max_weight = "5 kg"
cost = "1.605 CNY"

[[filler]]
name = "wrap"
per = "piece"
goods = ["liquid"]
room = "2 cm"
weight = "6 g"
cost = "0.1"
"""


def written(tmp_path: Path, text: str) -> Path:
    """A packing file of that text."""
    file = tmp_path / "packing.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_whole_file(tmp_path: Path) -> None:
    """Sides from the longest, inner ones rounded down and outer ones up; costs in fen, halves up."""
    assert read_packing(written(tmp_path, WHOLE)) == PackingTable(
        (
            Packing("mailer-m", "bag", (350, 250, 0), 18, 2000, 45, frozenset({"general", "textile"}), wall_mm=4),
            Packing("5号箱", "carton", (290, 190, 170), 0, 5000, 161, outer_mm=(300, 201, 180)),
        ),
        (Filler("wrap", "piece", 6, 10, frozenset({"liquid"}), 20),),
    )


def test_what_a_table_finds_by_name(tmp_path: Path) -> None:
    """A packing by its name, none for another."""
    table = read_packing(written(tmp_path, WHOLE))
    assert table.named("5号箱") is table.packings[1]
    assert table.named("6号箱") is None


FAULTS = [
    ('[[bag]]\nname = "a"\ninner = "25x35x1 cm"\nweight = "1 g"\nmax_weight = "1 kg"', "length x width, like 25x35 cm"),
    ('[[bag]]\nname = "a;b"\ninner = "25x35 cm"\nweight = "1 g"\nmax_weight = "1 kg"', "cannot stand among flags"),
    ('[[carton]]\nname = "a"\ninner = "25x35x10 cm"\nweight = "1 g"\nmax_weight = "1 kg"', "outer is missing|missing"),
    ('[[carton]]\nname = "a"\ninner = "9x9x9 cm"\nouter = "9x8x9 cm"\nweight = "1 g"\nmax_weight = "1 kg"',
     "smaller than the inner"),
    ('[[carton]]\nname = "a"\ninner = "9x9x9 cm"\nouter = "9x9x9 cm"\nweight = "1"\nmax_weight = "1 kg"', "unit"),
    ('[[carton]]\nname = "a"\ninner = "9x9x9 cm"\nouter = "9x9x9 cm"\nweight = "1 g"', "max_weight"),
    (('[[carton]]\nname = "a"\ninner = "9x9x9 cm"\nouter = "9x9x9 cm"\nweight = "1 g"\nmax_weight = "1 kg"\n'
     'cost = "10001"'), "too"),
    ('[[filler]]\nname = "a"\nper = "parcel"\nroom = "2 cm"', 'Write per = "piece"'),
    ('[[filler]]\nname = "a"\nper = "piece"', "at least one"),
    ("", "at least one"),
    ('[[box]]\nname = "a"', "no key that is known"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), FAULTS)
def test_faults(tmp_path: Path, text: str, told: str) -> None:
    """Each with what is wrong and the way out."""
    with refused(InputError, told):
        read_packing(written(tmp_path, text))


def test_a_name_given_twice(tmp_path: Path) -> None:
    """The name is what flags and pick lists say."""
    bag = '[[bag]]\nname = "a"\ninner = "25x35 cm"\nweight = "1 g"\nmax_weight = "1 kg"\n'
    with refused(InputError, "name of two packings"):
        read_packing(written(tmp_path, bag + bag))
