"""What a command wrote in its own language, told in the reader's."""

from __future__ import annotations

from typing import Any

from cli.words.catalogue import NAME, translated
from cli.words.stored import told_again
from routing.intake.codes import FLAGS, PROBLEMS


def told_problem(code: str | None, reason: Any) -> str:
    """The message of a refused row by the reason that was stored of it; what its code means where none was."""
    return told_again(reason) or meaning(code or "")


def meaning(code: str) -> str:
    """What a code of a refused row, or a flag of an order, means."""
    return translated(NAME, PROBLEMS.get(code) or FLAGS.get(code, ""))
