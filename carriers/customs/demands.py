"""What customs of the destination asks of every item and of the consignee, and what an order lacks of it.

What is missing is named with the line, the article and the column to fill: of the product master, or of the order file.
No code is ever padded, and nothing is made up.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import frozen

from carriers.customs.customs import description_faults, hs_faults, origin_faults, rules
from carriers.customs.numbers import is_valid
from carriers.customs.tax_area import lies_in
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from carriers.shipment import Article, Shipment

OF_MASTER = ("name_en", "hs_code", "origin", "sku", "manufacturer_id", "gtin", "declared_unit_value")
"""The columns of the product master that a lack may name."""


@frozen
class Lack:
    """One thing that customs asks for and the order does not tell, or tells wrongly.

    `line` is counted from 1; None: it is the order's own, and `column` one of the order file.
    """

    rule: str
    column: str
    value: str
    reason: Reason
    line: int | None = None


def lacks(shipment: Shipment, on: date) -> Iterator[Lack]:
    """All that is missing or wrong on that day, line by line; what the values are is `declare`'s to tell."""
    for number, article in enumerate(shipment.articles, 1):
        for column, value, faults in (
            ("name_en", article.name_en, description_faults(article.name_en)),
            ("hs_code", article.hs_code, hs_faults(article.hs_code, shipment.country, on)),
            ("origin", article.origin, origin_faults(article.origin)),
        ):
            for rule, reason in faults:
                yield Lack(rule, column, value or "", reason, number)
        yield from identifier_lacks(shipment, article, number, on)
    yield from recipient_lacks(shipment)


def identifier_lacks(shipment: Shipment, article: Article, number: int, on: date) -> Iterator[Lack]:
    """The product identifiers that the destination asks for since some day: number of the article, maker, GTIN."""
    for rule in rules()["product_identifier"]:
        if on < rule["valid_from"] or not lies_in(rule["area"], shipment, on):
            continue
        column, value = rule["column"], getattr(article, rule["column"]) or ""
        if not value and rule["required"]:
            reason = Reason("customs.identifier_missing", name=rule["name"], since=rule["valid_from"], column=column)
            yield Lack("PRODUCT_ID_MISSING", column, "", reason, number)
        elif len(value) > rule["max"]:
            reason = Reason("customs.identifier_long", name=rule["name"], most=rule["max"], count=len(value))
            yield Lack("PRODUCT_ID_LONG", column, value, reason, number)
        elif value and rule.get("check") and not is_valid(rule["check"], value):
            reason = Reason("customs.gtin_wrong", number=value)
            yield Lack("GTIN_WRONG", column, value, reason, number)


def recipient_lacks(shipment: Shipment) -> Iterator[Lack]:
    """The consignee's own number where customs asks for it: missing, or none that exists."""
    rule = _recipient_ids().get(shipment.country)
    if rule is None:
        return
    if not shipment.tax_id:
        reason = Reason("label.tax_id_missing", country=shipment.country, number=rule["name"])
        yield Lack("TAX_ID_MISSING", "tax_id", "", reason)
    elif not is_valid(rule["check"], shipment.tax_id):
        reason = Reason("customs.tax_id_wrong", country=shipment.country, name=rule["name"], number=shipment.tax_id)
        yield Lack("TAX_ID_WRONG", "tax_id", shipment.tax_id, reason)


@cache
def _recipient_ids() -> dict[str, Any]:
    return {rule["country"]: rule for rule in rules()["recipient_id"]}
