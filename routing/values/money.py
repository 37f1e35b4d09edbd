"""Amounts as whole numbers of a fixed unit, dated exchange rates, and the named roundings.

Order values are kept in ten-thousandths of their currency (`value_e4`), so that 4.999 USD stays below 5.
Prices are kept in fen (hundredths of a CNY).
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen

from routing.errors import ReadError
from routing.reason import Reason
from routing.values.widths import half_width

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

E4 = 10_000
"""Ten-thousandths in one unit of a currency."""
VALUE_MAX_E4 = 10_000_000_000 * E4
CURRENCIES = tuple(  # one word a code: easier to check against the standard than 200 quoted strings
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
    CHW CLF CLP CNH CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL
    LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR
    PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY
    TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XDR XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905
)
"""ISO 4217 codes in use, XDR (the SDR of postal limits) among them, and CNH.  As of pycountry 26.2."""

THREE_DECIMALS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
"""Currencies of which an amount may have three figures after the point (ISO 4217, minor unit 3)."""

_KNOWN = frozenset(CURRENCIES)
_SYMBOLS = {
    "US $": "USD", "US$": "USD", "C $": "CAD", "C$": "CAD", "CA$": "CAD", "AU $": "AUD", "AU$": "AUD", "A$": "AUD",
    "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL", "€": "EUR", "£": "GBP", "₽": "RUB", "₩": "KRW",
    "元": "CNY", "RMB": "CNY", "CN¥": "CNY", "CN￥": "CNY", "JP¥": "JPY", "JP￥": "JPY",
    "zł": "PLN", "₪": "ILS", "₴": "UAH", "₹": "INR", "NT$": "TWD", "MX$": "MXN", "RM": "MYR", "฿": "THB", "₱": "PHP",
    "Kč": "CZK", "KČ": "CZK", "人民币": "CNY", "美元": "USD", "美金": "USD", "欧元": "EUR", "英镑": "GBP",
    "日元": "JPY", "港币": "HKD", "港元": "HKD", "加元": "CAD", "加币": "CAD", "澳元": "AUD", "澳币": "AUD",
    "新台币": "TWD", "韩元": "KRW", "卢布": "RUB",
}  # fmt: skip
AMBIGUOUS_SIGNS = {
    "$": ("USD", "CAD", "AUD"), "¥": ("CNY", "JPY"), "￥": ("CNY", "JPY"), "kr": ("SEK", "NOK", "DKK"),
}  # fmt: skip
"""Sign -> the currencies that share it, the likely ones."""
_SHARED = {
    "$": frozenset(  # one word a code, as above
        """
        ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD USD
        UYU XCD
        """.split()  # noqa: SIM905
    ),
    "¥": frozenset(("CNY", "CNH", "JPY")),
    "￥": frozenset(("CNY", "CNH", "JPY")),
    "kr": frozenset(("DKK", "ISK", "NOK", "SEK")),
}
"""Sign -> every currency written with it at home: the symbols of CLDR as of babel 2.18; CNH, DOP and HKD besides."""
_AMOUNT = re.compile(r"(?P<before>[^\d.,+-]*+)(?P<figure>[+-]?[\d.,][\d.,'’ \u00a0\u202f]*+)(?P<after>[^\d.,]*+)")
"""Nothing is tried twice: however long a text is, it is looked at once."""
_ONE = Fraction(1)
_LONGEST = 60
"""Signs of the longest figure that is worked with."""
_SPACES = re.compile(r"(?<=\d)[ \u00a0\u202f'’](?=\d{3}(?:\D|$))")
_PLAIN = {
    ".": re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:[.][0-9]+)?"),
    ",": re.compile(r"(?:[0-9]{1,3}(?:[.][0-9]{3})+|[0-9]+)?(?:,[0-9]+)?"),
}


def amount(text: str, decimal: str = ".") -> tuple[int, str | None]:
    """An amount in ten-thousandths of its currency, and the currency when the text names one.

    Args:
        text: "12.34", "12 USD", "US $1,234.50", "€5"; with decimal="," also "1 234,50 €" and "1.234,50".
        decimal: the decimal mark of the file, "." or ","; "" when it is not known, and each text has to tell.

    Raises:
        ReadError: no amount, below zero, over four decimals, an unknown currency, or a sign several currencies
            share when nothing else in the text says which ("$").  For that last case call `figure` instead.

    >>> amount("US $1,234.50")
    (12345000, 'USD')
    """
    value, sign = figure(text, decimal)
    if sign in AMBIGUOUS_SIGNS:
        shared = Reason("money.sign_shared", text=text, sign=sign, currencies=AMBIGUOUS_SIGNS[sign])
        raise ReadError(shared, Reason("money.write_code_of_currency"))
    return value, sign or None


def figure(text: str, decimal: str = ".") -> tuple[int, str]:
    """As `amount`, but a sign several currencies share ("$", "¥") comes back as it stands, for a profile to settle."""
    match = _AMOUNT.fullmatch(half_width(text))
    if match is None:
        raise ReadError(Reason("money.no_amount", text=text), Reason("money.write_amount_or_currency"))
    signs = [part.strip() for part in (match["before"], match["after"]) if part and part.strip()]
    digits = _SPACES.sub("", match["figure"].strip())
    if digits.startswith("-"):
        raise ReadError(Reason("money.below_zero", text=text), Reason("money.write_paid"))
    plain = _plain_digits(digits.removeprefix("+"), decimal, text)
    if len(plain) > _LONGEST:
        raise ReadError(Reason("money.too_much", text=text), Reason("money.check_figure"))
    value = Fraction(plain) * E4
    if value.denominator != 1:
        raise ReadError(Reason("money.too_fine", text=text), Reason("money.write_amount"))
    if value > VALUE_MAX_E4:
        raise ReadError(Reason("money.too_much", text=text), Reason("money.check_figure"))
    return int(value), _sign(signs, text)


def _plain_digits(digits: str, decimal: str, text: str) -> str:
    """The digits with a decimal point and no sign between thousands.

    Raises:
        ReadError: they do not go with the decimal mark; or it is not known, and both would give a figure.
    """
    if not any(char.isdigit() for char in digits):
        raise ReadError(Reason("money.no_amount", text=text), Reason("money.write_amount"))
    marks = (decimal,) if decimal else (".", ",")
    found = {
        digits.replace("," if mark == "." else ".", "").replace(",", ".")
        for mark in marks
        if _PLAIN[mark].fullmatch(digits)
    }
    if len(found) > 1:
        raise ReadError(Reason("money.decimals_or_thousands", text=text), Reason("money.write_without_thousands"))
    if found:
        return found.pop()
    if decimal == ",":
        raise ReadError(Reason("money.no_amount_with_comma", text=text), Reason("money.write_amount_with_comma"))
    no_amount = Reason("money.no_amount_with_point", text=text) if decimal else Reason("money.no_amount", text=text)
    raise ReadError(no_amount, Reason("money.write_amount"))


def _sign(signs: Sequence[str], text: str) -> str:
    found = {_SYMBOLS.get(sign) or (sign if sign in AMBIGUOUS_SIGNS else currency(sign, text)) for sign in signs}
    certain = found - set(AMBIGUOUS_SIGNS) or found
    if len(certain) > 1:
        raise ReadError(Reason("money.several_currencies", text=text), Reason("money.write_one_currency"))
    return certain.pop() if certain else ""


def may_mean(sign: str, code: str) -> bool:
    """Whether a sign or code beside an amount, as `figure` hands it out, can stand for the currency.

    >>> may_mean("$", "CAD"), may_mean("$", "EUR"), may_mean("USD", "USD")
    (True, False, True)
    """
    return code in _SHARED.get(sign, (sign,))


def currency(code: str, text: str | None = None) -> str:
    """The ISO 4217 code in capitals.

    Raises:
        ReadError: no currency in use; "RMB" is taken for CNY.
    """
    word = half_width(code).strip().upper()
    word = _SYMBOLS.get(word, word)
    if word not in _KNOWN:
        raise ReadError(Reason("money.no_currency", text=text or code, code=code), Reason("money.write_currency"))
    return word


def half_up(numerator: int, denominator: int) -> int:
    """The quotient of two whole numbers (denominator above zero), halves rounded up."""
    return (2 * numerator + denominator) // (2 * denominator)


def decimal_text(value: int, places: int, least: int = 2) -> str:
    """A fixed-point whole number as decimal text: at least `least` decimals, no further trailing zeros.

    >>> decimal_text(1_234_500, 4)
    '123.45'
    """
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0").ljust(least, "0") if places else ""
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def cny(fen: int) -> str:
    """A price in fen as CNY with two decimals."""
    return f"{fen // 100}.{fen % 100:02}" if fen >= 0 else f"-{cny(-fen)}"


@frozen
class DatedRate:
    """What one unit of a currency is worth in CNY from one day to another (both included; None: no end known)."""

    currency: str
    cny: Fraction
    valid_from: date
    valid_to: date | None
    source: str

    def holds(self, on: date) -> bool:
        """Whether the rate is in force on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@frozen(cache_hash=True)
class ExchangeRates:
    """Dated rates of exchange.  CNY is 1 on every day; a currency without a rate on a day has none: never a guess."""

    rates: tuple[DatedRate, ...] = field(default=())
    _of: dict[str, list[DatedRate]] = field(init=False, eq=False, repr=False)
    _worth: dict[tuple[str, str, date], Fraction | None] = field(init=False, factory=dict, eq=False, repr=False)

    @_of.default
    def _by_currency(self) -> dict[str, list[DatedRate]]:
        found: dict[str, list[DatedRate]] = {}
        for rate in self.rates:
            found.setdefault(rate.currency, []).append(rate)
        return found

    def cny(self, code: str, on: date) -> Fraction | None:
        """CNY for one unit of the currency on that day."""
        if code == "CNY":
            return _ONE
        found = self.rate(code, on)
        return None if found is None else found.cny

    def rate(self, code: str, on: date) -> DatedRate | None:
        """The currency's rate on that day: of several in force, the one that began last."""
        found = [rate for rate in self._of.get(code, ()) if rate.holds(on)]
        return max(found, key=lambda rate: rate.valid_from) if found else None

    def lacking(self, codes: Sequence[str], on: date) -> list[str]:
        """Those of the currencies that have no rate on that day."""
        return [code for code in codes if self.cny(code, on) is None]

    def convert(self, value: Fraction | int, code: str, into: str, on: date) -> Fraction | None:
        """The value in another currency on that day, exactly; None where either rate is unknown."""
        key = code, into, on
        if key not in self._worth:  # few currencies on few days
            have, want = self.cny(code, on), self.cny(into, on)
            self._worth[key] = None if have is None or want is None else have / want
        worth = self._worth[key]
        return None if worth is None else value * worth
