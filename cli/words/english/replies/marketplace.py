"""What a marketplace allows in a message to a buyer."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "marketplace.other_language": "{name} asks for the buyer's language, {locale}; this letter is English",
    "marketplace.rule": "{code}: {why} ({source}, read {seen})",
    "marketplace.unknown": (
        "{key!r} is not a platform whose rules are known. Known: {known:list}. Use --platform to name one."
    ),
}
