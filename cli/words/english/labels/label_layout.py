"""What is wrong with a layout of label files."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "label_layout.unknown": "{name!r} is no layout. `sampan labels layouts` lists them.",
    "label_layout.unknown_near": "{name!r} is no layout. Did you mean {near}? `sampan labels layouts` lists them.",
    "label_layout.no_layout": "is no layout: {error}. Its keys are {keys:list}.",
    "label_layout.unknown_field": "field {field!r} is not known. Known are {known:list}.",
    "label_layout.field_and_value": "has both a field and a fixed value. Keep one.",
    "label_layout.nothing_fills": "is required, but nothing fills it. Give it a field or a value.",
    "label_layout.header_twice": "stands twice. Each header must be unique.",
    "label_layout.file_type": "{kind!r} is not one of {known:list}.",
    "label_layout.encoding": "{encoding!r} is no encoding. Write one like utf-8, utf-8-sig or gbk.",
}
