"""A buyer's order in a run whose lines are parcels: by its own number, with what each of its parcels holds."""

from __future__ import annotations

from itertools import groupby
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from carriers.shipment import of_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from routing.run_order import RunOrder

PARCEL_IDS: Final = "parcel_ids"
"""In the row of a buyer's order: the parcels in which it travels."""
_NAME_LENGTH: Final = 60
"""Signs of an article's name in a letter."""


def of_buyer(parcels: Sequence[RunOrder], order_id: str) -> tuple[RunOrder, dict[str, str]]:
    """The order as its buyer knows it, and the facts that its parcels tell.

    Args:
        parcels: those in which it travels, or the order itself.
        order_id: the order's own number.
    """
    first = parcels[0]
    if "order_ids" not in first.row or first.order_id == order_id:
        return first, {}
    own = next((one for one in first.row["order_ids"] if order_id in {one, f"'{one}"}), first.order_id)
    order = evolve(first, row={**first.row, "order_id": own, PARCEL_IDS: [one.order_id for one in parcels]})
    if len(parcels) == 1:
        return order, {}
    return order, {"parcels": "; ".join(_holds(one.row) for one in parcels)}


def by_order(parcels: Iterable[RunOrder]) -> Iterator[tuple[str, list[RunOrder]]]:
    """Each buyer's order of a run with the parcels in which it travels; in most runs one, the order itself.

    The parcels of an order stand one after another, as the run holds them.
    """
    for own, several in groupby(parcels, lambda one: tuple(one.row.get("order_ids") or (one.order_id,))):
        held = list(several)
        yield from ((order_id, held) for order_id in own)


def ids_on_scans(order_id: str | None, row: Mapping[str, Any]) -> list[str]:
    """The ids by which scans may name what travels with an order: its own, its parcels', those in its parcel."""
    named = (order_id, *(row.get(PARCEL_IDS) or ()), *(row.get("order_ids") or ()))
    return [one for one in named if one]


def _holds(row: Mapping[str, Any]) -> str:
    """What lies in a parcel, as the buyer reads it."""
    articles = of_row(row).articles
    return ", ".join(f"{one.quantity} x {_named(one.name_en, one.title, one.sku)}" for one in articles)


def _named(*names: str | None) -> str:
    """The first name that is known, short enough for a list."""
    name = next(filter(None, names), "article")
    return fill(name.replace(";", ","), _NAME_LENGTH, max_lines=1, placeholder="...")
