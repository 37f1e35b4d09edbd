"""Words: the catalogue of situations and English replies, with selection, rendering and linting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.lazy_names import lazy_names

if TYPE_CHECKING:
    from templates_en.catalogue import Catalogue
    from templates_en.lint import draft_findings
    from templates_en.messages.reading import read_message
    from templates_en.platforms import platform
    from templates_en.render import Reply, render
    from templates_en.situations.select import select
    from templates_en.situations.state import State

__all__ = [
    "Catalogue",
    "Reply",
    "State",
    "draft_findings",
    "platform",
    "read_message",
    "render",
    "select",
]

if not TYPE_CHECKING:  # the type checker reads the imports above, and tells names that are none
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "Catalogue": "templates_en.catalogue",
            "Reply": "templates_en.render",
            "State": "templates_en.situations.state",
            "draft_findings": "templates_en.lint",
            "platform": "templates_en.platforms",
            "read_message": "templates_en.messages.reading",
            "render": "templates_en.render",
            "select": "templates_en.situations.select",
        },
    )
