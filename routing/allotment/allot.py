"""A run's parcels allotted under caps, least volumes and rebates: who moves, what it costs, what a place is worth."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import evolve, frozen

from routing.allotment.bound import bound
from routing.allotment.caps import UNIT
from routing.allotment.conflict import conflict
from routing.allotment.core import NODES, allotted
from routing.allotment.lines import counted, problem_of, rebated
from routing.allotment.shadow import Rival, shadow
from routing.allotment.ties import settled
from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from routing.allotment.bound import Bound
    from routing.allotment.caps import Agreements, Rebate, Step
    from routing.allotment.core import Allotment
    from routing.allotment.lines import Counted, Lines
    from routing.allotment.problem import Int64s, Problem
    from routing.allotment.shadow import Shadow

WAYS_MAX: Final = 256
"""Ways to claim the steps of all rebates that are tried, each as a program of its own."""


@frozen(eq=False)
class Used:
    """A cap, how far it is used, and what one more unit of it saves."""

    counted: Counted
    used: int
    wanted: int
    shadow: Shadow


@frozen(eq=False)
class Claimed:
    """A rebate's step that is reached, and what it takes off, in fen."""

    rebate: Rebate
    step: Step
    off_fen: int


@frozen(eq=False)
class Allotted:
    """The answer.  Money in fen; `chosen` is an option of the lines for each parcel."""

    chosen: Int64s
    before_fen: int
    cost_fen: int
    bound_fen: int
    used: tuple[Used, ...]
    claimed: tuple[Claimed, ...]

    @property
    def gap_fen(self) -> int:
        """What the best could at most be cheaper."""
        return self.cost_fen - self.bound_fen


@frozen(eq=False)
class Contradiction:
    """Caps that cannot hold together; `smallest`: no fewer contradict each other."""

    caps: tuple[Counted, ...]
    smallest: bool


@frozen(eq=False)
class _Way:
    """One way to claim rebates: the problem with its prices, what stands on top, and the bound of the whole."""

    problem: Problem
    extra_fen: int
    steps: tuple[tuple[Rebate, Step, Int64s], ...]
    prices: Bound

    @property
    def bound_fen(self) -> int:
        """What no allotment goes below that claims them so."""
        return self.prices.fen + self.extra_fen


def allot(lines: Lines, agreements: Agreements, nodes: int = NODES) -> Allotted | Contradiction:
    """The cheapest allotment of the lines under the agreements.

    Raises:
        InputError: the rebates can be claimed in more ways than WAYS_MAX, or none was found within the nodes.
    """
    caps = counted(lines, agreements.caps)
    plain = problem_of(lines, [one.limit for one in caps])
    ways = list(_ways(lines, plain, agreements.rebates))
    found = _best(lines, ways, nodes)
    if found is None:
        numbers, smallest = conflict(plain)
        return Contradiction(tuple(caps[number] for number in numbers), smallest)
    return _told(lines, caps, found, ways, nodes)


def cost_at(lines: Lines, agreements: Agreements, number: int, most: int, nodes: int = NODES) -> int | None:
    """What the cheapest allotment costs, in fen, if a cap were another; None where none keeps all caps.

    Args:
        lines: the parcels.
        agreements: caps and rebates.
        number: of the cap.
        most: what it would be, in the units inside.
        nodes: how long to search.
    """
    cap = agreements.caps[number]
    other = evolve(cap, most=most, least=min(cap.least, most))
    caps = (*agreements.caps[:number], other, *agreements.caps[number + 1 :])
    plain = problem_of(lines, [one.limit for one in counted(lines, caps)])
    found = _best(lines, list(_ways(lines, plain, agreements.rebates)), nodes)
    return None if found is None else found.cost_fen


@frozen(eq=False)
class _Best:
    """The cheapest of all ways with its allotment by the rule for ties, and the bound of all of them."""

    allotment: Allotment
    way: _Way
    moved: int
    lowest_fen: int = 0

    @property
    def cost_fen(self) -> int:
        return self.allotment.cost_fen + self.way.extra_fen

    @property
    def rank(self) -> tuple[int, int]:
        """Of equal costs the way counts that moves fewer parcels."""
        return self.cost_fen, self.moved


def _best(lines: Lines, ways: Sequence[_Way], nodes: int) -> _Best | None:
    """The cheapest of all ways to claim rebates; None where none keeps the caps."""
    best: _Best | None = None
    lowest: list[int] = []
    for way in sorted(ways, key=lambda one: one.bound_fen):
        if best is not None and (way.bound_fen, 0) >= best.rank:
            lowest.append(way.bound_fen)
            continue
        found = allotted(way.problem, nodes)
        if found is not None:
            lowest.append(found.bound_fen + way.extra_fen)
            chosen = settled(way.problem, found, lines.home)
            own = _Best(evolve(found, chosen=chosen), way, int((chosen != lines.home).sum()))
            best = min(filter(None, (best, own)), key=lambda one: one.rank)
    return None if best is None else evolve(best, lowest_fen=min(lowest))


def _told(lines: Lines, caps: Sequence[Counted], best: _Best, ways: Sequence[_Way], nodes: int) -> Allotted:
    problem, chosen = best.way.problem, best.allotment.chosen
    lowest_fen = min(best.lowest_fen, best.cost_fen)
    found = evolve(best.allotment, bound_fen=lowest_fen - best.way.extra_fen)
    rivals = [Rival(way.problem, way.prices, way.extra_fen - best.way.extra_fen) for way in ways if way is not best.way]
    sums = zip(caps, problem.used(chosen), problem.used(lines.home), strict=False)  # after them come those of rebates
    used = tuple(
        Used(one, so_many, home, shadow(problem, found, number, UNIT[one.cap.by], nodes, rivals))
        for number, (one, so_many, home) in enumerate(sums)
    )
    return Allotted(
        chosen,
        int(lines.price_fen[lines.home].sum()),
        best.cost_fen,
        lowest_fen,
        used,
        tuple(_claims(lines, chosen, best.way)),
    )


def _ways(lines: Lines, plain: Problem, rebates: Sequence[Rebate]) -> Iterator[_Way]:
    """Every way to claim a step, or none, of each rebate."""
    each = [
        [(rebate, at, step) for step in (None, *rebate.steps)]
        for rebate in rebates
        for _, at in lines.by_day(rebate.scope)
    ]
    ways = prod(len(one) for one in each)
    if ways > WAYS_MAX:
        raise InputError([Fault("caps", "rebate", Reason("allotment.too_many_ways", n=ways, most=WAYS_MAX))])
    for way in product(*each):
        problem, extra, steps = plain, 0, []
        for rebate, at, step in way:
            if step is not None:
                problem, more = rebated(problem, at, step, lines.used(rebate.by, at))
                extra += more
                steps.append((rebate, step, at))
        yield _Way(problem, extra, tuple(steps), bound(problem))


def _claims(lines: Lines, chosen: Int64s, way: _Way) -> Iterator[Claimed]:
    """What each step that is claimed takes off."""
    taken = np.zeros(len(lines.price_fen), np.bool_)
    taken[chosen] = True
    before = problem_of(lines, ())
    for rebate, step, at in way.steps:
        after, extra = rebated(before, at, step, lines.used(rebate.by, at))
        yield Claimed(rebate, step, int((before.cost - after.cost)[taken].sum()) - extra)
        before = after
