"""The products of one table: told apart by a column, or by the heads of several columns of prices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import evolve

from carriers.sheets.heads import currency_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carriers.sheets.guess.found import Found
    from carriers.sheets.workbook import Sheet

_MOST: Final = 20
_KEYS: Final = frozenset({"to", "zone", "weight", "over", "upto"})
_MAIN: Final = frozenset({"per_kg", "price"})
_WORDS: Final = re.compile(
    r"[(\[].*?[)\]]|运费|挂号费?|处理费?|操作费?|服务费|资费|费率|费用|价格|单价|报价|公斤|千克|费|价|元|每|票|件|单|克|/"
    r"|rmb|cny|usd|hkd|eur|kgs?\b|rate|price|fee|freight|per\b|parcel|registration|handling|[\s:+]",
    re.IGNORECASE,
)
CHARGE: Final = re.compile(r"燃油|附加|安检|旺季|清关|操作|税|fuel|surcharge|security|peak", re.IGNORECASE)
"""Columns that cost beside the price, and are no products."""
_BEFORE: Final = re.compile(
    r"(?:调[价整]|涨价|变更|更新)前|[原旧老]价|[原旧]运费|old price|previous|before", re.IGNORECASE
)
_NOW: Final = re.compile(
    r"(?:调[价整]|涨价|变更|更新)后|[现新]价|最新|新运费|现运费|new price|current|after", re.IGNORECASE
)
"""Heads of prices that no longer hold, and of those that hold instead."""
_AND: Final = re.compile(r"[/、,;+&和]")


def by_column(one: Found) -> list[Found]:
    """The table by its products, where a column tells several apart that would else name a destination twice."""
    money = _by_currency(one)
    if money:
        return money
    for kind in ("product", "group", "warehouse"):
        at = one.columns.get(kind)
        if at is None or ("to" not in one.columns and one.layout != "bracket_matrix"):
            continue
        lines = [line for line in one.sheet.cells[one.first_row : one.last_row] if at < len(line) and line[at]]
        values = list(dict.fromkeys(line[at] for line in lines))
        keys = [tuple(line[column] for name, column in sorted(one.columns.items())
                      if name in _KEYS and column < len(line)) for line in lines]  # fmt: skip
        if 1 < len(values) <= _MOST and len(set(keys)) < len(keys):
            return [part for name, texts in _named(values) for part in by_column(_only(one, kind, at, name, texts))]
    return [one]


def _by_currency(one: Found) -> list[Found]:
    """The table by the currencies that a column names for each row; none where it names one alone."""
    at = one.columns.get("currency")
    if at is None:
        return []
    lines = [line for line in one.sheet.cells[one.first_row : one.last_row] if at < len(line) and line[at]]
    texts: dict[str, list[str]] = {}
    for text in dict.fromkeys(line[at] for line in lines):
        texts.setdefault(currency_of(text), []).append(text)
    if len(texts) < 2 or "" in texts:
        return []
    return [
        part for code, own in texts.items()
        for part in by_column(evolve(_only(one, "currency", at, code, tuple(own)), currency=code))
    ]  # fmt: skip


def _named(values: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each product with the texts that name it: 华南 stands in 华南 and in 华南/华东."""
    parts = {value: [part.strip() for part in _AND.split(value) if part.strip()] for value in values}
    single = {value for value in values if len(parts[value]) == 1}
    shared = {value for value in values if len(parts[value]) > 1 and single & set(parts[value])}
    names = dict.fromkeys(
        name for value in values for name in (parts[value] if value in shared else [value])
    )  # fmt: skip
    for name in names:
        yield name, tuple(value for value in values if value == name or (value in shared and name in parts[value]))


def _only(one: Found, kind: str, at: int, name: str, texts: tuple[str, ...]) -> Found:
    columns = {known: column for known, column in one.columns.items() if known != kind}
    return evolve(one, columns=columns, where={**one.where, at: texts}, named=(*one.named, name))


def by_head(sheet: Sheet, row: int, kinds: Mapping[int, str]) -> list[tuple[str, dict[int, str]]]:
    """The products that the heads of several columns of prices name, each with its columns and the shared ones."""
    main = {column: _product(sheet.text(row, column)) for column, kind in kinds.items() if kind in _MAIN}
    if any(kind == "per_kg" and not CHARGE.search(main[column]) for column, kind in kinds.items() if column in main):
        main = {column: name for column, name in main.items() if not CHARGE.search(name)}
    main, old = _of_now(sheet, row, main)
    kinds = {column: kind for column, kind in kinds.items() if column not in old}
    names = list(main.values())
    if len(main) < 2 or len(set(names)) < len(names) or sum(not name for name in names) > 1:
        return [("", dict(kinds))]
    found = []
    for own, name in main.items():
        mine = {
            column: kind
            for column, kind in kinds.items()
            if column == own or (column not in main and _product(sheet.text(row, column)) not in set(names) - {name})
            or (column not in main and kind != "fee")
        }  # fmt: skip
        found.append((name, mine))
    return found


def _of_now(sheet: Sheet, row: int, main: dict[int, str]) -> tuple[dict[int, str], frozenset[int]]:
    """The columns of prices but those of before, where others say that they are the new ones; and those of before."""
    heads = {column: sheet.text(row, column) for column in main}
    old = frozenset(column for column, text in heads.items() if _BEFORE.search(text) and not _NOW.search(text))
    if not old or not any(map(_NOW.search, heads.values())):
        return main, frozenset()
    left = {column: name for column, name in main.items() if column not in old}
    return (dict.fromkeys(left, "") if len(left) == 1 else left), old


def _product(text: str) -> str:
    """What a head says besides what all heads say: 带电 of 带电运费(元/KG)."""
    return _WORDS.sub("", text)
