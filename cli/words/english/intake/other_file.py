"""Files that hold no orders to ship."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "other_file.address": "is the {title:name}: it holds no consignees' addresses, so nothing can be sent by it. Take {take}.",
    "other_file.articles": "is the {title:name}: it holds no articles, so nothing can be packed by it. Take {take}.",
    "other_file.orders": "is the {title:name}, which holds no orders to ship. Take {take}.",
}
