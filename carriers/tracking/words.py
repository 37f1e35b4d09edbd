"""Words of scans to events: a column of texts at a time, each rule of the data file in turn."""

from __future__ import annotations

import re
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
_LETTERS: Final = {
    "\u2018": "'", "\u2019": "'", "\u02bc": "'", "`": "'", "´": "'", "ł": "l", "ø": "o", "ß": "ss", "đ": "d", "ı": "i",
    "æ": "ae", "œ": "oe",
}  # fmt: skip
"""Signs that have no accent to be taken off."""
_ANY: Final = re.compile(r"(?<!\\)\.(?=[{*?+])")
"""Any sign, repeated."""
_KEPT: Final = 1 << 17
"""Texts whose meaning is remembered."""
_AT_ONCE: Final = 16
"""Patterns that are searched together: more of them make a slower machine, fewer more passes."""


@frozen
class _Rule:
    """Patterns in ASCII letters, and others."""

    event: str
    narrow: tuple[str, ...]
    wide: tuple[str, ...]

    def fits(self, frame: pl.DataFrame) -> pl.Series:
        """Which of the folded texts the rule reads."""
        looks = [pl.col("narrow").str.contains(one) for one in self.narrow]
        looks += [pl.col("plain").str.contains(one) for one in self.wide]
        return frame.select(pl.any_horizontal(looks)).to_series()


@frozen
class _Words:
    conditions: str
    rules: tuple[_Rule, ...]


def events_of(texts: pl.Series) -> pl.Series:
    """The event that each text means; `unknown` for words that nobody knows, null for no words.

    >>> events_of(pl.Series(["Item not delivered - addressee unknown", "已妥投", "Notice left"])).to_list()
    ['attempt_failed', 'delivered', 'attempt_failed']
    """
    asked = texts.unique().drop_nulls().to_list()
    known = _remembered()
    if len(known) + len(asked) > _KEPT:
        known = {}
    new = [text for text in asked if text not in known]
    if new:
        known.update(_read(new))
    return texts.replace_strict(asked, [known[text] for text in asked], default=None, return_dtype=pl.String).alias(
        "event"
    )


def _read(texts: list[str]) -> dict[str, str | None]:
    """The event of each text."""
    words = _words()
    frame = pl.DataFrame({"own": texts}, {"own": pl.String})
    plain = _folded(pl.col("own").str.slice(0, LONGEST))
    frame = frame.with_columns(plain=plain.str.replace_all(words.conditions, " ").str.strip_chars())
    left = frame.with_columns(narrow=pl.col("plain").str.replace_all(r"[^\x00-\x7f]", "~"))
    found: dict[str, str | None] = {}
    for rule in words.rules:  # what one rule has read, the next ones need not look at
        fits = rule.fits(left)
        found |= dict.fromkeys(left.filter(fits)["own"].to_list(), rule.event)
        left = left.filter(~fits)
    return found | {text: UNKNOWN if text.strip() else None for text in left["own"].to_list()}


@cache
def _remembered() -> dict[str, str | None]:
    """Text -> event of the texts read so far."""
    return {}


def _folded(text: pl.Expr) -> pl.Expr:
    """A text in small letters, without accents, its blanks single."""
    bare = text.str.normalize("NFKD").str.replace_all(r"\p{Mn}+", "").str.to_lowercase()
    bare = bare.str.replace_many(list(_LETTERS), list(_LETTERS.values()))
    return bare.str.replace_all(_BLANKS, " ").str.strip_chars()


def _folded_pattern(pattern: str) -> str:
    r"""A pattern with its letters as `_folded` writes them.

    Those in ASCII are searched in texts whose other signs are all `~`, which makes them quick.  \b and \w are those of
    the pattern's own letters.
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", pattern) if unicodedata.category(sign) != "Mn")
    if bare.isascii():
        bare = bare.replace(r"\b", r"(?-u:\b)").replace(r"\w", "[0-9a-z]")
        bare = _ANY.sub("[ -~]", bare)
    else:
        bare = bare.replace(r"\b", "").replace(r"\w", "[а-я]")
    return f"(?:{bare})".replace(r"\s", " ")


@cache
def _words() -> _Words:
    path = resources.files("carriers") / "data/tracking/words.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    rules = []
    for rule in table["rule"]:
        patterns = [_folded_pattern(one) for one in rule["patterns"]]
        narrow = [one for one in patterns if one.isascii()]
        wide = [one for one in patterns if not one.isascii()]
        rules.append(_Rule(rule["event"], _joined(narrow), _joined(wide)))
    return _Words("|".join(map(_folded_pattern, table["conditions"])), tuple(rules))


def _joined(patterns: list[str]) -> tuple[str, ...]:
    """Some patterns at a time as one."""
    return tuple("|".join(patterns[start : start + _AT_ONCE]) for start in range(0, len(patterns), _AT_ONCE))
