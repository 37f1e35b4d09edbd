"""Trains the classifier of messages: `python bench/messages/train.py` writes templates_en/data/messages.npz.

It learns from `sentences` and `development`, never from `held_out`.  It needs the extra `train` (scikit-learn).
The same sentences give the same file.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np
from patterns import SENTENCES, patterns, written_out
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from templates_en.messages.features import WIDTH, features
from templates_en.messages.model import OTHER

FILE = Path(__file__).parents[2] / "templates_en" / "data" / "messages.npz"
_SMALLEST = 2  # of 127: a weight below it is left out
_STRENGTH = 1.0
_SHARPNESS = 6.0
"""Margins times this are the scores of a softmax: the value that fitted messages best that it had not learned from."""
_DOUBT = -0.25 * _SHARPNESS
"""The score of "none of these": with it, about one in fifty of those messages was read wrongly without a question."""
_MESSAGE_COUNTS = 4  # a whole message counts as so many sentences of a pattern


def examples() -> tuple[list[str], list[str], list[str]]:
    """Texts with class and language: the sentences, and the messages of `development`."""
    texts, classes, languages = [], [], []
    for file in sorted(SENTENCES.glob("*.txt")):
        language = file.stem
        table = patterns(language)
        draw = random.Random(language)  # noqa: S311 - no secret
        neutral = [text for pattern in table[OTHER] for text in written_out(pattern)]
        for name, rows in table.items():
            for pattern in rows:
                for text in written_out(pattern):
                    texts.append(text)
                    classes.append(name)
                    languages.append(language)
                    if name != OTHER and draw.random() < 0.35:  # as people write: a greeting or a fact beside it
                        beside = draw.choice(neutral)
                        texts.append(f"{beside}. {text}" if draw.random() < 0.6 else f"{text}. {beside}")
                        classes.append(name)
                        languages.append(language)
    for file in sorted((SENTENCES.parent / "development").glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            name, text = line.split("\t")
            texts += [text] * _MESSAGE_COUNTS
            classes += [name] * _MESSAGE_COUNTS
            languages += [file.stem] * _MESSAGE_COUNTS
    return texts, classes, languages


def matrix(texts: list[str]) -> csr_matrix:
    """A row a text: its numbers, each with the weight that makes the row one long."""
    rows = [features(text) for text in texts]
    ends = np.cumsum([0, *map(len, rows)])
    data = np.concatenate([np.full(len(row), 1 / np.sqrt(max(len(row), 1))) for row in rows])
    numbers = np.concatenate(rows).astype(np.int32)  # liblinear takes no wider ones
    return csr_matrix((data, numbers, ends.astype(np.int32)), shape=(len(rows), WIDTH))


def fit(rows: csr_matrix, names: list[str]) -> LinearSVC:
    """The weights for those names, each name counting alike however many sentences it has."""
    return LinearSVC(C=_STRENGTH, class_weight="balanced", random_state=0).fit(rows, names)


def stored(of: str, fitted: LinearSVC, doubt: float) -> dict[str, np.ndarray]:
    """The arrays of a model: bytes for the weights, small ones left out."""
    raised = fitted.coef_.T * _SHARPNESS
    scale = float(np.abs(raised).max() / 127)
    weights = np.round(raised / scale).astype(np.int8)
    weights[np.abs(weights) < _SMALLEST] = 0
    return {
        f"{of}_names": np.array(fitted.classes_.tolist()),
        f"{of}_weights": weights,
        f"{of}_scale": np.array(scale),
        f"{of}_bias": (fitted.intercept_ * _SHARPNESS).astype(np.float32),
        f"{of}_doubt": np.array(doubt),
    }


def main() -> None:
    """Trains both models and writes the file."""
    texts, classes, languages = examples()
    rows = matrix(texts)
    arrays = stored("class", fit(rows, classes), _DOUBT) | stored("language", fit(rows, languages), -np.inf)
    np.savez_compressed(FILE, **arrays)  # type: ignore[arg-type] # numpy types the names as its own options
    print(f"{len(texts)} sentences, {FILE.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
