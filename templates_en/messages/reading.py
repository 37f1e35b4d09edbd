"""What a buyer wrote, as classes of message: a suggestion with its reason, never a silent guess.

Phrases say what they are sure of; a classifier says what is likely.  Where the two agree, or one is sure and the other
does not object, the class is clear; otherwise the nearest classes are shown and a person decides.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from attrs import frozen
from rapidfuzz.distance import OSA

from templates_en.english import vocabulary
from templates_en.messages.features import bare, is_unspaced
from templates_en.messages.message_class import message_classes
from templates_en.messages.model import OTHER, model
from templates_en.messages.phrases import pattern
from templates_en.messages.red_flags import flags_of
from templates_en.normalise import plain

_CONTRACTIONS = (
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"\bcan(?:'t|not)\b"), "can not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\bcant\b"), "can not"),
    (re.compile(r"\b(?:wher|whre|were)(?= is\b)"), "where"),
    (re.compile(r"\bu\b"), "you"),
    (re.compile(r"\bur\b"), "your"),
    (re.compile(r"\b(?:do|dose)es?nt\b"), "does not"),
    (re.compile(r"\b(do|does|did|has|have|is|was|will|would|are|were)nt\b"), r"\1 not"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"'d\b"), " would"),
    (re.compile(r"\b(it|where|what|that|there|how|when|who)'?s\b"), r"\1 is"),
)
_LETTERS = re.compile(r"[a-z]{5,}")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?;…])\s+|(?<=[。！？；])|\n+")
_JOINTS = re.compile(
    r",? (?:and also|and|but|also|plus|und|aber|außerdem|y|además|pero|e|mas|também|et|aussi|mais|ed|ma|anche|и|а|но"
    r"|также|oraz|ale|a także|ve|ama|ayrıca|그리고|또)(?= )|[,،，、;] ?| و(?=\w)",
    re.IGNORECASE,
)
"""Where one request of a sentence may end and the next begin."""
_HALF = 3
"""A half of a sentence has so many words at least."""
_SURE = 0.74
"""From this likelihood on, and so many times ahead of the next class, the classifier alone decides."""
_AHEAD = 2.0
_AGREES = 0.25
"""From this likelihood on, the classifier agrees with a class that a phrase names."""
_FULL = 3
_OBJECTS = 0.6
"""A phrase of at least `_FULL` words needs no agreement, unless another class is at least so likely."""
_OBJECTS_TO_MORE = 0.85
"""The same for a phrase of more words."""
_NOTHING = 0.45
"""From this likelihood on, a text asks for nothing."""
_WHOLE = 0.1
"""What one sentence says surely, the whole message says at least so likely."""
_ISSUE = 0.7
"""From this likelihood on, a sentence of a message asks for something of its own."""
_ASKED = 3
"""So many classes are shown at most."""
_WORTH_ASKING = 0.005
_LANGUAGE = 0.5
_FLAGS = 0.25
"""From this likelihood on, a class raises its red flag without a phrase."""
_FLAGS_ASKED = 0.08
"""The same where a person is asked anyway, so that a flag too many sends no letter."""
_FLAG_OF = {"injury": "injury", "fake": "counterfeit", "data_deletion": "data_deletion"}
_UPSET = ("complaint", "threat")
_HOW_IT_STANDS = ("where", "delivery", "when")
"""Questions that one letter answers; the first that is there stands for all."""


@frozen
class Reading:
    """The classes that a buyer's words fit, each with the words that say so; one class is clear, several are not.

    `issues` are the requests of a message that asks for several things, sentence by sentence, the graver first; for a
    clear message its one class.  `language` is a code, None where it cannot be told.  `red_flags`: name -> the words;
    those of them that are only `suspected` are shown to a person and choose no letter.
    `upset`: the buyer complains or threatens, whatever else he asks for.
    """

    found: tuple[tuple[str, tuple[str, ...]], ...]
    issues: tuple[str, ...] = ()
    language: str | None = None
    red_flags: tuple[tuple[str, tuple[str, ...]], ...] = ()
    suspected: tuple[str, ...] = ()
    upset: bool = False

    @property
    def certain_flags(self) -> tuple[str, ...]:
        """The red flags that are more than suspected."""
        return tuple(name for name, _ in self.red_flags if name not in self.suspected)

    @property
    def clear(self) -> str | None:
        """The class, when there is exactly one."""
        return self.found[0][0] if len(self.found) == 1 and len(self.issues) == 1 else None


def read_message(words: str) -> Reading:
    """The classes that the buyer's words fit, the language, and what a person must see."""
    written_out = _written_out(words)
    languages = model("language").likelihoods(words)
    nearest = sorted(languages, key=lambda name: -languages[name])
    language = nearest[0] if languages[nearest[0]] >= _LANGUAGE else None
    flags = flags_of(words, written_out, tuple(name for name in nearest[:3] if languages[name] > 0.1))
    sentences = _sentences(words)
    if not sentences:
        return Reading((), red_flags=tuple(flags.items()))
    likely = [model("class").likelihoods(sentence) for sentence in (words, *sentences)]
    said = _by_phrases(words, written_out)
    found, issues = _decided(said, sentences, likely)
    suspected: tuple[str, ...] = ()
    for name, flag in _FLAG_OF.items():
        likelihood = best_of(likely, name)
        if flag not in flags and likelihood >= (_FLAGS if issues else _FLAGS_ASKED):
            flags[flag] = (" ".join(words.split())[:80],)
            suspected += (flag,) if likelihood < _FLAGS else ()
    upset = any(name in said or best_of(likely, name) >= _ISSUE for name in _UPSET)
    return Reading(found, issues, language, tuple(flags.items()), suspected, upset)


def best_of(likely: list[dict[str, float]], name: str) -> float:
    """How likely the class is in the text of the message that speaks most for it."""
    return max(row[name] for row in likely)


_Found = tuple[tuple[str, tuple[str, ...]], ...]


def _decided(
    said: dict[str, tuple[str, ...]], sentences: list[str], likely: list[dict[str, float]]
) -> tuple[_Found, tuple[str, ...]]:
    """The classes with their words, and what is asked for where that is certain."""
    best = {name: best_of(likely, name) for name in likely[0]}
    ranked = sorted((name for name in best if name != OTHER), key=lambda name: -best[name])
    named = _without_tone(list(said))
    if any(not message_classes()[name].tone for name in named):  # what he feels is not what he asks for
        ranked = [name for name in ranked if not message_classes()[name].tone]
    top = ranked[0]
    issues = _issues(sentences, likely[1:], named)
    if issues:
        return _shown(issues, said, sentences, likely), issues
    sure = best[top] >= _SURE and best[top] >= _AHEAD * best[ranked[1]] and likely[0][top] >= _WHOLE
    if named:
        return _named(named, said, sure=sure, ranked=ranked, best=best, sentences=sentences, likely=likely)
    if sure and likely[0][OTHER] < _NOTHING:
        return _shown((top,), said, sentences, likely), (top,)
    if _is_nothing(likely):
        return (), ()
    near = [name for name in ranked[:_ASKED] if best[name] >= _WORTH_ASKING]
    return _shown(tuple(near), said, sentences, likely), ()


def _named(
    named: list[str],
    said: dict[str, tuple[str, ...]],
    *,
    sure: bool,
    ranked: list[str],
    best: dict[str, float],
    sentences: list[str],
    likely: list[dict[str, float]],
) -> tuple[_Found, tuple[str, ...]]:
    """The classes that phrases name, held against what the classifier finds likely."""
    top = ranked[0]
    if len(named) == 1:
        (name,) = named
        size = max(len(shown.split()) for shown in said[name])
        agreed = best[name] >= _AGREES or _same(name, top)
        if agreed or (size >= _FULL and best[top] < (_OBJECTS if size == _FULL else _OBJECTS_TO_MORE)):
            return ((name, said[name]),), (name,)
        other = next(other for other in ranked if other != name)
        return _shown((name, other), said, sentences, likely), ()
    if (
        sure
        and top in named
        and "threat" not in named
        and not any(best[name] >= _SURE / _AHEAD for name in named if name != top)
    ):
        return ((top, said[top]),), (top,)
    likeliest = sorted(named, key=lambda name: -best[name])[:_ASKED]
    if top not in named and best[top] >= _OBJECTS:  # the phrases all miss it
        return _shown((top, *likeliest[: _ASKED - 1]), said, sentences, likely), ()
    return tuple((name, said[name]) for name in said if name in likeliest), ()


def _is_nothing(likely: list[dict[str, float]]) -> bool:
    """Whether every sentence is a greeting or the like."""
    return all(row[OTHER] >= _NOTHING for row in likely)


def _same(first: str, second: str) -> bool:
    return first in _HOW_IT_STANDS and second in _HOW_IT_STANDS


def _without_tone(names: list[str]) -> list[str]:
    """The classes without those of tone, where there is another; questions of how it stands are one."""
    classes = message_classes()
    plain_ones = [name for name in names if not classes[name].tone] or names
    standing = [name for name in _HOW_IT_STANDS if name in plain_ones]
    return [name for name in plain_ones if name not in standing[1:]]


def _issues(sentences: list[str], likely: list[dict[str, float]], named: list[str]) -> tuple[str, ...]:
    """What the sentences ask for, each surely and not the same: the graver first; empty or one where they do not."""
    classes = message_classes()
    asked: list[str] = []
    for sentence, row in zip(sentences, likely, strict=True):
        halves = _surely_two(sentence)
        if halves and (not named or set(halves) <= set(named)):
            asked += halves
        elif len(sentences) > 1:
            asked += _surely(row)
    asked = _without_tone(list(dict.fromkeys(asked)))
    covered = {name for each in asked for name in classes[each].covers}
    several = len(asked) > 1
    asked = [name for name in asked if name not in covered]
    named = [name for name in named if name not in covered]
    if not several or any(name not in asked for name in named):  # a phrase says something else: a person decides
        return ()
    return tuple(sorted(asked, key=lambda name: classes[name].grave))


def _surely(row: dict[str, float]) -> list[str]:
    """The class that a text asks for surely, by its likelihoods; empty where there is none."""
    top = max((name for name in row if name != OTHER), key=lambda name: row[name])
    return [top] if row[top] >= _ISSUE and row[OTHER] < row[top] else []


def _surely_two(sentence: str) -> list[str]:
    """The classes of a sentence whose two halves, joined by "and" or the like, ask surely for two things."""
    classes = message_classes()
    for joint in _JOINTS.finditer(sentence):
        halves = (sentence[: joint.start()], sentence[joint.end() :])
        if min(map(_size, halves)) < _HALF:
            continue
        both = [name for half in halves for name in _surely(model("class").likelihoods(half))]
        if len(set(both)) == 2 and not any(classes[name].tone for name in both):
            return both
    return []


def _size(text: str) -> int:
    """How many words; of letters without blanks between words, half as many as letters."""
    return len(text) // 2 if is_unspaced(text) else len(text.split())


def _shown(
    names: tuple[str, ...], said: dict[str, tuple[str, ...]], sentences: list[str], likely: list[dict[str, float]]
) -> _Found:
    """Each class with the phrase, or the sentence, that speaks most for it."""
    found = []
    for name in names:
        if name in said:
            found.append((name, said[name]))
            continue
        rows = list(zip(likely[1:], sentences, strict=True))
        sentence = max(rows, key=lambda row: row[0][name])[1] if rows else ""
        found.append((name, (" ".join(sentence.split())[:80],) if sentence else ()))
    return tuple(found)


def _sentences(words: str) -> list[str]:
    """The sentences of the message that have a letter."""
    parts = (part.strip() for part in _SENTENCE_ENDS.split(words))
    return [part for part in parts if any(char.isalpha() for char in part)]


def _written_out(words: str) -> str:
    """The words as plain English, contractions written out; a letter wrong in a long word does not hinder."""
    seen = plain(words)
    for expression, full in _CONTRACTIONS:
        seen = expression.sub(full, seen)
    return _LETTERS.sub(lambda word: _mended(word[0]), re.sub(r"\s+", " ", seen))


def _by_phrases(words: str, written_out: str) -> dict[str, tuple[str, ...]]:
    """The classes whose phrases stand in the words, in their order; those of another language come last."""
    found = {**_classes(written_out, "phrases")}
    for name, shown in _classes(bare(words), "abroad").items():
        found[name] = (*found.get(name, ()), *shown)
    return found or _classes(written_out, "weak")


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    """The often misspelt word that this one is with a letter wrong, left out, added or exchanged; else the word.

    An ending makes another word ("include", "included"), so it is not taken for a slip.
    """
    meant, others = vocabulary()["often_misspelt"], vocabulary()["near_misses"]
    if word in meant or word in others:
        return word
    near = [
        other for other in meant if other[0] == word[0] and not other.startswith(word) and not word.startswith(other)
    ]
    return next((other for other in near if OSA.distance(word, other, score_cutoff=1) <= 1), word)


def _classes(seen: str, kind: str) -> dict[str, tuple[str, ...]]:
    """Classes by the longest matching stretch of words: "where is my refund" is not read as "where is my".

    `kind`: which phrases, by the name of their field.
    """
    text = seen.replace(" ", "") if kind == "abroad" and is_unspaced(seen) else seen
    hits = [
        (match.start(), match.end(), named, name)
        for name, named, expression in _expressions(kind)
        for match in expression.finditer(text)
    ]
    hits.sort(key=lambda hit: (hit[0] - hit[1], -hit[2]))  # the longest first, then the one that names more words
    taken: list[tuple[int, int, int, str]] = []
    for hit in hits:
        overlapping = [other for other in taken if hit[0] < other[1] and other[0] < hit[1]]
        if all(hit[:3] == other[:3] for other in overlapping):  # two classes may claim the very same words
            taken.append(hit)
    found: dict[str, list[str]] = {}
    for start, end, _, name in sorted(taken):
        shown = text[start:end].strip()
        if shown not in found.setdefault(name, []):
            found[name].append(shown)
    return {name: tuple(shown) for name, shown in found.items()}


@cache
def _expressions(kind: str) -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    """Class, how many words the phrase names, and its pattern."""
    return tuple(
        (row.name, sum(word != "*" for word in phrase.split(" ")), re.compile(pattern(phrase)))
        for row in message_classes().values()
        for phrase in getattr(row, kind)
    )
