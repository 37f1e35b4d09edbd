"""What the buyer paid: an amount and its currency, from one column or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.intake.cells import fields
from routing.orders import CURRENCY
from routing.reason import Reason
from routing.values.money import AMBIGUOUS_SIGNS, THREE_DECIMALS, may_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from routing.intake.cells.ledger import Ledger
    from routing.intake.source_file import SourceFile


_THREE_FIGURES = r"(?:^|[^0-9.,])[1-9][0-9]{0,2}\.[0-9]{3}(?:$|[^0-9.,])"


def valued(text: pl.DataFrame, run: SourceFile, ledger: Ledger, plain: Mapping[str, pl.Series]) -> dict[str, pl.Series]:
    """`value_e4` and `currency` of the columns `value` and `currency`; both null where there is no value.

    An amount without a currency is refused: 5 of what?
    """
    if "value" not in text.columns:
        return {}
    parsed = fields.amounts(text["value"], run.decimal, plain.get("value"))
    value = ledger.take("value", text["value"], parsed)
    sign = parsed.more["sign"]
    named = pl.Series([None], dtype=CURRENCY).new_from_index(0, text.height)
    if "currency" in text.columns:
        named = ledger.take("currency", text["currency"], fields.currencies(text["currency"], plain.get("currency")))
    if sign.null_count() < len(sign):
        named = _settled(sign, named, text, ledger)
    refuse_three_figures(text["value"], plain.get("value"), named, run.decimal, ledger)
    if run.currency is not None:
        named = named.fill_null(run.currency)
    unnamed = value.is_not_null() & named.is_null() & text.get_column("currency", default=named).is_null()
    unnamed &= sign.is_null()
    if unnamed.any():
        ledger.refuse_where(unnamed, "value", "MISSING", Reason("amount.no_currency"), text["value"])
    return {"value_e4": value, "currency": named}


def three_figures(texts: pl.Series, decimal: str) -> pl.Series:
    """A mask of amounts such as 250.000, where the point may stand between thousands; none in a file of commas."""
    if decimal != ".":
        return pl.Series([False]).new_from_index(0, len(texts))
    return texts.str.contains(_THREE_FIGURES).fill_null(value=False)


def refuse_three_figures(
    texts: pl.Series, plain: pl.Series | None, codes: pl.Series, decimal: str, ledger: Ledger, name: str = "value"
) -> None:
    """Refuses the amounts of `three_figures`, unless the currency has three decimals.

    Args:
        texts: the cells.
        plain: what was read of them in a plain layout, in which there are none.
        codes: the currency of each.
        decimal: decimal mark of the file.
        ledger: takes the refused ones.
        name: field of the column.
    """
    if plain is not None and plain.null_count() == texts.null_count():
        return
    unclear = three_figures(texts, decimal)
    if unclear.any():
        unclear &= ~codes.cast(pl.String).is_in(THREE_DECIMALS).fill_null(value=False)
        ledger.refuse_where(unclear, name, "UNREADABLE_VALUE", Reason("amount.three_figures"), texts)


def _settled(sign: pl.Series, named: pl.Series, text: pl.DataFrame, ledger: Ledger) -> pl.Series:
    """The currency of each row: the amount's own code, or the column's where the amount has none or only "$"."""
    shared = sign.is_in(list(AMBIGUOUS_SIGNS))
    own = sign.set(shared.fill_null(value=False), None).cast(CURRENCY)
    differ = disagreeing(sign, named.cast(pl.String))
    ledger.refuse_where(differ, "value", "UNREADABLE_VALUE", Reason("amount.other_currency"), text["value"])
    unclear = shared & named.is_null()
    ledger.refuse_where(unclear, "value", "UNREADABLE_VALUE", Reason("amount.shared_sign"), text["value"])
    return own.fill_null(named)


def disagreeing(signs: pl.Series, codes: pl.Series) -> pl.Series:
    """A mask of the rows in which the sign beside the amount cannot stand for the currency; null is in no conflict."""
    pairs = pl.DataFrame({"sign": signs, "code": codes}, schema={"sign": pl.String, "code": pl.String})
    wrong = [pair for pair in pairs.drop_nulls().unique().iter_rows() if not may_mean(*pair)]
    if not wrong:
        return pl.Series([False]).new_from_index(0, len(signs))
    both = pl.concat_str(pl.lit(signs), pl.lit(codes), separator=" ")
    return pl.select(both.is_in([" ".join(pair) for pair in wrong]).fill_null(value=False)).to_series()
