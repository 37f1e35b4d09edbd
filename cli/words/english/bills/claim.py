"""Sentences on the store of claims."""

from typing import Final

SENTENCES: Final = {
    "claim.foreign_store": "is no store of claims that this sampan reads. Name another with --store.",
    "claim.store_unusable": "cannot be used as a store of claims: {error}. Name another with --store.",
}
