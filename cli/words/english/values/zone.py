"""Time zones."""

from typing import Final

SENTENCES: Final = {
    "zone.unknown": "{name!r} is no time zone.",
    "zone.write_iana": "Write an IANA name such as Asia/Shanghai.",
}
