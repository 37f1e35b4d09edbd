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
from routing.values.countries import COUNTRY_CODES
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
            raise ReadError(f"{value!r} is not a decimal amount. Write it like 12.50 USD.")
        if not value.is_finite() or value <= 0:
            raise ReadError(f"{value} is not an amount above zero. Write it like 12.50 USD.")

    def __attrs_post_init__(self) -> None:
        digits = get_currency_precision(self.currency)
        if self.amount != self.amount.quantize(Decimal(1).scaleb(-digits)):
            raise ReadError(f"{self.amount} {self.currency} has too many decimals; {self.currency} has {digits}.")

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
        raise ReadError(
            f"{raw!r} is a binary fraction and may be off by a cent. Write the amount as text, like 12.50 USD."
        )
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
            return _matching(_CLOCK, raw, "a time of day", "17:00")
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
            return _one_of(_string(raw).upper(), COUNTRY_CODES, "a country code like US")
        case "event":
            return _one_of(_string(raw), tuple(vocabulary()["events"]), "a tracking event")
        case "reason":
            return _one_of(_string(raw), tuple(vocabulary()["disputes"]), "a dispute reason")
        case "choice":
            return _one_of(_string(raw).lower(), choices, "a choice")
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
        raise ReadError(f"{raw!r} is not a text.")
    return raw


def _text(raw: object, most: int = MOST_TEXT) -> str:
    """One line without controls, invisible characters, runs of blanks and a closing mark of its own."""
    return _one_line(_string(raw), most)


@lru_cache(maxsize=8192)
def _one_line(raw: str, most: int) -> str:
    text = unicodedata.normalize("NFC", raw)
    if _CONTROL.search(text):
        raise ReadError(f"{text!r} holds a control character. Type the text again.")
    shown = _BEFORE_MARK.sub("", _BLANKS.sub(" ", _INVISIBLE.sub("", text))).strip().rstrip(END_MARKS)
    if is_placeholder(shown):
        raise ReadError(f"{text!r} stands for a missing value. Give the fact itself.")
    if len(shown) > most:
        raise ReadError(f"{shown[:40]!r}... has {len(shown)} characters; {most} is the most. Shorten it.")
    return shown


def _title(raw: object) -> str:
    """An item's title, to stand between quotes; listings are long, so it ends at a whole word in print."""
    text = _text(_INCHES.sub(" in", _string(raw)).replace('"', "'"), 4 * MOST_TEXT)
    if not to_whole_words(text, MOST_TITLE):
        raise ReadError(f"{text[:40]!r}... has no blank in its first {MOST_TITLE} characters. Give a shorter title.")
    return text


def _code(raw: object) -> str:
    text = re.sub(" +", " ", _string(raw).strip())
    if is_placeholder(text):
        raise ReadError(f"{text!r} stands for a missing value. Give the number itself.")
    if not _CODE.fullmatch(text) or not text.strip("0#-"):
        raise ReadError(f"{text!r} is not a number or code. Letters, digits and . _ / # + - are allowed, 60 at most.")
    return text


def _matching(expression: re.Pattern[str], raw: object, what: str, example: str) -> str:
    text = _string(raw).strip()
    if not expression.fullmatch(text):
        raise ReadError(f"{text!r} is not {what}. Write it like {example}.")
    return text


def _date(raw: object) -> date:
    if isinstance(raw, datetime):
        if raw.tzinfo is None:
            raise ReadError(
                f"{raw} has no zone, so its day is not certain. Give an offset, like 2026-11-21T17:00+08:00."
            )
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = _string(raw).strip()
    if "T" in text or ":" in text:
        return _date(_moment(text))
    for form in ("%Y-%m-%d", "%d %B %Y", "%d %b %Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ReadError(f"{text!r} is not a date that reads in one way only. Write it like 2026-11-21 or 21 November 2026.")


def _moment(raw: object) -> datetime:
    try:
        at = raw if isinstance(raw, datetime) else datetime.fromisoformat(_string(raw).strip())
    except ValueError:
        raise ReadError(f"{raw!r} is not a time. Write it like 2026-11-21T17:00+08:00.") from None
    if at.tzinfo is None:
        raise ReadError(f"{raw!s} has no zone. Give an offset, like 2026-11-21T17:00+08:00.")
    return at


def _money(raw: object) -> Money:
    if isinstance(raw, Money):
        return raw
    value_e4, code = amount(_string(raw))
    if code is None:
        raise ReadError(f"{raw!r} names no currency. Write the ISO 4217 code, like 12.50 USD.")
    return Money.of_e4(value_e4, code)


def _days(raw: object) -> int:
    text = str(raw).strip() if isinstance(raw, (int, str)) and not isinstance(raw, bool) else ""
    match = _DAYS.fullmatch(text)
    if match is None or int(match[1]) == 0:
        raise ReadError(f"{raw!r} is not a number of days above zero. Write it like 7.")
    return int(match[1])


def _span(raw: object) -> str:
    match = _SPAN.fullmatch(_string(raw).strip())
    if match is None or not 0 < int(match[1]) <= int(match[2]):
        raise ReadError(f"{raw!r} is not a span. Write it like 2-3 working days.")
    least, most, unit = int(match[1]), int(match[2]), match[3].lower()
    return f"{least} to {most} {unit}" if least < most else f"{most} {unit if most > 1 else unit[:-1]}"


def _several(raw: object, most: int) -> tuple[str, ...]:
    parts = raw.split(";") if isinstance(raw, str) else raw
    if not isinstance(parts, (list, tuple)):
        raise ReadError(f"{raw!r} is not a list. Write the points with a semicolon between them.")
    shown = []
    for part in parts:
        end = part.strip()[-1:] if isinstance(part, str) else ""
        shown.append(_text(part) + (end if end in {".", "?", "!"} else ""))
    if not shown:
        raise ReadError("the list is empty. Give at least one point.")
    if sum(map(len, shown)) + 4 * len(shown) > most:
        raise ReadError(f"the list is longer than {most} characters. Shorten it.")
    return tuple(shown)


def _flag(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = _string(raw).strip().lower()
    return _one_of(word, ("yes", "no", "true", "false"), "yes or no") in {"yes", "true"}


def _one_of(word: str, allowed: tuple[str, ...], what: str) -> str:
    if word not in allowed:
        known = ", ".join(allowed) if len(allowed) < 20 else "a two-letter code"
        raise ReadError(f"{word!r} is not {what}. Allowed: {known}.")
    return word


def _window(raw: object) -> Window:
    from templates_en.windows import Window  # noqa: PLC0415 - windows are made of values

    if not isinstance(raw, Window):
        raise ReadError(
            f"{raw!r}: a delivery window is not typed in. It comes from the window table, by service and destination, "
            "with its source; add a [[window]] to the shop file."
        )
    return raw
