"""A reason as a value: a code and its figures.  The sentence is made where people read it (`cli.words`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen(init=False, repr=False)
class Reason:
    """Why something is refused, moved, doubtful or worth a look.

    `code` names the sentence: the subject, a full stop, what is so ("weight.no_unit").  `figures` are what the sentence
    tells: texts as they were read, whole numbers, dates, other reasons, or tuples of these.  Reasons are compared,
    hashed and sent between processes as values; nobody parses their text.
    """

    code: str
    figures: Mapping[str, Any] = field(hash=False)

    def __init__(self, code: str, /, **figures: Any) -> None:
        self.__attrs_init__(code, figures)

    def __repr__(self) -> str:
        """For developers: the code and the figures."""
        figures = ", ".join(f"{name}={value!r}" for name, value in self.figures.items())
        return f"{self.code}({figures})"


Words: TypeAlias = Callable[[Reason], str]
"""How a reason is put in words: `cli.words.sentence` for people, `repr` for its code and figures."""
