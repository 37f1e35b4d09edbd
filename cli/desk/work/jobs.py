"""Jobs: commands of sampan that the desk runs beside itself, with how far they have come and what came of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from cli.main import FAULT_FILE, INTERRUPTED, WRONG_USE
from cli.output.progress import VARIABLE
from cli.words.language import OPTION, language
from cli.words.stored import told_again

if TYPE_CHECKING:
    from collections.abc import Sequence

KEPT: Final = 50
"""Jobs that are remembered."""
_TOLD_MAX: Final = 20_000
"""Signs of what a command said that are kept."""


@define(eq=False)
class Job:
    """One command that runs, or has run.

    `kind` says what it does, `target` which run it makes or works on; `code` is its exit code, None while it runs.
    """

    id: str
    kind: str
    target: str
    arguments: tuple[str, ...]
    language: str
    code: int | None = None
    out: str = ""
    told: str = ""
    fault: Any = None
    _count_file: str = ""
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self.code is not None

    @property
    def succeeded(self) -> bool:
        """Whether it has done what it was to do; some orders may need a person all the same."""
        return self.code in {0, 1}

    @property
    def count(self) -> int:
        """How many rows it has read."""
        try:
            return int(Path(self._count_file).read_text(encoding="ascii") or 0)
        except (OSError, ValueError):
            return 0

    def said(self) -> str:
        """What it said, in the reader's language where its fault was kept as a value."""
        own = self.told if self.language == language() else told_again(self.fault)
        return own or self.told

    def result(self) -> Any:
        """What it printed as JSON; None where it printed none."""
        try:
            return json.loads(self.out)
        except ValueError:
            return None

    def run(self, folder: Path) -> None:
        """Runs the command to its end."""
        with tempfile.TemporaryDirectory() as scratch:
            self._count_file = str(Path(scratch) / "count")
            fault_file = Path(scratch) / "fault"
            self._process = subprocess.Popen(  # noqa: S603 - sampan's own commands, with words of the desk's own
                [sys.executable, "-P", "-m", "cli.main", *self.arguments, OPTION, self.language],
                cwd=folder,
                env=os.environ | {VARIABLE: self._count_file, FAULT_FILE: str(fault_file), "PYTHONIOENCODING": "utf-8"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
            )
            out, told = self._process.communicate()
            _, _, fault = told.partition("\n\n")  # wrong use is told below the usage of the command
            wrong_use = self._process.returncode == WRONG_USE and fault
            self.out, self.told = out, (fault if wrong_use else told)[-_TOLD_MAX:].strip()
            with suppress(OSError, ValueError):
                self.fault = json.loads(fault_file.read_text(encoding="utf-8"))
            self.code = self._process.returncode

    def stop(self) -> None:
        """Ends the command as Ctrl-C does: what is half written is cleared away."""
        if self._process is not None and self._process.poll() is None:
            with suppress(OSError):
                self._process.terminate()


@frozen(eq=False)
class Jobs:
    """The jobs of a desk; one at a time for each target, whose own lock keeps other processes out too."""

    folder: Path
    _jobs: OrderedDict[str, Job] = field(init=False, factory=OrderedDict)
    _lock: Lock = field(init=False, factory=Lock)

    def start(self, kind: str, target: str, arguments: Sequence[str]) -> Job:
        """Starts a command; the one at work on the same target, where there is one, is given instead."""
        with self._lock:
            working = self.working(target)
            if working is not None:
                return working
            job = Job(os.urandom(8).hex(), kind, target, tuple(arguments), language())
            self._jobs[job.id] = job
            while len(self._jobs) > KEPT and next(iter(self._jobs.values())).ended:
                self._jobs.popitem(last=False)
        Thread(target=self._run, args=(job,), daemon=True).start()
        return job

    def _run(self, job: Job) -> None:
        try:
            job.run(self.folder)
        except OSError as error:
            job.told, job.code = str(error), INTERRUPTED

    def get(self, name: str) -> Job | None:
        """The job of that id."""
        return self._jobs.get(name)

    def working(self, target: str = "") -> Job | None:
        """A job that is at work, on that target or on any."""
        return next((one for one in self._jobs.values() if not one.ended and target in {"", one.target}), None)

    def last(self, target: str, kind: str) -> Job | None:
        """The last job of that kind on that target."""
        return next((one for one in reversed(self._jobs.values()) if (one.target, one.kind) == (target, kind)), None)

    def stop(self) -> None:
        """Ends all that is at work."""
        for job in self._jobs.values():
            job.stop()
