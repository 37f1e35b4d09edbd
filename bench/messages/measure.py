"""How well messages are understood: `python bench/messages/measure.py [FOLDER]` prints a line a language.

A folder holds `<language>.tsv` files of a class and a message a line.  The stored model has learned from both folders;
`python bench/messages/train.py --held-out` tells how messages are read that it has not seen.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from templates_en.messages.reading import read_message

COLUMNS = ("language", "messages", "right", "asked with it", "asked without", "wrong", "flags missed")
_SAFETY = {"injury", "fake", "data_deletion"}
"""Classes whose messages must raise a flag."""


def outcome(name: str, text: str) -> str:
    """How the message was read: one of the columns."""
    reading = read_message(text)
    shown = [found for found, _ in reading.found]
    if len(reading.issues) == 1:
        return "right" if reading.issues[0] == name else "wrong"
    return "asked with it" if name in shown else "asked without"


def measured(folder: Path) -> dict[str, Counter[str]]:
    """Language -> how many messages came out how."""
    found: dict[str, Counter[str]] = {}
    for file in sorted(folder.glob("*.tsv")):
        rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if line]
        counts = Counter(outcome(name, text) for name, text in rows)
        counts["messages"] = len(rows)
        counts["flags missed"] = sum(name in _SAFETY and not read_message(text).red_flags for name, text in rows)
        found[file.stem] = counts
    return found


def main() -> None:
    """Prints the table."""
    print_table(sys.argv[1] if len(sys.argv) > 1 else "held_out")


def print_table(folder: str) -> None:
    """Prints a line a language, and one for all."""
    found = measured(Path(__file__).parent / folder)
    found["all"] = sum(found.values(), Counter())
    print(" | ".join(COLUMNS))
    for language, counts in found.items():
        print(" | ".join([language, *(str(counts[column]) for column in COLUMNS[1:])]))


if __name__ == "__main__":
    main()
