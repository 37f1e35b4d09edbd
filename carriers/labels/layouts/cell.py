"""One cell: made from raw text as its column wants it, and checked against the column's rules.

The writer and `sampan labels check` use the same rules, so that what was written is what is checked.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from carriers.labels.consignee.country import countries
from carriers.labels.consignee.latin import fold
from carriers.labels.layouts.fields import ARTICLE, EMAIL, IDENTIFIERS, NUMBERS, PHONES
from carriers.labels.numbers.s10 import number_fault
from routing.reason import Reason
from routing.values.formulas import SIGNS
from routing.values.money import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carriers.labels.layouts.layout import Column, Layout

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\u202a-\u202e\ufeff]+")
_COUNTRY_STYLE = {"country": "", "country_code": "iso2", "country_en": "en", "country_zh": "zh"}  # "": the layout's
_SHOWN = 12  # choices in a message
_PHONE = {
    "digits": re.compile(r"[0-9]{4,15}"),
    "e164": re.compile(r"\+[0-9]{4,15}"),
    "zeros": re.compile(r"00[0-9]{4,15}"),
    "spaced": re.compile(r"\+[0-9]{1,3} [0-9 ()./-]{3,20}"),
}


def make(raw: str | None, column: Column, layout: Layout, country: str) -> str:
    """The cell's text: in the column's letters, on one line, without signs that a spreadsheet would run.

    Args:
        raw: what the order says; None or "" gives an empty cell.
        column: whose prefix and suffix are put around it.
        layout: whose letters and forbidden signs apply.
        country: of the consignee, for the spelling of ä, ö, ü, ø, å.
    """
    if not raw:
        return ""
    if column.field in NUMBERS or not column.field:
        return f"{column.prefix}{raw}{column.suffix}"
    if column.field in IDENTIFIERS:
        return f"{column.prefix}{raw.strip()}{column.suffix}"
    text = raw if raw.isprintable() else _CONTROL.sub(" ", raw)
    text = fold(text, country) if _charset(column, layout) == "ascii" else " ".join(text.split())
    if column.field in PHONES:
        return f"{column.prefix}{text}{column.suffix}"
    if layout.drop:
        text = " ".join(text.translate(_blank(layout.drop)).split())
    if not layout.people:
        text = text.lstrip(SIGNS + column.strip_start + " ")
    return f"{column.prefix}{text}{column.suffix}" if text else ""


def faults(text: str, column: Column, layout: Layout, *, present: bool = True) -> Iterator[tuple[str, Reason]]:
    """(rule, reason) for each rule of the column that the cell breaks.

    Args:
        text: the cell as it stands in the file.
        column: its column.
        layout: its layout.
        present: False for the columns of an order line the order does not have: they must be empty.
    """
    if not text or not present:
        if text:
            yield "NOT_EXPECTED", Reason("label_cell.no_such_line")
        elif present and column.required:
            yield "REQUIRED", _required(column, layout)
        return
    if not column.field:
        if text != column.value:
            yield (
                "FIXED",
                Reason("label_cell.fixed", wanted=column.value) if column.value else Reason("label_cell.empty"),
            )
        return
    yield from _size(text, column, layout)
    yield from _letters(text, column, layout)
    yield from _shape(text, column, layout)


def _size(text: str, column: Column, layout: Layout) -> Iterator[tuple[str, Reason]]:
    """What is wrong with a cell as a whole: it is none of the carrier's list, too long or too short."""
    carriers_word = Reason("label_cell.give_carriers_code", layout=layout.name) if column.field == "service" else None
    if column.choices and text not in column.choices:
        way_out = carriers_word or Reason("label_cell.take_one", layout=layout.name)
        yield "NOT_IN_LIST", Reason("label_cell.not_in_list", choices=column.choices[:_SHOWN], way_out=way_out)
    if column.max is not None and len(text) > column.max:
        way_out = carriers_word or Reason("label_cell.shorten")
        yield "TOO_LONG", Reason("label_cell.too_long", count=len(text), most=column.max, way_out=way_out)
    if column.min is not None and len(text) < column.min:
        yield "TOO_SHORT", Reason("label_cell.too_short", count=len(text), least=column.min)


def _required(column: Column, layout: Layout) -> Reason:
    if column.field.startswith("sender."):
        return Reason("label_cell.sender_needed")
    if column.field in {"item.customs_unit", "item.customs_quantity"}:
        return Reason("label_cell.unit_needed", layout=layout.name)
    if column.field in ARTICLE or column.field == "net_weight":
        return Reason("label_cell.needed_of_article")
    return Reason("label_cell.needed")


def _letters(text: str, column: Column, layout: Layout) -> Iterator[tuple[str, Reason]]:
    if not text.isprintable() and _CONTROL.search(text):
        yield "CONTROL_SIGN", Reason("label_cell.control_sign")
    if text[0] in SIGNS and not layout.people and not (column.field in PHONES and _phone_ok(text, layout)):
        yield "FORMULA", Reason("label_cell.formula", sign=text[0])
    dropped = [] if column.field in PHONES | IDENTIFIERS else sorted(set(layout.drop).intersection(text))
    if dropped:
        yield "CHARSET", Reason("label_cell.signs_not_taken", signs=tuple(dropped))
    if _charset(column, layout) == "ascii":
        if not text.isascii():
            odd = next(char for char in text if not char.isascii())
            yield "CHARSET", Reason("label_cell.latin_only", sign=odd)
    elif not _encodes(text, layout.encoding):
        yield "ENCODING", Reason("label_cell.not_in_encoding", encoding=layout.encoding)


def _shape(text: str, column: Column, layout: Layout) -> Iterator[tuple[str, Reason]]:
    bare = text.removeprefix(column.prefix).removesuffix(column.suffix)
    name = column.field
    if name in NUMBERS:
        decimals = 2 if column.decimals is None and name.endswith("value") else column.decimals or 0
        if not re.fullmatch(r"[0-9]+" + (rf"\.[0-9]{{{decimals}}}" if decimals else ""), bare):
            like = f"12.{'5' * decimals}" if decimals else "12"
            yield "NUMBER", Reason("label_cell.no_number", decimals=decimals, like=like)
        elif float(bare) == 0:
            yield "ZERO", Reason("label_cell.zero")
    else:
        yield from _word(bare, column, layout)
    if column.pattern and not re.fullmatch(column.pattern, bare):
        yield "PATTERN", Reason("label_cell.pattern", pattern=column.pattern)


def _word(bare: str, column: Column, layout: Layout) -> Iterator[tuple[str, Reason]]:
    """What is wrong with a cell that is no figure."""
    name = column.field
    if name in {"dispatch_on", "paid_on"} and not _is_day(bare, layout.date):
        yield "DATE", Reason("label_cell.date", like=date(2026, 11, 20).strftime(layout.date))
    if name in {"currency", "item.currency"} and bare not in (layout.currencies.values() or CURRENCIES):
        yield "CURRENCY", Reason("label_cell.currency")
    if name in PHONES and not layout.people and not _phone_ok(bare, layout):
        yield "PHONE", Reason("label_cell.phone")
    elif name in _COUNTRY_STYLE and bare not in _countries(_COUNTRY_STYLE[name] or layout.country):
        yield "COUNTRY", Reason("label_cell.country")
    elif name == "item.hs_code" and not re.fullmatch(r"[0-9]{6,14}", bare):
        yield "HS_CODE_WRONG", Reason("label_cell.hs_code")
    elif name == "email" and not EMAIL.fullmatch(bare):
        yield "EMAIL", Reason("label_cell.email")
    elif name == "battery" and bare not in {layout.yes, layout.no}:
        yield "YES_NO", Reason("label_cell.yes_or_no", yes=layout.yes, no=layout.no)
    elif name == "tracking" and (wrong := number_fault(bare)):
        yield "TRACKING_NUMBER", wrong


def _is_day(text: str, shape: str) -> bool:
    try:
        return bool(datetime.strptime(text, shape))  # noqa: DTZ007 - a day, no moment
    except ValueError:
        return False


def _phone_ok(text: str, layout: Layout) -> bool:
    return bool(_PHONE[layout.phone].fullmatch(text))


@cache
def _countries(style: str) -> frozenset[str]:
    if style == "iso2":
        return frozenset(countries())
    return frozenset(names[0 if style == "en" else 1] for names in countries().values())


def _charset(column: Column, layout: Layout) -> str:
    return column.charset or layout.charset


def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _blank(signs: str) -> dict[int, str]:
    return str.maketrans(dict.fromkeys(signs, " "))
