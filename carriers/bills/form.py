"""The form of a bill as data: which columns say what, what its rows are, in which currency and unit it counts."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

CHARGE_KINDS: Final = (
    "freight", "registration", "handling", "fuel", "discount", "surcharge", "remote", "oversize", "special", "duty",
    "tax", "other",
)  # fmt: skip
"""What a charge of a bill is for."""
ROW_KINDS: Final = ("charge", "adjustment", "credit", "void", "return", "total")
"""What a row of a bill is: a first billing, a later adjustment, money given back, a sum of other rows."""
IDS: Final = ("tracking_no", "order_no", "waybill")
WEIGHTS: Final = ("charged_weight", "scale_weight", "volumetric_weight", "declared_weight")
TEXTS: Final = (
    "bill", "service", "zone", "country", "currency", "charged_unit", "scale_unit", "line_type", "invoice_type",
    "category", "detail", "charge_class", "charge_code", "charge_name", "tracking_prefix",
)  # fmt: skip
FIELDS: Final = (*IDS, *WEIGHTS, *TEXTS, "pieces", "total")
"""What a column of a bill may say."""
_BLANKS: Final = re.compile(r"[\s_\u200b\ufeff]+")
_UNIT: Final = re.compile(r"\(?\b(kgs?|lbs?|oz|g)\b\)?|(公斤|千克|磅|克)", re.IGNORECASE)
_UNITS: Final = {"kgs": "kg", "公斤": "kg", "千克": "kg", "lbs": "lb", "磅": "lb", "克": "g"}


@frozen
class ChargeColumns:
    """Columns of charges of one kind: the first that the file has; with `every` all that it has are added."""

    kind: str
    columns: tuple[str, ...]
    every: bool = False


@frozen
class Pairs:
    """Charges that stand in groups of columns side by side: code, name, amount and discount of each.

    `repeated`: the heads stand once here, and several times in the file.
    """

    code: tuple[str, ...]
    name: tuple[str, ...]
    amount: tuple[str, ...]
    discount: tuple[str, ...] = ()
    repeated: bool = False


@frozen
class RowRule:
    """What a row is whose field holds one of the words, or begins with one."""

    column: str
    kind: str
    words: frozenset[str] = frozenset()
    begins: tuple[str, ...] = ()


@frozen
class BillForm:
    """How one carrier or forwarder writes its bills.

    `columns` is field -> heads that may stand above it, or, where `positions`, the number of the column from 1.
    """

    name: str
    title: str
    carrier: str
    heads: tuple[tuple[str, ...], ...]
    columns: Mapping[str, tuple[str, ...]]
    charges: tuple[ChargeColumns, ...] = ()
    pairs: Pairs | None = None
    kinds: Mapping[str, tuple[str, ...]] = field(factory=dict)
    """Kind of charge -> codes, and words of names, that stand for it."""
    rows: tuple[RowRule, ...] = ()
    currency: str = ""
    """Of bills that name none."""
    weight_unit: str = ""
    decimal: str = ""
    """The decimal mark, where the form says it; else the file's own figures tell."""
    by_charge: bool = False
    """A row is a charge, not a parcel."""
    positions: bool = False
    fewest_columns: int = 0
    looks: Mapping[str, frozenset[str]] = field(factory=dict)
    """Field -> the words that stand in it, by which a file without a head is known."""
    bill_above: tuple[str, ...] = ()
    """Words above the table behind which the number or the period of the bill stands."""


@lru_cache(maxsize=1 << 13)
def head_key(text: str) -> str:
    """A head as heads are compared: signs narrow, without blanks, underscores and letter case.

    >>> head_key("计费重量（KG）") == head_key("计费重量(kg)")
    True
    """
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def unit_in(head: str) -> str:
    """The unit of weight that a head names; "" where it names none.

    >>> unit_in("计费重量（KG）"), unit_in("weight_g"), unit_in("weight")
    ('kg', 'g', '')
    """
    found = _UNIT.search(unicodedata.normalize("NFKC", head).replace("_", " "))
    word = (found[1] or found[2] or "").lower() if found else ""
    return _UNITS.get(word, word)
