"""A text file becomes a letter, or the list of every fault that keeps it from being one."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateSyntaxError, meta, nodes

from routing.errors import Fault, InputError
from routing.reason import Reason
from templates_en.fact_types import KINDS
from templates_en.letters.letter import BLOCKS, CHECKS, CODES, KINDS_OF_LETTER, NOT_PRINTED, Block, Letter, Variable
from templates_en.letters.sandbox import ALLOWED_NODES, ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", re.DOTALL)
_HEADING = re.compile(r"^## (\w+)(?: \[([A-Z])\])?$", re.MULTILINE)
_LINE_OF_ITS_OWN = re.compile(r"\n(\{% if [^%]*%\})([^\n]*)(\{% endif %\})(?=\n|$)")
"""An optional line: its line end moves into the condition, so that leaving it out leaves no blank line."""
_NEEDED_KEYS = {"id", "title", "when", "kind", "tags", "policy"}
_FRONT_KEYS = {
    "id", "title", "when", "kind", "tags", "policy", "variables", "restates", "investigating", "any_of", "do_first",
    "folded",
    "answers", "to",
}  # fmt: skip
_VARIABLE_KEYS = {"type", "source", "optional", "fallback", "choices", "with", "check"}


def parse(text: str, file: str, frame: Letter | None, *, proved: bool = False) -> Letter:
    """The letter of one text file.

    Args:
        text: what stands in it.
        file: its name, for the faults.
        frame: the greeting and sign-off around it; None: this file is the frame.
        proved: that its text prints what it declares and nothing else is known already, as of the bundled letters.

    Raises:
        InputError: every fault of the file.
    """
    match = _FILE.fullmatch(text.replace("\r\n", "\n"))
    if match is None:
        raise InputError([Fault(file, "", Reason("letter.no_front_matter"))])
    try:
        front: dict[str, Any] = tomllib.loads(match[1])
    except tomllib.TOMLDecodeError as error:
        raise InputError([Fault(file, "front matter", Reason("letter.no_toml", error=str(error)))]) from None
    try:
        return _letter(front, match[2], file, frame, proved=proved)
    except (AttributeError, TypeError) as error:
        raise InputError([Fault(file, "front matter", Reason("letter.wrong_kind", error=str(error)))]) from None


def _letter(front: dict[str, Any], body: str, file: str, frame: Letter | None, *, proved: bool) -> Letter:
    faults: list[Fault] = []
    variables = _variables(front.get("variables", {}), file, faults)
    blocks = _blocks(body, file, faults)
    if frame is not None:
        faults += _front_faults(front, variables, blocks, file)
    elif [block.name for block in blocks] != ["greeting", "sign_off"]:
        faults.append(Fault(file, "blocks", Reason("letter.frame_blocks")))
    if not (faults or proved):
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
        answers=front.get("answers", False),
        folded=front.get("folded", False),
        to=front.get("to", "buyer"),
        any_of=tuple(tuple(names) for names in front.get("any_of", ())),
        file=file,
    )


def _variables(table: dict[str, dict[str, Any]], file: str, faults: list[Fault]) -> dict[str, Variable]:
    variables = {}
    for name, row in table.items():
        place = f"variables.{name}"
        unknown = sorted(set(row) - _VARIABLE_KEYS)
        if unknown:
            faults.append(Fault(file, place, _unknown(unknown[0], _VARIABLE_KEYS)))
        if row.get("type") not in KINDS:
            reason = Reason("letter.unknown_type", type=row.get("type"), known=tuple(sorted(KINDS)))
            faults.append(Fault(file, place, reason))
        if not str(row.get("source", "")).count("."):
            faults.append(Fault(file, place, Reason("letter.no_source")))
        if (row.get("type") == "choice") != ("choices" in row):
            faults.append(Fault(file, place, Reason("letter.choices")))
        if row.get("check") not in {None, *CHECKS}:
            reason = Reason("letter.unknown_check", check=row["check"], known=tuple(sorted(CHECKS)))
            faults.append(Fault(file, place, reason))
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


def _unknown(key: str, known: frozenset[str] | set[str]) -> Reason:
    return Reason("letter.unknown_variable_key", key=key, known=tuple(sorted(known)))


def _blocks(body: str, file: str, faults: list[Fault]) -> list[Block]:
    parts = _HEADING.split(body)
    if parts[0].strip():
        faults.append(Fault(file, "text", Reason("letter.before_blocks", text=parts[0].strip()[:40])))
    blocks = [
        Block(name, code, _LINE_OF_ITS_OWN.sub(r"\1\n\2\3", text.strip()))
        for name, code, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    ]
    faults += [Fault(file, f"## {block.name}", Reason("letter.empty_block")) for block in blocks if not block.source]
    return blocks


def _front_faults(
    front: dict[str, Any], variables: dict[str, Variable], blocks: list[Block], file: str
) -> Iterator[Fault]:
    for key in sorted(_NEEDED_KEYS - set(front)):
        yield Fault(file, key, Reason("letter.key_missing"))
    for key in sorted(set(front) - _FRONT_KEYS):
        yield Fault(file, key, Reason("letter.unknown_key", known=tuple(sorted(_FRONT_KEYS))))
    if front.get("kind") not in KINDS_OF_LETTER:
        yield Fault(file, "kind", Reason("letter.unknown_kind", kind=front.get("kind")))
    for code in sorted(set(front.get("policy", ())) - CODES):
        yield Fault(file, "policy", Reason("letter.unknown_policy", policy=code, known=tuple(sorted(CODES))))
    names = [block.name for block in blocks]
    if names != sorted(set(names) & set(BLOCKS), key=BLOCKS.index):
        yield Fault(file, "blocks", Reason("letter.wrong_blocks", names=str(names), blocks=str(list(BLOCKS))))
    for block in blocks:
        if block.code not in {None, *front.get("policy", ())}:
            yield Fault(file, f"## {block.name}", Reason("letter.policy_missing", policy=block.code))
    yield from _named_faults(front, variables, file)


def _named_faults(front: dict[str, Any], variables: dict[str, Variable], file: str) -> Iterator[Fault]:
    """Variables that the front matter leans on, held against those it declares."""
    named = {str(front["restates"])} if "restates" in front else set()
    named |= {variable.with_ for variable in variables.values() if variable.with_ is not None}
    named |= {name for names in front.get("any_of", ()) for name in names}
    for name in sorted(named - set(variables)):
        yield Fault(file, name, Reason("letter.named_only"))
    if front.get("kind") == "complaint" and "restates" not in front:
        yield Fault(file, "restates", Reason("letter.no_restates"))
    if front.get("investigating") and "next_update_by" not in variables:
        yield Fault(file, "variables", Reason("letter.no_next_update"))


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
            faults.append(Fault(file, place, Reason("letter.no_template", error=str(error))))
            continue
        strange = [node for node in tree.find_all(nodes.Node) if not isinstance(node, ALLOWED_NODES)]
        for node in strange:
            what = type(node).__name__.lower()
            faults.append(Fault(file, place, Reason("letter.strange_part", part=what)))
        if strange:
            continue  # a filter or test that does not exist would not even compile
        used |= meta.find_undeclared_variables(tree)
        for output in tree.find_all(nodes.Output):
            printed |= {part.name for part in output.nodes if isinstance(part, nodes.Name)}
    declared = set(variables) | (set(frame.variables) if frame else set())
    faults += [Fault(file, name, Reason("letter.not_declared")) for name in sorted(used - declared)]
    must_use = {name for name, variable in variables.items() if variable.type not in NOT_PRINTED}
    faults += [Fault(file, name, Reason("letter.not_used")) for name in sorted(must_use - used)]
    for name in sorted(printed & set(variables)):
        if variables[name].type in {"flag", *NOT_PRINTED}:
            faults.append(Fault(file, name, Reason("letter.not_printable", type=variables[name].type)))
    return faults
