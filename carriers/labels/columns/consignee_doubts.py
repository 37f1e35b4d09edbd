"""What is wrong or doubtful about who gets the parcel, and where: the functions for one order, asked once for each key.

Each step names the columns that its answer hangs on; rows that surely have no finding are left out before it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from carriers.customs.customs import rules
from carriers.customs.terms import may_be_nobody, nobody, party_terms
from carriers.finding import WARNING, Finding
from carriers.labels.columns.steps import EMAIL, GIFT, GUESSES, LINES, MASKS, NAME, ODD, PHONE, RECIPIENT, STATE
from carriers.labels.columns.table import mapped
from carriers.labels.consignee.address import missing_parts, unusual_postcode
from carriers.labels.order_findings import (
    MASKABLE,
    PARTY,
    email_findings,
    gift_findings,
    guess_findings,
    mask_findings,
    name_findings,
    recipient_findings,
    state_findings,
)
from carriers.labels.order_rows import phone_of, street_lines
from carriers.shipment import Shipment

if TYPE_CHECKING:
    from carriers.labels.columns.found import Findings
    from carriers.labels.columns.placed import PlacedOrders
    from carriers.labels.file_setup import FileSetup

_OTHER_SIGNS: Final = r"[^\x00-\x7f]"
_ADDRESS: Final = ("postcode", "state", "city", "address1")
PLAIN_EMAIL: Final = r"^[A-Za-z0-9][A-Za-z0-9._]{0,60}@[A-Za-z0-9]{1,60}\.[A-Za-z]{2,60}$"
"""Surely an address of e-mail; others are looked at one by one."""


def find_of_consignee(found: Findings, placed: PlacedOrders) -> None:
    """All findings of consignees; those of street lines are the cells' to tell."""
    _phones(found, placed)
    _wishes(found, placed)
    _names(found, placed)
    _masks(found, placed)
    _addresses(found, placed)
    _states(found, placed)
    _guesses(found, placed)


def _phones(found: Findings, placed: PlacedOrders) -> None:
    layout = placed.setup.layout
    if "phone" not in layout.field_names:
        return
    numbers, which = placed.phones
    doubtful = [number is None or not number.valid or bool(number.extension) for number in numbers]
    at = pl.Series(doubtful, dtype=pl.Boolean).gather(which).fill_null(value=False).arg_true()

    def tell(phone: str, country: str) -> list[Finding]:
        findings: list[Finding] = []
        phone_of(Shipment("", country, phone=phone), layout, findings)
        return findings

    found.put(PHONE, at, pl.DataFrame({"phone": placed.frame["phone"], "country": placed.country})[at], tell)


def put_lines(found: Findings, orders: pl.Series, keys: pl.DataFrame, setup: FileSetup) -> None:
    """What is wrong with street addresses on the layout's lines; `keys`: country, address1, address2."""

    def tell(country: str, one: str | None, two: str | None) -> list[Finding]:
        findings: list[Finding] = []
        street_lines(Shipment("", country, address1=one, address2=two), setup.layout, findings)
        return findings

    found.put(LINES, orders, keys, tell)


def _wishes(found: Findings, placed: PlacedOrders) -> None:
    """The buyer's tax number, and what the buyer's note asks for."""
    layout, frame = placed.setup.layout, placed.frame
    wanting = [rule["country"] for rule in rules()["recipient_id"]]
    at = (placed.country.is_in(wanting) | frame["tax_id"].is_not_null()).arg_true()
    has_place = "tax_id" in layout.field_names or layout.people
    found.put(
        RECIPIENT,
        at,
        pl.DataFrame({"country": placed.country, "tax_id": frame["tax_id"]})[at],
        lambda country, number: list(recipient_findings(Shipment("", country, tax_id=number), has_place=has_place)),
    )
    at = frame["note"].is_not_null().arg_true()
    found.put(
        GIFT, at, frame["note"].gather(at).to_frame(), lambda note: list(gift_findings(Shipment("", "", note=note)))
    )


def _names(found: Findings, placed: PlacedOrders) -> None:
    names = placed.frame["name"]
    words = names.str.to_lowercase().str.replace_all("[^a-z-]+", " ").str.strip_chars(" ")
    maybe = words.str.contains(may_be_nobody()).fill_null(value=False).arg_true()
    told = names.str.to_lowercase().str.strip_chars().str.strip_chars(".").is_in(list(party_terms()))
    doubtful = told.fill_null(value=False)
    if maybe.len():
        doubtful = doubtful.scatter(
            maybe, doubtful.gather(maybe) | mapped(words.gather(maybe).to_frame(), nobody, pl.Boolean)
        )
    at = doubtful.arg_true()
    found.put(NAME, at, names.gather(at).to_frame(), lambda name: list(name_findings(Shipment("", "", name=name))))


def _masks(found: Findings, placed: PlacedOrders) -> None:
    for number, name in enumerate(MASKABLE):
        at = placed.frame[name].str.contains("[*•＊]").fill_null(value=False).arg_true()
        found.put(
            MASKS,
            at,
            placed.frame[name].gather(at).to_frame(),
            lambda text, name=name: list(mask_findings(Shipment("", "", **{name: text}))),
            number,
        )


def _addresses(found: Findings, placed: PlacedOrders) -> None:
    """What the post of the country would not expect: which parts are missing, then the postcode."""
    frame, country = placed.frame, placed.country
    there = frame.select(
        pl.when(pl.col(name).fill_null("") != "").then(pl.lit("-")).otherwise(pl.lit("")).alias(name)
        for name in _ADDRESS
    )

    def missing(code: str, *parts: str) -> list[Finding]:
        address = {"country": code, **dict(zip(_ADDRESS, parts, strict=True))}
        return [Finding("", one.field, "", one.rule, one.reason, WARNING) for one in missing_parts(address)]

    found.put(ODD, placed.orders["order"], there.select(country, *_ADDRESS), missing)

    def unusual(code: str, postcode: str) -> list[Finding]:
        doubt = unusual_postcode(code, postcode)
        return [Finding("", doubt.field, postcode, doubt.rule, doubt.reason, WARNING)] if doubt else []

    at = (frame["postcode"] != "").fill_null(value=False).arg_true()
    found.put(ODD, at, pl.DataFrame({"country": country, "postcode": frame["postcode"]})[at], unusual, 1)


def _states(found: Findings, placed: PlacedOrders) -> None:
    """Addresses of e-mail and states that the layout does not take as they are."""
    layout, frame = placed.setup.layout, placed.frame
    if "email" in layout.field_names and not layout.people:
        at = (~frame["email"].str.contains(PLAIN_EMAIL)).fill_null(value=False).arg_true()
        found.put(
            EMAIL,
            at,
            frame["email"].gather(at).to_frame(),
            lambda email: list(email_findings(Shipment("", "", email=email), layout)),
        )
    if layout.state_codes:
        at = frame["state"].is_not_null().arg_true()
        found.put(
            STATE,
            at,
            pl.DataFrame({"country": placed.country, "state": frame["state"]})[at],
            lambda code, state: list(state_findings(Shipment("", code, state=state), layout)),
        )


def _guesses(found: Findings, placed: PlacedOrders) -> None:
    """Texts that would be spelt in Latin letters by guess."""
    layout, frame = placed.setup.layout, placed.frame
    if layout.charset != "ascii":
        return
    told = PARTY if layout.people else layout.told_of_party
    for number, name in enumerate(name for name in PARTY if name in told):
        at = frame[name].str.contains(_OTHER_SIGNS).fill_null(value=False).arg_true()
        found.put(
            GUESSES,
            at,
            pl.DataFrame({"country": placed.country, "text": frame[name]})[at],
            lambda code, text, name=name: list(
                guess_findings(Shipment("", code, **{name: text}), (name,), str.isascii)
            ),
            number,
        )
