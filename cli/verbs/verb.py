"""A verb: one question that sampan answers, with the parameters of its command read as the command reads them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import field, frozen

from cli.group import first_sentence_of
from cli.help import in_language
from cli.verbs.place import RUN, Place
from cli.verbs.problem import WRONG_USE, Problem, VerbError, field_of, problem_of
from cli.words import said
from routing.values.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TEXT_MAX: Final = 100_000
"""Signs of one text."""
_MANY: Final = 10_000
"""Texts of one list."""


@frozen(eq=False)
class Verb:
    """One question, for programs; call it with what would be typed."""

    name: str
    """As the command is called: `quote`, `reply suggest`."""
    command: click.Command
    answer: Callable[..., Any]
    """Takes the command's parameters; what comes back can be written as JSON."""
    offers: tuple[str, ...]
    """The parameters that a program far away may give: none that is a path."""
    drops: frozenset[str] = frozenset({"output_format"})
    """Parameters of the command that the answer does not take: how to print."""
    words: Mapping[str, tuple[str, ...]] = field(factory=dict)
    """Parameter -> the only words that a program far away may give."""
    described: Mapping[str, Callable[[], str]] = field(factory=dict)
    """Parameter -> what it is, where the command's help does not say."""
    run_as: str | None = None
    """The command's parameter for the run directory; None where no run is asked about."""
    run_with: str | None = None
    """The parameter without which no run is asked about; None: one always is."""

    def __call__(self, **arguments: Any) -> Any:
        """The answer to what would be typed: texts as on the command line, paths among them.

        Raises:
            VerbError: there is none.
        """
        return self._answered(arguments, None)

    def ask(self, arguments: Mapping[str, Any], place: Place) -> Any:
        """The answer to a program far away, which can name no path.

        Raises:
            VerbError: there is none, or it asks for what is not offered.
        """
        return self._answered(arguments, place)

    def line(self, arguments: Mapping[str, Any], settled: Mapping[str, Any]) -> list[str]:
        """The command line that asks the same, for a process of its own; what is offered counts, and what is settled.

        Args:
            arguments: what a program far away gave.
            settled: parameter of the command -> what it is, where the program did not say; others are left out.

        Raises:
            VerbError: it asks for what is not offered.
        """
        known = self._parameters()
        given = self._given(arguments, known)
        _check_names(given, self.offers)
        chosen = {known[name].name for name in given}
        named = {
            name: settled[one.name] for name, one in known.items() if one.name in settled and one.name not in chosen
        }
        typed = _typed({**given, **named}, known)
        if any(one.startswith("-") for one in typed[typed.index("--") + 1 :]):
            raise VerbError(Problem(WRONG_USE, said("a text that begins with - is no argument.")))
        return [*self.name.split(), *(one for one in typed if one != "--")]  # further options may follow

    @property
    def tells(self) -> str:
        """What it does, in a sentence."""
        return first_sentence_of(self.command)

    def schema(self) -> dict[str, Any]:
        """The parameters that are offered, as a JSON schema."""
        known = self._parameters()
        return {
            "type": "object",
            "properties": {name: self._property(name, known[name]) for name in self.offers},
            "required": [name for name in self.offers if known[name].required and name != RUN],
            "additionalProperties": False,
        }

    def _parameters(self) -> dict[str, click.Parameter]:
        """What a program calls it -> the command's parameter, with its help in the reader's language."""
        return {RUN if one.name == self.run_as else field_of(one): one for one in in_language(self.command).params}

    def _property(self, name: str, parameter: click.Parameter) -> dict[str, Any]:
        if parameter.name == self.run_as:
            return {"type": "string", "description": said("The name of a run.  [default: the only one]")}
        told = self.described[name]() if name in self.described else getattr(parameter, "help", "") or ""
        of_one: dict[str, Any] = _kind(parameter)
        if name in self.words:
            of_one = {"type": "string", "enum": list(self.words[name])}
        if _is_list(parameter):
            return {"type": "array", "items": of_one, "description": told}
        return {**of_one, "description": told}

    def _given(self, arguments: Mapping[str, Any], known: Mapping[str, click.Parameter]) -> dict[str, Any]:
        """What a program far away gave, within what is offered."""
        given = {name: value for name, value in arguments.items() if value is not None}
        _check_names(given, self.offers)
        for name, words in self.words.items():
            _check_words(name, given.get(name), words)
        for name, value in given.items():
            if name != RUN:
                _as_typed(name, value, known[name])
                _as_placed(name, value, known[name])
        return given

    def _answered(self, arguments: Mapping[str, Any], place: Place | None) -> Any:
        try:
            return self._ask(arguments, place)
        except VerbError:
            raise
        except Exception as error:
            raise VerbError(problem_of(error)) from error

    def _ask(self, arguments: Mapping[str, Any], place: Place | None) -> Any:
        known = self._parameters()
        given = {name: value for name, value in arguments.items() if value is not None}
        if place is None:
            _check_names(given, tuple(known))
        else:
            given = self._given(arguments, known)
            if self.run_as and (self.run_with is None or self.run_with in given or RUN in given):
                named = _text(RUN, given[RUN], known[RUN]) if RUN in given else None
                given[RUN] = str(place.run(named))
        _check_whole(given, known)
        with self.command.make_context(self.name, _typed(given, known)) as context:
            options = {name: value for name, value in context.params.items() if name not in self.drops}
        if place is not None:
            chosen = {known[name].name for name in given}
            options |= {name: file for name, file in place.files.items() if name in options and name not in chosen}
        return self.answer(**options)


def _typed(given: Mapping[str, Any], known: Mapping[str, click.Parameter]) -> list[str]:
    """Parameters as they are typed."""
    typed = [part for name, value in given.items() for part in _as_typed(name, value, known[name])]
    placed = [part for name, value in given.items() for part in _as_placed(name, value, known[name])]
    return [*typed, "--", *placed]


def _is_list(parameter: click.Parameter) -> bool:
    return parameter.multiple or parameter.nargs == -1


def _kind(parameter: click.Parameter) -> dict[str, Any]:
    """What one value is, as a JSON schema."""
    if getattr(parameter, "is_flag", False):
        return {"type": "boolean"}
    kind = parameter.type
    if isinstance(kind, click.Choice):
        return {"type": "string", "enum": list(kind.choices)}
    if isinstance(kind, click.IntRange):
        bounds = {"minimum": kind.min, "maximum": kind.max}
        return {"type": "integer", **{name: bound for name, bound in bounds.items() if bound is not None}}
    return {"type": "string", "maxLength": _TEXT_MAX}


def _check_names(given: Mapping[str, Any], names: tuple[str, ...]) -> None:
    """Refuses a parameter that there is not."""
    for name in given:
        if name not in names:
            near = suggestion(name, names)
            told = said(
                "There is no parameter {name!r}. {near:then}There are {names:list}.",
                name=name,
                near=near,
                names=names,
            )
            raise VerbError(Problem(WRONG_USE, told, name))


def _check_whole(given: Mapping[str, Any], known: Mapping[str, click.Parameter]) -> None:
    """Refuses what lacks a parameter."""
    for name, parameter in known.items():
        if parameter.required and (name not in given or given[name] in ("", [], ())):
            what = getattr(parameter, "help", None) or ""
            raise VerbError(Problem(WRONG_USE, said("{name} is missing. {what}", name=name, what=what).strip(), name))


def _check_words(name: str, value: Any, words: tuple[str, ...]) -> None:
    """Refuses any but those words."""
    if value is not None and value not in words:
        told = said("{value!r} is none of {words:list}.", value=str(value), words=words)
        raise VerbError(Problem(WRONG_USE, told, name))


def _as_typed(name: str, value: Any, option: click.Parameter) -> list[str]:
    """An option as it is typed; nothing for an argument."""
    if not isinstance(option, click.Option):
        return []
    if option.is_flag:
        if not isinstance(value, bool):
            raise VerbError(Problem(WRONG_USE, said("{name} is true or false.", name=name), name))
        spelt = option.opts if value else option.secondary_opts
        return [max(spelt, key=len)] if spelt else []
    return [f"{max(option.opts, key=len)}={text}" for text in _texts(name, value, option)]


def _as_placed(name: str, value: Any, argument: click.Parameter) -> list[str]:
    """An argument as it is typed; nothing for an option."""
    return [] if isinstance(argument, click.Option) else _texts(name, value, argument)


def _texts(name: str, value: Any, parameter: click.Parameter) -> list[str]:
    """The value as the texts that are typed for it."""
    values = list(value) if isinstance(value, (list, tuple)) and _is_list(parameter) else [value]
    if len(values) > _MANY:
        raise VerbError(
            Problem(
                WRONG_USE,
                said("{name} has {n} members; {most} is the most.", name=name, n=len(values), most=_MANY),
                name,
            )
        )
    return [_text(name, one, parameter) for one in values]


def _text(name: str, value: Any, parameter: click.Parameter) -> str:
    """One value as it is typed, within what the parameter takes."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float, os.PathLike)):
        raise VerbError(Problem(WRONG_USE, said("{name} is a text, and was given otherwise.", name=name), name))
    text = str(value)
    if len(text) > _TEXT_MAX or not _is_unicode(text):
        told = said("{name} is no text of at most {most} characters.", name=name, most=_TEXT_MAX)
        raise VerbError(Problem(WRONG_USE, told, name))
    kind = parameter.type
    if isinstance(kind, click.Choice):
        _check_words(name, text, tuple(kind.choices))
    elif isinstance(kind, click.IntRange) and not _is_within(text, kind):
        bounds = {"least": kind.min, "most": kind.max}
        told = (
            said("{name} is a whole number from {least}.", name=name, **bounds)
            if kind.max is None
            else said("{name} is a whole number from {least} to {most}.", name=name, **bounds)
        )
        raise VerbError(Problem(WRONG_USE, told, name))
    return text


def _is_unicode(text: str) -> bool:
    """Whether it can be written: half of a sign cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _is_within(text: str, kind: click.IntRange) -> bool:
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        return False
    return (kind.min is None or int(text) >= kind.min) and (kind.max is None or int(text) <= kind.max)
