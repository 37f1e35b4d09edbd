"""Which orders and lines are not to be shipped, by the marketplace's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.intake.cells import fields
from routing.reason import Reason

if TYPE_CHECKING:
    from routing.intake.cells.ledger import Ledger
    from routing.intake.profiles import Profile, Skip


_USUAL = ("paid", "to ship", "unshipped", "unfulfilled", "processing", "bezahlt", "待发货", "已付款")
_MOST = 20
"""Words that are told one by one."""
ANY = "*"
"""Of the words that raise a flag: whatever the cell holds."""
ABOVE_ZERO = ">0"
"""Of the words that raise a flag: an amount or a number above zero."""


def reasons(text: pl.DataFrame, profile: Profile, ledger: Ledger, decimal: str, *, line: bool) -> pl.Series:
    """Why each row is skipped, null where it is not; the first rule that fits tells.

    A word that no rule knows is refused, and so is an empty cell where no rule keeps "": nobody has said whether such
    an order may ship.
    """
    skipped = pl.Series("skip", [None], dtype=pl.String).new_from_index(0, text.height)
    rules = [rule for rule in profile.skips if rule.line == line and rule.column in text.columns]
    for rule in rules:
        hit = _hits(text, rule, decimal)
        if rule.summary:
            hit &= ~text["is_line"] | text["alone"]
        if hit.any():
            first = pl.when(skipped.is_null() & hit).then(pl.lit(rule.reason))
            skipped = pl.select(first.otherwise(skipped)).to_series()
    for name in dict.fromkeys(rule.column for rule in rules if rule.keep):
        same = [rule for rule in rules if rule.column == name]
        known = frozenset().union(*(rule.drop | rule.keep for rule in same))
        words = text[name].str.to_lowercase().fill_null("")
        strange = ~words.is_in(sorted(known)) & skipped.is_null()
        if strange.any():
            ships = _shown(frozenset().union(*(rule.keep for rule in same)) - {""})
            reason = Reason("status.unknown", ships=ships)
            ledger.refuse_where(strange & (words != ""), name, "UNKNOWN_STATUS", reason, text[name])
            ledger.refuse_where(strange & (words == ""), name, "MISSING", Reason("status.empty", ships=ships))
    return skipped


def _shown(words: frozenset[str]) -> tuple[str, ...]:
    """The words to be told of those that ship: the usual ones, where there are many."""
    usual = tuple(word for word in _USUAL if word in words)
    return usual if usual and len(words) > _MOST else tuple(sorted(words))


def _hits(text: pl.DataFrame, rule: Skip, decimal: str) -> pl.Series:
    words = text[rule.column]
    if rule.when == "filled":
        return words.is_not_null()
    if rule.when == "all_of_total":
        back, total = (_above_zero(text, name, decimal) for name in (rule.column, "total"))
        return (back >= total).fill_null(value=False)
    return words.str.to_lowercase().is_in(sorted(rule.drop)).fill_null(value=False)


def raised_flags(rows: pl.DataFrame, profile: Profile, decimal: str) -> dict[str, pl.Series]:
    """The flags of the profile that the rows raise: for each a mask of the rows that do."""
    raised: dict[str, pl.Series] = {}
    for name in profile.flags.keys() & set(rows.columns):
        for word, flag in profile.flags[name].items():
            if word == ANY:
                hit = rows[name].is_not_null()
            elif word == ABOVE_ZERO:
                hit = above_zero(rows, name, decimal)
            else:
                hit = (rows[name].str.to_lowercase() == word).fill_null(value=False)
            if hit.any():
                raised[flag] = hit | raised[flag] if flag in raised else hit
    return raised


def above_zero(text: pl.DataFrame, name: str, decimal: str) -> pl.Series:
    """A mask of the cells that hold an amount or a number other than zero; one that cannot be read is no zero."""
    if text[name].null_count() == text.height:
        return pl.Series([False]).new_from_index(0, text.height)
    parsed = fields.amounts(text[name].str.strip_chars_start("-"), decimal)
    return text[name].is_not_null() & (parsed.values.fill_null(1) > 0)


def _above_zero(text: pl.DataFrame, name: str, decimal: str) -> pl.Series:
    """Amounts above zero in ten-thousandths; null where there is none."""
    nothing = pl.Series([None], dtype=pl.Int64).new_from_index(0, text.height)
    if name not in text.columns or text[name].null_count() == text.height:
        return nothing
    values = fields.amounts(text[name].str.strip_chars_start("-"), decimal).values
    return values.to_frame("value").select(pl.when(pl.col("value") > 0).then("value")).to_series()
