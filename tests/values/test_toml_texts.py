"""TOML texts: each way in which one is none is told, and none stops more than itself."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from told import refused

from routing.errors import InputError
from routing.intake.reading import Reading
from routing.values.toml_file import DEPTH_MAX, SIZE_MAX, toml_values


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'name = "\xff"', "UTF-8"),
        ("#" * (SIZE_MAX + 1), "map.toml"),
        ("a." * 3000 + "b = 1", "line 1"),
        ("a = " + "[" * 5000 + "]" * 5000, "map.toml"),
        ("a = " + "[" * (DEPTH_MAX + 2) + "]" * (DEPTH_MAX + 2), "map.toml"),
        ("a = 1\na = 2", "map.toml"),
        ("a = " + "9" * 5000, "map.toml"),
    ],
    ids=["bytes", "size", "long_key", "recursion", "depth", "syntax", "digits"],
)
def test_a_text_that_is_no_toml_is_refused(raw: bytes | str, said: str) -> None:
    """Too large, too deep, no UTF-8, no TOML, a number past what can be read."""
    with refused(InputError, said):
        toml_values(raw, "map.toml")


def test_a_good_text_gives_its_values() -> None:
    """Tables, lists and a byte order mark."""
    assert toml_values(b"\xef\xbb\xbfa = [1, {b = 2}]", "map.toml") == {"a": [1, {"b": 2}]}


def test_two_readings_differ_by_what_was_typed() -> None:
    """Parts of a run are resumed only if their files are read alike."""
    how = Reading(input_zone=ZoneInfo("Asia/Shanghai"), currency="USD")
    assert how.typed() == (how.profile, "Asia/Shanghai", "USD", False)
    assert Reading().typed()[1] is None
