"""Files that cannot be read, whatever they hold."""

from typing import Final

SENTENCES: Final = {
    "file.unreadable": "cannot be read: {why}.",
    "file.not_utf8": "is not UTF-8. Save the file as UTF-8.",
}
