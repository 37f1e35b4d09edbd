"""Which orders and lines are not to be shipped, by the marketplace's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.reason import Reason

if TYPE_CHECKING:
    from routing.intake.cells.ledger import Ledger
    from routing.intake.profiles import Profile, Skip


def reasons(text: pl.DataFrame, profile: Profile, ledger: Ledger, *, line: bool) -> pl.Series:
    """Why each row is skipped, null where it is not; the first rule that fits tells.

    A word that no rule knows is refused, and so is an empty cell where no rule keeps "": nobody has said whether such
    an order may ship.
    """
    skipped = pl.Series("skip", [None], dtype=pl.String).new_from_index(0, text.height)
    rules = [rule for rule in profile.skips if rule.line == line and rule.column in text.columns]
    for rule in rules:
        hit = _hits(text[rule.column], rule)
        if rule.summary:
            hit &= ~text["is_line"]
        if hit.any():
            first = pl.when(skipped.is_null() & hit).then(pl.lit(rule.reason))
            skipped = pl.select(first.otherwise(skipped)).to_series()
    for name in dict.fromkeys(rule.column for rule in rules if rule.keep):
        same = [rule for rule in rules if rule.column == name]
        known = frozenset().union(*(rule.drop | rule.keep for rule in same))
        words = text[name].str.to_lowercase().fill_null("")
        strange = ~words.is_in(sorted(known)) & skipped.is_null()
        if strange.any():
            ships = tuple(sorted(same[-1].keep - {""}))
            reason = Reason("status.unknown", ships=ships)
            ledger.refuse_where(strange & (words != ""), name, "UNKNOWN_STATUS", reason, text[name])
            ledger.refuse_where(strange & (words == ""), name, "MISSING", Reason("status.empty", ships=ships))
    return skipped


def _hits(words: pl.Series, rule: Skip) -> pl.Series:
    if rule.when == "filled":
        return words.is_not_null()
    return words.str.to_lowercase().is_in(sorted(rule.drop)).fill_null(value=False)
