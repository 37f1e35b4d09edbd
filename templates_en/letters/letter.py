"""One letter: what its front matter declares, and its blocks.

A text file is TOML between two lines of `+++`, then blocks under `## name`.  A block whose heading carries a policy
code (`## offer [M]`) is left out where a platform does not allow that code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen
from jinja2 import meta

from templates_en.english import british_spelling
from templates_en.letters.sandbox import ENVIRONMENT

if TYPE_CHECKING:
    from jinja2 import Template

CODES_OF_ALL = ("C", "L", "O", "H", "N", "G")
"""Policy codes that every letter carries; a letter names only its extra ones."""
CODES = frozenset("CLOFMDHNGXUR")
BLOCKS = ("acknowledge", "facts", "offer", "next")
CHECKS = frozenset({"not_past", "past", "within_48h", "within_order", "in_time", "late"})
"""What a variable is held against before it is printed; see consistency.py."""
KINDS_OF_LETTER = ("information", "complaint")
_PLAIN_GREETING = "Hello,"
NOT_PRINTED = frozenset({"approval"})
"""Types that open a gate and do not stand in the text."""


@frozen
class Variable:
    """One fact a letter prints: its name, type, and the column it comes from."""

    name: str
    type: str
    source: str
    optional: bool = False
    fallback: str | None = None
    choices: tuple[str, ...] = ()
    with_: str | None = None  # required as soon as that other variable is given
    check: str | None = None

    def required(self, given: frozenset[str]) -> bool:
        """Whether a letter cannot go without it, given the names of the facts at hand."""
        if self.with_ is not None:
            return self.with_ in given
        return not self.optional and self.fallback is None


@frozen
class Block:
    """One part of a letter; `code` is the policy code under which it may have to be left out."""

    name: str
    code: str | None
    source: str


@define(eq=False)
class Letter:
    """A situation and its text.  Built only by `parse.parse`, which refuses a text that is not sound."""

    id: str
    title: str
    when: str
    kind: str
    tags: tuple[str, ...]
    policy: tuple[str, ...]  # extra policy codes, over CODES_OF_ALL
    variables: dict[str, Variable]
    blocks: tuple[Block, ...]
    frame: Letter | None
    restates: str | None = None
    investigating: bool = False
    do_first: str | None = None  # what the letter says was done, for the person to do before sending
    any_of: tuple[tuple[str, ...], ...] = ()
    answers: bool = False  # it thanks for a question, so it is sent only when the buyer has written
    to: str = "buyer"  # or "carrier": then the greeting names nobody
    folded: bool = False  # a text for a moment that is part of another situation; not counted as one
    file: str = ""
    _compiled: dict[tuple[frozenset[str], bool], Template] = field(factory=dict, init=False, repr=False)
    _needed: dict[frozenset[str], dict[str, Variable]] = field(factory=dict, init=False, repr=False)

    @property
    def stage(self) -> str:
        """The first word of the id: pre, order, in_transit, delivery, delivered, after, dispute or feedback."""
        return self.id.partition(".")[0]

    def needs(self, without: frozenset[str]) -> dict[str, Variable]:
        """The variables that the letter uses without the blocks of those codes; approvals count as used."""
        if without not in self._needed:
            kept = [block.source for block in self.blocks if block.code not in without]
            used = meta.find_undeclared_variables(ENVIRONMENT.parse("\n".join(kept)))
            own = {name: row for name, row in self.variables.items() if name in used or row.type in NOT_PRINTED}
            frame = dict(self.frame.variables) if self.frame else {}
            if self.to != "buyer":
                frame.pop("buyer_name", None)
            self._needed[without] = {**frame, **own}
        return self._needed[without]

    def template(self, without: frozenset[str], *, british: bool = False) -> Template:
        """The whole letter, frame included, without the blocks that carry one of those codes; compiled once.

        `british`: in British spelling.
        """
        if (without, british) not in self._compiled:
            body = "\n\n".join(block.source for block in self.blocks if block.code not in without)
            if self.frame is not None:
                parts = {block.name: block.source for block in self.frame.blocks}
                greeting = parts["greeting"] if self.to == "buyer" else _PLAIN_GREETING
                body = f"{greeting}\n\n{body}\n\n{parts['sign_off']}"
            self._compiled[without, british] = ENVIRONMENT.from_string(british_spelling(body) if british else body)
        return self._compiled[without, british]
