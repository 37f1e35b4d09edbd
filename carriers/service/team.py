"""The team sheet: what of the score card no chat log can tell, a row an agent."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from attrs import define, field, frozen

from carriers.service.columns import Line, read_lines, shown
from carriers.service.rules import rules
from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from pathlib import Path

PERCENTS: Final = ("notes", "revisits", "attendance", "execution", "comments", "team")
"""Parts that the sheet tells as percent reached."""
_NUMBER: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,4})?)\s*(%?)")
_HUNDRED: Final = 100
_STARS: Final = 5


@frozen
class Given:
    """What the sheet says of an agent; None where it says nothing."""

    conversion_target: Fraction | None = None
    """From 0 to 1."""
    transaction_value: Fraction | None = None
    """In the sheet's own money."""
    transaction_average: Fraction | None = None
    discounts: Fraction | None = None
    """1 where the handbook's limits are kept, 0 where one is passed."""
    service_rating: Fraction | None = None
    """From 0 to 1."""
    percents: dict[str, Fraction] = field(factory=dict)
    """Part -> from 0 to 1."""


@define
class _Reader:
    file: str
    faults: list[Fault] = field(factory=list)

    def given(self, line: Line) -> Given:
        rating = self._figure(line, "service_rating", _STARS, whole=False)
        return Given(
            conversion_target=self._percent(line, "conversion_target"),
            transaction_value=self._figure(line, "transaction_value", None, whole=False),
            transaction_average=self._figure(line, "transaction_average", None, whole=False),
            discounts=self._discounts(line),
            service_rating=None if rating is None else rating / _STARS,
            percents={name: share for name in PERCENTS if (share := self._percent(line, name)) is not None},
        )

    def _discounts(self, line: Line) -> Fraction | None:
        """Whether the limits are kept; not known while one of the two is, and the other kept."""
        wrong = self._figure(line, "wrong_promises", None, whole=True)
        deepest = self._percent(line, "deepest_discount")
        limits = rules()["handbook"]
        kept = [
            wrong is None or wrong <= limits["wrong_promises_max"],
            deepest is None or deepest <= Fraction(limits["discount_max"], _HUNDRED),
        ]
        if not all(kept):
            return Fraction(0)
        return None if wrong is None or deepest is None else Fraction(1)

    def _percent(self, line: Line, name: str) -> Fraction | None:
        figure = self._figure(line, name, _HUNDRED, whole=False, percent=True)
        return None if figure is None else figure / _HUNDRED

    def _figure(
        self, line: Line, name: str, most: int | None, *, whole: bool, percent: bool = False
    ) -> Fraction | None:
        text = line.text(name)
        if not text:
            return None
        match = _NUMBER.fullmatch(text)
        figure = Fraction(match[1]) if match and (percent or not match[2]) else None
        if figure is None or (most is not None and figure > most) or (whole and figure.denominator != 1):
            reason = Reason("chat_log.no_percent", text=text) if percent else Reason("chat_log.no_figure", text=text)
            if name == "service_rating":
                reason = Reason("chat_log.no_rating", text=text)
            self.faults.append(Fault(self.file, line.place(name), reason))
            return None
        return figure


def read_team(path: Path) -> dict[str, Given]:
    """Agent -> what the sheet says of them.

    Raises:
        InputError: every fault with its row and column; an agent who is named twice, or not.
    """
    reader = _Reader(str(path))
    found: dict[str, Given] = {}
    for line in read_lines(path, rules()["team"], ("agent",)):
        agent = line.text("agent")
        if not agent or agent in found:
            reason = Reason("chat_log.agent_twice", agent=agent) if agent else Reason("chat_log.no_agent")
            reader.faults.append(Fault(str(path), line.place("agent"), reason))
        found[agent] = reader.given(line)
    if reader.faults:
        raise InputError(shown(str(path), reader.faults))
    return found
