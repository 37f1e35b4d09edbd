"""HiGHS, which solves the linear and the whole-number programs: one thread and fixed seeds, so that it repeats itself.

It comes with the extra `allot`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from attrs import frozen

from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from routing.allotment.problem import Flags, Floats, Int64s, Limit, Problem

_WITHIN: Final = 0.999
"""Costs are whole fen: what lies less than one below the best cannot be."""
_PRIMAL: Final = 4
"""The primal simplex method: added loads leave a choice as it is."""


@frozen(eq=False)
class Solution:
    """`chosen`: options, None where none was found; `proven`: nothing is better, or, without any, none exists."""

    chosen: Int64s | None
    proven: bool
    bound: float


class BoundMaster:
    """The prices of limits under which the planes gathered so far leave the bound highest."""

    def __init__(self, limits: Sequence[Limit], dearest: float) -> None:
        solver, self._highs = _solver()
        self._wide = 2 * len(limits) + 1
        for limit in limits:
            for weight, priced in ((limit.least, limit.least > 0), (-(limit.most or 0), limit.most is not None)):
                self._highs.addVar(0.0, dearest if priced else 0.0)
                self._highs.changeColCost(self._highs.getNumCol() - 1, float(weight))
        self._highs.addVar(-solver.kHighsInf, solver.kHighsInf)
        self._highs.changeColCost(self._wide - 1, 1.0)
        self._highs.changeObjectiveSense(solver.ObjSense.kMaximize)
        self._infinity = solver.kHighsInf

    def cut(self, used: Sequence[int], cost: int) -> tuple[float, Floats]:
        """Adds the plane of an allotment that uses and costs so much; the highest bound left, and its prices."""
        row = np.ones(self._wide)
        row[0:-1:2] = used
        row[1:-1:2] = -row[0:-1:2]
        self._highs.addRow(-self._infinity, float(cost), self._wide, np.arange(self._wide, dtype=np.int32), row)
        self._highs.run()
        found = np.array(self._highs.getSolution().col_value)
        return float(self._highs.getInfo().objective_function_value), found[0:-1:2] - found[1:-1:2]


@frozen(eq=False)
class RelaxedSelection:
    """What a relaxed choice of loads costs, what each parcel is worth in it, and the share of each load that it takes.

    `steps` is what it took to solve.
    """

    cost: float
    worth: Floats
    share: Floats
    steps: int


class ColumnMaster:
    """The cheapest choice of loads, shares allowed, that takes every parcel, with one load a service at most.

    A load is what one service takes.  A parcel that none takes costs its `spare`.
    """

    def __init__(self, spare: Floats, services: int) -> None:
        solver, self._highs = _solver()
        self._highs.setOptionValue("presolve", "off")
        self._highs.setOptionValue("simplex_strategy", _PRIMAL)
        self._infinity, self._solved = solver.kHighsInf, solver.HighsModelStatus.kOptimal
        self._parcels = len(spare)
        program = solver.HighsLp()
        program.num_col_, program.num_row_ = len(spare), len(spare) + services
        program.col_cost_ = spare
        program.col_lower_, program.col_upper_ = np.zeros(len(spare)), np.full(len(spare), self._infinity)
        program.row_lower_ = np.concatenate([np.ones(len(spare)), np.full(services, -self._infinity)])
        program.row_upper_ = np.concatenate([np.full(len(spare), self._infinity), np.ones(services)])
        program.a_matrix_.format_ = solver.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_ = np.arange(len(spare) + 1), np.arange(len(spare))
        program.a_matrix_.value_ = np.ones(len(spare))
        self._highs.passModel(program)

    def add(self, service: int, parcels: Int64s, cost: float) -> None:
        """Adds a load."""
        rows = np.append(parcels, self._parcels + service).astype(np.int32)
        self._highs.addCol(cost, 0.0, self._infinity, len(rows), rows, np.ones(len(rows)))

    def allow(self, loads: Int64s, allowed: Flags) -> None:
        """Allows or forbids some loads, by their numbers."""
        at, none = (loads + self._parcels).astype(np.int32), np.zeros(len(loads))
        self._highs.changeColsBounds(len(at), at, none, np.where(allowed, self._infinity, 0.0))

    def solve(self) -> RelaxedSelection:
        """The cheapest choice."""
        self._highs.run()
        steps = self._highs.getInfo().simplex_iteration_count
        if self._highs.getModelStatus() != self._solved:  # pragma: no cover - numerical trouble, once in thousands
            self._highs.clearSolver()
            self._highs.run()
            steps += self._highs.getInfo().simplex_iteration_count
        found = self._highs.getSolution()
        share, info = np.array(found.col_value), self._highs.getInfo()
        worth = np.array(found.row_dual)[: self._parcels]
        cost = float(info.objective_function_value)
        return RelaxedSelection(cost, worth, share[self._parcels :], int(steps))


def whole_numbers(problem: Problem, nodes: int, start: Int64s | None = None) -> Solution:
    """The cheapest allotment, or the best that so many nodes of the search find.

    Args:
        problem: the parcels; those with one option stay where they are.
        nodes: how many nodes of the tree are looked at, at most.
        start: options to begin with.
    """
    solver, highs = _solver()
    options = len(problem.cost)
    rows = [problem.parcel, *(np.full(len(one.at), problem.parcels + at) for at, one in enumerate(problem.limits))]
    columns = np.concatenate([np.arange(options), *(limit.at for limit in problem.limits)])
    values = np.concatenate([np.ones(options), *(limit.use for limit in problem.limits)]).astype(np.float64)
    order = np.argsort(columns, kind="stable")
    program = solver.HighsLp()
    program.num_col_, program.num_row_ = options, problem.parcels + len(problem.limits)
    program.col_cost_ = problem.cost.astype(np.float64)
    program.col_lower_, program.col_upper_ = np.zeros(options), np.ones(options)
    ones = np.ones(problem.parcels)
    most = [solver.kHighsInf if limit.most is None else float(limit.most) for limit in problem.limits]
    program.row_lower_ = np.concatenate([ones, [float(limit.least) for limit in problem.limits]])
    program.row_upper_ = np.concatenate([ones, most])
    program.a_matrix_.format_ = solver.MatrixFormat.kColwise
    program.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=options))])
    program.a_matrix_.index_ = np.concatenate(rows)[order]
    program.a_matrix_.value_ = values[order]
    program.integrality_ = [solver.HighsVarType.kInteger] * options
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", _WITHIN)
    highs.setOptionValue("mip_max_nodes", nodes)
    highs.passModel(program)
    if start is not None:
        begun = solver.HighsSolution()
        begun.col_value = np.isin(np.arange(options), start).astype(np.float64)
        highs.setSolution(begun)
    highs.run()
    status = highs.getModelStatus()
    if status == solver.HighsModelStatus.kInfeasible:
        return Solution(None, proven=True, bound=np.inf)
    info = highs.getInfo()
    chosen = _read(problem, np.array(highs.getSolution().col_value))
    optimal = chosen is not None and status == solver.HighsModelStatus.kOptimal
    return Solution(chosen, optimal, float(info.mip_dual_bound))


def _read(problem: Problem, values: Floats) -> Int64s | None:
    """The options that a solution takes; None where it is none, in whole numbers."""
    chosen = np.flatnonzero(values > 0.5).astype(np.int64)  # nearer to one than to none
    whole = len(chosen) == problem.parcels and bool((np.diff(problem.parcel[chosen]) == 1).all())
    return chosen if whole and problem.holds(chosen) else None


def _solver() -> tuple[ModuleType, Any]:
    """The package and a solver that repeats itself.

    Raises:
        InputError: it is not installed; with the way out.
    """
    try:
        import highspy  # noqa: PLC0415 - an extra, which one command needs
    except ImportError:
        raise InputError([Fault("sampan allot", "", Reason("allotment.no_solver"))]) from None
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
        highs.setOptionValue(name, value)
    return highspy, highs
