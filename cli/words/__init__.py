"""Sentences for people: the one place where a reason becomes text.

`sentence` is imported when it is first asked for: a help is printed without it.
"""

from typing import TYPE_CHECKING

from routing.lazy_names import lazy_names

if TYPE_CHECKING:
    from cli.words.sentences import said as said
    from cli.words.sentences import sentence as sentence
else:
    __getattr__, __dir__ = lazy_names(__name__, {"said": "cli.words.sentences", "sentence": "cli.words.sentences"})
