"""The service an order asks for by name."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from routing.intake.cells.ledger import Ledger
    from routing.intake.source_file import Run


_TABLE = Path(__file__).with_name("requested.toml")


def requested(texts: pl.Series, run: Run, ledger: Ledger) -> pl.Series:
    """The services' own spelling; a service that no loaded card has is refused."""
    if run.services is None:
        return texts
    words = texts.str.to_lowercase()
    unknown = texts.is_not_null() & ~words.is_in(list(run.services))
    if unknown.any():
        listed = ", ".join(sorted(run.services.values()))
        message = f"is no service of the loaded cards. Write one of {listed}, or leave the cell empty."
        ledger.refuse_where(unknown, "requested_service", "UNKNOWN_SERVICE", message, texts)
    return words.replace_strict(dict(run.services), default=None, return_dtype=pl.String)


def wished(options: pl.Series, run: Run) -> tuple[pl.Series, pl.Series]:
    """The service that the buyer's shipping option names, and a mask of options that name one that is not loaded."""
    wishes = {option: _wish(option) for option in options.unique().drop_nulls()}
    services = run.services or {}
    known = {option: services[wish] for option, wish in wishes.items() if wish and wish in services}
    others = [option for option, wish in wishes.items() if wish is not None and wish not in services]
    return options.replace_strict(known, default=None, return_dtype=pl.String), options.is_in(others)


def asked_in_note(notes: pl.Series, options: pl.Series) -> pl.Series:
    """A mask of notes that name a carrier other than the one chosen as shipping option.

    A note is prose ("not by DHL again"), so it never decides; a person reads it.
    """
    named = notes.str.contains(_any_carrier()).fill_null(value=False)
    asked = [at for at in named.arg_true() if _other_wish(notes[at], options[at])]
    return pl.Series([False]).new_from_index(0, len(notes)).scatter(asked, values=True)


def _other_wish(note: str, option: str | None) -> bool:
    asked, chosen = _wish(note), _wish(option) if option else None
    return asked is not None and (chosen is None or not chosen.startswith(asked))  # "dhl" is part of "dhl-express"


def _wish(option: str) -> str | None:
    """The service or carrier an option asks for; None for options such as "Standard" that ask for none."""
    words = " ".join(option.casefold().split())
    return next((wish for pattern, wish in _patterns() if pattern.search(words)), None)


@cache
def _any_carrier() -> str:
    """One pattern that finds every text with a wish, for a quick first look at all notes."""
    return "(?i)" + "|".join(f"(?:{pattern.pattern})" for pattern, _ in _patterns())


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    rules = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["wish"]
    return tuple((re.compile(rule["words"]), rule["service"]) for rule in rules)
