"""What a price sheet calls a destination."""

from typing import Final

SENTENCES: Final = {
    "destination.unknown": "{error}",
    "destination.or_name_group": "Or name the group under groups in the mapping.",
    "destination.with_remark": "{text!r} is no country that is known as it stands.",
    "destination.say_countries": "Say which countries it means under groups in the mapping.",
    "destination.china_beside": "{text!r} names China beside others.",
    "destination.say_meaning": "Say what it means under groups in the mapping.",
}
