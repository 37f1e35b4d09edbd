"""Articles of orders, as the product master knows them."""

from __future__ import annotations

from typing import Final

_UNKNOWN: Final = "is not in the product master. Add it; `sampan products missing` writes the sheet to fill."

SENTENCES: Final = {
    "article.spelled_otherwise": _UNKNOWN + " It lists {near!r}: write both alike.",
    "article.unknown": _UNKNOWN,
    "article.unmeasured": "has no weight or no complete size in the product master. Fill it in.",
}
