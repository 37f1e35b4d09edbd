"""Trains the classifier of messages: `python bench/messages/train.py` writes templates_en/data/messages.npz.

With `--held-out` it trains without the messages of `held_out` and prints how those are read.

It needs the extra `train` (scikit-learn).  The same sentences give the same file.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import measure
import numpy as np
from patterns import SENTENCES, patterns, written_out
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from templates_en.messages import reading
from templates_en.messages.features import WIDTH, features
from templates_en.messages.model import OTHER, Model

FILE = Path(__file__).parents[2] / "templates_en" / "data" / "messages.npz"
_SMALLEST = 2  # of 127: a weight below it is left out
_STRENGTH = 20.0
_MESSAGE_COUNTS = 4  # a whole message counts as so many sentences of a pattern


def examples(*, held_out: bool) -> tuple[list[str], list[str], list[str]]:
    """Texts with class and language: the sentences, and the messages; without those of `held_out` where it says so."""
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
    for folder in ("development",) if held_out else ("development", "held_out"):
        for file in sorted((SENTENCES.parent / folder).glob("*.tsv")):
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
    """Trains both models and writes the file; with `--held-out`, prints the figures of a model that knows less."""
    held_out = "--held-out" in sys.argv
    texts, classes, languages = examples(held_out=held_out)
    rows = matrix(texts)
    arrays = stored("class", fit(rows, classes)) | stored("language", fit(rows, languages))
    if held_out:
        _measure(arrays)
        return
    np.savez_compressed(FILE, **arrays)  # type: ignore[arg-type] # numpy types the names as its own options
    print(f"{len(texts)} sentences, {FILE.stat().st_size} bytes", file=sys.stderr)


def _measure(arrays: dict[str, np.ndarray]) -> None:
    """Prints how the held-out messages are read with those weights in place of the stored ones."""
    models = {
        of: Model(
            tuple(arrays[f"{of}_names"].tolist()),
            arrays[f"{of}_weights"],
            float(arrays[f"{of}_scale"]),
            arrays[f"{of}_bias"].astype(np.float64),
        )
        for of in ("class", "language")
    }
    vars(reading)["model"] = models.__getitem__  # the stored ones are not to be asked
    measure.print_table("held_out")


if __name__ == "__main__":
    main()
