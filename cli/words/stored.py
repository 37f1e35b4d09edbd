"""Reasons as JSON: a file keeps code and figures, and each reader gets the sentence in their own language."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import singledispatch
from typing import TYPE_CHECKING, Any, Final

from attrs import asdict

from cli.words.sentences import figure_text, sentence
from routing.errors import Fault, InputError, ReadError, SampanError
from routing.place import Place
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_PLAIN: Final = (str, int, float, bool, type(None))
"""What JSON holds as it is."""
_MANY: Final = (tuple, list, set, frozenset)


def stored(reason: Reason) -> dict[str, Any]:
    """The reason as JSON holds it: `code` and `figures`, of which those of other kinds are objects with their kind."""
    return {"code": reason.code, "figures": {name: _put(figure) for name, figure in reason.figures.items()}}


def stored_fault(error: SampanError) -> Any:
    """An error with all its faults as JSON holds it."""
    return _put(error)


def restored(told: object) -> Reason | None:
    """The reason that `stored` made this of; None where it is none."""
    try:
        return _reason(told)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def told_again(told: object) -> str:
    """The sentence of a stored reason or error in the reader's language; "" where it is none, or of unknown codes."""
    try:
        is_error = isinstance(told, dict) and told.get("kind") in _KINDS
        found = _taken(told) if is_error else restored(told)
        return sentence(found) if found is not None else ""
    except (AttributeError, LookupError, TypeError, ValueError, ModuleNotFoundError):
        return ""


def _put(figure: Any) -> Any:
    """A figure as JSON holds it."""
    if isinstance(figure, _PLAIN):
        return figure
    if isinstance(figure, _MANY):
        return [_put(each) for each in figure]
    return _put_other(figure)


@singledispatch
def _put_other(figure: Any) -> Any:
    """A figure of one of the kinds of `_PUT`, or of none: then its text."""
    return figure_text(figure)


def _iso(figure: datetime | date | time) -> dict[str, str]:
    return {"kind": type(figure).__name__, "iso": figure.isoformat()}


def _put_place(figure: Place) -> dict[str, Any]:
    return {"kind": "place", "place": {name: told for name, told in asdict(figure).items() if told not in {"", None}}}


def _put_fault(figure: Fault) -> dict[str, Any]:
    return {"kind": "fault", "file": figure.file, "place": _put(figure.place), "reason": _put(figure.reason)}


def _put_error(figure: SampanError) -> dict[str, Any]:
    return {"kind": "error", "reason": _put(figure.reason), "way_out": _put(getattr(figure, "way_out", None))}


_PUT: Final[Sequence[tuple[type, Callable[[Any], Any]]]] = (
    (datetime, _iso),
    (date, _iso),
    (time, _iso),
    (Reason, lambda figure: {"kind": "reason", **stored(figure)}),
    (Place, _put_place),
    (Fault, _put_fault),
    (InputError, lambda figure: {"kind": "faults", "faults": [_put(each) for each in figure.faults]}),
    (SampanError, _put_error),
)
for _kind, _way in _PUT:
    _put_other.register(_kind, _way)


def _reason(told: Any) -> Reason:
    code, figures = told["code"], told["figures"]
    if not isinstance(code, str):
        raise TypeError(code)
    return Reason(code, **{str(name): _taken(figure) for name, figure in figures.items()})


def _taken(figure: Any) -> Any:
    """The figure that `_put` made this of."""
    if isinstance(figure, list):
        return tuple(map(_taken, figure))
    return _KINDS[figure["kind"]](figure) if isinstance(figure, dict) else figure


def _error(told: Mapping[str, Any]) -> ReadError:
    return ReadError(_reason(told["reason"]), _taken(told["way_out"]))


_KINDS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "date": lambda told: date.fromisoformat(told["iso"]),
    "datetime": lambda told: datetime.fromisoformat(told["iso"]),
    "time": lambda told: time.fromisoformat(told["iso"]),
    "reason": _reason,
    "place": lambda told: Place(**told["place"]),
    "fault": lambda told: Fault(told["file"], _taken(told["place"]), _reason(told["reason"])),
    "faults": lambda told: InputError([_taken(each) for each in told["faults"]]),
    "error": _error,
}
