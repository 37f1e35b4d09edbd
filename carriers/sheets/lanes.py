"""Rows of a sheet to bands: ranges put end to end, weights billed as the sheet says, prices as rows of a rate table.

How a weight is billed (at least so much, in started steps that may change with the weight) becomes part of the bands
here, exactly: wherever the billed weight or the price takes another form, a band ends.
"""

from __future__ import annotations

from bisect import bisect_left
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import TYPE_CHECKING, Final

from attrs import define, evolve, field, frozen

from carriers.sheets.billing import Billing
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carriers.sheets.figures import Span
    from carriers.sheets.mapping import SheetMap
    from carriers.sheets.workbook import Sheet
    from routing.errors import Fault

_DECIMALS: Final = 10**6
"""A card's amounts are whole millionths."""
_MOST_STEPS: Final = 400
"""Started pounds or ounces up to which each becomes a band of its own."""


@frozen
class Priced:
    """One price of a sheet: its cell, its weight range as written, and what it says."""

    row: int
    column: int
    span: Span
    price: Decimal | None = None
    per_kg: Decimal | None = None
    """For one `unit_g`, or for each further weight where there is a first one."""
    fee: Decimal = Decimal(0)
    first_g: int | None = None
    step_g: int = 1
    least_g: int = 0
    minimum: Decimal = Decimal(0)
    unit_g: Fraction = Fraction(1000)


@define
class Lane:
    """The prices of one destination cell, in the sheet's order."""

    zone: str
    row: int
    column: int
    codes: tuple[str, ...]
    prices: list[Priced] = field(factory=list)
    holes: list[Span] = field(factory=list)
    """Ranges for which the sheet says that nothing is offered."""


@frozen
class Band:
    """One row of rates.csv, amounts as decimal text."""

    over_g: int
    upto_g: int
    base: str
    base_covers_g: int
    step_g: int
    per_step: str


@frozen
class _Range:
    """A price with its range in grams: over (excluded), up to (included)."""

    over_g: int
    upto_g: int
    priced: Priced


@frozen
class _Piece:
    """A band with exact amounts."""

    over_g: int
    upto_g: int
    base: Fraction
    covers_g: int
    step_g: int
    per_step: Fraction

    @property
    def flat(self) -> bool:
        """Whether every weight costs the same."""
        return not self.per_step

    def at(self, grams: int) -> Fraction:
        """The price of a weight."""
        return self.base + -(-max(0, grams - self.covers_g) // self.step_g) * self.per_step


def bands(lane: Lane, how: SheetMap, sheet: Sheet, faults: list[Fault], billing: Billing | None = None) -> list[Band]:
    """The lane's bands; ranges that do not meet, or stay open, are noted by their cell."""
    ranges = _ranges(lane, how, sheet, faults)
    if not ranges:
        return []
    heavy = next((one for one in ranges if one.priced.least_g > ranges[-1].upto_g), None)
    if heavy is not None:
        least = Reason("sheet.least_above", least=heavy.priced.least_g, top=ranges[-1].upto_g)
        faults.append(sheet.fault(least, heavy.priced.row, heavy.priced.column))
        return []
    priced = _pieces(ranges, billing or Billing(how.minimum_g, how.steps))
    pieces = [part for piece, one in priced for part in _raised(piece, one.minimum)]
    if how.cheaper_bracket:
        pieces = _cheaper(pieces)
    found = []
    for piece in _joined(pieces):
        for amount in (piece.base, piece.per_step):
            if _DECIMALS % amount.denominator:
                reason = Reason("sheet.six_decimals", amount=f"{float(amount):.9g}")
                faults.append(sheet.fault(reason, lane.row, lane.column))
                return []
        found.append(
            Band(piece.over_g, piece.upto_g, text(piece.base), piece.covers_g, piece.step_g, text(piece.per_step))
        )
    return found


def _ranges(lane: Lane, how: SheetMap, sheet: Sheet, faults: list[Fault]) -> list[_Range]:
    """The prices by weight, put end to end."""
    found: list[_Range] = []
    top: int | None = None
    ordered = sorted(lane.prices, key=_start)
    for at, one in enumerate(ordered):
        over, upto = one.span.over_g, one.span.upto_g
        before = how.over_g if top is None else top
        hole = _hole(lane, before, (upto or before + 1) - 1 if over is None else over)
        if hole and top is None and over is None:
            before = hole  # single weights, the lightest not offered
        elif hole and top is not None:
            faults.append(
                sheet.fault(
                    Reason("sheet.not_offered_between", zone=lane.zone, over=top, upto=hole), one.row, one.column
                )
            )
            top = over = hole
        left_out = bool(found) and found[-1].priced.span.strict  # <0.5 before >0.5: 0.5 itself is in neither
        if over is None or 0 < over - before <= how.close_gaps_g - left_out or _meets(one, over, before):
            over = before
        if upto is None:
            upto = ordered[at + 1].span.over_g if at + 1 < len(ordered) else how.upto_g
        if upto is None:
            faults.append(sheet.fault(Reason("sheet.open_upwards"), one.row, one.column))
            continue
        if found and _said(one) == _said(found[-1].priced):
            continue  # the same row again
        if top is not None and over != top:
            faults.append(sheet.fault(_not_met(lane, over, top, left_out), one.row, one.column))
        if upto <= over:
            faults.append(
                sheet.fault(Reason("sheet.range_ends_before_start", upto=upto, over=over), one.row, one.column)
            )
            continue
        top = upto
        found.append(_Range(over, upto, one))
    return found


def _meets(one: Priced, over: int, before: int) -> bool:
    """Whether a break point goes on from the range before it: lighter ones are rounded up, or "20kg+" after 20."""
    return one.span.upto_g is None and (0 < over - before < one.step_g or over == before - 1)


def _said(one: Priced) -> tuple[object, ...]:
    """The price without its place."""
    return (one.span, one.price, one.per_kg, one.fee, one.first_g, one.step_g, one.least_g, one.minimum, one.unit_g)


def _start(one: Priced) -> int:
    """The lower end, or the upper one where only that is written: ranges of a lane sort alike by both."""
    if one.span.over_g is not None:
        return one.span.over_g
    return max(0, (one.span.upto_g or 1) - 1)


def _hole(lane: Lane, over: int, upto: int) -> int:
    """Where the last range ends that is not offered between these weights; 0 where all are."""
    return max((end for one in lane.holes if (end := one.upto_g or 0) and over < end <= upto), default=0)


def _not_met(lane: Lane, over: int, top: int, left_out: int) -> Reason:
    if over < top:
        return Reason("sheet.ranges_overlap", zone=lane.zone, over=over, top=top)
    return Reason("sheet.ranges_gap", zone=lane.zone, top=top, over=over, gap=over - top + left_out)


def _pieces(ranges: Sequence[_Range], billing: Billing) -> list[tuple[_Piece, Priced]]:
    """The bands of the ranges with weights billed: wherever the billed weight or its range changes, one ends."""
    uptos = [one.upto_g for one in ranges]
    bottom = ranges[0].over_g
    least = [max(billing.least_g, one.priced.least_g) for one in ranges]
    steps = billing.steps or tuple((one.over_g, one.priced.step_g) for one in ranges)
    first = 0 if least[0] >= bottom else bottom

    def step_of(grams: int) -> int:
        return next((step for over, step in reversed(steps) if grams > over), steps[0][1])

    def billed(grams: int) -> int:
        """Before the range is looked up: a weight below all ranges is billed by the first."""
        raised = max(grams, least[min(bisect_left(uptos, max(grams, bottom + 1)), len(ranges) - 1)])
        step = step_of(raised)
        return -(-raised // step) * step

    edges = {first, *uptos, *least, *(over for over, _ in steps)}
    for over, step in steps:
        edges |= {edge // step * step for edge in {*uptos, bottom, over}}
    edges |= {-(-one // step_of(one)) * step_of(one) for one in least if one}
    inside = sorted(edge for edge in edges if first <= edge <= uptos[-1])
    found: list[tuple[_Piece, Priced]] = []
    for over, upto in pairwise(inside):
        weight = billed(upto)
        if weight > uptos[-1]:  # rounded up beyond the last range: the last price holds
            weight = uptos[-1] if step_of(uptos[-1]) > 1 else weight
        at = ranges[min(bisect_left(uptos, max(weight, bottom + 1)), len(ranges) - 1)]
        rests = billed(over + 1) == weight
        found += [(piece, at.priced) for piece in _priced(at.priced, over, upto, weight, step_of(upto), rests=rests)]
    return found


def _priced(one: Priced, over: int, upto: int, billed_g: int, step_g: int, *, rests: bool) -> list[_Piece]:
    """The bands of one price from weight to weight; `rests`: all of them are billed alike."""
    fee = Fraction(one.fee)
    if one.first_g is not None and one.price is not None:  # first and additional weight
        first, more = Fraction(one.price) + fee, Fraction(one.per_kg or 0)
        whole = _Piece(over, upto, first, one.first_g, one.step_g, more)
        return [_Piece(over, upto, whole.at(billed_g), upto, 1, Fraction(0))] if rests and more else [whole]
    if one.per_kg is None:  # a flat price
        return [_Piece(over, upto, Fraction(one.price or 0) + fee, upto, 1, Fraction(0))]
    per_gram = Fraction(one.per_kg) / one.unit_g
    if rests:
        return [_Piece(over, upto, fee + per_gram * billed_g, upto, 1, Fraction(0))]
    if one.unit_g.denominator == 1:
        return [_Piece(over, upto, fee, 0, step_g, per_gram * step_g)]
    return _started(one, over, upto, fee)


def _started(one: Priced, over: int, upto: int, fee: Fraction) -> list[_Piece]:
    """A price for each started pound or ounce, which is no whole number of grams: a band for each."""
    found: list[_Piece] = []
    count = floor(Fraction(over) / one.unit_g) + 1
    while over < upto and len(found) < _MOST_STEPS:
        top = min(upto, floor(one.unit_g * count))
        if top > over:
            found.append(_Piece(over, top, fee + Fraction(one.per_kg or 0) * count, top, 1, Fraction(0)))
        over, count = max(over, top), count + 1
    return found


def _raised(piece: _Piece, minimum: Decimal) -> list[_Piece]:
    """The piece with its price at least the minimum."""
    least = Fraction(minimum)
    if piece.at(piece.over_g + 1) >= least:
        return [piece]
    if piece.at(piece.upto_g) <= least:
        return [_Piece(piece.over_g, piece.upto_g, least, piece.upto_g, 1, Fraction(0))]
    steps = floor((least - piece.base) / piece.per_step)
    upto = piece.covers_g + steps * piece.step_g
    return [_Piece(piece.over_g, upto, least, upto, 1, Fraction(0)), evolve(piece, over_g=upto)]


def _cheaper(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces with each weight charged as the start of a later one where that is cheaper."""
    found: list[_Piece] = []
    cheapest: Fraction | None = None  # of all starts above
    for piece in reversed(pieces):
        part = [piece]
        if cheapest is not None and piece.at(piece.upto_g) > cheapest:
            part = _capped(piece, cheapest)
        found = part + found
        start = piece.at(piece.over_g + 1)
        cheapest = start if cheapest is None else min(cheapest, start)
    return found


def _capped(piece: _Piece, most: Fraction) -> list[_Piece]:
    """The piece with its price at most so much."""
    if piece.flat or piece.at(piece.over_g + 1) >= most:
        return [_Piece(piece.over_g, piece.upto_g, most, piece.upto_g, 1, Fraction(0))]
    upto = piece.covers_g + floor((most - piece.base) / piece.per_step) * piece.step_g
    return [evolve(piece, upto_g=upto), _Piece(upto, piece.upto_g, most, piece.upto_g, 1, Fraction(0))]


def _joined(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces with neighbours that one row says as well put together."""
    found: list[_Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last is not None and last.flat and piece.flat and last.base == piece.base and last.covers_g == last.upto_g:
            found[-1] = evolve(piece, over_g=last.over_g)
        elif last is not None and not piece.flat and _continues(last, piece):
            found[-1] = evolve(piece, over_g=last.over_g, base=last.base, covers_g=last.upto_g) if last.flat else (
                evolve(last, upto_g=piece.upto_g)
            )  # fmt: skip
        else:
            found.append(piece)
    return found


def _continues(last: _Piece, piece: _Piece) -> bool:
    """Whether the piece goes on where the last one ends, so that one formula holds for both."""
    if not last.flat:
        return evolve(last, over_g=0, upto_g=1) == evolve(piece, over_g=0, upto_g=1)
    grid = last.upto_g >= piece.covers_g and (last.upto_g - piece.covers_g) % piece.step_g == 0
    return grid and last.covers_g == last.upto_g and last.base == piece.at(last.upto_g)


def text(amount: Decimal | Fraction) -> str:
    """An amount without needless zeros.

    >>> text(Decimal("90.50"))
    '90.5'
    """
    exact = Decimal(amount.numerator) / Decimal(amount.denominator) if isinstance(amount, Fraction) else amount
    return format(exact.normalize(), "f")
