"""Trains the classifier of messages: `python bench/messages/train.py` writes templates_en/data/messages.npz.

It needs the extra `train` (scikit-learn).  The same sentences give the same file.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np
from patterns import SENTENCES, patterns, written_out
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from templates_en.messages.features import WIDTH, features
from templates_en.messages.model import OTHER

FILE = Path(__file__).parents[2] / "templates_en" / "data" / "messages.npz"
_SMALLEST = 2  # of 127: a weight below it is left out
_STRENGTH = 20.0


def examples(hold_out: int | None = None) -> tuple[list[str], list[str], list[str]]:
    """Sentences with class and language; `hold_out`: without every fifth pattern from that one on."""
    texts, classes, languages = [], [], []
    for file in sorted(SENTENCES.glob("*.txt")):
        language = file.stem
        table = patterns(language)
        draw = random.Random(language)  # noqa: S311 - no secret
        neutral = [text for pattern in table[OTHER] for text in written_out(pattern)]
        for name, rows in table.items():
            for number, pattern in enumerate(rows):
                if hold_out is not None and number % 5 == hold_out:
                    continue
                for text in written_out(pattern):
                    texts.append(text)
                    classes.append(name)
                    languages.append(language)
                    if name != OTHER and draw.random() < 0.35:  # as people write: a greeting or a fact beside it
                        beside = draw.choice(neutral)
                        texts.append(f"{beside}. {text}" if draw.random() < 0.6 else f"{text}. {beside}")
                        classes.append(name)
                        languages.append(language)
    return texts, classes, languages


def matrix(texts: list[str]) -> csr_matrix:
    """A row a text: its numbers, each with the weight that makes the row one long."""
    rows = [features(text) for text in texts]
    ends = np.cumsum([0, *map(len, rows)])
    data = np.concatenate([np.full(len(row), 1 / np.sqrt(max(len(row), 1))) for row in rows])
    return csr_matrix((data, np.concatenate(rows), ends), shape=(len(rows), WIDTH))


def fit(rows: csr_matrix, names: list[str]) -> LogisticRegression:
    """The weights for those names."""
    return LogisticRegression(C=_STRENGTH, max_iter=150, tol=1e-3).fit(rows, names)


def stored(of: str, fitted: LogisticRegression) -> dict[str, np.ndarray]:
    """The arrays of a model: bytes for the weights, small ones left out."""
    scale = float(np.abs(fitted.coef_).max() / 127)
    weights = np.round(fitted.coef_.T / scale).astype(np.int8)
    weights[np.abs(weights) < _SMALLEST] = 0
    return {
        f"{of}_names": np.array(fitted.classes_.tolist()),
        f"{of}_weights": weights,
        f"{of}_scale": np.array(scale),
        f"{of}_bias": fitted.intercept_.astype(np.float32),
    }


def main() -> None:
    """Trains both models and writes the file."""
    texts, classes, languages = examples()
    rows = matrix(texts)
    arrays = stored("class", fit(rows, classes)) | stored("language", fit(rows, languages))
    np.savez_compressed(FILE, **arrays)  # type: ignore[arg-type] # numpy types the names as its own options
    print(f"{len(texts)} sentences, {FILE.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
