"""What a marketplace allows: a verdict on every letter, with the rule, its source and the day it was read."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from attrs import field, frozen, validators

from routing.errors import SampanError
from routing.reason import Reason
from templates_en.letters.letter import CODES

if TYPE_CHECKING:
    from templates_en.letters.letter import Letter

ALLOW, WITHOUT, SUPPRESS = "allow", "without", "suppress"
OWN = "own"
"""The platform of an order that came from no marketplace."""
HOUSE_RESPONSE = timedelta(hours=48)
"""An after-sales problem is answered within 48 hours at most (after-sales handbook), even if a platform gives more."""


class UnknownPlatformError(SampanError):
    """No rules are kept for a platform of that name."""


@frozen
class Rule:
    """One verdict on a policy code, for all letters or (with `situation`) for one."""

    code: str = field(validator=validators.in_(CODES))
    verdict: str = field(validator=validators.in_((ALLOW, WITHOUT, SUPPRESS)))
    why: str | Reason = field(validator=validators.instance_of((str, Reason)))
    source: str = field(validator=validators.min_len(3))
    seen: date = field(validator=validators.instance_of(date))
    situation: str | None = None

    @property
    def reason(self) -> Reason:
        """The rule with its source, for the person who reads the verdict."""
        return Reason("marketplace.rule", code=self.code, why=self.why, source=self.source, seen=self.seen)


@frozen
class Verdict:
    """Whether a letter may go to a platform's buyer: allow, or suppress by a rule; `without`: codes to leave out."""

    verdict: str
    rules: tuple[Rule, ...] = ()
    without: frozenset[str] = frozenset()


@frozen
class Platform:
    """A marketplace: the rules on messages to its buyers, the length limit and the time to answer a dispute."""

    key: str
    name: str
    limit_utf16: int = field(validator=validators.ge(1))
    limit_source: str
    source: str
    seen: date
    rules: tuple[Rule, ...] = ()
    limits_utf16: dict[str, int] = field(factory=dict, eq=False)
    respond_within: timedelta | None = None
    respond_source: str | None = None
    address_fixed: bool = False  # an order goes to the address it was placed with, or not at all
    address_source: str | None = None
    language: str = "any"  # "buyer": a message must be in the buyer's language

    def verdict(self, letter: Letter, buyer_locale: str | None = None) -> Verdict:
        """The verdict on an English letter for a buyer who reads in that locale (None: not known, taken as English)."""
        if self.language == "buyer" and buyer_locale and not buyer_locale.lower().startswith("en"):
            why = Reason("marketplace.other_language", name=self.name, locale=buyer_locale)
            return Verdict(SUPPRESS, (Rule("G", SUPPRESS, why, self.source, self.seen),))
        rules = [rule for rule in self.rules if rule.situation == letter.id]
        rules += [rule for rule in self.rules if rule.situation is None and rule.code in letter.policy]
        against = tuple(rule for rule in rules if rule.verdict == SUPPRESS)
        if against:
            return Verdict(SUPPRESS, against)
        parts = {block.code for block in letter.blocks}
        left_out = tuple(rule for rule in rules if rule.verdict == WITHOUT and rule.code in parts)
        return Verdict(ALLOW, left_out, frozenset(rule.code for rule in left_out))

    def limit(self, message_type: str | None = None) -> int:
        """The longest message in UTF-16 units; some message types have a limit of their own."""
        return self.limits_utf16.get(message_type or "", self.limit_utf16)

    def respond_by(self, opened_at: datetime) -> datetime:
        """The latest answer to a dispute opened then: after the platform's time or 48 hours, the shorter."""
        return opened_at + min(self.respond_within or HOUSE_RESPONSE, HOUSE_RESPONSE)


@cache
def platforms() -> dict[str, Platform]:
    """The platforms of `data/platforms.toml` by key."""
    text = resources.files("templates_en").joinpath("data/platforms.toml").read_text(encoding="utf-8")
    return {key: _platform(key, dict(table)) for key, table in tomllib.loads(text).items()}


def platform(key: str | None) -> Platform:
    """The platform of that key; None is the seller's own shop.

    Raises:
        UnknownPlatformError: no rules are kept for it; nothing is allowed by default.
    """
    known = platforms()
    if (key or OWN) not in known:
        raise UnknownPlatformError(Reason("marketplace.unknown", key=key, known=tuple(known)))
    return known[key or OWN]


def _platform(key: str, table: dict[str, object]) -> Platform:
    rows = [*table.pop("rule", []), *table.pop("letter", [])]  # type: ignore[misc] # lists of tables
    hours = table.pop("respond_within_h", None)
    return Platform(
        key=key,
        rules=tuple(Rule(**row) for row in rows),
        respond_within=None if hours is None else timedelta(hours=float(str(hours))),
        **table,  # type: ignore[arg-type] # checked by the validators
    )
