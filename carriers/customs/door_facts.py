"""The bundled facts of the door: areas of tax and customs, standard rates of VAT, and what is charged."""

from __future__ import annotations

import csv
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from routing.landed.facts import Basis, Charge, DoorFacts, Kind, Membership, Sure, VatRate
from routing.services.service import Validity
from routing.values.dates import day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_E4 = 10_000


@cache
def door_facts() -> DoorFacts:
    """All bundled facts of the door, each with its source, its days and how sure it is."""
    return DoorFacts(
        tuple(_membership(row) for row in _rows("tax_areas")),
        tuple(_vat_rate(row) for row in _rows("vat_rates")),
        tuple(_charge(row) for row in _rows("door_charges")),
    )


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    with (resources.files("carriers") / "data" / "customs" / f"{name}.csv").open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _membership(row: Mapping[str, str]) -> Membership:
    return Membership(
        row["place"], row["area"], row["member"] == "yes", _validity(row), Sure(row["sure"]), row["source"],
        row["source_date"],
    )  # fmt: skip


def _vat_rate(row: Mapping[str, str]) -> VatRate:
    share = Fraction(row["percent"]) / 100
    return VatRate(row["place"], share, _validity(row), Sure(row["sure"]), row["source"], row["source_date"])


def _charge(row: Mapping[str, str]) -> Charge:
    return Charge(
        code=row["code"],
        area=row["area"],
        kind=Kind(row["kind"]),
        basis=Basis(row["basis"]),
        amount=Fraction(row["amount"]) if row["amount"] else None,
        currency=row["currency"] or None,
        limit_e4=int(row["limit"]) * _E4,
        limit_currency=row["limit_currency"],
        over=row["side"] == "over",
        validity=_validity(row),
        sure=Sure(row["sure"]),
        source=row["source"],
        source_date=row["source_date"],
        note=row["note"],
    )


def _validity(row: Mapping[str, str]) -> Validity:
    return Validity(day(row["valid_from"], iso=True), day(row["valid_to"], iso=True) if row["valid_to"] else None)
