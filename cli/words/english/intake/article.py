"""Articles of orders, as the product master knows them."""

from __future__ import annotations

from typing import Final

_UNKNOWN: Final = "is not in the product master. Add it; `sampan products missing` writes the sheet to fill."

SENTENCES: Final = {
    "article.alike": (
        "The product master lists {skus:and}, which differ in letter case alone: an order's article is looked up letter by "
        "letter."
    ),
    "article.contents_round": "{text!r} is among its own contents. Name articles that stand for themselves.",
    "article.contents_unknown": "{text!r} is no article of the file. Write contents like LAMP+CASE, LAMP*2 or 2xLAMP.",
    "article.heads_unread": ("These columns of the product master are not known and were not read: {heads:list}."),
    "article.spelled_otherwise": _UNKNOWN + " It lists {near!r}: write both alike.",
    "article.unknown": _UNKNOWN,
    "article.unmeasured": "has no weight (0 is none), or part of a size, in the product master. Fill it in.",
}
