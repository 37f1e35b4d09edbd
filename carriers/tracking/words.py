"""Words of scans to events: a column of texts at a time, each rule of the data file in turn."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import Final

import polars as pl
from attrs import frozen

from carriers.tracking.events import UNKNOWN

LONGEST: Final = 2000
"""Signs of a text that are read: what a carrier writes of a scan is shorter."""
_BLANKS: Final = r"[\s\u200b\ufeff_]+"
_QUOTES: Final = "[\u2018\u2019\u02bc`´]"


_AT_ONCE: Final = 16
"""Patterns that are searched together: more of them make a slower machine, fewer more passes."""


@frozen
class _Rule:
    event: str
    patterns: tuple[str, ...]

    def fits(self, plain: pl.Series) -> pl.Series:
        """Which of the folded texts the rule reads."""
        return plain.to_frame().select(pl.any_horizontal(pl.first().str.contains(one) for one in self.patterns)).to_series()


@frozen
class _Words:
    conditions: str
    rules: tuple[_Rule, ...]


def events_of(texts: pl.Series) -> pl.Series:
    """The event that each text means; `unknown` for words that nobody knows, null for no words.

    >>> events_of(pl.Series(["Item not delivered - addressee unknown", "已妥投", "Notice left"])).to_list()
    ['attempt_failed', 'delivered', 'attempt_failed']
    """
    words = _words()
    frame = pl.DataFrame({"own": texts.unique(maintain_order=True).drop_nulls()})
    plain = _folded(pl.col("own").str.slice(0, LONGEST))
    frame = frame.with_columns(plain=plain.str.replace_all(words.conditions, " ").str.strip_chars())
    event = pl.lit(None, pl.String)
    left = frame.with_columns(event=event)
    found: list[pl.DataFrame] = []
    for rule in words.rules:  # what one rule has read, the next ones need not look at
        fits = rule.fits(left["plain"])
        found.append(left.filter(fits).with_columns(event=pl.lit(rule.event)))
        left = left.filter(~fits)
    found.append(left.with_columns(event=pl.lit(UNKNOWN)))
    known = pl.concat(found).with_columns(
        event=pl.when(pl.col("own").str.strip_chars() != "").then("event")
    )  # fmt: skip
    meanings = dict(zip(known["own"].to_list(), known["event"].to_list(), strict=True))
    return texts.replace_strict(meanings, default=None, return_dtype=pl.String).alias("event")


def _folded(text: pl.Expr) -> pl.Expr:
    """A text in small letters, without accents, its blanks single."""
    bare = text.str.normalize("NFKD").str.replace_all(r"\p{Mn}+", "").str.to_lowercase()
    return bare.str.replace_all(_QUOTES, "'").str.replace_all(_BLANKS, " ").str.strip_chars()


def _folded_pattern(pattern: str) -> str:
    r"""A pattern with its letters as `_folded` writes them; \b and \w are those of its letters."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", pattern) if unicodedata.category(sign) != "Mn")
    narrow = bare.isascii()
    bare = bare.replace(r"\b", r"(?-u:\b)" if narrow else "").replace(r"\w", "[0-9a-z]" if narrow else r"\pL")
    return f"(?:{bare})".replace(r"\s", " ")


@cache
def _words() -> _Words:
    path = resources.files("carriers") / "data/tracking/words.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    rules = [_Rule(rule["event"], _joined(rule["patterns"])) for rule in table["rule"]]
    return _Words("|".join(map(_folded_pattern, table["conditions"])), tuple(rules))


def _joined(patterns: list[str]) -> tuple[str, ...]:
    """Some patterns at a time as one; those in ASCII letters apart, for which a faster machine is built."""
    folded = [_folded_pattern(one) for one in patterns]
    kinds = [one for one in folded if one.isascii()], [one for one in folded if not one.isascii()]
    return tuple(
        "|".join(kind[start : start + _AT_ONCE]) for kind in kinds for start in range(0, len(kind), _AT_ONCE)
    )
