"""The handbook's card: weights of 100, unknown parts left out of the sum and of what it is of."""

from __future__ import annotations

from fractions import Fraction

import pytest

from carriers.service.rules import rules
from routing.service_figures.card import against, card, team_card

WEIGHTS = rules()["weights"]


def test_the_weights_are_the_handbooks() -> None:
    """Conversion 30; transaction value 10; DSR 5; discounts 10; notes 10; response 10; six parts of 5."""
    assert list(WEIGHTS.values()) == [30, 10, 5, 10, 10, 10, 5, 5, 5, 5, 5]
    assert sum(WEIGHTS.values()) == 100


def test_unknown_parts_are_left_out_and_named() -> None:
    """Half of 30 and 90 % of 10 are 24 of 40; the other 60 are not known."""
    found = card("Li", WEIGHTS, {"conversion": Fraction(1, 2), "response_time": Fraction(9, 10), "notes": None})
    assert (found.points, found.weight, found.share) == (Fraction(24), 40, Fraction(3, 5))
    assert found.unknown == tuple(name for name in WEIGHTS if name not in {"conversion", "response_time"})


def test_nothing_known_is_no_score() -> None:
    """Not zero points of zero."""
    assert card("Li", WEIGHTS, {}).share is None


def test_the_teams_card_is_the_mean_where_all_are_known() -> None:
    """Conversion 1/2 and 1: 3/4 of 30; notes are known of one agent alone."""
    cards = [card("Li", WEIGHTS, {"conversion": Fraction(1, 2), "notes": Fraction(1)}),
             card("Wang", WEIGHTS, {"conversion": Fraction(1)})]  # fmt: skip
    found = team_card(cards, WEIGHTS)
    assert (found.agent, found.points, found.weight) == (None, Fraction(45, 2), 30)


@pytest.mark.parametrize(
    ("own", "yardstick", "reached"),
    [
        (Fraction(1, 5), Fraction(2, 5), Fraction(1, 2)),
        (Fraction(3, 5), Fraction(2, 5), Fraction(1)),  # no more than all of it
        (Fraction(0), Fraction(2, 5), Fraction(0)),
        (None, Fraction(2, 5), None),
        (Fraction(1, 5), None, None),
        (Fraction(0), Fraction(0), None),  # nobody converts: nothing to be held against
    ],
)
def test_how_much_of_a_yardstick_is_reached(
    own: Fraction | None, yardstick: Fraction | None, reached: Fraction | None
) -> None:
    """From nothing to all."""
    assert against(own, yardstick) == reached
