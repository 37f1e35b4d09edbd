"""A mapping in which any key holds a value of any other kind: faults in words, or a card; nothing else."""

from __future__ import annotations

import copy
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from made_up_line import card_head

from carriers.files.toml_text import toml_value
from carriers.sheets.imported import import_sheet
from carriers.sheets.mapping import read_mapping
from carriers.sheets.workbook import Sheet
from cli.words import sentence
from routing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KINDS: Final[tuple[Any, ...]] = (1, "", [[1]], {"a": 1}, [{"a": [1]}, 2], date(2026, 11, 20))
_MAP: Final = (
    card_head("2026-12-01")
    + """\
[[proposed]]
rule = "volumetric"
sentence = "x"
cell = "A1"
divisor = 8000
countries = ["US"]
confirmed = true

[[proposed]]
rule = "limits"
sentence = "x"
cell = "A1"
limits = ["weight <= 2 kg"]
confirmed = true

[[sheet]]
service = "line"
layout = "per_kg_plus_fee"
header_row = 1
columns = { to = "国家", weight = "重量段(KG)", per_kg = "运费(元/KG)", fee = "挂号费(元/票)" }
"""
)
_CELLS: Final = [["国家", "重量段(KG)", "运费(元/KG)", "挂号费(元/票)"], ["美国", "0-2", "80", "16"]]


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    within = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, inner in within:
        yield (*path, key)
        yield from _places(inner, (*path, key))


def test_any_key_of_any_kind_is_told(tmp_path: Path) -> None:
    """`code = []` in a service, `service = 1`, `limits = {}`, and so on: some two hundred mappings."""
    whole, path = tomllib.loads(_MAP), tmp_path / "map.toml"
    sheets = [Sheet("prices.xlsx", "S", _CELLS)]
    path.write_text(_MAP, encoding="utf-8")
    assert import_sheet(sheets, read_mapping(path)).bands == 1
    for place in _places(whole):
        for kind in _KINDS:
            changed: Any = copy.deepcopy(whole)
            at = changed
            for key in place[:-1]:
                at = at[key]
            at[place[-1]] = kind
            path.write_text("\n".join(f"{key} = {toml_value(one)}" for key, one in changed.items()), encoding="utf-8")
            assert _told(sheets, path), (place, kind)


def _told(sheets: list[Sheet], path: Path) -> str:
    try:
        return str(import_sheet(sheets, read_mapping(path)))
    except InputError as error:
        return sentence(error)
