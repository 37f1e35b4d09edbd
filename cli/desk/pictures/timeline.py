"""A deadline on a line of time: payment, dispatch, target, latest and the marketplace's clock, with the days off."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from attrs import frozen

from cli.words import said
from cli.words.sentences import figure_text
from routing.deadlines.workdays import Kind

if TYPE_CHECKING:
    from routing.deadlines.deadline import Deadline
    from routing.deadlines.workdays import WorkDays

WIDTH: Final = 640
"""Of the picture, in its own units."""
ROW: Final = 20
"""Height of a label."""
_MARGIN: Final = 20
_RIGHT: Final = 400
"""Labels that begin beyond stand to the left of their mark."""


@frozen
class Mark:
    """A moment on the line: its place, the height of its label, its text, and whether it is the last one allowed."""

    x: int
    y: int
    text: str
    last: bool

    @property
    def anchor(self) -> str:
        """On which side the label stands."""
        return "end" if self.x > _RIGHT else "start"

    @property
    def text_x(self) -> int:
        """Where the label begins, or ends."""
        return self.x - 6 if self.x > _RIGHT else self.x + 6


@frozen
class Timeline:
    """The picture: marks from above down, days off as spans, and midnights."""

    marks: tuple[Mark, ...]
    off: tuple[tuple[int, int], ...]
    days: tuple[tuple[int, str], ...]
    height: int
    width: int = WIDTH


def timeline(due: Deadline, worked: WorkDays, moment: datetime | None = None) -> Timeline | None:
    """The deadline as a picture; None where no date of it is known.

    Args:
        due: the deadline.
        worked: the days on which the shop works.
        moment: the moment at which it is looked at, which is marked where it lies near.
    """
    zone = due.paid_at.tzinfo
    dispatch = datetime.combine(due.dispatch_on, time(12), zone) if due.dispatch_on else None
    told = [
        (due.paid_at, said("paid"), False),
        (dispatch, said("dispatch day"), False),
        (due.target_at, said("target"), False),
        (due.own_latest_at, said("latest"), due.own_latest_at == due.latest_at),
        (due.ship_by_at, said("marketplace's deadline"), due.ship_by_at == due.latest_at),
    ]
    known = [(at, text, last) for at, text, last in told if at is not None]
    if len(known) < 2:
        return None
    first = datetime.combine(due.paid_at.date(), time(0), zone)
    end = max(at for at, _, _ in known)
    last = datetime.combine(end.date() + timedelta(days=1), time(0), zone)
    if moment is not None and first <= moment <= last:
        known.append((moment, said("now"), False))
    known.sort(key=lambda one: one[0])

    def place(at: datetime) -> int:
        return _MARGIN + round((at - first) / (last - first) * (WIDTH - 2 * _MARGIN))

    marks = tuple(
        Mark(place(at), (number + 1) * ROW, f"{text}: {_clock(at, noon=at is dispatch)}", is_last)
        for number, (at, text, is_last) in enumerate(known)
    )
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return Timeline(
        marks,
        tuple((place(one), place(one + timedelta(days=1))) for one in days[:-1] if _is_off(one, worked)),
        tuple((place(one), figure_text(one.date(), "day")) for one in days[:-1]),
        (len(known) + 2) * ROW,
    )


def _is_off(midnight: datetime, worked: WorkDays) -> bool:
    return worked.day(midnight.date()).kind is Kind.OFF


def _clock(at: datetime, *, noon: bool) -> str:
    """The day, and the clock where the moment has one."""
    day = figure_text(at.date(), "day")
    return day if noon else f"{day} {at:%H:%M}"
