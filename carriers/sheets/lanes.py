"""Rows of a sheet to bands: weight ranges put end to end, prices to the eight columns of a rate table."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from routing.reason import Reason

if TYPE_CHECKING:
    from carriers.sheets.figures import Span
    from carriers.sheets.mapping import SheetMap
    from carriers.sheets.workbook import Sheet
    from routing.errors import Fault


@frozen
class Priced:
    """One price of a sheet: its cell, its weight range as written, and what it says."""

    row: int
    column: int
    span: Span
    price: Decimal | None = None
    per_kg: Decimal | None = None
    fee: Decimal = Decimal(0)
    first_g: int | None = None
    step_g: int = 1


@define
class Lane:
    """The prices of one destination cell, in the sheet's order."""

    zone: str
    row: int
    column: int
    codes: tuple[str, ...]
    prices: list[Priced] = field(factory=list)


@frozen
class Band:
    """One row of rates.csv, amounts as decimal text."""

    over_g: int
    upto_g: int
    base: str
    base_covers_g: int
    step_g: int
    per_step: str


def bands(lane: Lane, how: SheetMap, sheet: Sheet, faults: list[Fault]) -> list[Band]:
    """The lane's bands; ranges that do not meet, or stay open, are noted by their cell."""
    found: list[Band] = []
    top: int | None = None
    for one in sorted(lane.prices, key=_start):
        over, upto = one.span.over_g, one.span.upto_g
        before = how.over_g if top is None else top
        if over is None or 0 < over - before <= how.close_gaps_g:
            over = before
        if upto is None:
            upto = how.upto_g
        if upto is None:
            faults.append(sheet.fault(Reason("sheet.open_upwards"), one.row, one.column))
            continue
        if top is not None and over != top:
            faults.append(sheet.fault(_not_met(lane, over, top), one.row, one.column))
        if upto <= over:
            faults.append(
                sheet.fault(Reason("sheet.range_ends_before_start", upto=upto, over=over), one.row, one.column)
            )
            continue
        top = upto
        found.append(_band(one, over, upto, how))
    for band in found:
        for amount in (band.base, band.per_step):
            if len(amount.partition(".")[2]) > 6:
                message = Reason("sheet.six_decimals", amount=amount)
                faults.append(sheet.fault(message, lane.row, lane.column))
    return found


def _start(one: Priced) -> int:
    """The lower end, or the upper one where only that is written: ranges of a lane sort alike by both."""
    if one.span.over_g is not None:
        return one.span.over_g
    return max(0, (one.span.upto_g or 1) - 1)


def _not_met(lane: Lane, over: int, top: int) -> Reason:
    if over < top:
        return Reason("sheet.ranges_overlap", zone=lane.zone, over=over, top=top)
    return Reason("sheet.ranges_gap", zone=lane.zone, top=top, over=over, gap=over - top)


def _band(one: Priced, over: int, upto: int, how: SheetMap) -> Band:
    if one.first_g is not None and one.price is not None:  # first and additional weight
        return Band(over, upto, text(one.price + one.fee), one.first_g, one.step_g, text(one.per_kg or Decimal(0)))
    if one.per_kg is None:  # a flat price
        return Band(over, upto, text((one.price or Decimal(0)) + one.fee), upto, 1, "0")
    least = how.minimum_g if over < how.minimum_g else 0
    per_step = one.per_kg * one.step_g / 1000
    return Band(over, upto, text(one.fee + one.per_kg * least / 1000), least, one.step_g, text(per_step))


def text(amount: Decimal) -> str:
    """An amount without needless zeros.

    >>> text(Decimal("90.50"))
    '90.5'
    """
    return format(amount.normalize(), "f")
