"""Facts as typed values: what a letter may print, read strictly.

`read` turns what a file, an option or the program itself gives into a checked value; `english.write` turns that into
the words of the letter.  Nothing is filled in: an unusable value raises `ReadError` with the form that works.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from attrs import field, frozen
from babel.numbers import get_currency_precision

from routing.errors import ReadError
from routing.reason import Reason
from routing.values.countries import COUNTRY_CODES
from routing.values.dates import day
from routing.values.moments import moment
from routing.values.money import E4, amount, currency
from templates_en.english import (
    END_MARKS,
    MOST_LENGTH,
    MOST_NAME,
    MOST_TEXT,
    MOST_TITLE,
    to_whole_words,
    vocabulary,
)
from templates_en.lint import BLOCK, phrase_findings

if TYPE_CHECKING:
    from templates_en.windows import Window

_INVISIBLE = re.compile(
    r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_INCHES = re.compile(r"(?<=[0-9]) ?(?:\"|”|″|'')")
_BEFORE_MARK = re.compile(r" +(?=[,.;:!?](?: |$))")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BLANKS = re.compile(r"\s+")
_CODE = re.compile(r"#?[0-9A-Za-z](?:[0-9A-Za-z._/# +-]{0,58}[0-9A-Za-z])?")
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_DAYS = re.compile(r"([0-9]{1,4})(?: ?days?)?", re.IGNORECASE)
_SPAN = re.compile(r"([0-9]{1,3}) ?(?:-|to) ?([0-9]{1,3}) ?(working days|business days|days)", re.IGNORECASE)
_HOSTILE_NAME = re.compile(r"[{}<>$%`\\|=@#*^~_\[\]/:;]|[0-9]{3}")


@frozen
class Money:
    """An amount of one currency, as a decimal number: never a float."""

    amount: Decimal = field()
    currency: str = field(converter=currency)

    @amount.validator
    def _payable(self, _attribute: object, value: Decimal) -> None:
        if not isinstance(value, Decimal):
            raise ReadError(Reason("fact.no_decimal", value=value), Reason("fact.write_money"))
        if not value.is_finite() or value <= 0:
            raise ReadError(Reason("fact.not_above_zero", value=str(value)), Reason("fact.write_money"))

    def __attrs_post_init__(self) -> None:
        digits = get_currency_precision(self.currency)
        if self.amount != self.amount.quantize(Decimal(1).scaleb(-digits)):
            raise ReadError(
                Reason("fact.too_many_decimals", amount=str(self.amount), currency=self.currency, digits=digits)
            )

    @classmethod
    def of_e4(cls, value_e4: int, code: str) -> Money:
        """An amount given in ten-thousandths of its currency."""
        return cls(Decimal(value_e4) / E4, code)


@frozen
class Approval:
    """Who approved an amount.  Never printed: it opens the gate, the letter does not mention it."""

    by: str


Value = Any
"""What `read` returns: str, bool, int, date, datetime, Money, Approval, tuple of str or `windows.Window`."""


def read(kind: str, raw: object, choices: tuple[str, ...] = ()) -> Value:
    """The checked value.

    Args:
        kind: a type that a letter may declare (KINDS).
        raw: text from a file or an option, or a value the program already holds.
        choices: the words a `choice` may be.

    Raises:
        ReadError: unusable; the message says what works.
    """
    return _read_text(kind, raw, choices) if isinstance(raw, str) else _read(kind, raw, choices)


@lru_cache(maxsize=16384)
def _read_text(kind: str, raw: str, choices: tuple[str, ...]) -> Value:
    return _read(kind, raw, choices)


def _read(kind: str, raw: object, choices: tuple[str, ...]) -> Value:  # noqa: C901, PLR0911, PLR0912 - one line a type
    if isinstance(raw, float):
        raise ReadError(Reason("fact.binary_fraction", value=raw), Reason("fact.write_money_as_text"))
    match kind:
        case "title":
            return _title(raw)
        case "text" | "address":
            return _text(raw)
        case "name":
            return name(_string(raw))
        case "code":
            return _code(raw)
        case "date":
            return _date(raw)
        case "moment":
            return _moment(raw)
        case "clock":
            return _clock(raw)
        case "money":
            return _money(raw)
        case "days":
            return _days(raw)
        case "span":
            return _span(raw)
        case "steps" | "choices":
            return _several(raw, MOST_LENGTH[kind])
        case "flag":
            return _flag(raw)
        case "approval":
            return raw if isinstance(raw, Approval) else Approval(_text(raw))
        case "country":
            return _country(raw)
        case "event":
            word = _string(raw)
            return _one_of(word, tuple(vocabulary()["events"]), Reason("fact.no_event", word=word))
        case "reason":
            word = _string(raw)
            return _one_of(word, tuple(vocabulary()["disputes"]), Reason("fact.no_dispute", word=word))
        case "choice":
            word = _string(raw).lower()
            return _one_of(word, choices, Reason("fact.no_choice", word=word))
        case "window":
            return _window(raw)
        case _:
            raise AssertionError(kind)


KINDS = frozenset({*MOST_LENGTH, "flag", "approval"})


@lru_cache(maxsize=8192)
def name(text: str) -> str | None:
    """A buyer's name fit for a greeting, or None when the text is not one (then the greeting does without).

    Capitals throughout are softened; anything that looks like markup, contact or a template is no name.
    """
    shown = _BLANKS.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()
    hostile = _CONTROL.search(shown) or _HOSTILE_NAME.search(shown)
    if hostile or not any(char.isalpha() for char in shown) or is_placeholder(shown):
        return None
    if shown.strip(".").lower() in vocabulary()["honorifics"]:
        return None
    if any(finding.level == BLOCK for finding in phrase_findings(shown)):
        return None
    shown = to_whole_words(shown.strip(END_MARKS), MOST_NAME)
    if len(shown) > 3 and shown.isupper():
        shown = shown.title()
    return shown or None


def is_placeholder(text: str) -> bool:
    """Whether the text stands for "nobody filled this in": "N/A", "-", "0", "null", ..."""
    return text.strip().lower() in _placeholders()


@cache
def _placeholders() -> frozenset[str]:
    return frozenset({"", *vocabulary()["placeholders"]})


def _string(raw: object) -> str:
    if not isinstance(raw, str):
        raise ReadError(Reason("fact.no_text", value=raw))
    return raw


def _text(raw: object, most: int = MOST_TEXT) -> str:
    """One line without controls, invisible characters, runs of blanks and a closing mark of its own."""
    return _one_line(_string(raw), most)


@lru_cache(maxsize=8192)
def _one_line(raw: str, most: int) -> str:
    text = unicodedata.normalize("NFC", raw)
    if _CONTROL.search(text):
        raise ReadError(Reason("fact.control_character", text=text), Reason("fact.type_again"))
    shown = _BEFORE_MARK.sub("", _BLANKS.sub(" ", _INVISIBLE.sub("", text))).strip().rstrip(END_MARKS)
    if is_placeholder(shown):
        raise ReadError(Reason("fact.placeholder", text=text), Reason("fact.give_itself"))
    if len(shown) > most:
        raise ReadError(
            Reason("fact.too_long", beginning=shown[:40], characters=len(shown), most=most), Reason("fact.shorten")
        )
    return shown


def _title(raw: object) -> str:
    """An item's title, to stand between quotes; listings are long, so it ends at a whole word in print."""
    text = _text(_INCHES.sub(" in", _string(raw)).replace('"', "'"), 4 * MOST_TEXT)
    if not to_whole_words(text, MOST_TITLE):
        raise ReadError(
            Reason("fact.title_without_blank", beginning=text[:40], most=MOST_TITLE), Reason("fact.shorter_title")
        )
    return text


def _code(raw: object) -> str:
    text = re.sub(" +", " ", _string(raw).strip())
    if is_placeholder(text):
        raise ReadError(Reason("fact.placeholder", text=text), Reason("fact.give_number"))
    if not _CODE.fullmatch(text) or not text.strip("0#-"):
        raise ReadError(Reason("fact.no_code", text=text), Reason("fact.code_signs"))
    return text


def _clock(raw: object) -> str:
    text = _string(raw).strip()
    if not _CLOCK.fullmatch(text):
        raise ReadError(Reason("fact.no_clock", text=text), Reason("fact.write_clock"))
    return text


def _date(raw: object) -> date:
    if isinstance(raw, datetime):
        if raw.tzinfo is None:
            raise ReadError(Reason("fact.day_not_certain", moment=str(raw)), Reason("fact.give_offset"))
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = _string(raw)
    return moment(text).date() if ":" in text else day(text)


def _moment(raw: object) -> datetime:
    at = raw if isinstance(raw, datetime) else moment(_string(raw))
    if at.tzinfo is None:
        raise ReadError(Reason("fact.no_zone", moment=str(raw)), Reason("fact.give_offset"))
    return at


def _money(raw: object) -> Money:
    if isinstance(raw, Money):
        return raw
    value_e4, code = amount(_string(raw))
    if code is None:
        raise ReadError(Reason("fact.no_currency", value=raw), Reason("fact.write_currency"))
    return Money.of_e4(value_e4, code)


def _days(raw: object) -> int:
    text = str(raw).strip() if isinstance(raw, (int, str)) and not isinstance(raw, bool) else ""
    match = _DAYS.fullmatch(text)
    if match is None or int(match[1]) == 0:
        raise ReadError(Reason("fact.no_days", value=raw), Reason("fact.write_days"))
    return int(match[1])


def _span(raw: object) -> str:
    match = _SPAN.fullmatch(_string(raw).strip())
    if match is None or not 0 < int(match[1]) <= int(match[2]):
        raise ReadError(Reason("fact.no_span", value=raw), Reason("fact.write_span"))
    least, most, unit = int(match[1]), int(match[2]), match[3].lower()
    return f"{least} to {most} {unit}" if least < most else f"{most} {unit if most > 1 else unit[:-1]}"


def _several(raw: object, most: int) -> tuple[str, ...]:
    parts = raw.split(";") if isinstance(raw, str) else raw
    if not isinstance(parts, (list, tuple)):
        raise ReadError(Reason("fact.no_list", value=raw), Reason("fact.write_list"))
    shown = []
    for part in parts:
        end = part.strip()[-1:] if isinstance(part, str) else ""
        shown.append(_text(part) + (end if end in {".", "?", "!"} else ""))
    if not shown:
        raise ReadError(Reason("fact.empty_list"), Reason("fact.give_point"))
    if sum(map(len, shown)) + 4 * len(shown) > most:
        raise ReadError(Reason("fact.list_too_long", most=most), Reason("fact.shorten"))
    return tuple(shown)


def _flag(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = _string(raw).strip().lower()
    return _one_of(word, ("yes", "no", "true", "false"), Reason("fact.no_flag", word=word)) in {"yes", "true"}


def _country(raw: object) -> str:
    code = _string(raw).upper()
    if code not in COUNTRY_CODES:
        raise ReadError(Reason("fact.no_country", word=code), Reason("fact.allowed_country"))
    return code


def _one_of(word: str, allowed: tuple[str, ...], wrong: Reason) -> str:
    if word not in allowed:
        raise ReadError(wrong, Reason("fact.allowed", allowed=allowed))
    return word


def _window(raw: object) -> Window:
    from templates_en.windows import Window  # noqa: PLC0415 - windows are made of values

    if not isinstance(raw, Window):
        raise ReadError(Reason("fact.window_typed", value=raw), Reason("fact.window_table"))
    return raw
