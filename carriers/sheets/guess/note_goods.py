"""What a clause says of goods that are taken or not, and of places that are not served."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from carriers.sheets.guess.note_places import beginning
from carriers.sheets.guess.note_words import named, search
from routing.values.goods import GOODS

if TYPE_CHECKING:
    from collections.abc import Iterator

    Facts = Iterator[tuple[str, dict[str, Any]]]

_AREA: Final = r"[A-Z]{1,2}\d{0,2}[A-Z]?"
_CODE: Final = re.compile(
    rf"(?<![A-Za-z0-9.])({_AREA}|\d{{2,10}})(?:\s*(?:-|~|至|到|—|–)\s*({_AREA}|\d{{2,10}}))?"
    r"(?![A-Za-z0-9.]|\s*(?:元|rmb|kg|g|cm|%|天|个))"
)
_PLAIN: Final = frozenset({"PO", "BOX", "APO", "FPO", "DPO", "HS", "SKU", "US", "UK", "EU", "VAT", "DDP", "DDU", "ID"})


def goods(clause: str) -> Facts:
    """The goods that are taken and refused."""
    accepts: dict[str, None] = {}
    refuses: dict[str, None] = {}
    mode = ""
    for part in re.split(r"[,，;；。]|(?=不接|不收|不可|不能|禁)", clause):
        verb = "refuses" if search("refused", part) else "accepts" if search("accepted", part) else mode
        mode = verb
        kinds = [kind for kind, texts in named("goods").items() if any(one.search(part) for one in texts)]
        if "battery_pure" in kinds and not search("other_batteries", part):
            kinds = [kind for kind in kinds if kind != "battery"]
        for kind in kinds if verb else ():
            (refuses if verb == "refuses" else accepts).setdefault(kind)
        if verb == "accepts" and kinds and search("only", part):
            refuses |= dict.fromkeys(kind for kind in GOODS if kind not in kinds)
    if not accepts and not refuses:
        return
    facts: dict[str, Any] = {"accepts": list(accepts)} if accepts else {}
    if refuses:
        facts["refuses"] = [kind for kind in refuses if kind not in accepts]
    yield "goods", facts


def not_served(clause: str) -> Facts:
    """The postcodes and the places that are not served."""
    if not search("unserved", clause):
        return
    places = [code for code, texts in named("places").items() if any(one.search(clause) for one in texts)]
    postcodes = [code for code in places if "-" in code and code[0].isdigit()] + postcodes_in(clause)
    places = [code for code in places if code not in postcodes]
    facts: dict[str, Any] = {"postcodes": list(dict.fromkeys(postcodes))} if postcodes else {}
    facts |= {"places": places} if places else {}
    whole = not re.search(r"\d|邮编|地区|偏远|岛|部分|电|品", clause) and beginning(clause)
    if facts or whole:
        yield "not_served", facts


def postcodes_in(clause: str) -> list[str]:
    """The postcodes and their ranges that a clause names; none where it does not speak of postcodes."""
    if not search("postcode", clause):
        return []
    found = (f"{low}-{high}" if high else low for low, high in _CODE.findall(clause) if low not in _PLAIN)
    return list(dict.fromkeys(found))
