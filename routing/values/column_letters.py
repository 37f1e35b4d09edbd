"""The columns of a spreadsheet: their letters, and their numbers from 0."""

from __future__ import annotations


def letters(column: int) -> str:
    """How a spreadsheet calls a column, counted from 0.

    >>> letters(0), letters(27), letters(101)
    ('A', 'AB', 'CX')
    """
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def column_of_letters(name: str) -> int:
    """The column of those capital letters, counted from 0.

    >>> column_of_letters("A"), column_of_letters("AB"), column_of_letters("CX")
    (0, 27, 101)
    """
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
