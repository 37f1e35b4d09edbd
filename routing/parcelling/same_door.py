"""Orders that may travel in one parcel: one buyer, one door, one marketplace account, one promise.

Texts are compared in one case, without accents and superfluous spaces, and no further: two people who may be one are
two.  What is hidden, or to be asked about first, stays alone.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from routing.run_order import ASSIGNED
from routing.values.postcode import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ASKED_FIRST: Final = frozenset({"CANCEL_ASKED", "MAYBE_SENT", "PRE_ORDER", "PARTLY_REFUNDED"})
"""Flags of orders that a person looks at before they are sent: they are neither merged nor split."""
CASH: Final = "CASH_ON_DELIVERY"
"""Flag of an order whose money is collected with its tracking number: it is one parcel of its own."""
_HIDDEN: Final = "MASKED_ADDRESS"
_TEXTS: Final = ("name", "company", "address1", "address2", "city", "state", "email", "tax_id", "shipping_option")
_SAME: Final = ("platform", "country", "territory", "requested_service", "currency", "vat_collected", "ioss")
_SPACES: Final = re.compile(r"\s+")
_NO_DIGIT: Final = re.compile(r"[^0-9]+")

COLUMNS: Final = (*_TEXTS, *_SAME, "postcode", "phone", "source", "flags", "order_id", "value_e4", "paid_at")
"""What of an order tells whom it may travel with."""


def plain(text: str | None) -> str:
    """A text as it is compared.

    >>> plain("  12  Rue de l'Église ") == plain("12 RUE DE L'EGLISE")
    True
    """
    if text is None:
        return ""
    if text.isascii():
        return _SPACES.sub(" ", text).strip().casefold()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return _SPACES.sub(" ", "".join(sign for sign in apart if not unicodedata.combining(sign))).strip()


def door_key(order: Mapping[str, Any], *, one_account: bool = False) -> tuple[Any, ...] | None:
    """What orders to one door have in common; None for an order that stays alone.

    `one_account`: whether all files of the run are of one account at each marketplace; else each file is one.
    """
    flags = frozenset((order["flags"] or "").split(";"))
    if flags & (ASKED_FIRST | {_HIDDEN, CASH}) or not order["name"] or not order["address1"]:
        return None
    account = None if one_account else order["source"]
    texts = tuple(plain(order[name]) for name in _TEXTS)
    phone = _NO_DIGIT.sub("", order["phone"] or "")
    return (account, *(order[name] for name in _SAME), fold(order["postcode"] or ""), phone, *texts)


def same_doors(orders: pl.DataFrame, decided: pl.DataFrame, *, one_account: bool = False) -> Iterator[list[int]]:
    """The places of orders that share a door, in their order.

    Args:
        orders: with the columns of an order table.
        decided: what the run decided about each: `status`, `dispatch_on`, `latest_at`.
        one_account: see `door_key`.
    """
    known = pl.col("dispatch_on").is_not_null() & pl.col("latest_at").is_not_null()
    sent = decided.select((pl.col("status") == ASSIGNED) & known).to_series()
    near = (
        orders.select(COLUMNS)
        .with_row_index("place")
        .filter(sent)
        .filter(pl.len().over("platform", "country", _digits("address1"), _digits("postcode")) > 1)
    )
    found: dict[tuple[Any, ...], list[int]] = {}
    for order in near.iter_rows(named=True):
        key = door_key(order, one_account=one_account)
        if key is not None:
            found.setdefault(key, []).append(order["place"])
    return iter([places for places in found.values() if len(places) > 1])


def _digits(name: str) -> pl.Expr:
    """The digits of a text: they are the same, however the text is compared."""
    return pl.col(name).fill_null("").str.normalize("NFKC").str.replace_all("[^0-9]", "")
