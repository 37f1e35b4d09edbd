"""What scans mean: state, sub-state and words weighed against each other, each distinct combination once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import polars as pl

from carriers.tracking.events import DELIVERED, EVENTS, LABEL_CREATED, UNKNOWN
from carriers.tracking.scans import SCHEMA
from carriers.tracking.states import meaning
from carriers.tracking.words import events_of

if TYPE_CHECKING:
    from carriers.tracking.states import State

_STATE: Final = ("source", "state", "substate")
_DENIES_DELIVERY: Final = (
    "attempt_failed", "available_for_pickup", "returning", "returned", "out_for_delivery", LABEL_CREATED,
)  # fmt: skip
"""What the words may say of a scan that a tracker calls delivered, and be believed: "delivered to parcel shop"."""
_DENIES_SCAN: Final = (LABEL_CREATED, "cancelled")
"""What the words may say of a scan that a tracker calls the first."""
_SAYS_LITTLE: Final = (UNKNOWN, "in_transit", "exception")


def with_events(scans: pl.DataFrame) -> pl.DataFrame:
    """Scans with their event, in the columns of SCHEMA.

    Args:
        scans: the columns of READ; an event there is judged anew.
    """
    return judged(scans).select(SCHEMA.names())


def judged(scans: pl.DataFrame) -> pl.DataFrame:
    """The same with `text`: a number for the words, null for none, in the order of the texts.

    Texts that differ in blanks and capitals alone have one number.
    """
    texts = scans.select(pl.col("words").unique()).drop_nulls()
    plain = pl.col("words").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    texts = texts.with_columns(means=events_of(texts["words"]), text=plain.rank("dense"))
    states = scans.select(_STATE).unique().sort(_STATE).with_row_index("state_index")
    means = [None, *EVENTS]
    table = pl.DataFrame(
        [
            (number, word, _event(state[0], state[1], state[2], word))
            for number, state in zip(states["state_index"], states.select(_STATE).iter_rows(), strict=True)
            for word in means
        ],
        {"state_index": pl.UInt32, "means": pl.String, "event": pl.String},
        orient="row",
    )
    found = scans.drop("event", strict=False).join(texts, on="words", how="left", maintain_order="left")
    found = found.join(states, on=list(_STATE), how="left", nulls_equal=True, maintain_order="left")
    return found.join(table, on=["state_index", "means"], how="left", nulls_equal=True, maintain_order="left").drop(
        "means", "state_index"
    )


def unknown_states(scans: pl.DataFrame) -> pl.DataFrame:
    """States and sub-states that no table knows: `state`, `source`, `scans` (how many), the most frequent first."""
    said = scans.group_by("source", "state", "substate", maintain_order=True).len("scans")
    told = [meaning(*row[:3]).told for row in said.iter_rows()]
    found = said.select("source", "scans").with_columns(state=pl.Series(told, dtype=pl.String)).drop_nulls("state")
    return _counted(found, "state")


def unknown_words(scans: pl.DataFrame) -> pl.DataFrame:
    """Words that no rule knows, of scans that their state does not tell either: `words`, `source`, `scans`."""
    texts = scans["words"].unique().drop_nulls()
    strange = texts.filter(events_of(texts) == UNKNOWN)
    found = with_events(scans.filter(pl.col("words").is_in(strange.implode())))
    found = found.filter(pl.col("event") == UNKNOWN)
    return _counted(found.select("words", "source", scans=pl.lit(1, pl.UInt32)), "words")


def _counted(found: pl.DataFrame, name: str) -> pl.DataFrame:
    sums = found.group_by(name, "source").agg(pl.col("scans").sum())
    return sums.select(name, "source", "scans").sort(["scans", name, "source"], descending=[True, False, False])


def _event(source: str, state: str | None, substate: str | None, words: str | None) -> str:
    """The event of a scan, of which the words mean `words`."""
    known = meaning(source, state, substate).state
    if known is None:
        return _of_state_words(state, substate) if words in {None, UNKNOWN} else words or UNKNOWN
    return known.event if words in {None, UNKNOWN} else _weighed(known, words or UNKNOWN)


@lru_cache(maxsize=4096)
def _of_state_words(state: str | None, substate: str | None) -> str:
    """What a state that no table knows says as words: "Out for delivery" of a table of one's own."""
    texts = [text for text in (substate, state) if text]
    found = [event for event in events_of(pl.Series(texts, dtype=pl.String)) if event not in {None, UNKNOWN}]
    return found[0] if found else UNKNOWN


def _weighed(state: State, words: str) -> str:
    """The event where both are known."""
    if state.event == DELIVERED:
        return words if words in _DENIES_DELIVERY else DELIVERED
    if state.event == "first_scan":
        return words if words in _DENIES_SCAN else state.event
    if state.firm or words in _SAYS_LITTLE:
        return state.event
    return state.event if words == DELIVERED else words  # a tracker that saw a delivery would have said so
