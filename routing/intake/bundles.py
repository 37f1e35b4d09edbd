"""Articles that are made of others: a set sold as one, or another name for the same article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl

from routing.intake.cells.measures import SIDES
from routing.intake.cells.rounding import UP
from routing.reason import Reason
from routing.values.goods import GOODS
from routing.values.units import E9

if TYPE_CHECKING:
    from collections.abc import Mapping

    from routing.intake.cells.ledger import Ledger

_BETWEEN = re.compile(r"\s*[+;,，；＋]\s*")
_TIMES_FIRST = re.compile(r"([1-9]\d{0,3})\s*[x×*]\s*(.+)", re.IGNORECASE)
_TIMES_LAST = re.compile(r"(.+?)\s*[x×*]\s*([1-9]\d{0,3})", re.IGNORECASE)
_SAME = ("shape", "name_en", "name_zh", "hs_code", "origin", "material", "manufacturer_id")
"""Columns that hold for a set when all its articles have them alike."""
Article = dict[str, Any]


def with_contents(frame: pl.DataFrame, contents: pl.Series, ledger: Ledger) -> dict[str, pl.Series]:
    """The columns of a product master, in which each article with contents has what its own row leaves empty.

    Weights add up, pieces are stacked flat, goods are those of all articles; a customs value and words hold when all
    articles share them.

    Args:
        frame: the columns as the file has them.
        contents: of what each article is made, as text: LAMP+CASE, LAMP*2, 2xLAMP, or LAMP alone for another name.
        ledger: takes contents that name no article, or their own.
    """
    rows = {row["sku"]: row for row in frame.rows(named=True) if row["sku"] is not None}
    texts = dict(zip(frame["sku"], contents, strict=True))
    filled: list[Article] = []
    for at, sku in enumerate(frame["sku"]):
        try:
            filled.append(_filled(sku, rows, texts, ()))
        except KeyError as error:
            name = str(error.args[0])
            unknown = Reason("article.contents_unknown", text=name)
            reason = Reason("article.contents_round", text=name) if name == sku else unknown
            ledger.refuse(at, "contents", texts[sku] or "", "UNKNOWN_SKU", reason)
            filled.append(rows[sku])
    return pl.DataFrame(filled, schema=frame.schema).to_dict()


def parts_of(text: str, listed: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The articles that a text names, each with its pieces.

    Raises:
        KeyError: of the name that is not listed.

    >>> parts_of("LAMP+2xCASE", {"LAMP": 1, "CASE": 2})
    [('LAMP', 1), ('CASE', 2)]
    """
    if text in listed:
        return [(text, 1)]
    return [_part(part, listed) for part in _BETWEEN.split(text) if part]


def _part(text: str, listed: Mapping[str, Any]) -> tuple[str, int]:
    if text in listed:
        return text, 1
    for pattern, sku, pieces in ((_TIMES_FIRST, 2, 1), (_TIMES_LAST, 1, 2)):
        match = pattern.fullmatch(text)
        if match and match[sku] in listed:
            return match[sku], int(match[pieces])
    raise KeyError(text)


def _filled(sku: str, rows: Mapping[str, Article], texts: Mapping[str, str | None], above: tuple[str, ...]) -> Article:
    """The article with what its contents give where its own row is empty.

    Raises:
        KeyError: of the name that is not listed, or that is among its own contents.
    """
    if sku in above:
        raise KeyError(above[0])
    row, text = rows[sku], texts[sku]
    if text is None:
        return row
    parts = [(_filled(name, rows, texts, (*above, sku)), pieces) for name, pieces in parts_of(text, rows)]
    return {name: row[name] if row[name] is not None else value for name, value in _together(parts).items()} | {
        "sku": sku
    }


def _together(parts: list[tuple[Article, int]]) -> Article:
    """The measures and words of some articles in one parcel; what one of them lacks is unknown."""
    whole: Article = dict.fromkeys(("sku", *UP, *UP.values()))
    weights = [article["weight_g"] for article, _ in parts]
    if None not in weights:
        whole |= _split("weight_g", sum(_exact(article, "weight_g") * pieces for article, pieces in parts))
    if all(article[side] is not None for article, _ in parts for side in SIDES):
        for side, exact_e9 in zip(SIDES, _stacked(parts), strict=True):
            whole |= _split(side, exact_e9)
    goods = [article["goods"] for article, _ in parts]
    words = {word for text in goods if text is not None for word in text.split(";")}
    special = sorted(words - {"general"}, key=GOODS.index)
    whole["goods"] = ";".join(sorted(special)) if special else None if None in goods else "general"
    for name in _SAME:
        shared = {article[name] for article, _ in parts}
        whole[name] = shared.pop() if len(shared) == 1 else None
    currencies = {article["declared_currency"] for article, _ in parts}
    values = [article["declared_e4"] for article, _ in parts]
    one_sum = len(currencies) == 1 and None not in values
    whole["declared_e4"] = sum(article["declared_e4"] * pieces for article, pieces in parts) if one_sum else None
    whole["declared_currency"] = currencies.pop() if one_sum else None
    return whole


def _stacked(parts: list[tuple[Article, int]]) -> tuple[int, int, int]:
    """Longest, middle and stacked side before rounding, in billionths; of a single piece its own sides in order."""
    if len(parts) == 1 and parts[0][1] == 1:
        length, width, height = (_exact(parts[0][0], side) for side in SIDES)
        return length, width, height
    sides = [(sorted((_exact(article, side) for side in SIDES), reverse=True), pieces) for article, pieces in parts]
    return max(own[0] for own, _ in sides), max(own[1] for own, _ in sides), sum(own[2] * n for own, n in sides)


def _exact(article: Article, name: str) -> int:
    """A measure before rounding, in billionths."""
    return int(article[name]) * E9 - int(article[UP[name]] or 0)


def _split(name: str, exact_e9: int) -> Article:
    """The whole figure, and by how much it is rounded up."""
    return {name: -(-exact_e9 // E9), UP[name]: -exact_e9 % E9 or None}
