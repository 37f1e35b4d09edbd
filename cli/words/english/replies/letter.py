"""Faults of a letter's file, and names that the catalogue does not know."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "letter.before_blocks": "{text!r} stands before the first `## block`.",
    "letter.choices": "a choice, and only a choice, lists its choices.",
    "letter.empty_block": "the block is empty.",
    "letter.frame_blocks": "the frame has the blocks `greeting` and `sign_off`, in this order.",
    "letter.id_twice": "{id!r} is also the id of {other}.",
    "letter.key_missing": "is missing from the front matter.",
    "letter.lets_missing_through": ("{file}: {error}. A condition of the text lets a missing value through."),
    "letter.named_only": "is named but not declared.",
    "letter.no_front_matter": "begin with +++, the front matter and +++, then the blocks.",
    "letter.no_next_update": "a reply that promises an inquiry needs next_update_by.",
    "letter.no_restates": "a complaint reply names the variable that shows the buyer was heard.",
    "letter.no_situation": "{id!r} is no situation; a shop's text replaces a bundled one.",
    "letter.no_source": "name the source as table.column, like orders.order_id.",
    "letter.no_stage": "{id!r} begins with no stage. Stages: {stages:list}.",
    "letter.no_template": "{error}.",
    "letter.no_toml": "{error}.",
    "letter.not_declared": "is used but not declared.",
    "letter.not_printable": "a {type} cannot be printed; use it in an `if`.",
    "letter.not_used": "is declared but not used.",
    "letter.policy_missing": "code {policy} is not in `policy`.",
    "letter.strange_part": "a {part} is not allowed in a text; use names and `if` only.",
    "letter.unknown": "{situation!r} is not a situation of the catalogue. `sampan reply list` shows them all.",
    "letter.unknown_check": "check {check!r} is not known. Known: {known:list}.",
    "letter.unknown_key": "is not known. Known: {known:list}.",
    "letter.unknown_kind": "{kind!r} is neither information nor complaint.",
    "letter.unknown_near": "{situation!r} is not a situation of the catalogue. Did you mean {near!r}?",
    "letter.unknown_policy": "{policy!r} is no policy code. Codes: {known:words}.",
    "letter.unknown_type": "type {type!r} is not known. Known: {known:list}.",
    "letter.unknown_variable_key": "{key!r} is not known. Known: {known:list}.",
    "letter.unreadable": "{error}. Write it in UTF-8.",
    "letter.wrong_blocks": "{names} are not {blocks} in this order, each once.",
    "letter.wrong_kind": "a value is of the wrong kind: {error}.",
}
