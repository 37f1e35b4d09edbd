"""One letter: its front matter, its blocks, and the checks every text passes before it may be used.

A text file is TOML between two lines of `+++`, then blocks under `## name`.  A block whose heading carries a policy code
(`## offer [M]`) is left out where a platform does not allow that code.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen
from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from routing.errors import Fault, InputError
from templates_en.values import KINDS

if TYPE_CHECKING:
    from jinja2 import Template

CODES_OF_ALL = ("C", "L", "O", "H", "N", "G")
"""Policy codes that every letter carries; a letter names only its extra ones."""
CODES = frozenset("CLOFMDHNGXUR")
BLOCKS = ("acknowledge", "facts", "offer", "next")
CHECKS = frozenset({"not_past", "past", "within_48h", "within_order", "in_time", "late"})
"""What a variable is held against before it is printed; see truth.py."""
KIND_OF_LETTER = ("information", "complaint")

_FILE = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", re.DOTALL)
_HEADING = re.compile(r"^## (\w+)(?: \[([A-Z])\])?$", re.MULTILINE)
_LINE_OF_ITS_OWN = re.compile(r"\n(\{% if [^%]*%\})([^\n]*)(\{% endif %\})(?=\n|$)")
"""An optional line: its line end moves into the condition, so that leaving it out leaves no blank line."""
_ALLOWED_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If,
    nodes.Compare, nodes.Operand, nodes.Const, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip
"""What a text may be built from: no loop, filter, call, attribute, assignment or include."""
_NOT_PRINTED = frozenset({"approval"})
_FRONT_KEYS = {
    "id", "title", "when", "kind", "tags", "policy", "variables", "restates", "investigating", "any_of", "do_first",
}  # fmt: skip
_VARIABLE_KEYS = {"type", "source", "optional", "fallback", "choices", "with", "check"}


def _printable(value: object) -> object:
    """The value itself.

    Raises:
        ValueError: nothing to print; Jinja would print "None" or a blank.
    """
    if value is None or isinstance(value, bool) or not str(value).strip():
        raise ValueError("a blank or missing value reached the text")
    return value


class _Strict(StrictUndefined):
    """A name that was never given raises wherever it is used, also inside a list."""

    __repr__ = Undefined._fail_with_undefined_error  # noqa: SLF001 - the documented way to make an undefined stricter


ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=_Strict, finalize=_printable, autoescape=False, keep_trailing_newline=False, cache_size=0
)  # plain text: a marketplace shows &amp; as it stands; HTML is refused by the lint
ENVIRONMENT.filters.clear()
ENVIRONMENT.tests.clear()
ENVIRONMENT.globals.clear()


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
    """A situation and its text.  Built only by `parse`, which refuses a text that is not sound."""

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
    file: str = ""
    _compiled: dict[frozenset[str], Template] = field(factory=dict, init=False, repr=False)
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
            own = {name: row for name, row in self.variables.items() if name in used or row.type in _NOT_PRINTED}
            self._needed[without] = {**(self.frame.variables if self.frame else {}), **own}
        return self._needed[without]

    def template(self, without: frozenset[str]) -> Template:
        """The whole letter, frame included, without the blocks that carry one of those codes; compiled once."""
        if without not in self._compiled:
            body = "\n\n".join(block.source for block in self.blocks if block.code not in without)
            if self.frame is not None:
                parts = {block.name: block.source for block in self.frame.blocks}
                body = f"{parts['greeting']}\n\n{body}\n\n{parts['sign_off']}"
            self._compiled[without] = ENVIRONMENT.from_string(body)
        return self._compiled[without]


def parse(text: str, file: str, frame: Letter | None) -> Letter:
    """The letter of one text file; `frame` is the greeting and sign-off around it (None: this file is the frame).

    Raises:
        InputError: every fault of the file.
    """
    match = _FILE.fullmatch(text.replace("\r\n", "\n"))
    if match is None:
        raise InputError([Fault(file, "", "begin with +++, the front matter and +++, then the blocks.")])
    try:
        front: dict[str, Any] = tomllib.loads(match[1])
    except tomllib.TOMLDecodeError as error:
        raise InputError([Fault(file, "front matter", f"{error}.")]) from None
    faults: list[Fault] = []
    variables = _variables(front.get("variables", {}), file, faults)
    blocks = _blocks(match[2], file, faults)
    if frame is not None:
        faults += _front_faults(front, variables, blocks, file)
    elif [block.name for block in blocks] != ["greeting", "sign_off"]:
        faults.append(Fault(file, "blocks", "the frame has the blocks `greeting` and `sign_off`, in this order."))
    if not faults:
        faults += _use_faults(variables, blocks, frame, file)
    if faults:
        raise InputError(faults)
    return Letter(
        id=front.get("id", "frame"),
        title=front.get("title", ""),
        when=front.get("when", ""),
        kind=front.get("kind", "information"),
        tags=tuple(front.get("tags", ())),
        policy=tuple(front.get("policy", ())),
        variables=variables,
        blocks=tuple(blocks),
        frame=frame,
        restates=front.get("restates"),
        investigating=front.get("investigating", False),
        do_first=front.get("do_first"),
        any_of=tuple(tuple(names) for names in front.get("any_of", ())),
        file=file,
    )


def _variables(table: dict[str, dict[str, Any]], file: str, faults: list[Fault]) -> dict[str, Variable]:
    variables = {}
    for name, row in table.items():
        place = f"variables.{name}"
        unknown = sorted(set(row) - _VARIABLE_KEYS)
        if unknown:
            faults.append(Fault(file, place, f"{unknown[0]!r} is not known. Known: {', '.join(sorted(_VARIABLE_KEYS))}."))
        if row.get("type") not in KINDS:
            faults.append(Fault(file, place, f"type {row.get('type')!r} is not known. Known: {', '.join(sorted(KINDS))}."))
        if not str(row.get("source", "")).count("."):
            faults.append(Fault(file, place, "name the source as table.column, like orders.order_id."))
        if (row.get("type") == "choice") != ("choices" in row):
            faults.append(Fault(file, place, "a choice, and only a choice, lists its choices."))
        if row.get("check") not in {None, *CHECKS}:
            faults.append(Fault(file, place, f"check {row['check']!r} is not known. Known: {', '.join(sorted(CHECKS))}."))
        variables[name] = Variable(
            name=name,
            type=str(row.get("type")),
            source=str(row.get("source")),
            optional=row.get("optional", False),
            fallback=row.get("fallback"),
            choices=tuple(row.get("choices", ())),
            with_=row.get("with"),
            check=row.get("check"),
        )
    return variables


def _blocks(body: str, file: str, faults: list[Fault]) -> list[Block]:
    parts = _HEADING.split(body)
    if parts[0].strip():
        faults.append(Fault(file, "text", f"{parts[0].strip()[:40]!r} stands before the first `## block`."))
    blocks = [Block(name, code, _LINE_OF_ITS_OWN.sub(r"\1\n\2\3", text.strip())) for name, code, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)]
    faults += [Fault(file, f"## {block.name}", "the block is empty.") for block in blocks if not block.source]
    return blocks


def _front_faults(front: dict[str, Any], variables: dict[str, Variable], blocks: list[Block], file: str) -> list[Fault]:
    faults = []
    for key in ("id", "title", "when", "kind", "tags", "policy"):
        if key not in front:
            faults.append(Fault(file, key, "is missing from the front matter."))
    for key in sorted(set(front) - _FRONT_KEYS):
        faults.append(Fault(file, key, f"is not known. Known: {', '.join(sorted(_FRONT_KEYS))}."))
    if front.get("kind") not in KIND_OF_LETTER:
        faults.append(Fault(file, "kind", f"{front.get('kind')!r} is neither {' nor '.join(KIND_OF_LETTER)}."))
    for code in front.get("policy", ()):
        if code not in CODES:
            faults.append(Fault(file, "policy", f"{code!r} is no policy code. Codes: {' '.join(sorted(CODES))}."))
    names = [block.name for block in blocks]
    if names != sorted(set(names) & set(BLOCKS), key=BLOCKS.index):
        faults.append(Fault(file, "blocks", f"{names} are not {list(BLOCKS)} in this order, each once."))
    for block in blocks:
        if block.code is not None and block.code not in front.get("policy", ()):
            faults.append(Fault(file, f"## {block.name}", f"code {block.code} is not in `policy`."))
    named = {front.get("restates"), *(variable.with_ for variable in variables.values())} - {None}
    named |= {name for names in front.get("any_of", ()) for name in names}
    faults += [Fault(file, name, "is named but not declared.") for name in sorted(named - set(variables))]
    if front.get("kind") == "complaint" and not front.get("restates"):
        faults.append(Fault(file, "restates", "a complaint reply names the variable that shows the buyer was heard."))
    if front.get("investigating") and "next_update_by" not in variables:
        faults.append(Fault(file, "variables", "a reply that promises an inquiry needs next_update_by."))
    return faults


def _use_faults(variables: dict[str, Variable], blocks: list[Block], frame: Letter | None, file: str) -> list[Fault]:
    """Declared and used, held against each other in both directions; and nothing but names and conditions."""
    faults: list[Fault] = []
    used: set[str] = set()
    printed: set[str] = set()
    for block in blocks:
        place = f"## {block.name}"
        try:
            tree = ENVIRONMENT.parse(block.source)
        except TemplateSyntaxError as error:
            faults.append(Fault(file, place, f"{error}."))
            continue
        strange = [node for node in tree.find_all(nodes.Node) if not isinstance(node, _ALLOWED_NODES)]
        for node in strange:
            what = type(node).__name__.lower()
            faults.append(Fault(file, place, f"a {what} is not allowed in a text; use names and `if` only."))
        if strange:
            continue  # a filter or test that does not exist would not even compile
        used |= meta.find_undeclared_variables(tree)
        for output in tree.find_all(nodes.Output):
            printed |= {part.name for part in output.nodes if isinstance(part, nodes.Name)}
    declared = set(variables) | (set(frame.variables) if frame else set())
    faults += [Fault(file, name, "is used but not declared.") for name in sorted(used - declared)]
    must_use = {name for name, variable in variables.items() if variable.type not in _NOT_PRINTED}
    faults += [Fault(file, name, "is declared but not used.") for name in sorted(must_use - used)]
    for name in sorted(printed & set(variables)):
        if variables[name].type in {"flag", *_NOT_PRINTED}:
            faults.append(Fault(file, name, f"a {variables[name].type} cannot be printed; use it in an `if`."))
    return faults
