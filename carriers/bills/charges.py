"""What the charges of a bill are for: columns of one kind, groups of columns side by side, rows of single charges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from carriers.bills.cells import Cells
    from carriers.bills.form import BillForm


def charge_columns(cells: Cells, said: pl.DataFrame, total: pl.Series) -> tuple[dict[str, pl.Series], pl.Series | None]:
    """The charges of each kind in millionths, and the names of those that the bill names itself; None: it names none.

    Args:
        cells: the chunk.
        said: its texts, `charge_class` and `charge_name` among them.
        total: its totals, which are the charges where a row is one charge.
    """
    form, places = cells.places.form, cells.places
    columns: dict[str, pl.Series] = {}
    for kind, ats in places.charges:
        for at in ats:
            _add(columns, f"{kind}_micro", cells.amount(at))
    if form.by_charge:
        _add_by_kind(columns, _charge_kinds(form, said["charge_class"], said["charge_name"]), total)
        return columns, said["charge_name"]
    names = None
    for code_at, name_at, amount_at, discount_at in places.pairs:
        name, figure = cells.texts[str(name_at)], cells.amount(amount_at)
        if discount_at is not None:
            figure = figure - cells.amount(discount_at).abs().fill_null(0)
        _add_by_kind(columns, _charge_kinds(form, cells.texts[str(code_at)], name), figure)
        named = pl.select(pl.when(figure != 0).then(name)).to_series()
        both = [named] if names is None else [names, named]
        names = pl.select(pl.concat_str(both, separator="; ", ignore_nulls=True)).to_series()
    return columns, names


def _add_by_kind(columns: dict[str, pl.Series], kinds: pl.Series, figure: pl.Series) -> None:
    for kind in kinds.drop_nulls().unique():
        _add(columns, f"{kind}_micro", pl.select(pl.when(kinds == kind).then(figure)).to_series())


def _add(columns: dict[str, pl.Series], name: str, more: pl.Series) -> None:
    if name in columns:
        both = pl.DataFrame({"a": columns[name], "b": more})
        more = both.select(
            pl.when(pl.any_horizontal(pl.all().is_not_null())).then(pl.sum_horizontal(pl.all()))
        ).to_series()
    columns[name] = more


def _charge_kinds(form: BillForm, code: pl.Series, name: pl.Series) -> pl.Series:
    """What each charge is for: by its code, else by a word of its name, else a surcharge."""
    known: dict[tuple[str | None, str | None], str | None] = {}
    both = pl.DataFrame({"code": code, "name": name})
    for one, said in both.unique().iter_rows():
        known[one, said] = _charge_kind(form, one, said)
    table = pl.DataFrame(
        [(*both_, kind) for both_, kind in known.items()], {"code": pl.String, "name": pl.String, "k": pl.String},
        orient="row",
    )  # fmt: skip
    return both.join(table, on=["code", "name"], how="left", nulls_equal=True, maintain_order="left")["k"]


def _charge_kind(form: BillForm, code: str | None, name: str | None) -> str | None:
    if code is None and name is None:
        return None
    short, said = (code or "").strip().casefold(), (name or "").casefold()
    for kind, words in form.kinds.items():
        if short in words:
            return kind
    for kind, words in form.kinds.items():
        if any(len(word) > 2 and word in said for word in words):
            return kind
    return "surcharge"
