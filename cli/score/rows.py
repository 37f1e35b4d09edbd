"""A report as rows: one list of columns each for tables, CSV and JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from carriers.service.rules import rules
from cli.words import said

if TYPE_CHECKING:
    from cli.score.report import Report
    from routing.service_figures.card import Card
    from routing.service_figures.figures import Figures

FIGURES: Final = (
    "agent", "enquired", "paid", "conversion", "sent", "received", "answer_ratio", "answered", "reply_rate",
    "average_s", "p90_s", "over_20s", "over_5min", "greeted_15s", "unanswered", "transaction",
)  # fmt: skip
ENQUIRIES: Final = ("agent", "enquired", "answered", "reply_rate", "unanswered", "paid", "conversion", "transaction")
ANSWERS: Final = (
    "agent", "sent", "received", "answer_ratio", "average_s", "p90_s", "over_20s", "over_5min", "greeted_15s",
)  # fmt: skip
"""Those of FIGURES that a table shows side by side."""
CARD: Final = ("agent", "part", "weight_percent", "reached", "points")
MARKETPLACES: Final = ("platform", "agent", "limit", "turns", "in_time", "too_late", "share", "asked", "source")
UNANSWERED: Final = ("buyer", "platform", "agent", "item", "since", "waited_min")
FOLLOW_UPS: Final = ("buyer", "platform", "agent", "item", "reason", "step_min", "due_at", "is_due")
_TWO: Final = 2


def figure_rows(report: Report) -> list[dict[str, Any]]:
    """A row an agent, the team last."""
    return [_figures(one) for one in report.figures]


def _figures(one: Figures) -> dict[str, Any]:
    limits = rules()["handbook"]
    return {
        "agent": one.agent,
        "enquired": one.enquired,
        "paid": one.paid,
        "conversion": percent(one.conversion),
        "sent": one.sent,
        "received": one.received,
        "answer_ratio": percent(one.answer_ratio),
        "answered": one.answered,
        "reply_rate": percent(one.reply_rate),
        "average_s": decimal(one.average_s),
        "p90_s": decimal(one.p90_s),
        "over_20s": one.over(limits["answer_s"]),
        "over_5min": one.over(limits["wait_s"]),
        "greeted_15s": percent(one.greeted_within(limits["greeting_s"])),
        "unanswered": len(one.open_us),
        "transaction": None if one.transaction_e4 is None else decimal(one.transaction_e4 / 10_000),
    }


def card_rows(report: Report) -> list[dict[str, Any]]:
    """A row a part of each agent's card, with a sum behind them."""
    return [row for one in report.cards for row in (*_parts(one), _sum(one))]


def _parts(one: Card) -> list[dict[str, Any]]:
    return [
        {
            "agent": one.agent,
            "part": part.name,
            "weight_percent": part.weight,
            "reached": percent(part.reached),
            "points": decimal(part.points),
        }
        for part in one.parts
    ]


def _sum(one: Card) -> dict[str, Any]:
    points = decimal(one.points) if one.weight else None
    return {
        "agent": one.agent,
        "part": "sum",
        "weight_percent": one.weight,
        "reached": percent(one.share),
        "points": points,
    }


def card_table(report: Report) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The cards side by side, a row a part and a column an agent, and the columns."""
    names = [one.agent or said("the team") for one in report.cards]
    found = [
        {"part": first.name, "weight_percent": first.weight}
        | {name: decimal(one.parts[at].points) for name, one in zip(names, report.cards, strict=True)}
        for at, first in enumerate(report.cards[0].parts)
    ]
    sums = {
        name: said("{points} of {weight}", points=decimal(one.points), weight=one.weight) if one.weight else None
        for name, one in zip(names, report.cards, strict=True)
    }
    shares = {name: percent(one.share) for name, one in zip(names, report.cards, strict=True)}
    total = {"part": "sum", "weight_percent": sum(part.weight for part in report.cards[0].parts)}
    return [*found, total | sums, {"part": "share", "weight_percent": None} | shares], (
        "part",
        "weight_percent",
        *names,
    )


def marketplace_rows(report: Report) -> list[dict[str, Any]]:
    """A row an agent of each marketplace with a rule."""
    return [
        {
            "platform": found.rule.platform,
            "agent": agent,
            "limit": f"{found.rule.hours} h" if found.rule.hours is not None else "same day",
            "turns": found.turns,
            "in_time": found.in_time,
            "too_late": found.late,
            "share": percent(Fraction(found.in_time, judged) if (judged := found.in_time + found.late) else None),
            "asked": None if found.rule.least_percent is None else f"{found.rule.least_percent} %",
            "source": found.rule.source,
        }
        for agent, found in report.marketplaces
    ]


def unanswered_rows(report: Report) -> list[dict[str, Any]]:
    """A row a buyer who had the last word."""
    return [
        {
            "buyer": one.buyer,
            "platform": one.platform,
            "agent": one.agent or None,
            "item": one.item or None,
            "since": one.since.isoformat(),
            "waited_min": decimal(Fraction(int(one.waited.total_seconds()), 60)),
        }
        for one in report.unanswered
    ]


def follow_up_rows(report: Report) -> list[dict[str, Any]]:
    """A row an enquiry to be followed up."""
    return [
        {
            "buyer": one.buyer,
            "platform": one.platform,
            "agent": one.agent,
            "item": one.item or None,
            "reason": one.reason,
            "step_min": one.minutes,
            "due_at": one.due_at.isoformat(),
            "is_due": one.due,
        }
        for one in report.follow_ups
    ]


def for_people(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows as a table shows them: the team by name, and why an enquiry is not paid in words."""
    shown = [row | {"agent": row["agent"] or said("the team")} for row in rows]
    return [row | {"reason": said("price")} if row.get("reason") == "price" else row for row in shown]


def percent(share: Fraction | None) -> str | None:
    """42.86 %, rounded half up."""
    return None if share is None else f"{decimal(share * 100)} %"


def decimal(figure: Fraction | None) -> str | None:
    """With two decimals, rounded half up."""
    if figure is None:
        return None
    cents = (figure * 10**_TWO + Fraction(1, 2)).__floor__()
    return f"{cents // 100}.{cents % 100:02d}"
