"""What sampan answers, for programs: one verb for each question, the same by Python, HTTP and MCP."""

from typing import TYPE_CHECKING

from routing.lazy_names import lazy_names

if TYPE_CHECKING:
    from cli.verbs.problem import Problem as Problem
    from cli.verbs.problem import VerbError as VerbError
    from cli.verbs.verb import Verb as Verb
    from cli.verbs.verbs import VERBS as VERBS
    from cli.verbs.verbs import cards as cards
    from cli.verbs.verbs import deadline as deadline
    from cli.verbs.verbs import explain as explain
    from cli.verbs.verbs import labels as labels
    from cli.verbs.verbs import quote as quote
    from cli.verbs.verbs import route as route
    from cli.verbs.verbs import suggest as suggest

_VERBS = ("VERBS", "cards", "deadline", "explain", "labels", "quote", "route", "suggest")
_PROBLEMS = ("Problem", "VerbError")
__all__ = [
    "VERBS",
    "Problem",
    "Verb",
    "VerbError",
    "cards",
    "deadline",
    "explain",
    "labels",
    "quote",
    "route",
    "suggest",
]
if not TYPE_CHECKING:
    _MODULES = {"Verb": "verb", **dict.fromkeys(_PROBLEMS, "problem"), **dict.fromkeys(_VERBS, "verbs")}
    __getattr__, __dir__ = lazy_names(__name__, {name: f"{__name__}.{module}" for name, module in _MODULES.items()})
