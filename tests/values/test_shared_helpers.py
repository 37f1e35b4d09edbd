"""The one reader of TOML, the one guard against formulas, the one finder of near names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import refused

from cli.words import sentence
from routing.errors import InputError
from routing.values.formulas import guard, runs, unguarded
from routing.values.nearest import near_ids, suggestion
from routing.values.toml_file import DEPTH_MAX, SIZE_MAX, load_toml, toml_values

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a = " + "[" * 3000 + "]" * 3000, "within one another"),
        (f"a = {'[' * (DEPTH_MAX + 1)}1{']' * (DEPTH_MAX + 1)}", "within one another"),
        ("a." * 100_000 + "b = 1", "line 1: holds a key of more than 64 names"),
        ("a = 1\n" + '"a".' * 100 + "b = 1", "line 2: holds a key of more than 64 names"),
        (f"a = {'1' * 5000}", "a whole number of more than 4,300 digits"),
        ("#" * (SIZE_MAX + 1), "is longer than 4,000,000 bytes"),
        ("a = 1\na = 2", "the key in the last line is given a second time. Keep one"),
        ("a = 1\na = 2\nb = 1", "the key in line 2 is given a second time. Keep one"),
        ("a = 1 2", "is not valid TOML"),
        ("a = “x”", "Write straight quotes"),
        ("a = x", "Put a text in quotes"),
    ],
)
def test_toml_that_would_hang_or_end_the_program_is_refused(text: str, told: str) -> None:
    """Depth, length and the parser's own slips: each is a fault of the file, with the way out."""
    with refused(InputError, told):
        toml_values(text, "x.toml")


def test_toml_of_a_person_is_read(tmp_path: Path) -> None:
    """Tables, lists of tables and a mark at the beginning of the file."""
    file = tmp_path / "x.toml"
    file.write_bytes("\ufeff[[service]]\nlimits = [{ of = ['weight <= 2 kg'] }]\na.b.c = 1\n".encode())
    assert load_toml(file) == {"service": [{"limits": [{"of": ["weight <= 2 kg"]}], "a": {"b": {"c": 1}}}]}
    with refused(InputError, "cannot be read: No such file"):
        load_toml(tmp_path / "none.toml")
    file.write_bytes(b'a = "\xff"')
    with refused(InputError, "byte 5: is not UTF-8"):
        load_toml(file)


@given(st.text(alphabet="'=+-@\t\n＝a1 ", max_size=6))
def test_the_guard_comes_off_again(text: str) -> None:
    """No guarded text runs, and no two texts are guarded into one (an id `'=1` beside an id `=1`)."""
    assert not runs(guard(text))
    assert unguarded(guard(text)) == text


def test_near_names_are_offered_and_far_ones_are_not() -> None:
    """Two letters changed places are near; of several the nearest first; ids forgive more."""
    near = suggestion("opne", ["zone", "open", "spoon"])
    assert near is not None
    assert sentence(near) == "Did you mean open?"
    assert suggestion("xyz", ["zone", "open"]) is None
    assert near_ids("10001", ["1001", "2002"]) == ("1001",)
