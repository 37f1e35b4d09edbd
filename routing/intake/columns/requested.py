"""The service an order asks for by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.reason import Reason

if TYPE_CHECKING:
    from routing.intake.cells.ledger import Ledger
    from routing.intake.source_file import SourceFile
    from routing.services.requested import OptionNames


def requested(texts: pl.Series, run: SourceFile, ledger: Ledger) -> pl.Series:
    """The services' own spelling; a service that no loaded card has is refused."""
    if run.services is None:
        return texts
    words = texts.str.to_lowercase()
    unknown = texts.is_not_null() & ~words.is_in(list(run.services))
    if unknown.any():
        reason = Reason("requested.unknown", services=tuple(sorted(run.services.values())))
        ledger.refuse_where(unknown, "requested_service", "UNKNOWN_SERVICE", reason, texts)
    return words.replace_strict(dict(run.services), default=None, return_dtype=pl.String)


def requested_by_option(options: pl.Series, run: SourceFile) -> tuple[pl.Series, pl.Series]:
    """The service that the buyer's shipping option names, and a mask of options that name one that is not loaded."""
    asked = {option: run.options.requested(option) for option in options.unique().drop_nulls()}
    services = run.services or {}
    known = {option: services[service] for option, service in asked.items() if service and service in services}
    others = [option for option, service in asked.items() if service is not None and service not in services]
    return options.replace_strict(known, default=None, return_dtype=pl.String), options.is_in(others)


def asked_in_note(notes: pl.Series, chosen: pl.Series, options: OptionNames) -> pl.Series:
    """A mask of notes that name a carrier other than the one chosen as shipping option.

    A note is prose ("not by DHL again"), so it never decides; a person reads it.
    """
    nowhere = pl.Series([False]).new_from_index(0, len(notes))
    if not options.rules:
        return nowhere
    named = notes.str.contains(options.any_of_them).fill_null(value=False)
    asked = [at for at in named.arg_true() if _other_service(notes[at], chosen[at], options)]
    return nowhere.scatter(asked, values=True)


def _other_service(note: str, option: str | None, options: OptionNames) -> bool:
    asked, chosen = options.requested(note), options.requested(option) if option else None
    return asked is not None and (chosen is None or not chosen.startswith(asked))  # "dhl" is part of "dhl-express"
