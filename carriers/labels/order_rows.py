"""One order as the rows of one layout, and everything that is wrong, doubtful or worth knowing about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from carriers.customs.customs import Declared, customs_form, declare
from carriers.customs.thresholds import notes
from carriers.finding import HELD, NOTE, WARNING, Finding
from carriers.labels.consignee import phone
from carriers.labels.consignee.address import wrap
from carriers.labels.ioss import ioss_number
from carriers.labels.layouts import cell
from carriers.labels.layouts.fields import Told
from carriers.labels.layouts.layout import CUSTOMS_FACTS
from carriers.labels.order_findings import customs_findings, party_findings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from carriers.labels.consignee.phone import Phone
    from carriers.labels.layouts.layout import Column, Layout
    from carriers.labels.setting import Setting
    from carriers.shipment import Shipment

_VALUES = frozenset({"value", "currency", "item.unit_value", "item.line_value", "item.currency"})


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
    findings += customs_findings(shipment, layout)
    findings += party_findings(shipment, layout)
    if layout.people:  # a list for the packing table leaves no order out
        findings = [evolve(finding, level=WARNING) for finding in findings]
    ioss, left_out = ioss_number(shipment, declared, setting, on)
    findings += left_out
    told = Told(
        shipment=shipment,
        layout=layout,
        shop=setting.shop,
        declared=declared,
        lines=lines,
        phone=number,
        ioss=ioss,
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
    if number and number.extension and "phone_extension" not in layout.told and not layout.people:
        text = f"The layout has no place for the extension {number.extension}; the number is told without it."
        findings.append(Finding(shipment.order_id, column.header, shipment.phone, "PHONE_EXTENSION", text, WARNING))
    return number


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
    if column.field == "address1":
        return not told.lines and bool(told.layout.address_columns)
    return column.field == "tracking" or (column.field == "phone" and bool(told.shipment.phone))


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
