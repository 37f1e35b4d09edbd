"""The product master as a file."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "master.several_files": "holds {n} files; a product master is one. Name the file.",
    "master.no_header": (
        "has no header with a column sku and others known. Write sku,weight_g,length_cm,width_cm,height_cm above."
    ),
    "master.several_sheets": "lists articles on several sheets ({sheets}). Put all of them on one.",
    "master.no_sku": "Write the article number, or delete the row.",
    "master.listed_above": "is listed above already. Keep one row for each article.",
    "master.no_article": "lists no article. Fill at least one row.",
}
