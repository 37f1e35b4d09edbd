"""Findings of the lint in a text that is meant for a buyer."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "draft.block_order": "a letter opens with `acknowledge` and ends with `next`.",
    "draft.command": "it commands the buyer; ask with please.",
    "draft.dangling": "a dangling comma or conjunction; mend the sentence.",
    "draft.doubled_mark": "doubled or empty punctuation; mend the sentence.",
    "draft.figure": "a figure stands in the text; every figure comes from a variable.",
    "draft.finding": '{code} {level}: "{excerpt}": {reason}',
    "draft.grammar": "{message}",
    "draft.long": "{units} UTF-16 units are long for a message; consider a shorter text.",
    "draft.long_sentence": "{words} words in one sentence are over {most}; make two of it.",
    "draft.longest_facts": "the longest facts make it longer than {limit}.",
    "draft.many_paragraphs": "more than {most} paragraphs.",
    "draft.not_restated": "the reply does not say what the buyer told us.",
    "draft.not_soothing": "the opening of a complaint reply does not soothe.",
    "draft.opens_with_cause": "the opening of a complaint reply holds a cause; soothe first.",
    "draft.opens_with_question": "the opening of a complaint reply holds a question; soothe first.",
    "draft.opens_with_remedy": "the opening of a complaint reply holds a remedy; soothe first.",
    "draft.over_limit": "{units} UTF-16 units are over the limit of {limit} ({source}); shorten the text.",
    "draft.phrase": "{why:name}; {instead:name}.",
    "draft.plural": "a wrong plural; mend the sentence.",
    "draft.question_in_block": "a question stands in `{block}`; ask in `next`.",
    "draft.space_at_line_end": "a space at the end of a line; mend the sentence.",
    "draft.space_before_mark": "a space before a punctuation mark; mend the sentence.",
    "draft.two_blank_lines": "two blank lines in a row; mend the sentence.",
    "draft.two_spaces": "two spaces in a row; mend the sentence.",
}
