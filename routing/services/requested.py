"""Which service a buyer's words name: rules that are handed in as a fact."""

from __future__ import annotations

import re
from functools import cached_property

from attrs import frozen


@frozen(slots=False)
class OptionNames:
    """Patterns of shipping options, and the service code or carrier that each promises.

    The first pattern found in the words (small letters, single blanks) decides.
    """

    rules: tuple[tuple[str, str], ...] = ()

    def requested(self, words: str) -> str | None:
        """The service or carrier that the words ask for; None for options such as "Standard" that ask for none."""
        plain = " ".join(words.casefold().split())
        return next((service for pattern, service in self._patterns if pattern.search(plain)), None)

    @cached_property
    def any_of_them(self) -> str:
        """One pattern that finds every text with a request, for a quick first look at many; "" when there is none."""
        return "(?i)" + "|".join(f"(?:{words})" for words, _ in self.rules) if self.rules else ""

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple((re.compile(words), service) for words, service in self.rules)


NO_NAMES = OptionNames()
"""Nothing is known of what buyers choose."""
