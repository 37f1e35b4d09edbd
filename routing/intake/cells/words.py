"""The few words an order cell may hold: quantities, yes and no, shapes, goods."""

from __future__ import annotations

import re

from routing.errors import ReadError
from routing.orders import SHAPES
from routing.reason import Reason
from routing.values.goods import read_goods
from routing.values.widths import half_width

QUANTITY_MAX = 100_000
_WHOLE = re.compile(r"0*([0-9]{1,9})(?:[.]0+)?")
_YES = frozenset(("1", "y", "yes", "true", "是"))
_NO = frozenset(("0", "n", "no", "false", "否"))


def quantity(text: str) -> int:
    """A whole number of pieces from 1 to QUANTITY_MAX; "2.0", as spreadsheets write it, is 2.

    Raises:
        ReadError: anything else.
    """
    match = _WHOLE.fullmatch(half_width(text).strip())
    if match is None or not 0 < int(match[1]) <= QUANTITY_MAX:
        raise ReadError(Reason("word.no_quantity", text=text, most=QUANTITY_MAX))
    return int(match[1])


def yes_or_no(text: str) -> bool:
    """Whether the word says yes.

    Raises:
        ReadError: neither yes nor no.
    """
    word = text.strip().casefold()
    if word not in _YES | _NO:
        raise ReadError(Reason("word.not_yes_or_no", text=text))
    return word in _YES


def shape(text: str) -> str:
    """`box` or `roll`.

    Raises:
        ReadError: another word.
    """
    word = text.strip().casefold()
    if word not in SHAPES:
        raise ReadError(Reason("word.no_shape", text=text, shapes=SHAPES))
    return word


def goods(text: str) -> str:
    """Words for goods, sorted and joined with a semicolon; `general` falls away beside any other.

    Raises:
        ReadError: a word that is not one of GOODS.

    >>> goods("Liquid, battery")
    'battery;liquid'
    """
    return ";".join(sorted(read_goods(text)))
