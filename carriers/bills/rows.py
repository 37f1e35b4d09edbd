"""The rows of a bill's sheet to lines, a chunk at a time; rows that are none are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from carriers.bills.cells import Cells
from carriers.bills.charges import charge_columns
from carriers.bills.form import TEXTS, WEIGHTS, BillForm
from carriers.bills.lines import KIND_COLUMNS, SCHEMA
from routing.errors import Fault, InputError, Problem, ReadError
from routing.intake.files.chunk import ROW
from routing.reason import Reason
from routing.values.money import currency

if TYPE_CHECKING:
    from carriers.bills.places import Places

_SUMS: Final = frozenset(("合计", "小计", "总计", "共计", "total", "totals", "sum", "subtotal", "grand total"))
"""What stands in place of a number in a row that adds others up."""


def lines_of(
    name: str, places: Places, texts: pl.DataFrame, decimal: str, above: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """The lines of a chunk, and the rows that cannot be read.

    Args:
        name: the file's.
        places: its form, and where its columns stand.
        texts: its cells, each column under its index.
        decimal: the mark before decimals.
        above: number or period of the bill, as it stands above the table.
    """
    cells = Cells(name, places, texts, decimal)
    said = texts.select(ROW, *(first_filled(places, text).alias(text) for text in TEXTS))
    weights = {weight: cells.grams(weight, said) for weight in WEIGHTS}
    total = cells.amounts("total")
    charges, names = charge_columns(cells, said, total)
    if charges:
        whole = pl.DataFrame(charges)
        added = whole.select(pl.when(pl.any_horizontal(pl.all().is_not_null())).then(pl.sum_horizontal(pl.all())))
        total = total.fill_null(added.to_series())
    ids = _ids(places, texts)
    found = pl.DataFrame(
        {
            "file": _of_all(name, texts),
            "row": texts[ROW],
            "form": _of_all(places.form.name, texts),
            "bill": said["bill"].fill_null(above) if above else said["bill"],
            "kind": said.with_columns(_kind(places.form))["kind"],
            "detail": said["detail"],
            **ids.to_dict(),
            **{one: said[one] for one in ("service", "zone", "country")},
            "charged_g": weights["charged_weight"],
            "scale_g": weights["scale_weight"],
            "volumetric_g": weights["volumetric_weight"],
            "currency": _currencies(said["currency"], places.form, cells),
            "total_micro": total,
            "names": _of_all(None, texts) if names is None else names,
            **{one: charges.get(one, cells.nothing()) for one in KIND_COLUMNS},
        },
        schema=SCHEMA,
    )
    return _lines_alone(found, cells), cells.problems


def first_filled(places: Places, name: str) -> pl.Expr:
    """The first filled one of a field's columns."""
    ats = places.fields.get(name, ())
    return pl.coalesce([pl.col(str(at)) for at in ats]) if ats else pl.lit(None, pl.String)


def _lines_alone(found: pl.DataFrame, cells: Cells) -> pl.DataFrame:
    """The rows that are lines: no sums, no heads, none that cannot be read; money given back is below nothing."""
    back = pl.col("kind").is_in(["credit", "void"])
    found = found.with_columns(
        pl.when(back).then(-pl.col(one).abs()).otherwise(pl.col(one)).alias(one)
        for one in ("total_micro", *KIND_COLUMNS)
    )
    sums = (pl.col("kind") == "total") | _is_sum()
    empty, unread = pl.col("total_micro").is_null(), pl.col("row").is_in(list(cells.rows))
    for row in found.filter(~sums & empty & ~unread)["row"]:
        cells.tell(row, cells.head("total"), "", "AMOUNT_MISSING", Reason("bill.no_total"))
    return found.filter(~sums & ~empty & ~unread)


def _ids(places: Places, texts: pl.DataFrame) -> pl.DataFrame:
    """Numbers by which a parcel is known, and its pieces."""
    orders = [pl.col(str(at)) for at in places.fields.get("order_no", ())]
    number = first_filled(places, "tracking_no")
    whole = pl.concat_str([first_filled(places, "tracking_prefix"), number], ignore_nulls=True)
    tracking = pl.when(number.is_not_null()).then(whole) if "tracking_prefix" in places.fields else number
    return texts.with_columns(
        order_nos=pl.concat_list(orders).list.drop_nulls() if orders else pl.lit(None, pl.List(pl.String)),
        tracking_no=tracking,
        waybill=pl.coalesce(first_filled(places, "waybill"), number),
        pieces=first_filled(places, "pieces").str.extract(r"^([0-9]{1,4})(?:\.0*)?$").cast(pl.Int64),
    ).select("order_nos", "tracking_no", "waybill", "pieces")


def _of_all(text: str | None, texts: pl.DataFrame) -> pl.Series:
    return pl.repeat(text, texts.height, eager=True, dtype=pl.String)


def _is_sum() -> pl.Expr:
    """Rows that add others up, and heads that are repeated within the table."""
    words = list(_SUMS)
    first = (
        pl.coalesce("waybill", "tracking_no", pl.col("order_nos").list.first())
        .str.to_lowercase()
        .str.strip_chars(" :：")
    )
    return first.is_in(words).fill_null(value=False)


def _kind(form: BillForm) -> pl.Expr:
    """What each row is, by the first rule that fits it."""
    found = pl.lit("charge")
    for rule in reversed(form.rows):
        cell = pl.col(rule.column) if rule.column in TEXTS else pl.lit(None, pl.String)
        cell = cell.str.to_lowercase().str.strip_chars()
        fits = cell.is_in(list(rule.words))
        for start in rule.begins:
            fits |= cell.str.starts_with(start)
        found = pl.when(fits.fill_null(value=False)).then(pl.lit(rule.kind)).otherwise(found)
    return found.alias("kind")


def _currencies(said: pl.Series, form: BillForm, cells: Cells) -> pl.Series:
    known: dict[str, str] = {}
    for text in said.drop_nulls().unique():
        try:
            known[text] = currency(text)
        except ReadError as error:
            raise InputError([Fault(cells.name, cells.head("currency"), error.reason)]) from None
    found = said.replace_strict(known, default=None, return_dtype=pl.String)
    found = found.fill_null(form.currency) if form.currency else found
    if found.null_count():
        if known and len(set(known.values())) == 1:
            return found.fill_null(next(iter(known.values())))
        raise InputError([Fault(cells.name, "", Reason("bill.no_currency"))])
    return found
