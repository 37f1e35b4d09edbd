"""The bundled facts of the door: areas of tax and customs, standard rates of VAT, and what is charged."""

from __future__ import annotations

import csv
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from routing.errors import Fault, InputError, ReadError
from routing.landed.facts import Basis, Charge, DoorFacts, Kind, Membership, Sure, VatRate
from routing.reason import Reason
from routing.services.service import Validity
from routing.values.dates import day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_E4 = 10_000


TABLES: Final = ("tax_areas.csv", "vat_rates.csv", "door_charges.csv")


def bundled_door() -> Path:
    """The folder of the tables that come with sampan."""
    return Path(__file__).parents[1] / "data" / "customs"


@cache
def door_facts() -> DoorFacts:
    """All facts of the door that come with sampan."""
    return read_door(bundled_door())


def read_door(folder: Path) -> DoorFacts:
    """All facts of the door in a folder of TABLES, each with its source, its days and how sure it is.

    Raises:
        InputError: one of the tables is missing or damaged.
    """
    areas, rates, charges = (list(_rows(folder, name)) for name in TABLES)
    try:
        return DoorFacts(tuple(map(_membership, areas)), tuple(map(_vat_rate, rates)), tuple(map(_charge, charges)))
    except (KeyError, ValueError, ReadError) as error:
        raise InputError([Fault(str(folder), "", Reason("run.damaged", fault=str(error)))]) from error


def _rows(folder: Path, name: str) -> Iterator[Mapping[str, str]]:
    path = folder / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError([Fault(str(path), "", Reason("run.not_read", fault=str(error)))]) from error


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
