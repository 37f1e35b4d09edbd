"""The pieces of an order as they can be packed: each with its weight, sides, goods and share of the value."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from routing.values.goods import GENERAL, goods_of
from routing.values.units import E9

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    SidesE9 = tuple[int, int, int]

SIDES: Final = ("length", "width", "height")


@frozen
class Piece:
    """One piece of an article, or an order that stays together as it is.

    `weight_e9` and `sides_e9` are billionths of a gram and millimetre, the sides from the longest to the shortest;
    None: not known.
    """

    weight_e9: int
    sides_e9: SidesE9 | None = None
    goods: frozenset[str] = GENERAL
    roll: bool = False

    @property
    def sides_mm(self) -> tuple[int, int, int] | None:
        """Whole millimetres, rounded up; None: not known."""
        if self.sides_e9 is None:
            return None
        longest, second, shortest = self.sides_e9
        return -(-longest // E9), -(-second // E9), -(-shortest // E9)


Articles = dict[str, dict[str, Any]]
"""Article number -> its row of the product master."""


def lines_of(order: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The lines of an order; the one that its own columns tell, where it has no list of them."""
    items: list[Mapping[str, Any]] | None = order["items"]
    if items:
        return items
    return [{"sku": order["sku"], "quantity": order["quantity"], "goods": order["goods"], "unit_value_e4": None}]


def article_piece(listed: Mapping[str, Any], goods: str | None) -> Piece | None:
    """A piece of an article of the product master, with the goods of its line; None where its weight is not known."""
    if listed["weight_g"] is None:
        return None
    sides = [_e9(listed, f"{side}_mm", f"{side}_up_e9") for side in SIDES]
    known = tuple(sorted((side for side in sides if side is not None), reverse=True))
    return Piece(
        weight_e9=_e9(listed, "weight_g", "weight_up_e9") or 0,
        sides_e9=known if len(known) == len(SIDES) else None,  # type: ignore[arg-type]
        goods=goods_of(goods) if goods else GENERAL,
        roll=listed["shape"] == "roll",
    )


def pieces_of(order: Mapping[str, Any], articles: Mapping[str, Mapping[str, Any]]) -> tuple[tuple[Piece, int], ...]:
    """The piece of each line, and how many there are; none where an article, its weight or its number is not known."""
    found = []
    for line in lines_of(order):
        listed = articles.get(line["sku"] or "")
        piece = None if listed is None else article_piece(listed, line["goods"])
        if piece is None or not line["quantity"]:
            return ()
        found.append((piece, line["quantity"]))
    return tuple(found)


def whole(order: Mapping[str, Any]) -> Piece:
    """An order that stays together, by its own weight and size, as one piece."""
    sides = [_e9(order, f"{side}_mm", f"{side}_up_e9") for side in SIDES]
    known = tuple(sorted((side for side in sides if side is not None), reverse=True))
    return Piece(
        weight_e9=_e9(order, "weight_g", "weight_up_e9") or 0,
        sides_e9=known if len(known) == len(SIDES) else None,  # type: ignore[arg-type]
        goods=goods_of(order["goods"]) if order["goods"] else GENERAL,
        roll=order["shape"] == "roll",
    )


def weight_e9(pieces: Iterable[tuple[Piece, int]]) -> int:
    """What they weigh together."""
    return sum(piece.weight_e9 * number for piece, number in pieces)


def rounded(exact_e9: int) -> tuple[int, int | None]:
    """The whole figure, and by how many billionths it was rounded up; None: not at all."""
    whole_figure = -(-exact_e9 // E9)
    return whole_figure, (whole_figure * E9 - exact_e9) or None


def value_shares(order: Mapping[str, Any]) -> tuple[Fraction, ...] | None:
    """The share of the order's value that one piece of each line has; None where the lines do not tell.

    Prices of the lines share it out; where there is one line, its pieces are worth the same.
    """
    lines = lines_of(order)
    if order["value_e4"] is None:
        return (Fraction(0),) * len(lines)
    if len(lines) == 1:
        return (Fraction(1, lines[0]["quantity"]),)
    prices = [line["unit_value_e4"] for line in lines]
    if None in prices:
        return None
    total = sum(price * line["quantity"] for price, line in zip(prices, lines, strict=True))
    return tuple(Fraction(price, total) for price in prices) if total else None


def _e9(row: Mapping[str, Any], name: str, up: str) -> int | None:
    return None if row[name] is None else row[name] * E9 - (row[up] or 0)
