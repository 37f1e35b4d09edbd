"""The service an order asks for by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from routing.intake.ledger import Ledger
    from routing.intake.run import Run


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
