"""What is wrong with words for goods."""

from typing import Final

SENTENCES: Final = {
    "goods.unknown": "{words:list} is no word for goods.",
    "goods.none": "{text!r} is no word for goods.",
    "goods.write": "Write one or more of {goods:list}.",
}
