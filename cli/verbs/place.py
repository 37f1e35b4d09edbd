"""What programs may reach: the runs of some folders, and the files named where the server was started."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from cli.run.found import runs_in
from cli.verbs.problem import WRONG_USE, Problem, VerbError
from cli.words import said
from routing.values.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RUN = "run"
"""The parameter that names a run."""


@frozen
class Place:
    """Runs are named, never given by a path; what other files count is settled."""

    folders: tuple[Path, ...] = ()
    files: Mapping[str, Any] = field(factory=dict)
    """Option of a command -> what it is: cards, policy, fx, calendar, shop_file, tracking, texts."""

    def runs(self) -> dict[str, Path]:
        """Name -> run directory, the newest first; looked up anew each time."""
        return runs_in(self.folders)

    def run(self, name: str | None) -> Path:
        """The run of that name; None: the only one.

        Raises:
            VerbError: there is no such run, or several and none was named.
        """
        runs = self.runs()
        if name is None and len(runs) == 1:
            return next(iter(runs.values()))
        if name is not None and name in runs:
            return runs[name]
        raise VerbError(Problem(WRONG_USE, _no_run(name, list(runs)), RUN))


def _no_run(name: str | None, known: list[str]) -> str:
    """Why none of the runs is meant."""
    if not known:
        return said("There is no run here. Make one with `sampan route`, or start with the folder that holds it.")
    if name is None:
        return said("There are several runs. Name one of {known:list}.", known=known)
    near = suggestion(name, known)
    return said("No run is called {name!r}. {near:then}There are {known:list}.", name=name, near=near, known=known)
