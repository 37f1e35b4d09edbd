"""Thrift's compact protocol, read by the kinds of its values."""

from __future__ import annotations

from typing import Any

import pytest

from routing.values.thrift import STRUCT, Decoder, decoded, plain


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (b"\x15\x03\x00", {1: -2}),  # a number, in zigzag
        (b"\x05\x14\x03\x00", {10: -2}),  # a field whose number is written out
        (b"\x11\x12\x00", {1: True, 2: False}),
        (b"\x13\x05\x00", {1: 5}),
        (b"\x17" + bytes(8) + b"\x18\x02ab\x15\x02\x00", {1: bytes(8), 2: b"ab", 3: 1}),  # a fraction, a text, a number
        (b"\x19\xf5\x10" + b"\x02" * 16 + b"\x00", {1: [1] * 16}),  # a list of 16
        (b"\x19\x21\x01\x02\x00", {1: [1, 2]}),  # a list of two flags
        (b"\x1b\x00\x1b\x01\x55\x02\x04\x00", {1: [], 2: [(1, 2)]}),  # maps
        (b"\x1c\x15\x02\x00\x00", {1: {1: 1}}),
    ],
)
def test_the_compact_protocol_is_read_by_its_kinds(content: bytes, fields: dict[int, Any]) -> None:
    """As https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md writes them down."""
    decoder = Decoder(content)
    assert (plain(STRUCT, decoder.struct()), decoder.at) == (fields, len(content))


@pytest.mark.parametrize("content", [b"\x1d", b"\x1c" * 40, b"\x19" * 80, b"\x15" + b"\xff" * 11, b"\x18\x7f"])
def test_what_is_no_compact_protocol_is_refused(content: bytes) -> None:
    """An unknown kind, structs and lists without end, a number without end, a text beyond the end."""
    with pytest.raises(ValueError, match=r"kind 13|too deep|without end|cut off"):
        decoded(content)
