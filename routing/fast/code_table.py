"""Refusal codes in tables: one byte a service or tier, eight of them to a 64-bit word."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from routing.fast.parcels import UNKNOWN
from routing.services.refusal import ELIGIBLE

if TYPE_CHECKING:
    import numpy.typing as npt

    from routing.fast.parcels import Int32s

    Bytes = npt.NDArray[np.uint8]
    Words64 = npt.NDArray[np.uint64]

WORD: Final = 8
"""Services to a word."""


class CodeTable:
    """Refusal codes by whatever parcels are looked up by; packed words, shape (words, rows)."""

    def __init__(self, packed: Words64) -> None:
        self.packed = packed
        self.classes: Int32s = np.full(packed.shape[1], UNKNOWN, np.int32)
        """Row -> number of the rows with the same codes, as far as parcels met them."""

    @cached_property
    def silent(self) -> bool:
        """Whether no row refuses anything."""
        return bool((self.packed.view(np.uint8) == ELIGIBLE).all())

    def append(self, packed: Words64) -> None:
        """More rows behind the others."""
        self.packed = np.concatenate([self.packed, packed], axis=1)
        self.classes = np.concatenate([self.classes, np.full(packed.shape[1], UNKNOWN, np.int32)])


def packed(codes: npt.NDArray[np.uint8]) -> Words64:
    """Bytes to words, the word first: (words, rows)."""
    words = np.ascontiguousarray(codes).view(np.uint64).reshape(-1, codes.shape[-1] // WORD)
    return np.ascontiguousarray(words.T)


def column_of(codes: Words64, column: int) -> Bytes:
    """The codes of one service or tier in packed words of shape (words, rows)."""
    word, place = divmod(column, WORD)
    one: Bytes = codes[word].view(np.uint8)[place::WORD]
    return one
