"""A seller's packing file, read and checked: every fault in it is found, none stops at the first.

    [[bag]]
    name = "mailer-m"
    inner = "25x35 cm"              # length x width as it lies flat
    wall = "4 mm"                   # what both walls together add to each side; left out: nothing
    weight = "18 g"                 # its own
    max_weight = "2 kg"             # of what lies in it
    cost = "0.45"                   # CNY; left out: nothing
    goods = ["general", "textile"]  # which goods may lie in it; left out: any

    [[carton]]
    name = "carton-5"
    inner = "29x17x19 cm"
    outer = "30x18x20 cm"
    weight = "140 g"
    max_weight = "5 kg"
    cost = "1.60"

    [[filler]]
    name = "bubble-wrap"
    per = "piece"                   # or "parcel"
    goods = ["liquid"]              # which goods call for it; left out: all
    room = "20 mm"                  # what it adds to each side of a piece, both faces together
    weight = "6 g"
    cost = "0.10"

A key of which nothing else is said is required.
"""

from __future__ import annotations

import re
from math import ceil, floor
from typing import TYPE_CHECKING, Final, Literal, cast

from carriers.files.amounts import fraction
from carriers.files.tables import Table
from routing.errors import Fault, InputError, ReadError
from routing.reason import Reason
from routing.services.packing import BAG, CARTON, FILLED_BY, Filler, Packing, PackingTable
from routing.values.goods import GOODS
from routing.values.money import half_up
from routing.values.toml_file import load_toml
from routing.values.units import exact_size, flat_size, grams, millimetres

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    Sides = tuple[int, int, int]

_NAME: Final = re.compile(r"[\w.-]{1,40}")
_NOTHING: Final = re.compile(r"0+(?:\.0+)?\s*(?:g|kg|mm|cm)")
_COST_MAX: Final = 10_000
"""Yuan of one packing: above any, and below any overflow."""


def read_packing(path: Path) -> PackingTable:
    """The packing that a file lists.

    Raises:
        InputError: with all faults of the file.
    """
    faults: list[Fault] = []
    table = Table(str(path), "", load_toml(path, Reason("packing.see")), faults)
    bags = [_bag(part) for part in table.tables("bag")]
    cartons = [_carton(part) for part in table.tables("carton")]
    fillers = [_filler(part) for part in table.tables("filler")]
    table.finish()
    if not faults and not bags and not cartons:
        table.fault("carton", Reason("packing.none"))
    named = [one for one in (*bags, *cartons) if one is not None]
    for number, one in enumerate(named):
        if any(one.name == other.name for other in named[:number]):
            table.fault(one.kind, Reason("packing.named_twice", name=one.name))
    if faults:
        raise InputError(faults)
    return PackingTable(tuple(named), tuple(one for one in fillers if one is not None))


def _bag(table: Table) -> Packing | None:
    inner = table.read("inner", flat_size)
    wall = table.read("wall", _length, "") or 0
    length, width = sorted(inner, reverse=True) if inner else (0, 0)
    return _packing(table, BAG, (length, width, 0), wall=wall)


def _carton(table: Table) -> Packing | None:
    inner = table.read("inner", lambda text: _sides(text, up=False)) or (0, 0, 0)
    outer = table.read("outer", lambda text: _sides(text, up=True)) or (0, 0, 0)
    if 0 not in {*inner, *outer} and any(own < within for own, within in zip(outer, inner, strict=True)):
        table.fault("outer", Reason("packing.outer_within_inner"))
    return _packing(table, CARTON, inner, outer=outer)


def _packing(table: Table, kind: str, inner: Sides, *, outer: Sides = (0, 0, 0), wall: int = 0) -> Packing | None:
    before = len(table.faults)
    name, weight, most, cost = (
        _name(table),
        table.read("weight", _weight),
        table.read("max_weight", grams),
        _cost(table),
    )
    goods = table.words("goods", GOODS)
    table.finish()
    if len(table.faults) > before or most is None or 0 in inner[:2]:
        return None
    return Packing(name, cast("Literal['bag', 'carton']", kind), inner, weight or 0, most, cost, goods, outer, wall)


def _filler(table: Table) -> Filler | None:
    before = len(table.faults)
    per = cast("Literal['parcel', 'piece']", table.choice("per", FILLED_BY))
    found = Filler(
        name=_name(table),
        per=per,
        weight_g=table.read("weight", _weight, "") or 0,
        cost_fen=_cost(table),
        goods=table.words("goods", GOODS),
        room_mm=table.read("room", _length, "") or 0,
    )
    if found.room_mm and per == "parcel":
        table.fault("room", Reason("packing.room_of_parcel"))
    table.finish()
    return found if len(table.faults) == before else None


def _name(table: Table) -> str:
    """A name that can stand among an order's flags."""
    name = table.text("name")
    if name and not _NAME.fullmatch(name):
        table.fault("name", Reason("packing.bad_name", name=name))
    return name


def _weight(text: str) -> int:
    """Whole grams; nothing at all is a weight too."""
    return 0 if _NOTHING.fullmatch(text.strip()) else grams(text)


def _length(text: str) -> int:
    """Whole millimetres; nothing at all is a length too."""
    return 0 if _NOTHING.fullmatch(text.strip()) else millimetres(text)


def _sides(text: str, *, up: bool) -> Sides:
    """Sides from the longest to the shortest in whole millimetres: outer ones rounded up, inner ones down."""
    longest, second, shortest = sorted((ceil(one) if up else floor(one) for one in exact_size(text)), reverse=True)
    return longest, second, shortest


def _cost(table: Table) -> int:
    return table.read("cost", _fen, "") or 0


def _fen(text: str) -> int:
    """Yuan as whole fen.

    Raises:
        ReadError: no plain decimal number, or more than anybody pays for a carton.
    """
    yuan = fraction(text.strip().removesuffix("CNY"))
    if yuan > _COST_MAX:
        raise ReadError(Reason("figure.too_much", text=text))
    fen: Fraction = yuan * 100
    return half_up(fen.numerator, fen.denominator)
