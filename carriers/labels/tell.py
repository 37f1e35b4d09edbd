"""One order as the rows of one layout, and everything that is wrong, doubtful or worth knowing about it."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from attrs import field, frozen

from carriers.labels import cell, phone
from carriers.labels.address import odd, wrap
from carriers.labels.customs import (
    Declared,
    customs_form,
    declare,
    description_faults,
    hs_digits,
    hs_faults,
    limit_in,
    origin_faults,
    rules,
)
from carriers.labels.fields import Told, goods_of, source_of
from carriers.labels.finding import HELD, NOTE, WARNING, Finding
from carriers.labels.latin import fold, guessed
from carriers.labels.layout import CUSTOMS_FACTS
from carriers.labels.shop import Shop
from carriers.labels.terms import nobody
from carriers.labels.thresholds import notes
from routing.money import ExchangeRates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from carriers.labels.layout import Column, Layout
    from carriers.labels.phone import Phone
    from carriers.labels.shipment import Article, Shipment

_VALUES = frozenset({"value", "currency", "item.unit_value", "item.line_value", "item.currency"})
_ASKS_FOR_GIFT = re.compile(r"\b(?:mark|declare|write|send)\b.*\b(?:gift|present|low|lower|less)\b", re.IGNORECASE)


@frozen
class Setting:
    """All that is the same for every order of a file."""

    layout: Layout
    on: date  # for an order without a dispatch day
    shop: Shop = field(factory=Shop)
    rates: ExchangeRates = field(factory=ExchangeRates)

    @cached_property
    def sources(self) -> tuple[tuple[Column, Callable[[Told, Declared | None], str | None]], ...]:
        """Each column of the layout with what fills it."""
        return tuple((column, source_of(column)) for column in self.layout.columns)

    @cached_property
    def cell(self) -> Callable[[int, str, str], tuple[str, tuple[tuple[str, str], ...]]]:
        """A function of column, raw text and country: the cell's text and its faults; most cells repeat."""
        layout = self.layout

        @lru_cache(maxsize=16_384)
        def made(at: int, raw: str, country: str) -> tuple[str, tuple[tuple[str, str], ...]]:
            column = layout.columns[at]
            text = cell.make(raw, column, layout, country)
            return text, tuple(cell.faults(text, column, layout))

        return made


@frozen
class Telling:
    """The rows of one order (none of them when a finding holds it), and the findings."""

    rows: list[list[str]]
    findings: list[Finding]
    declared: tuple[Declared, ...] = ()

    @property
    def held(self) -> bool:
        """Whether a finding holds the order."""
        return any(finding.level == HELD for finding in self.findings)


def tell(shipment: Shipment, setting: Setting) -> Telling:
    """The order's rows in the setting's layout; the tracking cell is left empty, for the writer to fill last."""
    layout, on = setting.layout, shipment.dispatch_on or setting.on
    findings: list[Finding] = []
    declared = _declared(shipment, setting, on, findings)
    lines = _lines(shipment, layout, findings)
    number = _phone(shipment, layout, findings)
    findings += _customs(shipment, layout)
    findings += _party(shipment, layout)
    told = Told(
        shipment=shipment,
        layout=layout,
        shop=setting.shop,
        declared=declared,
        lines=lines,
        phone=number,
        ioss=_ioss(shipment, declared, setting, on, findings),
    )
    rows = _rows(told, setting, findings) if declared else []
    if any(finding.level == HELD for finding in findings):
        rows = []
    elif declared and declared[0].currency:
        findings += _notes(shipment, declared, setting, on)
    return Telling(rows, findings, declared)


def _declared(shipment: Shipment, setting: Setting, on: date, findings: list[Finding]) -> tuple[Declared, ...]:
    layout = setting.layout
    currency = layout.currency
    if currency is None and layout.currencies and shipment.currency not in layout.currencies:
        currency = next(iter(layout.currencies))
    declared, wrong = declare(shipment, currency, setting.rates, on)
    if layout.told & _VALUES:
        findings += wrong
        return declared
    return declared or tuple(Declared(article, 0, "") for article in shipment.articles)


def _lines(shipment: Shipment, layout: Layout, findings: list[Finding]) -> list[str]:
    """The street address over the layout's address columns."""
    columns = layout.address_columns
    parts = [part for part in (shipment.address1, shipment.address2) if part]
    if not columns:
        return []
    texts = [cell.make(part, columns[0], layout, shipment.country) for part in parts]
    lines = wrap(texts, [column.max for column in columns])
    if lines is None:
        widths = " + ".join(str(column.max) for column in columns)
        way_out = f"The address does not fit {widths} characters without cutting a word. Shorten it with the buyer."
        findings.append(Finding(shipment.order_id, columns[0].header, " ".join(texts), "ADDRESS_TOO_LONG", way_out))
    return lines or []


def _phone(shipment: Shipment, layout: Layout, findings: list[Finding]) -> Phone | None:
    column = next((column for column in layout.columns if column.field == "phone"), None)
    if not shipment.phone or column is None:
        return None
    number = phone.read(shipment.phone, shipment.country)
    if number is None:
        way_out = f"No telephone in {shipment.country} has this number. Ask the buyer, or leave it out if you may."
        findings.append(Finding(shipment.order_id, column.header, shipment.phone, "PHONE_IMPOSSIBLE", way_out))
    elif not number.valid:
        text = "The numbering plan does not know it. Check it with the buyer."
        findings.append(Finding(shipment.order_id, column.header, shipment.phone, "PHONE_DOUBTFUL", text, WARNING))
    if number and number.extension and "phone_extension" not in layout.told:
        text = f"The layout has no place for the extension {number.extension}; the number is told without it."
        findings.append(Finding(shipment.order_id, column.header, shipment.phone, "PHONE_EXTENSION", text, WARNING))
    return number


def _customs(shipment: Shipment, layout: Layout) -> Iterator[Finding]:
    """What customs would refuse, of the facts that the layout tells."""
    for number, article in enumerate(shipment.articles, 1):
        for column, value, wrong in _article_faults(article, number, layout):
            for rule, way_out in wrong:
                yield Finding(shipment.order_id, column.header, value or "", rule, way_out)
        if article.weight_is_gross and layout.told & {"item.unit_weight", "item.line_weight"}:
            text = "No net weight is known: the parcel's weight is told. Give weight_g in the product master."
            yield Finding(shipment.order_id, "weight", str(article.weight_g or ""), "WEIGHT_IS_GROSS", text, WARNING)
    net = [article.weight_g * (article.quantity or 0) for article in shipment.articles if article.weight_g]
    if shipment.weight_g and sum(net) > shipment.weight_g:
        text = f"The articles weigh {sum(net)} g together, the parcel {shipment.weight_g} g. Weigh it again."
        yield Finding(shipment.order_id, "weight", str(shipment.weight_g), "NET_ABOVE_GROSS", text, WARNING)
    if "battery" in layout.told and goods_of(shipment) is None:
        text = "Whether it holds a battery is not known: the column stays empty. Give goods in the product master."
        yield Finding(shipment.order_id, "goods", "", "BATTERY_UNKNOWN", text, WARNING)
    if shipment.note and _ASKS_FOR_GIFT.search(shipment.note):
        text = "The buyer asks for a gift mark or a lower value. The file tells the sale and the price paid."
        yield Finding(shipment.order_id, "note", shipment.note, "GIFT_REFUSED", text, WARNING)


def _article_faults(
    article: Article, number: int, layout: Layout
) -> Iterator[tuple[Column, str | None, Iterable[tuple[str, str]]]]:
    """For each customs fact that the layout tells: its column for this line, the value and what is wrong with it."""
    for fact, columns in layout.customs_columns.items():
        column = columns.get(number) or next(iter(columns.values()))
        if fact == "description":
            yield column, article.name_en, description_faults(article.name_en)
        elif fact == "hs_code" and (column.required or article.hs_code):
            yield column, hs_digits(article.hs_code), hs_faults(article.hs_code)
        elif fact == "origin" and (column.required or article.origin):
            yield column, article.origin, origin_faults(article.origin)


def _party(shipment: Shipment, layout: Layout) -> Iterator[Finding]:
    """What is wrong or doubtful about who gets the parcel, and where."""
    if shipment.name and nobody(shipment.name):
        way_out = "Customs refuses names that stand for nobody. Ask the buyer for the name."
        yield Finding(shipment.order_id, "name", shipment.name, "NAME_VAGUE", way_out)
    for one in odd(
        {
            "country": shipment.country,
            "postcode": shipment.postcode or "",
            "state": shipment.state or "",
            "city": shipment.city or "",
            "address1": shipment.address1 or "",
        }
    ):
        yield Finding(shipment.order_id, one.field, one.value, one.rule, one.message, WARNING)
    if layout.charset != "ascii":
        return
    for name in ("name", "address1", "address2", "city"):
        text = getattr(shipment, name) or ""
        if guessed(text, shipment.country):
            spelt = fold(text, shipment.country)
            way_out = f"A table spells it {spelt!r}; the post there may not. Ask the buyer for Latin letters."
            yield Finding(shipment.order_id, name, text, "SCRIPT_GUESSED", way_out, WARNING)


def _ioss(
    shipment: Shipment, declared: tuple[Declared, ...], setting: Setting, on: date, findings: list[Finding]
) -> str:
    """The IOSS number for a parcel to the EU on which the marketplace collected VAT, within the limit; else ""."""
    column = next((column for column in setting.layout.columns if column.field == "ioss"), None)
    if column is None or not declared or not shipment.vat_collected:
        return ""
    if shipment.country not in rules()["eu"]["countries"]:
        return ""
    number, limit = setting.shop.ioss_of(shipment.platform), rules()["ioss"]["limit_eur"]
    total, currency = sum(line.total_e4 for line in declared), declared[0].currency
    limit_e4 = limit_in(limit * 10_000, "EUR", currency, setting.rates, on)
    if limit_e4 is None:
        text = (
            f"No rate of {currency} tells whether the value is within {limit} EUR: no IOSS number. Give one with --fx."
        )
    elif total > limit_e4:
        text = f"Above {limit} EUR the IOSS number may not be used: import VAT and duty are charged on arrival."
    elif not number:
        text = f"VAT was collected, but the shop file has no IOSS number for {shipment.platform or 'own'!r} ([ioss])."
    else:
        return number
    findings.append(Finding(shipment.order_id, column.header, "", "IOSS_LEFT_OUT", text, WARNING))
    return ""


def _rows(told: Told, setting: Setting, findings: list[Finding]) -> list[list[str]]:
    layout, shipment, articles = told.layout, told.shipment, told.declared
    if layout.rows != "order":
        return [_row(told, setting, article, findings) for article in articles]
    most = layout.items_max
    if most is not None and len(articles) > most:
        way_out = (
            f"The order has {len(articles)} lines, this layout tells {most}. Split the order, or use another layout."
        )
        findings.append(Finding(shipment.order_id, "items", str(len(articles)), "TOO_MANY_LINES", way_out))
        return []
    return [_row(told, setting, None, findings)]


def _row(told: Told, setting: Setting, article: Declared | None, findings: list[Finding]) -> list[str]:
    order_id, country, declared = told.shipment.order_id, told.shipment.country, told.declared
    row: list[str] = []
    for at, (column, source) in enumerate(setting.sources):
        number = column.item
        present = number <= len(declared)
        raw = source(told, declared[number - 1] if number else article) if present else None
        if not raw:
            row.append("")
            if column.required and present and column.field not in CUSTOMS_FACTS and not _said(column, told):
                wrong = cell.faults("", column, told.layout)
                findings += (Finding(order_id, column.header, "", rule, way_out) for rule, way_out in wrong)
            continue
        text, faults = setting.cell(at, raw, country)
        row.append(text)
        for rule, way_out in faults:
            if not any((f.rule, f.field, f.value) == (rule, column.header, text or raw) for f in findings):
                findings.append(Finding(order_id, column.header, text or raw, rule, way_out))
    return row


def _said(column: Column, told: Told) -> bool:
    """Whether it has been said, or will be by the writer, why this required cell is empty."""
    unread = {"phone": told.shipment.phone, "address1": told.shipment.address1, "tracking": "later"}
    return bool(unread.get(column.field))


def _notes(shipment: Shipment, declared: tuple[Declared, ...], setting: Setting, on: date) -> Iterator[Finding]:
    total = sum(line.total_e4 for line in declared)
    form = customs_form(total, declared[0].currency, shipment.weight_g, setting.rates, on)
    text = (
        f"{form} goes with the parcel if it goes by post."
        if form
        else "CN22 up to 300 SDR, CN23 above; no SDR rate is known for the day. Give XDR with --fx."
    )
    yield Finding(shipment.order_id, "customs form", form, "CUSTOMS_FORM", text, NOTE)
    for note in notes(shipment.country, declared, setting.rates, on):
        yield Finding(shipment.order_id, shipment.country, "", note.code, note.text, NOTE)
