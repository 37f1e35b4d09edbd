"""What a buyer asks for by the name of a shipping option, or in a note."""

from __future__ import annotations

import polars as pl
import pytest

from routing.intake.columns.requested import asked_in_note
from routing.services.requested import NO_NAMES, OptionNames

_NAMES = OptionNames(((r"\bdhl\b", "dhl"), (r"\bems\b|speed ?post", "ems")))


@pytest.mark.parametrize(
    ("words", "service"),
    [("DHL  Express", "dhl"), ("Speedpost", "ems"), ("ems, or DHL", "dhl"), ("Standard Shipping", None)],
)
def test_the_first_pattern_that_is_found_decides(words: str, service: str | None) -> None:
    """In small letters, single blanks; in the order of the rules, not of the words."""
    assert _NAMES.requested(words) == service
    assert NO_NAMES.requested(words) is None


def test_a_note_asks_where_it_names_another_carrier() -> None:
    """Not where the option chosen is already of that carrier, and never where nothing is known of options."""
    notes = pl.Series(["please by DHL", "please by DHL", "by EMS", None, "thanks"])
    chosen = pl.Series([None, "DHL", "DHL", "DHL", None])
    assert asked_in_note(notes, chosen, _NAMES).to_list() == [True, False, True, False, False]
    assert not asked_in_note(notes, chosen, NO_NAMES).any()
