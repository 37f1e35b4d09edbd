"""The smallest set of limits that cannot hold together."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

from routing.allotment.bound import impossible
from routing.allotment.solver import whole_numbers

if TYPE_CHECKING:
    from routing.allotment.problem import Problem

_TRIED: Final = 400
"""Sets that are looked at before the answer is a set from which nothing can be left out, if not the smallest."""
_SMALL: Final = 5_000
"""Options up to which it is looked into whether whole parcels are what makes the limits contradict each other."""


def conflict(problem: Problem) -> tuple[tuple[int, ...], bool]:
    """The numbers of limits that contradict each other, and whether no smaller set does.

    Where no set is proven to, all are named: parcels cannot be divided to meet them.
    """
    numbers = range(len(problem.limits))
    few = _irreducible(problem)
    tried = 0
    for size in range(1, len(few)):
        for some in combinations(numbers, size):
            tried += 1
            if tried > _TRIED:
                return few, False
            if _contradict(problem, some):
                return some, True
    return few, True


def _irreducible(problem: Problem) -> tuple[int, ...]:
    """A set of limits that contradict each other, of which each is needed for that."""
    left = tuple(range(len(problem.limits)))
    if not _contradict(problem, left):
        return left
    for number in left:
        fewer = tuple(one for one in left if one != number)
        if _contradict(problem, fewer):
            left = fewer
    return left


def _contradict(problem: Problem, numbers: tuple[int, ...]) -> bool:
    some = problem.under(numbers)
    if impossible(some):
        return True
    if len(some.cost) > _SMALL:
        return False
    found = whole_numbers(some, _SMALL)
    return found.chosen is None and found.proven
