"""A run that stays in parts: each part is a run of its own, with the facts and the manifest that others read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.run.account import Account
from cli.run.directory import ASSIGNMENTS, INPUTS, ORDERS, PARTS, PROBLEMS, REASONS
from cli.run.writer import RunWriter, write_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from routing.errors import Problem
    from routing.facts import Facts

_TABLES = (ASSIGNMENTS, PROBLEMS, REASONS, ORDERS)


class KeptParts:
    """Parts taken up one by one as they are; the counterpart of `RunWriter` for a run that is not put together."""

    def __init__(self, folder: Path, facts: Facts, *, plain: bool, name: str) -> None:
        """`name`: of the run, when it stands in its place."""
        self.folder, self.facts = folder, facts
        self.account = Account(len(facts.codes))
        self._plain, self._name = plain, name
        self._kept: list[tuple[str, Account]] = []
        (folder / PARTS).mkdir()

    def append(self, part: Path, account: Mapping[str, Any]) -> None:
        """Takes up the files of a part.

        Args:
            part: its folder; it may go afterwards.
            account: as its `Account.as_json` gave it.
        """
        place = self._begin(part.name, account)
        for name in _TABLES:
            _linked(part / name, place / name)

    def lost(self, problem: Problem, name: str) -> None:
        """Notes a part that could not be made: it stands there with that problem alone."""
        account = Account(len(self.facts.codes))
        account.problems[problem.code] += 1
        writer = RunWriter(self._begin(name, account.as_json()), self.facts, plain=self._plain)
        writer.lost(problem)
        writer.close()

    def close(self) -> None:
        """Holds the sums together.

        Raises:
            AssertionError: a row was lost.
        """
        self.account.check()

    def abort(self) -> None:
        """Nothing is open."""

    def manifest(self, about: Mapping[str, Any]) -> dict[str, Any]:
        """Writes run.json of each part, and that of the run, which names them."""
        parts = []
        for name, account in self._kept:
            write_manifest(self.folder / PARTS / name, account, self.facts, {**about, "part_of": self._name})
            parts.append({"name": name, "counts": account.shown()["counts"]})
        return write_manifest(self.folder, self.account, self.facts, {**about, PARTS: parts})

    def _begin(self, name: str, account: Mapping[str, Any]) -> Path:
        place = self.folder / PARTS / name
        place.mkdir()
        try:
            (place / INPUTS).symlink_to(Path("..", "..", INPUTS), target_is_directory=True)
        except OSError:  # this disk or system knows no links
            shutil.copytree(self.folder / INPUTS, place / INPUTS)
        own = Account(len(self.facts.codes))
        own.absorb(dict(account))
        self._kept.append((name, own))
        self.account.absorb(dict(account))
        return place


def _linked(file: Path, place: Path) -> None:
    """The file under another name, too; a copy where the disk knows no links."""
    try:
        os.link(file, place)
    except OSError:
        shutil.copyfile(file, place)
