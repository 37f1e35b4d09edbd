"""A law of transit: chances by moment, the moments of chances, and what is left to a parcel on its way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.promise.calibration import chances_within
from routing.promise.law import DAY_S, SURE, Law

LAWS = st.builds(
    Law, st.lists(st.integers(0, SURE), min_size=1, max_size=12).map(sorted).map(tuple), st.booleans()
)  # fmt: skip


def test_the_chance_rises_evenly_between_two_days() -> None:
    """30 % within two days and 70 % within three: half a day later half of the difference."""
    law = Law((0, 1000, 3000, 7000, 9500))
    assert [law.within(seconds) for seconds in (-1, 0, 2 * DAY_S, 2 * DAY_S + DAY_S // 2, 99 * DAY_S)] == [
        0, 0, 3000, 5000, 9500,
    ]  # fmt: skip
    assert law.seconds_to(5000) == 2 * DAY_S + DAY_S // 2
    assert law.seconds_to(9501) is None


def test_a_card_promises_its_longest_day() -> None:
    """8 to 25 days: nothing is sure before the 25th, and then all is."""
    law = Law.of_card(25)
    assert [law.within(seconds) for seconds in (24 * DAY_S, 25 * DAY_S - 1, 25 * DAY_S, 60 * DAY_S)] == [
        0,
        0,
        SURE,
        SURE,
    ]
    assert law.seconds_to(9500) == 25 * DAY_S


def test_what_is_left_to_a_parcel_that_has_not_come() -> None:
    """Half come within three days, 90 % within five: of those not there after three, four fifths come by the fifth."""
    law = Law((0, 0, 2000, 5000, 7000, 9000))
    assert law.still(3 * DAY_S, 5 * DAY_S) == 8000
    assert law.still(3 * DAY_S, 2 * DAY_S) == 0
    assert Law((SURE,)).still(DAY_S, 2 * DAY_S) == 0
    assert law.still(-1, 5 * DAY_S) == 9000


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(law=LAWS, seconds=st.integers(-DAY_S, 60 * DAY_S), later=st.integers(0, 9 * DAY_S), chance=st.integers(0, SURE))
def test_laws_rise_and_turn_round(law: Law, seconds: int, later: int, chance: int) -> None:
    """A later moment is never less likely; the least seconds to a chance reach it, one less does not; columns agree."""
    assert 0 <= law.within(seconds) <= law.within(seconds + later) <= SURE
    assert chances_within(law, np.array([seconds])).tolist() == [law.within(seconds)]
    least = law.seconds_to(chance)
    assert (least is None) == (law.chances[-1] < chance)
    if least is not None:
        assert law.within(least) >= chance
        assert least == 0 or law.within(least - 1) < chance


@pytest.mark.parametrize("chances", [(), (5, 4), (0, SURE + 1), (-1, 3)])
def test_what_does_not_rise_within_bounds_is_no_law(chances: tuple[int, ...]) -> None:
    """A law with a fault cannot be built."""
    with pytest.raises(ValueError, match="do not rise"):
        Law(chances)
