"""Sentences on files that are dropped on a page of the desk."""

from typing import Final

SENTENCES: Final[dict[str, str | tuple[str, str]]] = {
    "desk_page.damaged_check": "This check of bills cannot be read. Check the bills again.",
    "desk_page.damaged_notes": "The notes of what was answered cannot be read. Move the file away to begin anew; the messages stay.",
    "desk_page.no_card": "No card was made of this book yet. Decide on every note, then make it.",
    "desk_page.no_messages": "The sheet has a head and no message below it. Export the messages again.",
}
