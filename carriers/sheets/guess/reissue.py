"""The mapping of a book's next issue: moved to its tables, dated, with what its notes say anew to be confirmed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve

from carriers.sheets.guess.guess import guess
from carriers.sheets.guess.propose import source
from carriers.sheets.guess.services import valid_from
from carriers.sheets.next_issue import next_issue
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carriers.sheets.next_issue import NextIssue
    from carriers.sheets.workbook import Sheet


def reissued(values: dict[str, Any], before: Sequence[Sheet], after: Sequence[Sheet], today: str) -> NextIssue:
    """The kept mapping for a new issue of its book.

    Rules of sentences that are new stand unconfirmed, and so do those whose sentence is gone; of the others a person
    has decided before.

    Raises:
        InputError: the new book holds no price table.
    """
    issue = next_issue(values, before, after)
    fresh = guess(after, today).tables
    shown = [sheet for sheet in after if not sheet.hidden]
    begins = valid_from(shown)
    old_texts, texts = (_texts(sheets) for sheets in (before, after))
    rules = []
    for one in values.get("proposed", []):
        gone = one.get("rule") != "facts" and not _stands(str(one.get("sentence", "")), texts)
        rules.append({**one, "contradicts": (Reason("kept.sentence_gone"),), "confirmed": False} if gone else one)
    kept = {(str(one.get("rule")), str(one.get("sentence"))) for one in rules}
    for one in fresh.get("proposed", []):
        if one["rule"] == "facts" or (one["rule"], one["sentence"]) in kept:
            continue
        if not _stands(str(one["sentence"]), old_texts):
            known = {service.get("code") for service in values.get("service", [])}
            rules.append({key: value for key, value in one.items() if key != "services" or set(value) <= known})
    if begins is None:
        said = Reason("assumed.valid_from", day=today)
        rules.append({"rule": "facts", "sentence": said, "cell": "", "confirmed": False})
    file = Path(after[0].file).name
    day = date.fromisoformat(begins or today)
    found = {key: value for key, value in issue.values.items() if key not in {"valid_to", "proposed"}}
    found |= {"name": f"{file}, {day}", "valid_from": day, "source": source(file)}
    return evolve(issue, values=found | ({"proposed": rules} if rules else {}))


def _texts(sheets: Sequence[Sheet]) -> str:
    """All texts of a book without blanks."""
    cells = (cell for sheet in sheets for line in sheet.cells for cell in line if cell)
    beside = (text for sheet in sheets for _, _, text in (*sheet.comments, *sheet.boxes))
    return "\n".join("".join(text.split()) for text in (*cells, *beside))


def _stands(sentence: str, texts: str) -> bool:
    """Whether a sentence stands in the texts; one put together from parts counts by its parts."""
    return "".join(sentence.split()) in texts
