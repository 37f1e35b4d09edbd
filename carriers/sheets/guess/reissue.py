"""The mapping of a book's next issue: moved to its tables, dated, with what its notes say anew to be confirmed."""

from __future__ import annotations

from collections import Counter
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
    from collections.abc import Mapping, Sequence

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
    services, moved = _limits_again(values, issue.values, guess(before, today).tables, fresh)
    shown = [sheet for sheet in after if not sheet.hidden]
    begins = valid_from(shown)
    old_texts, texts = (_texts(sheets) for sheets in (before, after))
    stated = {(one["rule"], one["sentence"]) for one in fresh.get("proposed", []) if one["rule"] != "facts"}
    rules = []
    for one in values.get("proposed", []):
        sentence = str(one.get("sentence", ""))
        gone = one.get("rule") != "facts" and not _stands(sentence, texts) and (one.get("rule"), sentence) not in stated
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
    found |= {"name": f"{file}, {day}", "valid_from": day, "source": source(file), "service": services}
    changes = (*issue.changes, *moved)
    return evolve(issue, values=found | ({"proposed": rules} if rules else {}), changes=changes)


def _limits_again(
    kept: dict[str, Any], moved: dict[str, Any], was: Mapping[str, Any], now: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], list[Reason]]:
    """The services with what the old book's ranges limited as the new book's ranges do; what a person wrote stays.

    Args:
        kept: the kept mapping.
        moved: the same for the new book.
        was: a guess of the old book.
        now: a guess of the new one.
    """
    old, new = (_by_table(tables, tables) for tables in (was, now))
    before, after = list(_by_table(kept, was)), list(_by_table(moved, now))
    services: list[dict[str, Any]] = []
    changes: list[Reason] = []
    for service in kept.get("service", []):
        at = [
            number for number, table in enumerate(kept.get("sheet", [])) if table.get("service") == service.get("code")
        ]
        one, other = ((tables.get(keys[at[0]], {}) if at else {}) for tables, keys in ((old, before), (new, after)))
        own = [text for text in one.get("limits", []) if text in service.get("limits", [])]
        found = dict(service)
        if own and other.get("limits") and own != other["limits"]:
            found["limits"] = [*other["limits"], *(text for text in service["limits"] if text not in own)]
            changes.append(Reason("kept.limit", name=service.get("name"), old=own[0], new=other["limits"][0]))
        if one and other:
            set_by_ranges = [(entry["countries"], entry["limits"]) for entry in one.get("limits_for", [])]
            others = [entry for entry in service.get("limits_for", [])
                      if (entry.get("countries"), entry.get("limits")) not in set_by_ranges]  # fmt: skip
            found["limits_for"] = [*others, *other.get("limits_for", [])]
        services.append(found if found.get("limits_for") else {key: found[key] for key in found if key != "limits_for"})
    return services, changes


def _by_table(mapping: Mapping[str, Any], guessed: Mapping[str, Any]) -> dict[tuple[str, int, int], dict[str, Any]]:
    """Sheet, row of the heads, number among the tables of that row -> the guess's service of a table, in order."""
    services = {service["code"]: service for service in guessed.get("service", [])}
    seen: Counter[tuple[str, int]] = Counter()
    found: dict[tuple[str, int, int], dict[str, Any]] = {}
    for table in mapping.get("sheet", []):
        head = str(table.get("sheet", "")), int(table.get("header_row", 1))
        found[(*head, seen[head])] = services.get(table.get("service"), {})
        seen[head] += 1
    return found


def _texts(sheets: Sequence[Sheet]) -> str:
    """All texts of a book without blanks."""
    cells = (cell for sheet in sheets for line in sheet.cells for cell in line if cell)
    beside = (text for sheet in sheets for _, _, text in (*sheet.comments, *sheet.boxes))
    return "\n".join("".join(text.split()) for text in (*cells, *beside))


def _stands(sentence: str, texts: str) -> bool:
    """Whether a sentence stands in the texts; one put together from parts counts by its parts."""
    return "".join(sentence.split()) in texts
