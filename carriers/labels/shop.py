"""The seller's own facts: who sends, tax numbers, and what a carrier calls things for this customer.

A shop file is TOML; replies have sections of their own in it:

    [sender]
    name = "Li Na"                  # also company, phone, email, country, state, city, postcode, address1, address2
    [tax]
    eori = "GB123456789000"         # also eori_eu, eori_gb, eori_xi (one for each customs territory), vat
    [ioss]                          # a marketplace's IOSS number for the orders it collected VAT on; own: your shop's
    aliexpress = "IM3720000224"
    [voec]                          # and gb_vat, au_gst, nz_gst: the same for Norway, Britain, Australia, New Zealand
    own = "2012345"
    [customs]
    category = "sale of goods"      # or commercial sample, documents, returned goods, other; never gift
    [layout.yanwen]
    warehouse = "..."               # what the layout asks for, see `sampan labels layouts`
    [layout.yanwen.services]
    cnpost-epacket = "..."          # a service's name at this carrier
    [layouts]                       # for `sampan labels day`: which layout each service's orders are written in
    cnpost-epacket = "cnpost-epacket-2"
    yun-express = { layout = "yunexpress", template = "downloaded.xlsx" }
    "*" = "hualei"                  # every other service
    [uploads.aliexpress]            # a marketplace's own words for carriers, for its upload of tracking numbers
    "China Post" = "CPAM"
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from carriers.customs.customs import rules
from carriers.customs.numbers import is_valid
from carriers.labels.consignee import phone
from routing.errors import Fault, InputError
from routing.reason import Reason
from routing.values.countries import COUNTRY_CODES
from routing.values.toml_file import toml_values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

SENDER = ("name", "company", "phone", "email", "country", "state", "city", "postcode", "address1", "address2")
TAX = ("eori", "eori_eu", "eori_gb", "eori_xi", "vat")
SELLER_NUMBERS = ("voec", "gb_vat", "au_gst", "nz_gst")
_EU_VAT = (*(code for code in rules()["eu"]["countries"] if code != "GR"), "EL")
"""How a VAT number of a member state begins: with its code, Greece's with EL."""
SECTIONS = ("sender", "tax", "ioss", *SELLER_NUMBERS, "customs", "layout", "layouts", "uploads")
OTHERS = "*"
"""The key of [layouts] that stands for every service not named there."""


LAYOUT_TABLES = ("services", "fixed", "heads", "units")
"""Tables of [layout.NAME]: the carrier's names of services, texts and fields of its workbook's heads, customs units."""


@frozen
class LayoutChoice:
    """How a service's orders are written: a layout's name or file, and the carrier's workbook where one is filled."""

    layout: str
    template: str = ""
    first_row: int | None = None


@frozen
class Shop:
    """What the shop file says; "" or nothing where it is silent."""

    sender: Mapping[str, str] = field(factory=dict)
    tax: Mapping[str, str] = field(factory=dict)
    ioss: Mapping[str, str] = field(factory=dict)
    seller_numbers: Mapping[str, Mapping[str, str]] = field(factory=dict)
    name: str = ""  # of the shop, as replies sign it
    category: str = "sale of goods"
    layouts: Mapping[str, Mapping[str, Any]] = field(factory=dict)
    by_service: Mapping[str, LayoutChoice] = field(factory=dict)
    uploads: Mapping[str, Mapping[str, str]] = field(factory=dict)

    def choice(self, service: str) -> LayoutChoice | None:
        """How the service's orders are written; None where [layouts] names neither it nor all others."""
        return self.by_service.get(service) or self.by_service.get(OTHERS)

    def setting(self, layout: str, name: str) -> str:
        """What [layout.NAME] says, "" when it does not."""
        return str(self.layouts.get(layout, {}).get(name, ""))

    def service(self, layout: str, code: str) -> str:
        """What the carrier of that layout calls the service; its own code when the shop file has no word for it."""
        return str(self.layouts.get(layout, {}).get("services", {}).get(code, code))

    def ioss_of(self, platform: str | None) -> str:
        """The IOSS number under which VAT was collected; "" when the shop file has none."""
        return self.ioss.get(platform or "own", "")

    def seller_number(self, key: str, platform: str | None) -> str:
        """The number under which tax of a country's own scheme was collected; "" when the shop file has none."""
        return self.seller_numbers.get(key, {}).get(platform or "own", "")


def read_shop(text: bytes | str, file: str, beside: Collection[str] = ()) -> Shop:
    """The shop of a TOML text.

    Args:
        text: of the file, or its bytes.
        file: its name, for messages.
        beside: sections that are read elsewhere, and left alone here.

    Raises:
        InputError: every section, key or value that is not one of those above.
    """
    raw = toml_values(text, file)
    faults = [Fault(file, place, reason) for place, reason in _faults(raw, beside)]
    if faults:
        raise InputError(faults)
    return Shop(
        sender=raw.get("sender", {}),
        tax=raw.get("tax", {}),
        ioss={platform.lower(): number for platform, number in raw.get("ioss", {}).items()},
        name=str(_table(raw, "shop").get("shop_name", "")),
        seller_numbers={
            key: {platform.lower(): number for platform, number in raw.get(key, {}).items()} for key in SELLER_NUMBERS
        },
        category=raw.get("customs", {}).get("category", "sale of goods"),
        layouts=raw.get("layout", {}),
        uploads=raw.get("uploads", {}),
        by_service={
            service: LayoutChoice(**(one if isinstance(one, dict) else {"layout": one}))
            for service, one in raw.get("layouts", {}).items()
        },
    )


def _faults(raw: dict[str, Any], beside: Collection[str]) -> Iterator[tuple[str, Reason]]:
    for section, content in raw.items():
        if section in beside:
            continue
        if section not in SECTIONS:
            yield section, Reason("shop.unknown_section", known=(*SECTIONS, *beside))
        elif not isinstance(content, dict):
            yield section, Reason("shop.write_section", section=section)
    yield from _key_faults(raw)
    yield from _sender_faults(_table(raw, "sender"))
    yield from _customs_faults(raw)
    yield from _choice_faults(_table(raw, "layouts"))
    yield from _upload_faults(_table(raw, "uploads"))
    yield from _layout_faults(_table(raw, "layout"))


def _layout_faults(layouts: dict[str, Any]) -> Iterator[tuple[str, Reason]]:
    for name, content in layouts.items():
        if not isinstance(content, dict):
            yield f"layout.{name}", Reason("shop.write_layout_section", layout=name)
            continue
        for table in LAYOUT_TABLES:
            words = content.get(table, {})
            if not isinstance(words, dict):
                yield f"layout.{name}.{table}", Reason("shop.write_layout_section", layout=name)
            elif wrong := [key for key, value in words.items() if not isinstance(value, str)]:
                yield f"layout.{name}.{table}.{wrong[0]}", Reason("shop.text_in_quotes")


def _upload_faults(uploads: dict[str, Any]) -> Iterator[tuple[str, Reason]]:
    for platform, words in uploads.items():
        if not isinstance(words, dict) or not all(isinstance(word, str) for word in words.values()):
            yield f"uploads.{platform}", Reason("shop.write_upload", platform=platform)


def _choice_faults(choices: dict[str, Any]) -> Iterator[tuple[str, Reason]]:
    kinds = {"layout": str, "template": str, "first_row": int}
    for service, one in choices.items():
        if isinstance(one, str) and one:
            continue
        right = isinstance(one, dict) and all(type(value) is kinds.get(key) for key, value in one.items())
        if not right or not one.get("layout"):
            yield f"layouts.{service}", Reason("shop.write_choice", service=service)


def _key_faults(raw: dict[str, Any]) -> Iterator[tuple[str, Reason]]:
    for section, known in (("sender", SENDER), ("tax", TAX), ("customs", ("category",))):
        for key, value in _table(raw, section).items():
            if key not in known:
                yield f"{section}.{key}", Reason("shop.unknown_key", section=section, known=known)
            elif not isinstance(value, str):
                yield f"{section}.{key}", Reason("shop.text_in_quotes")


def _sender_faults(sender: dict[str, Any]) -> Iterator[tuple[str, Reason]]:
    country, number = sender.get("country", "CN"), sender.get("phone", "")
    if country not in COUNTRY_CODES:
        yield "sender.country", Reason("shop.no_country_code", country=country)
    elif number and (not isinstance(number, str) or phone.read(number, country) is None):
        yield "sender.phone", Reason("shop.no_phone", phone=number)


def _number_faults(raw: dict[str, Any]) -> Iterator[tuple[str, Reason]]:
    """Numbers that are not written as theirs are, or that cannot exist."""
    for platform, number in _table(raw, "ioss").items():
        if not re.fullmatch(rules()["ioss"]["pattern"], str(number)):
            yield f"ioss.{platform}", Reason("shop.no_ioss_number", number=number)
        elif not is_valid("ioss", str(number)):
            yield f"ioss.{platform}", Reason("shop.check_digit", number=number)
    for rule in rules()["seller_number"]:
        for platform, number in _table(raw, rule["key"]).items():
            if not re.fullmatch(rule["pattern"], str(number)):
                reason = Reason("shop.no_seller_number", number=number, name=rule["name"], like=rule["like"])
                yield f"{rule['key']}.{platform}", reason
            elif rule.get("check") and not is_valid(rule["check"], str(number)):
                yield f"{rule['key']}.{platform}", Reason("shop.check_digit", number=number)
    for key, number in _table(raw, "tax").items():
        if key.startswith("eori") and not re.fullmatch(rules()["eori"][key], str(number)):
            yield f"tax.{key}", Reason("shop.no_eori", number=number, like=rules()["eori"]["like"][key])


def _customs_faults(raw: dict[str, Any]) -> Iterator[tuple[str, Reason]]:
    yield from _number_faults(raw)
    vat = str(_table(raw, "tax").get("vat", "")).upper()
    kind = "gb_vat" if vat.startswith("GB") else "eu_vat" if vat.startswith(_EU_VAT) else ""
    if kind and not is_valid(kind, vat):
        yield "tax.vat", Reason("shop.check_digit", number=vat)
    categories = rules()["categories"]
    category = _table(raw, "customs").get("category", "sale of goods")
    if category in categories["refused"]:
        yield "customs.category", Reason("shop.category_refused", category=category)
    elif category not in categories["allowed"]:
        yield (
            "customs.category",
            Reason("shop.unknown_category", category=category, allowed=tuple(categories["allowed"])),
        )


def _table(raw: dict[str, Any], section: str) -> dict[str, Any]:
    content = raw.get(section, {})
    return content if isinstance(content, dict) else {}
