"""Every service's answer side by side, as the pages of an order and of a quote show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.desk.work.rules import rule_of
from cli.output.answers import answer_json, decision, heavier_told, ordered
from cli.words import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from routing.exact.choice import Choice


def answers_of(choice: Choice, cards: Sequence[Path]) -> dict[str, Any]:
    """What a template tells of a choice: all services, the chosen one first, each with the rule behind its figures.

    Args:
        choice: as it was decided.
        cards: the folders of the cards that were loaded.
    """
    answers = sorted(ordered(choice), key=lambda one: one is not choice.chosen)
    door = choice.answers.door
    return {
        "answers": [
            answer_json(one, choice.answers)
            | {
                "chosen": one is choice.chosen,
                "runner_up": one is choice.runner_up,
                "rule": rule_of(one.service, one.band, cards),
            }
            for one in answers
        ],
        "decision": decision(choice),
        "heavier": heavier_told(choice),
        "has_door": door is not None,
        "has_chance": choice.answers.due is not None,
        "door_open": [sentence(one) for one in door.charges.open] if door is not None else [],
    }
