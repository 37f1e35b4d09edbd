"""One order as the rows of one layout, and everything that is wrong, doubtful or worth knowing about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from carriers.customs.customs import COURIER, INVOICE, Declared, customs_form, declare
from carriers.customs.pieces import is_exact, priced_by_piece
from carriers.customs.rounded_up import money_text
from carriers.customs.tax_area import areas_of
from carriers.customs.thresholds import country_rules, notes
from carriers.finding import HELD, NOTE, WARNING, Finding
from carriers.labels.consignee import phone
from carriers.labels.consignee.address import wrap
from carriers.labels.layouts import cell
from carriers.labels.layouts.fields import OrderFacts
from carriers.labels.layouts.layout import CUSTOMS_FACTS
from carriers.labels.order_findings import customs_findings, flag_findings, of_article, party_findings
from carriers.labels.tax_numbers import tax_numbers
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from carriers.labels.consignee.phone import Phone
    from carriers.labels.file_setup import FileSetup
    from carriers.labels.layouts.layout import Column, Layout
    from carriers.shipment import Shipment

VALUES = frozenset({"value", "currency", "item.unit_value", "item.line_value", "item.currency"})
"""Fields that tell what articles are worth."""


@frozen
class RenderedOrder:
    """The rows of one order (none of them when a finding holds it), and the findings."""

    rows: list[list[str]]
    findings: list[Finding]
    declared: tuple[Declared, ...] = ()

    @property
    def held(self) -> bool:
        """Whether a finding holds the order."""
        return any(finding.level == HELD for finding in self.findings)


def order_rows(shipment: Shipment, setup: FileSetup) -> RenderedOrder:
    """The order's rows in the setup's layout; the tracking cell is left empty, for the writer to fill last."""
    layout, on = setup.layout, shipment.dispatch_on or setup.on
    findings: list[Finding] = []
    declared = _declared(shipment, setup, on, findings)
    lines = street_lines(shipment, layout, findings)
    number = phone_of(shipment, layout, findings)
    findings += flag_findings(shipment, setup.checked)
    findings += customs_findings(shipment, layout, on, strict=setup.strict)
    findings += party_findings(shipment, layout)
    if layout.people:  # a list for the packing table leaves no order out
        findings = [evolve(finding, level=WARNING) for finding in findings]
    numbers, left_out = tax_numbers(shipment, declared, setup.shop, setup.rates, on, layout)
    findings += left_out
    facts = OrderFacts(
        shipment=shipment,
        layout=layout,
        shop=setup.shop,
        declared=declared,
        items=_items(shipment, declared, layout, findings),
        lines=lines,
        phone=number,
        numbers=numbers,
        zone=setup.zone,
    )
    rows = _rows(facts, setup, findings) if declared else []
    if any(finding.level == HELD for finding in findings):
        rows = []
    elif declared and declared[0].currency:
        findings += notes_of(shipment, declared, setup, on)
    return RenderedOrder(rows, findings, declared)


def asked_currency(shipment: Shipment, layout: Layout) -> str | None:
    """The currency that the layout wants the order's values in; None: the order's own."""
    if layout.currency is None and layout.currencies and shipment.currency not in layout.currencies:
        return next(iter(layout.currencies))
    return layout.currency


def _declared(shipment: Shipment, setup: FileSetup, on: date, findings: list[Finding]) -> tuple[Declared, ...]:
    layout = setup.layout
    declared, wrong = declare(shipment, asked_currency(shipment, layout), setup.rates, on)
    if layout.field_names & VALUES:
        findings += wrong
        return declared
    return declared or tuple(Declared(article, 0, "") for article in shipment.articles)


def _items(
    shipment: Shipment, declared: tuple[Declared, ...], layout: Layout, findings: list[Finding]
) -> tuple[Declared, ...]:
    """The lines as the layout tells them: where it tells the price of a piece, a line may take two prices."""
    decimals = layout.unit_decimals
    if decimals is None or not declared or not declared[0].currency:
        return declared
    if layout.rows == "sku":  # a price list, the same for every order
        for number, line in enumerate(declared, 1):
            if not is_exact(line, decimals):
                reason = of_article(shipment, number, Reason("label.value_rounded_up", decimals=decimals))
                findings.append(Finding(shipment.order_id, "value", "", "VALUE_ROUNDED_UP", reason, WARNING))
        return declared
    items = priced_by_piece(declared, decimals)
    for item in items:
        if not is_exact(item, decimals):
            number = next(at for at, line in enumerate(declared, 1) if line.article.sku == item.article.sku)
            sum_text = money_text(item.told_e4, item.currency)
            reason = Reason("label.price_not_told", pieces=item.article.quantity, sum=sum_text, decimals=decimals)
            said = of_article(shipment, number, reason)
            findings.append(Finding(shipment.order_id, "value", sum_text, "PRICE_NOT_TOLD", said))
    most = layout.items_max
    if most is not None and len(declared) <= most < len(items):
        reason = Reason("label.too_many_prices", lines=len(items), most=most)
        findings.append(Finding(shipment.order_id, "value", str(len(items)), "TOO_MANY_PRICES", reason))
    return tuple(items)


def street_lines(shipment: Shipment, layout: Layout, findings: list[Finding]) -> list[str]:
    """The street address over the layout's address columns; none where it does not fit."""
    columns = layout.address_columns
    parts = [part for part in (shipment.address1, shipment.address2) if part]
    if not columns:
        return []
    texts = [cell.make(part, columns[0], layout, shipment.country) for part in parts]
    lines = wrap(texts, [column.max for column in columns])
    if lines is None:
        widths = " + ".join(str(column.max) for column in columns)
        reason = Reason("label.address_too_long", widths=widths)
        findings.append(Finding(shipment.order_id, columns[0].header, " ".join(texts), "ADDRESS_TOO_LONG", reason))
    return lines or []


def phone_of(shipment: Shipment, layout: Layout, findings: list[Finding]) -> Phone | None:
    """The number, where the layout tells one and it can be dialled."""
    column = next((column for column in layout.columns if column.field == "phone"), None)
    if not shipment.phone or column is None:
        return None
    number = phone.read(shipment.phone, shipment.country)
    if number is None:
        reason = Reason("label.phone_impossible", country=shipment.country)
        findings.append(Finding(shipment.order_id, column.header, shipment.phone, "PHONE_IMPOSSIBLE", reason))
    elif not number.valid:
        reason = Reason("label.phone_doubtful")
        findings.append(Finding(shipment.order_id, column.header, shipment.phone, "PHONE_DOUBTFUL", reason, WARNING))
    if number and number.extension and "phone_extension" not in layout.field_names and not layout.people:
        reason = Reason("label.phone_extension", extension=number.extension)
        findings.append(Finding(shipment.order_id, column.header, shipment.phone, "PHONE_EXTENSION", reason, WARNING))
    return number


def _rows(facts: OrderFacts, setup: FileSetup, findings: list[Finding]) -> list[list[str]]:
    layout, shipment, articles = facts.layout, facts.shipment, facts.items
    if layout.rows != "order":
        return [_row(facts, setup, article, findings) for article in articles]
    most = layout.items_max
    if most is not None and len(articles) > most >= len(facts.declared):
        return []  # said before: one of its lines takes two prices
    if most is not None and len(articles) > most:
        reason = Reason("label.too_many_lines", lines=len(articles), most=most)
        findings.append(Finding(shipment.order_id, "items", str(len(articles)), "TOO_MANY_LINES", reason))
        return []
    return [_row(facts, setup, None, findings)]


def _row(facts: OrderFacts, setup: FileSetup, article: Declared | None, findings: list[Finding]) -> list[str]:
    order_id, country, declared = facts.shipment.order_id, facts.shipment.country, facts.items
    row: list[str] = []
    lines = len(declared)
    for at, (column, source) in enumerate(setup.sources):
        number = column.item
        if number > lines:
            row.append("")
            continue
        raw = source(facts, declared[number - 1] if number else article)
        if not raw:
            row.append("")
            if column.required and column.field not in CUSTOMS_FACTS and not _said(column, facts):
                wrong = cell.faults("", column, facts.layout)
                findings += (Finding(order_id, column.header, "", rule, reason) for rule, reason in wrong)
            continue
        text, faults = setup.cell(at, raw, country)
        row.append(text)
        for rule, reason in faults:
            if not any((f.rule, f.field, f.value) == (rule, column.header, text or raw) for f in findings):
                findings.append(Finding(order_id, column.header, text or raw, rule, reason))
    return row


def _said(column: Column, facts: OrderFacts) -> bool:
    """Whether it has been said, or will be by the writer, why this required cell is empty."""
    if column.field == "address1":
        return not facts.lines and bool(facts.layout.address_columns)
    return column.field == "tracking" or (column.field == "phone" and bool(facts.shipment.phone))


def notes_of(shipment: Shipment, declared: tuple[Declared, ...], setup: FileSetup, on: date) -> Iterator[Finding]:
    """What tax and customs will do with a parcel that is sent."""
    total = sum(line.total_e4 for line in declared)
    form = customs_form(total, declared[0].currency, shipment.weight_g, setup.rates, on)
    if shipment.service_class == COURIER:
        form, reason = INVOICE, Reason("label.courier_invoice")
    elif not form:
        reason = Reason("label.postal_form_unknown")
    elif shipment.service_class:
        reason = Reason("label.form_by_post", form=form)
    else:
        reason = Reason("label.postal_form", form=form)
    yield Finding(shipment.order_id, "customs form", form, "CUSTOMS_FORM", reason, NOTE)
    for note in notes(country_rules(shipment), declared, setup.rates, on, areas_of(shipment, on)):
        yield Finding(shipment.order_id, shipment.country, "", note.code, note.reason, NOTE)
