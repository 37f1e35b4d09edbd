"""What is wrong with a layout of label files."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "label_layout.unknown": "{name!r} is no layout. `sampan labels layouts` lists them.",
    "label_layout.unknown_near": "{name!r} is no layout. Did you mean {near}? `sampan labels layouts` lists them.",
    "label_layout.no_layout": "is no layout: {error}. Its keys are {keys:list}.",
    "label_layout.unknown_key": "is no key of a layout. Its keys here are {known:list}.",
    "label_layout.wants_text": 'is a text: write it in quotes, like "iso2".',
    "label_layout.wants_texts": 'is a list of texts, like ["csv", "xlsx"].',
    "label_layout.wants_yes_or_no": "is true or false, without quotes.",
    "label_layout.wants_number": "is a whole number from 0 to {most:,}, without quotes.",
    "label_layout.wants_name": (
        "is the name of a file in labels/: letters, digits, - and _, like my-forwarder; it leads to no other folder."
    ),
    "label_layout.wants_rows": 'is a list of rows, each a list of texts, like [["batch", "shop.batch"]].',
    "label_layout.wants_sheet": "is the name of a worksheet: 1 to 31 signs, none of [ ] : * ? / \\.",
    "label_layout.template_is_workbook": 'goes with types = ["xlsx"] and a header: the carrier\'s workbook is filled.',
    "label_layout.two_sheets": 'goes with types = ["xlsx"] and a companion, which becomes the second sheet.',
    "label_layout.no_order_file": "goes with rows of orders or items, not with a list of articles.",
    "label_layout.wants_sign": 'is one sign, like ";".',
    "label_layout.wants_line_end": 'is "\\r\\n" or "\\n".',
    "label_layout.wants_words": 'is a table of texts, like USD = "美元".',
    "label_layout.wants_pattern": "is no pattern that can be read. Write one like [0-9]{{10}}.",
    "label_layout.wants_groups": "is missing: columns stand in [[group]] tables.",
    "label_layout.wants_items": "is a list of line numbers, like [1, 2, 3].",
    "label_layout.wants_columns": 'is a list of columns, like [{{ header = "No", field = "order_id" }}].',
    "label_layout.no_key": "has no column by which its rows are known: give one the field {fields:or}.",
    "label_layout.no_header": "has no header.",
    "label_layout.unknown_field": "field {field!r} is not known. Known are {known:list}.",
    "label_layout.field_and_value": "has both a field and a fixed value. Keep one.",
    "label_layout.nothing_fills": "is required, but nothing fills it. Give it a field or a value.",
    "label_layout.header_twice": "stands twice. Each header must be unique.",
    "label_layout.file_type": "{kind!r} is not one of {known:list}.",
    "label_layout.encoding": (
        "{encoding!r} is no encoding that keeps ASCII as it is and writes each sign for itself. Write one like utf-8,"
        " utf-8-sig or gbk."
    ),
}
