"""A place in a file as the reason that its sentence is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.reason import Reason

if TYPE_CHECKING:
    from routing.place import Place


def place_told(place: Place) -> Reason | str:
    """The innermost that is known, within what holds it; the empty text where nothing is."""
    told = _in_sheet(place)
    if place.column:
        within = Reason("place.column_within", within=told, column=place.column)
        told = within if told else Reason("place.column", column=place.column)
    if place.order:
        within = Reason("place.of_order", within=told, order=place.order)
        told = within if told else Reason("place.order", order=place.order)
    if place.file:
        told = Reason("place.within_file", file=place.file, within=told) if told else place.file
    return told


def _in_sheet(place: Place) -> Reason | str:
    """A cell, row, line or byte, in its sheet."""
    if place.cell:
        return Reason("place.cell_of_sheet", sheet=place.sheet, cell=place.cell) if place.sheet else place.cell
    told: Reason | str = ""
    if place.row is not None:
        told = Reason("place.row", row=place.row)
    elif place.line is not None:
        told = Reason("place.line", line=place.line)
    elif place.byte is not None:
        told = Reason("place.byte", byte=place.byte)
    if place.sheet:
        return Reason("place.within_sheet", sheet=place.sheet, within=told) if told else place.sheet
    return told
