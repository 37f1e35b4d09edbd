"""What customs is told of an order's articles: from real data only, never below what was paid.

The value of an article is what the buyer paid for it.  Where a marketplace tells only the total, one line has it all,
and several lines share it in proportion to the product master's customs values.  A product master's value below the
price paid is not used.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from attrs import frozen

from carriers.customs.share import share, whole_units
from carriers.customs.terms import vague
from carriers.finding import NO_EXCHANGE_RATE, WARNING, Finding
from routing.reason import Reason
from routing.values.countries import COUNTRY_CODES
from routing.values.money import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from carriers.shipment import Article, Shipment
    from routing.values.money import ExchangeRates

SDR = "XDR"
CN22, CN23, FORM_UNKNOWN = "CN22", "CN23", ""
INVOICE = "invoice"
"""What a courier wants instead of the post's forms."""
COURIER = "courier"
_HS_SEPARATORS = re.compile(r"[.\s-]")


@frozen
class Declared:
    """One article with its customs value, of the whole line, in ten-thousandths of `currency`.

    `total_e4` is exact: limits are compared with it.  `told_e4` is what papers and files tell: whole cents, or whatever
    the currency's least unit is; the lines of an order add up to its total in whole minor units.
    """

    article: Article
    total_e4: int | Fraction
    currency: str
    told_e4: int = 0

    @property
    def unit_e4(self) -> int | Fraction:
        """What is told as the value of one piece."""
        quantity = self.article.quantity or 1
        return self.told_e4 if quantity == 1 else Fraction(self.told_e4) / quantity


@cache
def rules() -> dict[str, Any]:
    """The dated rules of declaration: limits of the postal forms, digits of an HS code, IOSS, EU members."""
    text = (resources.files("carriers") / "data/customs/declaration.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def hs_digits(code: str | None) -> str:
    """The code without dots and spaces."""
    return _HS_SEPARATORS.sub("", code or "")


def declare(
    shipment: Shipment, currency: str | None, rates: ExchangeRates, on: date
) -> tuple[tuple[Declared, ...], list[Finding]]:
    """The articles with their customs values, and what is wrong or doubtful about the values.

    Args:
        shipment: the order.
        currency: what the values must be in; None: the order's own.
        rates: used when `currency` is another one.
        on: the day of the rates.
    """
    order_id, articles = shipment.order_id, shipment.articles
    if any(not article.quantity or article.quantity < 1 for article in articles):
        return (), [Finding(order_id, "quantity", "", "QUANTITY_UNKNOWN", Reason("customs.quantity_unknown"))]
    totals, of, findings = _totals(shipment)
    if totals is None or of is None:
        return (), findings
    if any(total <= 0 for total in totals):
        return (), [*findings, Finding(order_id, "value", "0", "VALUE_UNKNOWN", Reason("customs.no_value_of_article"))]
    if currency and currency != of:
        converted = [rates.convert(total, of, currency, on) for total in totals]
        if None in converted:
            lacking = rates.lacking((of, currency), on)
            reason = Reason("customs.no_rate", currency=currency, lacking=tuple(lacking), on=on)
            return (), [*findings, Finding(order_id, "value", " ".join(lacking), NO_EXCHANGE_RATE, reason)]
        totals, of = [total for total in converted if total is not None], currency
    declared = tuple(
        Declared(article, total, of, told)
        for article, total, told in zip(articles, totals, whole_units(totals, of), strict=True)
    )
    return declared, [*findings, *_below_paid(shipment)]


def _totals(shipment: Shipment) -> tuple[Sequence[int | Fraction] | None, str | None, list[Finding]]:
    """The value of each line, its currency, and findings; None where no real figure tells it."""
    articles = shipment.articles
    paid = [article.unit_value_e4 for article in articles]
    if shipment.currency and None not in paid:
        totals = [(unit or 0) * (article.quantity or 0) for unit, article in zip(paid, articles, strict=True)]
        return totals, shipment.currency, []
    worth = [(article.declared_e4 or 0) * (article.quantity or 0) for article in articles]
    currencies = {article.declared_currency for article in articles}
    known = all(worth) and len(currencies) == 1 and None not in currencies
    if shipment.currency and shipment.value_e4:
        if len(articles) == 1:
            return [shipment.value_e4], shipment.currency, []
        if known:
            shares = share(shipment.value_e4, shipment.currency, worth)
            shared = _warning(shipment, "value", "", "VALUE_SHARED", Reason("customs.value_shared"))
            return shares, shipment.currency, [shared]
    elif known:
        reason = Reason("customs.value_from_products")
        return worth, currencies.pop(), [_warning(shipment, "value", "", "VALUE_FROM_PRODUCTS", reason)]
    return None, None, [Finding(shipment.order_id, "value", "", "VALUE_UNKNOWN", Reason("customs.value_unknown"))]


def _below_paid(shipment: Shipment) -> Iterator[Finding]:
    for article in shipment.articles:
        paid, listed = article.unit_value_e4, article.declared_e4
        if paid is None or listed is None or article.declared_currency != shipment.currency or listed >= paid:
            continue
        declared = decimal_text(listed, 4)
        reason = Reason(
            "customs.declared_below_paid",
            sku=article.sku,
            declared=declared,
            currency=shipment.currency,
            paid=decimal_text(paid, 4),
        )
        yield _warning(shipment, "value", declared, "DECLARED_BELOW_PAID", reason)


def _warning(shipment: Shipment, field: str, value: str, rule: str, reason: Reason) -> Finding:
    return Finding(shipment.order_id, field, value, rule, reason, WARNING)


@lru_cache(maxsize=4096)
def description_faults(text: str | None) -> tuple[tuple[str, Reason], ...]:
    """(rule, reason) for what is wrong with an English customs description."""
    if not text or not text.strip():
        return (("DESCRIPTION_MISSING", Reason("customs.no_description")),)
    letters = [char for char in text if char.isalpha()]
    if len(letters) < 3 or not all(unicodedata.name(char, "").startswith("LATIN") for char in letters):
        return (("DESCRIPTION_NOT_ENGLISH", Reason("customs.description_not_english")),)
    if vague(text):
        return (("DESCRIPTION_VAGUE", Reason("customs.description_vague")),)
    return ()


def hs_digits_of(country: str, on: date) -> int:
    """How many digits an HS code needs at least on the way to that country."""
    for rule in rules()["hs_of_country"]:
        if country in rule["places"] and on >= rule["valid_from"]:
            return int(rule["digits"])
    return int(rules()["hs"]["digits_min"])


def hs_faults(code: str | None, country: str, on: date) -> Iterator[tuple[str, Reason]]:
    """(rule, reason) for an HS code that is missing, of no chapter, or too short for the country on that day."""
    digits, least = hs_digits(code), rules()["hs"]["digits_min"]
    asked = hs_digits_of(country, on)
    if not digits and asked > least:
        yield "HS_CODE_MISSING", Reason("customs.no_hs_code_of_country", country=country, digits=asked)
    elif not digits:
        yield "HS_CODE_MISSING", Reason("customs.no_hs_code", digits=least)
    elif not re.fullmatch(r"[0-9]{6,14}", digits) or digits[:2] in {"00", "77"}:
        yield "HS_CODE_WRONG", Reason("customs.hs_code_wrong", digits=least)
    elif len(digits) < asked:
        yield "HS_CODE_SHORT", Reason("customs.hs_code_short", country=country, digits=asked, count=len(digits))


def origin_faults(country: str | None) -> Iterator[tuple[str, Reason]]:
    """(rule, reason) for an origin that is no country."""
    if not country or country.upper() not in COUNTRY_CODES:
        yield "ORIGIN_UNKNOWN", Reason("customs.origin_unknown")


def customs_form(total_e4: int | Fraction, currency: str, weight_g: int | None, rates: ExchangeRates, on: date) -> str:
    """CN22 or CN23, or FORM_UNKNOWN where the parcel is light enough and no SDR rate is known."""
    limits = rules()["cn22"]
    if weight_g is not None and weight_g > limits["limit_g"]:
        return CN23
    limit_e4 = limit_in(limits["limit_sdr"] * 10_000, SDR, currency, rates, on)
    if limit_e4 is None:
        return FORM_UNKNOWN
    return CN22 if total_e4 <= limit_e4 else CN23


@lru_cache(maxsize=1024)
def limit_in(limit_e4: int, currency: str, of: str, rates: ExchangeRates, on: date) -> Fraction | None:
    """A limit in another currency on that day, exactly; None where a rate is unknown."""
    return Fraction(limit_e4) if currency == of else rates.convert(limit_e4, currency, of, on)
