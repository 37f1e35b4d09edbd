"""One assigned order of a run, and the run's orders one after another, without holding them all."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import fields, frozen

from carriers.labels.protect import unprotect
from routing.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

ASSIGNED = "assigned"
_BATCH_ROWS = 16_384
_NEEDED = ("order_id", "status", "service", "carrier", "dispatch_on")


@frozen
class Article:
    """One order line.  Unknown is None; weights in grams, values in ten-thousandths of the order's currency.

    `weight_is_gross`: the weight is the parcel's share, packaging included, because no net weight is known.
    """

    sku: str | None = None
    title: str | None = None
    variant: str | None = None
    quantity: int | None = None
    unit_value_e4: int | None = None
    declared_e4: int | None = None
    declared_currency: str | None = None
    weight_g: int | None = None
    name_en: str | None = None
    name_zh: str | None = None
    hs_code: str | None = None
    origin: str | None = None
    goods: str | None = None
    material: str | None = None
    weight_is_gross: bool = False


@frozen
class Shipment:
    """One order and the service it was assigned to.  Columns as in `routing.orders.SCHEMA`; unknown is None."""

    order_id: str
    country: str
    service: str = ""
    carrier: str = ""
    dispatch_on: date | None = None
    platform: str | None = None
    paid_at: datetime | None = None
    weight_g: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    value_e4: int | None = None
    currency: str | None = None
    goods: str | None = None
    postcode: str | None = None
    state: str | None = None
    city: str | None = None
    address1: str | None = None
    address2: str | None = None
    name: str | None = None
    company: str | None = None
    phone: str | None = None
    email: str | None = None
    tax_id: str | None = None
    note: str | None = None
    vat_collected: bool | None = None
    articles: tuple[Article, ...] = ()


_ARTICLE_COLUMNS = tuple(a.name for a in fields(Article) if a.name != "weight_is_gross")
_SHIPMENT_COLUMNS = tuple(
    a.name for a in fields(Shipment) if a.name not in {"service", "carrier", "dispatch_on", "articles"}
)
_ONE_LINE_COLUMNS = ("items", "quantity", "sku", "description", "hs_code", "origin")


def of_row(row: Mapping[str, Any], service: str = "", carrier: str = "", dispatch_on: date | None = None) -> Shipment:
    """The shipment of one row of an order table."""
    items = row.get("items")
    articles = (
        tuple(Article(**{name: item.get(name) for name in _ARTICLE_COLUMNS}) for item in items)
        if items
        else (_only_article(row),)
    )
    columns: dict[str, Any] = {name: row.get(name) for name in _SHIPMENT_COLUMNS}
    return Shipment(
        **columns,
        service=service,
        carrier=carrier,
        dispatch_on=dispatch_on,
        articles=articles,
    )


def _only_article(row: Mapping[str, Any]) -> Article:
    """The one line of an order told by the order's own columns: its value and weight are the whole order's."""
    quantity: int = row.get("quantity") or 0
    value: int | None = row.get("value_e4")
    weight: int | None = row.get("weight_g")
    description: str = row.get("description") or ""
    chinese = any("\u4e00" <= char <= "\u9fff" for char in description)
    # A total that does not divide evenly is declared as a total: see customs.py.
    unit_value = value // quantity if quantity and value is not None and value % quantity == 0 else None
    return Article(
        sku=row.get("sku"),
        title=description or None,
        quantity=quantity or None,
        unit_value_e4=unit_value,
        weight_g=weight // quantity if quantity and weight is not None else None,
        name_en=None if chinese else description or None,
        name_zh=description if chinese else None,
        hs_code=row.get("hs_code"),
        origin=row.get("origin"),
        goods=row.get("goods"),
        weight_is_gross=True,
    )


def read_run(run: Path, services: Collection[str] = ()) -> Iterator[Shipment]:
    """The run's assigned orders, in input order; memory does not grow with their number.

    Args:
        run: a folder with assignments.csv and orders.parquet.
        services: only orders of these services; empty: of all.

    Raises:
        InputError: a file is missing or is none of a run's, or assignments.csv names an order orders.parquet lacks.
    """
    orders = _orders(run / "orders.parquet")
    for number, row in _assignments(run / "assignments.csv"):
        place = f"row {number}"
        if row["status"] == ASSIGNED and (not services or row["service"] in services):
            order_id = unprotect(row["order_id"])
            order = next((order for order in orders if order["order_id"] == order_id), None)
            if order is None:
                raise InputError(
                    [
                        Fault(
                            str(run / "assignments.csv"),
                            place,
                            f"order {row['order_id']!r} is not in orders.parquet, or not in this order. "
                            "Rows may be taken out of assignments.csv, not added, moved or edited; "
                            "else run `sampan route` again.",
                        )
                    ]
                )
            yield of_row(order, row["service"], row["carrier"], _day(row["dispatch_on"], run, place))


def _assignments(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Row number and cells of each assignment; a cell that is not there is empty."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                fault = f"has no column {', '.join(missing)}. Run `sampan route` again."
                raise InputError([Fault(str(path), "row 1", fault)])
            for row in reader:
                yield reader.line_num, row
    except OSError:
        raise InputError(
            [Fault(str(path), "", "is not there. Give the folder that `sampan route --out` wrote.")]
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError([Fault(str(path), "", f"is no UTF-8 CSV file ({error}). Run `sampan route` again.")]) from None


def _orders(path: Path) -> Iterator[dict[str, Any]]:
    import polars as pl  # noqa: PLC0415 - `labels layouts` and `labels check` read no run

    from routing.orders import SCHEMA  # noqa: PLC0415 - the same

    wanted = list(dict.fromkeys((*_SHIPMENT_COLUMNS, *_ONE_LINE_COLUMNS)))
    try:
        scan = pl.scan_parquet(path)
        schema = scan.collect_schema()
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = "is not there" if not path.exists() else f"is no Parquet file ({error})"
        raise InputError([Fault(str(path), "", f"{reason}. Run `sampan route` again.")]) from None
    wrong = [name for name in wanted if schema.get(name) != SCHEMA[name]]
    if wrong:
        raise InputError(
            [Fault(str(path), "", f"column {', '.join(wrong)}: missing or of another type. Run `sampan route` again.")]
        )
    try:
        count = scan.select(pl.len()).collect().item()
        for start in range(0, count, _BATCH_ROWS):  # slices, because collect_batches() reads ahead without limit
            yield from scan.select(wanted).slice(start, _BATCH_ROWS).collect().iter_rows(named=True)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError([Fault(str(path), "", f"is damaged ({error}). Run `sampan route` again.")]) from None


def _day(text: str, run: Path, place: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        fault = Fault(
            str(run / "assignments.csv"), place, f"dispatch_on {text!r} is no date. Write it like 2026-11-23."
        )
        raise InputError([fault]) from None
