"""The agents side by side: how soon they answer, and what their cards come to."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Final

from carriers.service.rules import rules
from cli.score.rows import decimal, percent
from cli.words import said

if TYPE_CHECKING:
    from fractions import Fraction

    from cli.score.report import Report

_WIDTH: Final = 300  # of a full bar


def drawn(found: Report) -> str:
    """The picture as SVG text."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only a picture needs it

    source = (resources.files("cli.score") / "score.svg.jinja").read_text(encoding="utf-8")
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    limit = rules()["handbook"]["answer_s"]
    return page.from_string(source).render(
        head=said("Service by the chats, until {now}", now=found.now.isoformat()),
        left=said("Answered within {seconds} s", seconds=limit),
        right=said("Score card: points of the known weight"),
        agents=[
            {
                "name": figures.agent or said("the team"),
                "within": percent(figures.within(limit)) or "-",
                "within_width": _bar(figures.within(limit)),
                "points": said("{points} of {weight}", points=decimal(card.points), weight=card.weight),
                "card_width": _bar(card.share),
            }
            for figures, card in zip(found.figures, found.cards, strict=True)
        ],
    )


def _bar(share: Fraction | None) -> float:
    """Its length; none for what is not known."""
    return 0 if share is None else round(float(share * _WIDTH), 1)
