"""What comes off a price."""

from typing import Final

SENTENCES: Final = {
    "discount.unreadable": "{error}",
    "discount.what_comes_off": "It is what comes off: 15 % leaves 0.85 of the price.",
    "discount.above_whole": "{text!r} is more than the whole price.",
    "discount.write_up_to_whole": "Write a percentage up to 100 %.",
}
