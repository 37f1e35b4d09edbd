"""What stands in the way of an answer, for programs: a code, the sentence in the reader's language, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click
from attrs import Factory, frozen

from cli.main import fault_of_a_file, own_fault
from cli.reply.reply import WRONG_USE_OF
from cli.words import sentence
from routing.errors import InputError, ReadError, SampanError

if TYPE_CHECKING:
    from routing.errors import Fault

WRONG_USE: Final = "wrong_use"
"""What was asked cannot be asked so."""
UNUSABLE_INPUT: Final = "unusable_input"
"""A file that the answer rests on cannot be used."""
OWN_FAULT: Final = "own_fault"
"""sampan itself failed."""


@frozen
class Problem:
    """Why there is no answer."""

    code: str
    """WRONG_USE, UNUSABLE_INPUT or OWN_FAULT."""
    message: str
    field: str | None = None
    """The parameter that it speaks of."""
    reason: str | None = None
    """The code of the reason behind it, where it has one: `quantity.no_unit`."""
    faults: tuple[Fault, ...] = Factory(tuple)
    """Everything that is wrong with the files."""

    @property
    def told(self) -> str:
        """The sentence with the parameter that it speaks of."""
        if self.field is None or self.field in self.message:
            return self.message
        return f"{self.field}: {self.message}"

    def shape(self) -> dict[str, Any]:
        """The problem as JSON; the keys are a promise."""
        return {
            "code": self.code,
            "message": self.message,
            "field": self.field,
            "reason": self.reason,
            "faults": [
                {
                    "file": one.file, "place": sentence(one.place), "code": one.reason.code,
                    "message": sentence(one.reason),
                }
                for one in self.faults
            ],
        }  # fmt: skip


class VerbError(Exception):
    """A verb has no answer; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.told)
        self.problem = problem


def problem_of(error: Exception) -> Problem:
    """Any exception of a verb as the problem that a program is told."""
    if isinstance(error, VerbError):
        return error.problem
    if isinstance(error, click.ClickException):
        return Problem(WRONG_USE, error.message, _field(error), _reason(error))
    if isinstance(error, InputError):
        return Problem(UNUSABLE_INPUT, sentence(error), reason=error.reason.code, faults=error.faults)
    if isinstance(error, (*WRONG_USE_OF, ReadError)):
        return Problem(WRONG_USE, sentence(error), reason=error.reason.code)
    if isinstance(error, SampanError):
        return Problem(UNUSABLE_INPUT, sentence(error), reason=error.reason.code)
    of_a_file = fault_of_a_file(error)
    return Problem(UNUSABLE_INPUT, of_a_file) if of_a_file else Problem(OWN_FAULT, own_fault(error))


def field_of(parameter: click.Parameter) -> str:
    """What a program calls a parameter: its option without dashes, or the name of the argument."""
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len).lstrip("-").replace("-", "_")
    return str(parameter.name)


def _field(error: click.ClickException) -> str | None:
    if not isinstance(error, click.BadParameter):
        return None
    if error.param is not None:
        return field_of(error.param)
    hint = error.param_hint
    return hint.lstrip("-").replace("-", "_").lower() if isinstance(hint, str) else None


def _reason(error: click.ClickException) -> str | None:
    cause = error.__cause__ or error.__context__
    return cause.reason.code if isinstance(cause, SampanError) else None
