"""A chat log: buyer, agent, time, direction, and what else it tells."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from attrs import define, field

from carriers.service.columns import Line, folded, read_lines, shown
from carriers.service.rules import platform_of, rules
from routing.errors import Fault, InputError, ReadError
from routing.reason import Reason
from routing.service_figures.chat import Message
from routing.values.moments import NoZoneError, moment

if TYPE_CHECKING:
    from datetime import datetime, tzinfo
    from pathlib import Path

REQUIRED: Final = ("buyer", "agent", "at", "direction")
_AMOUNT: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,4})?")


@define
class _Reader:
    """Reads line by line; every fault is kept."""

    file: str
    zone: tzinfo | None
    faults: list[Fault] = field(factory=list)
    currencies: set[str] = field(factory=set)

    def message(self, line: Line) -> Message | None:
        before = len(self.faults)
        buyer, at, direction = line.text("buyer"), self._moment(line, "at"), self._direction(line)
        if not buyer:
            self._fault(line, "buyer", Reason("chat_log.no_buyer"))
        if direction == "out" and not line.text("agent"):
            self._fault(line, "agent", Reason("chat_log.no_agent"))
        paid, paid_at = self._paid(line)
        amount = self._amount(line)
        if len(self.faults) > before or at is None:
            return None
        return Message(
            buyer=buyer,
            agent=line.text("agent"),
            at=at,
            from_buyer=direction == "in",
            platform=platform_of(line.text("platform")),
            item=line.text("item"),
            reason=_word("reason", line.text("reason")) or line.text("reason"),
            paid=paid,
            paid_at=paid_at,
            amount_e4=amount,
        )

    def _moment(self, line: Line, name: str) -> datetime | None:
        try:
            return moment(line.text(name), self.zone)
        except NoZoneError as error:
            self._fault(line, name, Reason("chat_log.no_zone", error=error))
        except ReadError as error:
            self._fault(line, name, Reason("chat_log.no_time", error=error))
        return None

    def _direction(self, line: Line) -> str:
        found = _word("direction", line.text("direction"))
        if not found:
            allowed = tuple(several[0] for several in rules()["direction"].values())
            self._fault(
                line, "direction", Reason("chat_log.no_direction", text=line.text("direction"), allowed=allowed)
            )
        return found

    def _paid(self, line: Line) -> tuple[bool, datetime | None]:
        text = line.text("paid")
        found = _word("paid", text)
        if not text or found == "no":
            return False, None
        if found == "yes":
            return True, None
        at = self._moment(line, "paid")
        return at is not None, at

    def _amount(self, line: Line) -> int | None:
        text = line.text("amount")
        if not text:
            return None
        self.currencies.add(line.text("currency").upper())
        if not _AMOUNT.fullmatch(text):
            self._fault(line, "amount", Reason("chat_log.no_amount", text=text))
            return None
        return int(Decimal(text) * 10_000)

    def _fault(self, line: Line, column: str, reason: Reason) -> None:
        self.faults.append(Fault(self.file, line.place(column), reason))


def read_log(path: Path, zone: tzinfo | None = None) -> list[Message]:
    """The messages of a log, in its order.

    Args:
        path: a CSV file or a workbook.
        zone: of times that name none.

    Raises:
        InputError: every fault with its row and column; amounts in several currencies.
    """
    lines = read_lines(path, rules()["log"], REQUIRED)
    reader = _Reader(str(path), zone)
    found = [reader.message(line) for line in lines]
    if len(reader.currencies) > 1:
        several = tuple(sorted(filter(None, reader.currencies)))
        reader.faults.append(Fault(str(path), "", Reason("chat_log.currencies", currencies=several)))
    if reader.faults:
        raise InputError(shown(str(path), reader.faults))
    messages = [one for one in found if one is not None]
    if not messages:
        raise InputError([Fault(str(path), "", Reason("chat_log.no_rows"))])
    return messages


def _word(table: str, text: str) -> str:
    """What a word of a cell stands for; empty where it is none of them."""
    return _words(table).get(folded(text), "")


@cache
def _words(table: str) -> dict[str, str]:
    return {folded(word): name for name, several in rules()[table].items() for word in several}
