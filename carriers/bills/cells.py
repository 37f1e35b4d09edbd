"""The cells of a chunk of a bill, column by column, and what of them cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
from attrs import define, field

from carriers.bills.figures import amounts, grams, unit_word
from carriers.bills.form import head_key, unit_in
from routing.errors import Problem
from routing.intake.files.chunk import ROW
from routing.reason import Reason

if TYPE_CHECKING:
    from carriers.bills.places import Places

_UNIT_COLUMNS: Final = {"charged_weight": "charged_unit", "scale_weight": "scale_unit"}
_LIKE_KG: Final = 50
"""Grams by a form whose figures have decimals and are all below so many are kilograms."""


@define(eq=False)
class Cells:
    """Reads the columns of a chunk and gathers what cannot be read."""

    name: str
    places: Places
    texts: pl.DataFrame
    decimal: str
    problems: list[Problem] = field(init=False, factory=list)
    rows: set[int] = field(init=False, factory=set)
    """Rows that are no lines, or none that can be read."""

    def head(self, name: str) -> str:
        """How the file heads a field; the field's own name where it does not."""
        ats = self.places.fields.get(name, ())
        return self._head(ats[0]) if ats else name

    def amounts(self, name: str) -> pl.Series:
        """A field of amounts in millionths."""
        ats = self.places.fields.get(name, ())
        return self.amount(ats[0]) if ats else self.nothing()

    def amount(self, at: int) -> pl.Series:
        """A column of amounts in millionths."""
        numbers, bad = amounts(self.texts[str(at)], self.decimal)
        self._tell_all(at, bad, "AMOUNT_INVALID")
        return numbers

    def grams(self, name: str, said: pl.DataFrame) -> pl.Series:
        """A field of weights in whole grams, each in the unit that its row, its head or the form names."""
        ats = self.places.fields.get(name, ())
        if not ats:
            return self.nothing()
        column, found = self.texts[str(ats[0])], self.nothing()
        bad = pl.repeat(value=False, n=self.texts.height, eager=True, dtype=pl.Boolean)
        own = self._unit(ats[0], column)
        units = said[_UNIT_COLUMNS[name]] if name in _UNIT_COLUMNS else said["line_type"].clear(self.texts.height)
        for text in units.unique():
            rows = units.is_null() if text is None else units == text
            here = pl.select(pl.when(rows).then(column)).to_series()
            numbers, wrong = grams(here, self.decimal, unit_word(text) or own)
            found = pl.select(pl.when(rows).then(numbers).otherwise(found)).to_series()
            bad |= wrong.fill_null(value=False)
        self._tell_all(ats[0], bad, "WEIGHT_INVALID")
        return found

    def nothing(self) -> pl.Series:
        """A column of figures that nobody knows."""
        return pl.repeat(None, self.texts.height, eager=True, dtype=pl.Int64)

    def tell(self, row: int, head: str, text: str, code: str, reason: Reason) -> None:
        """Notes a row that cannot be read."""
        self.rows.add(row)
        self.problems.append(Problem(self.name, row, "", head, text, code, reason))

    def _head(self, at: int) -> str:
        return str(at + 1) if self.places.form.positions else self.places.opening.cells[at].strip()

    def _unit(self, at: int, column: pl.Series) -> str:
        """The unit of a column; a form that counts in grams is believed unless every figure is one of kilograms."""
        form = self.places.form
        told = "" if form.positions else unit_in(self.places.opening.cells[at])
        if told or form.weight_unit != "g":
            return told or form.weight_unit
        figures = column.str.extract(r"^([0-9]{1,6}(?:\.[0-9]{1,4})?)$").drop_nulls()
        high = figures.str.extract(r"^([0-9]+)").cast(pl.Int64).max()
        with_decimals = figures.str.contains(".", literal=True).any()
        return "kg" if with_decimals and isinstance(high, int) and high < _LIKE_KG else "g"

    def _tell_all(self, at: int, bad: pl.Series, code: str) -> None:
        for place in bad.fill_null(value=False).arg_true().to_list():
            row, text = self.texts[ROW][place], self.texts[str(at)][place] or ""
            if not self.places.form.positions and head_key(text) == head_key(self.places.opening.cells[at]):
                self.rows.add(row)  # the head once more, at the top of a page
                continue
            reason = Reason("bill.which_mark", text=text) if self.decimal == "" else Reason("bill.no_figure", text=text)
            self.tell(row, self._head(at), text, code, reason)
