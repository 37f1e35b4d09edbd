"""The cheapest allotment against every allotment there is, tried one after another; bounds, moves, conflicts, ties."""

from __future__ import annotations

import sys
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st

from routing.allotment import bound as bounds
from routing.allotment import conflict as conflicts
from routing.allotment import core, knapsacks, whole_loads
from routing.allotment import dive as dives
from routing.allotment.bound import bound, impossible
from routing.allotment.climb import RelaxedBound
from routing.allotment.conflict import conflict
from routing.allotment.core import Allotment, allotted, reallotted
from routing.allotment.fill import filled
from routing.allotment.knapsacks import SCALE, ServiceBound, countable, possible, sharpened
from routing.allotment.lines import Lines
from routing.allotment.problem import Limit, Problem, least_of
from routing.allotment.shadow import Rival, Shadow, shadow
from routing.allotment.solver import Solution, whole_numbers
from routing.allotment.table import searchable
from routing.allotment.ties import settled
from routing.allotment.whole_loads import dived
from routing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from routing.allotment.problem import Int64s

    Stated = tuple[Sequence[int], Sequence[int], int, int | None]


@pytest.fixture(scope="module", autouse=True)
def _little_work() -> Iterator[None]:
    """These problems are small: a hundredth of the work is enough."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole_loads, "_WORK", 20_000_000)
        patch.setattr(whole_loads, "_ROUND", 2_000_000)
        yield


def _problem(
    costs: Sequence[Sequence[int | None]], limits: Sequence[tuple[Sequence[int], Sequence[int], int, int | None]]
) -> Problem:
    """Rows of costs, one a parcel; None where a service does not take it.  Limits: services, weights, least, most."""
    options = [(row, at, cost) for row, line in enumerate(costs) for at, cost in enumerate(line) if cost is not None]
    parcel, service, cost = (np.array(column, np.int64) for column in zip(*options, strict=True))
    found = []
    for services, weights, least, most in limits:
        at = np.flatnonzero(np.isin(service, services)).astype(np.int64)
        found.append(Limit(at, np.array(weights, np.int64)[parcel[at]], least, most))
    return Problem(parcel, service, cost, tuple(found))


def _every(problem: Problem) -> Iterator[Int64s]:
    """Every allotment that keeps the limits."""
    each = [np.flatnonzero(problem.parcel == parcel).tolist() for parcel in range(problem.parcels)]
    for some in product(*each):
        chosen = np.array(some, np.int64)
        if problem.holds(chosen):
            yield chosen


def _least(problem: Problem) -> int | None:
    return min((problem.cost_of(chosen) for chosen in _every(problem)), default=None)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Up to six parcels, three services and three limits."""
    parcels, services = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    cost = st.one_of(st.none(), st.integers(0, 30))
    lines = [[draw(cost) for _ in range(services)] for _ in range(parcels)]
    for line in lines:
        line[draw(st.integers(0, services - 1))] = draw(st.integers(0, 30))
    limits = []
    for _ in range(draw(st.integers(0, 3))):
        counted = draw(st.sets(st.integers(0, services - 1), min_size=1))
        weights = draw(st.lists(st.integers(1, 9), min_size=parcels, max_size=parcels))
        least = draw(st.sampled_from([0, 0, 1, 6]))
        most = draw(st.one_of(st.none(), st.integers(least, 25)))
        limits.append((sorted(counted), weights, least, most))
    return _problem(lines, limits)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_no_allotment_is_cheaper(problem: Problem) -> None:
    """The answer is that of trying all; no bound lies above it, and none is given where there is none."""
    least, found = _least(problem), allotted(problem)
    if least is None:
        assert found is None
        return
    assert found is not None
    assert problem.holds(found.chosen)
    assert (found.cost_fen, found.proven) == (least, True)
    assert problem.cost_of(found.chosen) == least
    assert bound(problem).fen <= least
    assert not impossible(problem)


@settings(max_examples=80, deadline=None)
@given(problems())
def test_what_one_more_saves_is_the_difference(problem: Problem) -> None:
    """The shadow price of a limit is what trying all says of the wider one."""
    found = allotted(problem)
    if found is None:
        return
    for number, limit in enumerate(problem.limits):
        told = shadow(problem, found, number, 1)
        assert told.exact
        saved = {"": 0}
        for binds, wider in (
            ("most", None if limit.most is None else evolve(limit, most=limit.most + 1)),
            ("least", evolve(limit, least=limit.least - 1) if limit.least else None),
        ):
            if wider is not None:
                limits = (*problem.limits[:number], wider, *problem.limits[number + 1 :])
                least = _least(evolve(problem, limits=limits))
                assert least is not None
                saved[binds] = found.cost_fen - least
        assert told.saved_fen == saved[told.binds] == max(saved.values())


@settings(max_examples=80, deadline=None)
@given(problems())
def test_the_smallest_contradiction_is_named(problem: Problem) -> None:
    """No smaller set of limits is without an allotment."""
    if _least(problem) is not None:
        return
    numbers, smallest = conflict(problem)
    assert smallest
    assert _least(problem.under(numbers)) is None
    for fewer in combinations(range(len(problem.limits)), len(numbers) - 1):
        assert _least(problem.under(fewer)) is not None


@settings(max_examples=80, deadline=None)
@given(problems())
def test_ties_are_settled_by_the_rule(problem: Problem) -> None:
    """The cost and the limits stay, and of all allotments of that cost none moves fewer parcels."""
    found = allotted(problem)
    if found is None:
        return
    home = np.array(
        [min(np.flatnonzero(problem.parcel == one), key=lambda at: problem.cost[at]) for one in range(problem.parcels)]
    )
    chosen = settled(problem, found, home)
    assert problem.cost_of(chosen) == found.cost_fen
    assert problem.holds(chosen)
    moved = min(int((some != home).sum()) for some in _every(problem) if problem.cost_of(some) == found.cost_fen)
    assert int((chosen != home).sum()) == moved
    assert settled(problem, found, home).tolist() == chosen.tolist()


def test_the_later_of_equal_orders_moves() -> None:
    """Four alike parcels, two places: the first two stay."""
    problem = _problem([[10, 14]] * 4, [([0], [1] * 4, 0, 2)])
    home = np.array([0, 2, 4, 6])
    found = allotted(problem)
    assert found is not None
    assert problem.service[settled(problem, found, home)].tolist() == [0, 0, 1, 1]
    assert found.cost_fen == 48
    assert shadow(problem, found, 0, 1).saved_fen == 4


def test_a_least_volume_draws_the_parcels_that_lose_least() -> None:
    """Two parcels must go by the dearer service: those with the least difference do."""
    problem = _problem([[10, 13], [10, 11], [10, 19], [10, 12]], [([1], [1] * 4, 2, None)])
    found = allotted(problem)
    assert found is not None
    assert problem.service[found.chosen].tolist() == [0, 1, 0, 1]
    told = shadow(problem, found, 0, 1)
    assert (told.binds, told.saved_fen) == ("least", 2)


def test_caps_by_weight_that_no_whole_parcels_meet() -> None:
    """Just five kilograms of two and four: parcels would have to be divided, and all the limits are named."""
    problem = _problem([[1, 2], [1, 2]], [([0], [2, 4], 5, 5)])
    assert not impossible(problem)
    assert allotted(problem) is None
    assert conflict(problem) == ((0,), True)


def _random(parcels: int, services: int, seed: int, *, dear_is_light: bool = False) -> Problem:
    """A generalised assignment problem of the OR-Library's type C: costs 10 to 50, uses 5 to 25, capacity 0.8.

    Or, `dear_is_light`, of its type D: uses 1 to 100, costs 111 less the use, by up to 10 more or less.
    """
    draw = np.random.default_rng(seed)
    cost, use = draw.integers(10, 51, (parcels, services)), draw.integers(5, 26, (parcels, services))
    if dear_is_light:
        use = draw.integers(1, 101, (parcels, services))
        cost = 111 - use + draw.integers(-10, 11, (parcels, services))
    parcel, service = np.repeat(np.arange(parcels), services), np.tile(np.arange(services), parcels)
    limits = [
        Limit(
            np.flatnonzero(service == one).astype(np.int64), use[:, one].astype(np.int64), 0,
            int(0.8 * use[:, one].sum() / services),
        )
        for one in range(services)
    ]  # fmt: skip
    return Problem(parcel, service, cost.reshape(-1).astype(np.int64), tuple(limits))


def test_hard_problems_are_searched_on_and_told_with_their_gap() -> None:
    """With one node of the search the answer keeps the limits and says how far it may be from the best."""
    problem = _random(40, 6, 1)
    short, long = allotted(problem, 1), allotted(problem)
    assert short is not None
    assert long is not None
    assert problem.holds(short.chosen)
    assert short.bound_fen <= long.cost_fen <= short.cost_fen
    assert long.proven
    assert short.cost_fen - long.cost_fen <= long.cost_fen // 100


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 30)), min_size=1, max_size=9),
    st.integers(9, 40),
    st.sampled_from([np.int64, np.float64]),
)
@example([(4, 8), (3, 6), (5, 9), (5, 9)], 9, np.int64)
@example([(9, 30), (1, 1)], 9, np.float64)
def test_no_load_gains_more(parcels: list[tuple[int, int]], most: int, kind: type) -> None:
    """Of all loads that keep the cap, tried one after another."""
    use, gain = (np.array(column) for column in zip(*parcels, strict=True))
    gained, chosen = filled(use, gain.astype(kind), most)
    every = (np.array(some, np.int64) for size in range(len(use) + 1) for some in combinations(range(len(use)), size))
    assert gained == max(int(gain[some].sum()) for some in every if use[some].sum() <= most)
    assert use[chosen].sum() <= most
    assert gained == gain[chosen].sum()
    assert (np.diff(chosen) > 0).all()


@pytest.mark.parametrize("limits", [
    [([0], 1, 0, 9), ([0], 1, 0, 8)], [([0], 1, 1, None)], [([0, 1], 1, 0, 9)],
])  # fmt: skip
def test_loads_speak_of_one_cap_a_service(limits: list[tuple[list[int], int, int, int | None]]) -> None:
    """Two caps of a service, a least volume and a cap of two services are left to the solver; so are many parcels."""
    stated = [(services, [use] * 3, least, most) for services, use, least, most in limits]
    assert not searchable(_problem([[3, 2]] * 3, stated))
    assert searchable(_problem([[3, 2]] * 3, [([0], [1] * 3, 0, 9)]))
    assert not searchable(_problem([[3, 2]] * 601, [([0], [1] * 601, 0, 9)]))


@settings(max_examples=60, deadline=None)
@given(problems())
def test_full_services_bound_what_each_option_costs(problem: Problem) -> None:
    """No allotment lies below the bound, and none with an option below the bound and its excess: by trying all."""
    caps = [
        ([at], [int(use) for use in range(1, problem.parcels + 1)], 0, 3 * problem.parcels)
        for at in np.unique(problem.service).tolist()[:2]
    ]
    options = [
        [int(cost[0]) if (cost := problem.cost[(problem.parcel == row) & (problem.service == at)]).size else None
         for at in range(3)]
        for row in range(problem.parcels)
    ]  # fmt: skip
    problem = _problem(options, [one for one in caps if any(line[one[0][0]] is not None for line in options)])
    every = list(_every(problem))
    for worth in (least_of(problem, problem.cost).astype(float), np.linspace(0.3, 29.9, problem.parcels)):
        _holds(problem, sharpened(problem, worth), every)


def _holds(problem: Problem, sharp: ServiceBound, every: list[Int64s]) -> None:
    for chosen in every:
        cost = problem.cost_of(chosen)
        assert sharp.fen <= cost
        assert all(sharp.scaled + one <= cost * SCALE for one in sharp.excess[chosen].tolist())
        assert possible(sharp, cost + 1)[chosen].all()


def test_full_services_are_not_bounded_by_large_caps(monkeypatch: pytest.MonkeyPatch) -> None:
    """In grams a cap has too many fillings; and where caps are small the bound lies above that of divisible parcels."""
    problem = _random(24, 5, 3)
    prices, start = bound(problem), whole_numbers(problem, 1).chosen
    assert start is not None
    worth = dived(problem, start, prices)[1]
    assert countable(problem)
    assert sharpened(problem, worth).scaled * prices.scale > prices.scaled * SCALE
    monkeypatch.setattr(knapsacks, "CELLS_MAX", 10)
    assert not countable(problem)


def test_caps_in_grams_are_filled_in_coarser_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found so keeps every cap to the gram, and is within 3 % of the best."""
    problem = _random(15, 4, 2, dear_is_light=True)
    start, proven = whole_numbers(evolve(problem, cost=-problem.cost), 50).chosen, whole_numbers(problem, 50_000)
    assert start is not None
    assert proven.chosen is not None
    monkeypatch.setattr(whole_loads, "_CELLS", 300)
    found = dived(problem, start, bound(problem))[0]
    assert problem.holds(found)
    assert problem.cost_of(found) <= 1.03 * problem.cost_of(proven.chosen)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("uncapped", [False, True])
def test_dives_lead_from_the_dearest_to_the_cheapest(seed: int, *, uncapped: bool) -> None:
    """What is found keeps the limits and is within 2 % of what a program of parcels proves; the bound is not above."""
    problem = _random(15, 4, seed, dear_is_light=True)
    if uncapped:
        problem = evolve(problem, limits=problem.limits[:-1], cost=problem.cost + 9 * (problem.service == 3))
    start, proven = whole_numbers(evolve(problem, cost=-problem.cost), 50).chosen, whole_numbers(problem, 50_000)
    assert start is not None
    assert proven.chosen is not None
    assert proven.proven
    found, worth = dived(problem, start, bound(problem))
    assert problem.holds(found)
    least = problem.cost_of(proven.chosen)
    assert sharpened(problem, worth).fen <= least <= problem.cost_of(found) <= 1.02 * least < problem.cost_of(start)
    assert dived(problem, proven.chosen, bound(problem))[0] is proven.chosen


def test_what_seems_clear_is_kept_as_far_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every parcel seems to belong to one service, those that find no room in it go elsewhere."""
    problem = _random(15, 4, 1, dear_is_light=True)
    start = whole_numbers(evolve(problem, cost=-problem.cost), 50).chosen
    assert start is not None
    taken = np.zeros((15, 4))
    taken[:, 2] = 1
    worth = problem.cost.reshape(15, 4).min(axis=1).astype(float)
    monkeypatch.setattr(whole_loads, "climbed", lambda *_: RelaxedBound(-np.inf, worth, taken))
    monkeypatch.setattr(whole_loads, "_LEFT", (1,))
    found = dived(problem, start, bound(problem))[0]
    assert problem.holds(found)
    assert problem.cost_of(found) < problem.cost_of(start)


def test_many_parcels_are_quick() -> None:
    """20,000 parcels, eight services, three caps: within some seconds, and proven."""
    draw = np.random.default_rng(4)
    cost = draw.integers(900, 9000, (20_000, 1)) * draw.integers(80, 160, (20_000, 8)) // 100
    weight = draw.integers(20, 2000, 20_000)
    problem = _problem(cost.tolist(), [
        ([0], [1] * 20_000, 0, 1500), ([1], weight.tolist(), 0, 1_500_000), ([2], [1] * 20_000, 4000, None),
    ])  # fmt: skip
    found = allotted(problem)
    assert found is not None
    assert found.proven
    used = problem.used(found.chosen)
    assert used[0] <= 1500
    assert used[1] <= 1_500_000
    assert used[2] >= 4000


def _first_alone(problem: Problem, nodes: int, start: Int64s | None = None) -> Solution:
    """A first allotment of a program, and nothing better."""
    return whole_numbers(problem, nodes) if start is None else Solution(start, proven=False, bound=-np.inf)


def test_a_hard_search_goes_on_from_a_better_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """From a first allotment by dives alone; what is found lies within the bound of services."""
    monkeypatch.setattr(core, "whole_numbers", _first_alone)
    problem = _random(24, 4, 4, dear_is_light=True)
    found = allotted(problem)
    assert found is not None
    assert problem.holds(found.chosen)
    assert bound(problem).fen <= found.bound_fen <= found.cost_fen <= found.bound_fen * 1.05


@pytest.mark.parametrize(("seed", "proven"), [(4, True), (0, False)])
def test_whole_loads_prove_what_programs_do_not(monkeypatch: pytest.MonkeyPatch, seed: int, *, proven: bool) -> None:
    """Without a search tree the bound of full services is as high as the cheapest allotment, or a little lower."""
    problem = _random(12, 4, seed)
    least = allotted(problem)
    assert least is not None
    assert least.proven
    monkeypatch.setattr(core, "whole_numbers", _first_alone)
    found = allotted(problem)
    assert found is not None
    assert (found.cost_fen, found.proven) == (least.cost_fen, proven)
    assert bound(problem).fen < found.bound_fen <= least.cost_fen
    monkeypatch.setattr(knapsacks, "CELLS_MAX", 10)
    lower = allotted(problem)
    assert lower is not None
    assert (lower.bound_fen, lower.proven) == (bound(problem).fen, False)
    assert lower.cost_fen >= least.cost_fen


def test_a_core_too_large_for_some_nodes_is_left_to_dives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then programs find the first allotment alone; dives make it cheaper, and full services bound it."""
    programs: list[int] = []

    def counted(problem: Problem, nodes: int, start: Int64s | None = None) -> Solution:
        programs.append(problem.parcels)
        return whole_numbers(problem, nodes, start)

    monkeypatch.setattr(core, "whole_numbers", counted)
    monkeypatch.setattr(core, "_WIDE", 1)
    problem = _random(24, 4, 4, dear_is_light=True)
    found = allotted(problem)
    assert found is not None
    assert programs == [24]
    assert problem.holds(found.chosen)
    assert bound(problem).fen < found.bound_fen <= found.cost_fen <= found.bound_fen * 1.02


def test_what_is_not_searchable_is_searched_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under a least volume there are programs alone: what they leave open is told with its bound."""
    monkeypatch.setattr(core, "whole_numbers", _first_alone)
    problem = _problem([[9, 2]] * 5, [([0], [2, 2, 2, 2, 2], 3, 4), ([1], [1, 1, 1, 1, 1], 0, 5)])
    found = allotted(problem)
    assert found is not None
    assert (problem.holds(found.chosen), found.cost_fen, found.proven) == (True, 24, False)


def test_a_dive_ends_with_its_work_and_keeps_what_is_as_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without work left nothing is found; with one round of loads a whole choice is met that is not cheaper."""
    problem = _random(15, 4, 1, dear_is_light=True)
    best = allotted(problem)
    assert best is not None
    with monkeypatch.context() as patch:
        patch.setattr(whole_loads, "_WORK", 1)
        start = whole_numbers(evolve(problem, cost=-problem.cost), 50).chosen
        assert start is not None
        assert dived(problem, start, bound(problem))[0] is start
    monkeypatch.setattr(dives, "_FIRST_ROUNDS", 1)
    monkeypatch.setattr(dives, "_ROUNDS", 1)
    assert dived(problem, best.chosen, bound(problem))[0] is best.chosen


def test_nothing_found_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that ends before it finds anything is told as that; what was known before stays."""
    problem = _problem([[3, 2], [3, 2]], [([1], [1, 1], 0, 1)])
    before = allotted(problem)
    assert before is not None
    monkeypatch.setattr(core, "whole_numbers", lambda *_: Solution(None, proven=False, bound=-np.inf))
    with pytest.raises(InputError, match=r"allotment\.not_found"):
        allotted(problem)
    monkeypatch.setattr(core, "searchable", lambda _: False)
    wider = evolve(problem, limits=(evolve(problem.limits[0], most=2),))
    kept = reallotted(wider, before)
    assert (kept.chosen.tolist(), kept.cost_fen, kept.proven) == (before.chosen.tolist(), 5, False)


def test_limits_that_hold_together_contradict_nothing() -> None:
    """All are named where none can be shown to contradict another, as where only whole parcels in great number do."""
    problem = _problem([[3, 2]], [([0], [1], 0, 1), ([1], [1], 0, 1)])
    assert conflict(problem) == ((0, 1), True)


def test_sets_are_tried_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond it the answer is a set from which nothing can be left out."""
    monkeypatch.setattr(conflicts, "_TRIED", 1)
    problem = _problem([[3], [3]], [([0], [1, 1], 0, 9), ([0], [1, 1], 0, 1), ([0], [1, 1], 0, 0)])
    assert conflict(problem) == ((2,), True)
    two = _problem([[3, 4]] * 4, [([0], [1] * 4, 0, 9), ([1], [1] * 4, 0, 1), ([0], [1] * 4, 0, 1)])
    assert conflict(two) == ((1, 2), False)
    monkeypatch.setattr(conflicts, "_SMALL", 1)
    assert conflict(_problem([[1, 2], [1, 2]], [([0], [2, 4], 5, 5)])) == ((0,), True)


def test_a_smaller_contradiction_is_preferred() -> None:
    """Nine of four parcels cannot be reached, whatever two others say of each other."""
    problem = _problem([[3, 4]] * 4, [([0, 1], [1] * 4, 9, None), ([1], [1] * 4, 0, 1), ([0], [1] * 4, 0, 1)])
    assert conflict(problem) == ((0,), True)


def test_a_core_without_an_allotment_is_widened(monkeypatch: pytest.MonkeyPatch) -> None:
    """A weight that must be met to the gram: what little is looked at first often holds no such allotment."""
    monkeypatch.setattr(core, "_AT_FIRST", 1)
    for seed in range(20):
        draw = np.random.default_rng(seed)
        weights = draw.integers(1, 9, 5).tolist()
        exact = int(sum(weights[:2]))
        problem = _problem(draw.integers(0, 99, (5, 3)).tolist(), [([0], weights, exact, exact)])
        found = allotted(problem)
        assert found is not None
        assert (found.cost_fen, found.proven) == (_least(problem), True)


def test_the_bound_is_what_the_rounds_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer rounds give a lower bound, and the same answer."""
    problem = _random(20, 4, 5)
    best = bound(problem)
    monkeypatch.setattr(bounds, "_ROUNDS", 3)
    rough = bound(problem)
    assert rough.scaled * best.scale <= best.scaled * rough.scale
    found = allotted(problem)
    assert found is not None
    assert found.proven


def test_a_parcel_goes_home_where_that_costs_nothing() -> None:
    """Equal prices: with room it goes back, without it stays away."""
    free = _problem([[3, 3]], [([0], [1], 0, 1)])
    assert settled(free, _known(free, [1]), np.array([0])).tolist() == [0]
    full = _problem([[3, 3], [3, 9]], [([0], [1, 1], 0, 1)])
    assert settled(full, _known(full, [1, 2]), np.array([0, 2])).tolist() == [1, 2]


def _known(problem: Problem, chosen: list[int], *, proven: bool = True) -> Allotment:
    """An allotment that is known, and whether nothing is said to be cheaper."""
    cost = problem.cost_of(np.array(chosen))
    return Allotment(np.array(chosen), cost, cost if proven else cost - 1, bound(problem))


def test_parcels_go_home_together_where_none_can_alone() -> None:
    """Just five kilograms by the first service: that of five is at home there, those of three and two not.

    Neither can go back by itself; all three can at once, at the same cost.
    """
    problem = _problem([[10, 10]] * 3, [([0], [5, 3, 2], 5, 5)])
    home = np.array([0, 3, 5])
    assert settled(problem, _known(problem, [1, 2, 4]), home).tolist() == [0, 3, 5]
    assert settled(problem, _known(problem, [1, 2, 4], proven=False), home).tolist() == [1, 2, 4]


def test_a_place_more_may_be_worth_something_although_one_is_free() -> None:
    """Two light parcels make room for a heavy one only together, and one place is free.

    With it 10 + 10 + 100 = 120; with two 11 + 11 + 10 = 32, so that the second saves 88.  A gram more of the second
    cap saves nothing, 1,000 save 89: only one light parcel has to leave, for 10 + 11 + 10 = 31.
    """
    weights = [1000, 1000, 2000]
    problem = _problem(
        [[11, 10, None], [11, 10, None], [None, 10, 100]], [([0], [1] * 3, 0, 1), ([1], weights, 0, 2000)]
    )
    found = allotted(problem)
    assert found is not None
    assert shadow(problem, found, 0, 1) == Shadow("most", 88, exact=True)
    assert shadow(problem, found, 1, 1).saved_fen == 0
    assert shadow(problem, found, 1, 1000) == Shadow("most", 89, exact=True)


def test_of_both_bounds_of_a_cap_that_counts_which_costs() -> None:
    """Just two of three go by the dearer service, for 10 + 13 + 11 = 34: one less is 31, one more helps nobody."""
    problem = _problem([[10, 13], [10, 11], [10, 19]], [([1], [1] * 3, 2, 2)])
    found = allotted(problem)
    assert found is not None
    assert shadow(problem, found, 0, 1) == Shadow("least", 3, exact=True)


def test_a_parcel_that_stays_keeps_its_option_alone() -> None:
    """Of three parcels with two options each the second stays at home, whichever is cheaper."""
    numbers = {name: np.array(values, np.int64) for name, values in {
        "weight_g": [1, 2, 3], "value_fen": [1, 1, 1], "dispatch_day": [0, 0, 0], "parcel": [0, 0, 1, 1, 2, 2],
        "service": [0, 1, 0, 1, 0, 1], "price_fen": [5, 6, 7, 8, 9, 10], "home": [0, 3, 4],
    }.items()}  # fmt: skip
    lines = Lines(services=("a", "b"), carriers=("A", "B"), country=np.array(["US"] * 3), **numbers)
    found = lines.staying(np.array([1]))
    assert found.parcel.tolist() == [0, 0, 1, 2, 2]
    assert found.price_fen.tolist() == [5, 6, 8, 9, 10]
    assert found.home.tolist() == [0, 2, 3]
    assert lines.staying(np.zeros(0, np.int64)).home.tolist() == [0, 3, 4]


def test_what_is_not_proven_is_not_exact() -> None:
    """A rival that could be cheaper and is not searched to its end leaves the shadow price open."""
    problem = _problem([[10, 14]] * 2, [([0], [1] * 2, 0, 1)])
    found = allotted(problem)
    assert found is not None
    cheaper = evolve(problem, cost=problem.cost - 3)
    rivals = [Rival(cheaper, bound(cheaper), 5), Rival(cheaper, bound(cheaper), 99)]
    assert shadow(problem, found, 0, 1, rivals=rivals) == Shadow("most", 5, exact=True)  # 24 - (7 + 7 + 5)
    open_ = evolve(found, bound_fen=found.cost_fen - 1)
    assert not shadow(problem, open_, 0, 1).exact


def test_the_solver_that_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the way to get it."""
    monkeypatch.setitem(sys.modules, "highspy", None)
    with pytest.raises(InputError, match=r"allotment\.no_solver"):
        whole_numbers(_problem([[3]], []), 1)
